"""How suppliers call things in their statements: one table, per adapter where they differ."""

import re

from ..schemas import Field, LineStatus

# Compared without case, spaces, underscores and hyphens. The first is what our own export uses.
HEADERS: dict[Field, tuple[str, ...]] = {
    Field.REFERENCE: (
        "reference", "our order no", "merchant order no", "out order no", "out trade no",
        "商户订单号", "我方订单号", "外部订单号", "商家订单号", "客户订单号", "合作方订单号",
    ),
    Field.REMOTE_NO: (
        "remote no", "order no", "supplier order no", "transaction id",
        "供应商订单号", "平台订单号", "订单号", "系统订单号", "流水号",
    ),
    Field.SKU: (
        "sku", "product", "product id", "product code", "商品编号", "商品编码", "产品编号",
    ),
    Field.QUANTITY: ("quantity", "count", "数量", "购买数量"),
    Field.COST: ("cost", "amount", "total", "金额", "订单金额", "结算金额", "成本", "扣款金额"),
    Field.STATUS: ("status", "state", "result", "状态", "订单状态", "充值状态", "结果"),
    Field.OCCURRED_AT: (
        "time", "completed at", "finished at", "delivered at",
        "时间", "完成时间", "充值时间", "到账时间", "交易时间",
    ),
}  # fmt: skip

# What an adapter's supplier writes besides, in the words of its API manual.
ADAPTER_HEADERS: dict[str, dict[Field, tuple[str, ...]]] = {
    "fulu": {
        Field.REFERENCE: ("customer order no",),
        Field.COST: ("order price",),
        Field.QUANTITY: ("buy num",),
        Field.OCCURRED_AT: ("finish time",),
    },
    "mifeng": {Field.REFERENCE: ("userorderid",), Field.REMOTE_NO: ("orderid",)},
    "dayuanren": {Field.REFERENCE: ("out trade num",), Field.REMOTE_NO: ("order number",)},
    "dtone": {Field.REFERENCE: ("external id",), Field.SKU: ("product.id",)},
    "tremendous": {Field.REFERENCE: ("external id",), Field.REMOTE_NO: ("order id",)},
}

NEEDED = (Field.REFERENCE, Field.COST, Field.STATUS)

STATUSES: dict[LineStatus, tuple[str, ...]] = {
    LineStatus.DELIVERED: (
        "delivered", "success", "successful", "succeeded", "completed", "executed",
        "成功", "充值成功", "交易成功", "已完成", "已到账", "已发货",
    ),
    LineStatus.FAILED: (
        "failed", "failure", "rejected", "declined", "canceled", "cancelled",
        "失败", "充值失败", "交易失败", "已取消", "已关闭",
    ),
    LineStatus.REVERSED: ("reversed", "refunded", "refund", "已退款", "退款", "已冲正", "冲正"),
    LineStatus.PARTIAL: ("partial", "部分成功", "部分到账"),
    LineStatus.PROCESSING: ("processing", "pending", "accepted", "处理中", "充值中", "待处理"),
}  # fmt: skip

# A last line that adds up what stands above it is no delivery.
SUMS = frozenset({"total", "sum", "合计", "总计", "小计", "汇总"})

_NOISE = re.compile(r"[\s_\-/()()]+")


def bare(written: str) -> str:
    """Reduce a heading or a status to what is compared."""
    return _NOISE.sub("", written).lower()


_STATUS = {bare(word): status for status, words in STATUSES.items() for word in words}


def headings(adapter: str) -> dict[str, Field]:
    """Index every heading that a supplier of `adapter` may write."""
    tables = (HEADERS, ADAPTER_HEADERS.get(adapter, {}))
    return {
        bare(word): field
        for table in tables
        for field, words in table.items()
        for word in words
    }


def status(written: str) -> LineStatus | None:
    """Read what they say became of an order; None for a word that nobody explained."""
    return _STATUS.get(bare(written))

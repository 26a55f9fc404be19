"""What 大猿人's answers mean. What is not listed here is unknown."""

from ..contract import Kind, RechargeOrder
from ..money import fen, read_fen
from ..outcomes import Delivered, Outcome, Partial, Processing, Rejected, Unknown
from . import wire

OK = "0"

# `errno` says only that the submission failed, not why, and a used number fails like anything
# else: the words have to tell. Any of these, and the order may be there.
DUPLICATE = ("重复", "已存在", "已经存在", "相同")
# These words, together with an `errno` that is not 0, prove that no order was made.
OUR_FAULT = ("签名", "余额不足", "商户不存在", "用户不存在", "账户", "IP")
NO_GOODS = ("产品", "面值", "成本", "价格", "维护", "库存")
BAD_TARGET = ("号码", "手机号", "黑名单", "空号")

UNFINISHED = "0"
DELIVERED = "1"
FAILED = frozenset({"-1", "2"})
PARTIAL = "3"

LONGEST = 50


def refusal(order: RechargeOrder) -> Rejected | None:
    """Refuse here what they cannot carry; None when the order may be sent."""
    if order.kind != Kind.DIRECT:
        return Rejected(code="laurel.kind", message="no card codes here", is_our_fault=True)
    account = order.account
    if not (account.isascii() and account.isalnum() and len(account) <= LONGEST):
        return Rejected(code="laurel.account", message="not a number to recharge")
    if order.quantity != 1:
        return Rejected(code="laurel.quantity", message="one piece at a time")
    if not (order.sku.isascii() and order.sku.isdigit()):
        return Rejected(code="laurel.sku", message="not a product number", is_our_fault=True)
    return None


def is_duplicate(message: str) -> bool:
    """Tell whether they have had this number before."""
    return any(words in message for words in DUPLICATE)


def rejected(errno: str, message: str) -> Rejected | None:
    """Translate words that mean no; None for all others. A used number has been ruled out."""
    if any(words in message for words in OUR_FAULT):
        return Rejected(code=errno, message=message, is_our_fault=True)
    if any(words in message for words in NO_GOODS):
        return Rejected(code=errno, message=message)
    if any(words in message for words in BAD_TARGET):
        return Rejected(code=errno, message=message, is_retryable_elsewhere=False)
    return None


def outcome(order: wire.Order) -> Outcome:
    """Translate the state of a queried order."""
    amount = fen(order.charge_amount)
    return _outcome(str(order.state), text(order.order_number), amount) or Unknown(
        f"state {order.state!s:.40}"
    )


def hint(fields: dict[str, str]) -> Outcome | None:
    """Translate what a callback claims."""
    amount = read_fen(fields.get("charge_amount"))
    return _outcome(fields.get("state", ""), fields.get("order_number") or None, amount)


def text(order_number: int | str | None) -> str | None:
    """Write their number as text."""
    return None if order_number is None else str(order_number)


def _outcome(state: str, number: str | None, amount_fen: int | None) -> Outcome | None:
    if state == DELIVERED:
        return Delivered(number)
    if state in FAILED:
        return Rejected(code=f"state {state}")
    if state == PARTIAL:
        return Partial(number, amount_fen, "part of the face value was charged")
    return Processing(number) if state == UNFINISHED else None

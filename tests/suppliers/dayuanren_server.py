"""大猿人's wire as the kancloud page describes it, written anew so that it can disagree."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

from .wire_server import Asked, WireServer

KEY = "demo-key"


def md5_of(fields: Mapping[str, str]) -> str:
    """Sign as the page says."""
    text = ""
    for name in sorted(fields):
        text += f"{name}={fields[name]}&" if name != "sign" else ""
    return hashlib.md5(f"{text}apikey={KEY}".encode()).hexdigest().upper()


class DayuanrenServer(WireServer):
    """One operator, whose product costs 48.50 yuan and has a face value of 50."""

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """Check the envelope, then do what the path says."""
        posted = parse_qs(asked.body.decode(), keep_blank_values=True)
        fields = {name: values[0] for name, values in posted.items()}
        if fields["userid"] != "10001" or fields["sign"] != md5_of(fields):
            return 200, _no("签名错误")
        match asked.path:
            case "/yrapi.php/index/recharge":
                return self._recharge(fields)
            case "/yrapi.php/index/check":
                numbers = fields["out_trade_nums"].split(",")
                found = [self.orders[one] for one in numbers if one in self.orders]
                return 200, _yes(found)
            case "/yrapi.php/index/user":
                return 200, _yes({"id": "10001", "balance": "1234.56"})
        return 404, {}

    def _recharge(self, fields: dict[str, str]) -> tuple[int, Any]:
        reference, mobile = fields["out_trade_num"], fields["mobile"]
        self.submits.append(reference)
        if reference in self.orders:
            return 200, _no("已存在相同商户订单号，产品不能提单")
        if mobile[-3] == "4":
            return 200, _no("号码在黑名单")
        if Decimal(fields["amount"]) != 50:
            return 200, _no("面值不符")
        if Decimal(fields["price"]) < Decimal("48.50"):
            return 200, _no("成本超过限制")
        self.orders[reference] = order = {
            "order_number": f"CZH{len(self.orders)}",
            "out_trade_num": reference,
            "state": "0" if mobile[-3] == "2" else "1",
            "charge_amount": 50.0,
            "charge_kami": "",
        }
        return (500, {}) if mobile[-3] == "5" else (200, _yes({**order, "product_id": 1}))


def _yes(data: Any) -> dict[str, Any]:
    return {"errno": 0, "errmsg": "ok", "data": data}


def _no(message: str) -> dict[str, Any]:
    return {"errno": 1, "errmsg": message, "data": ""}

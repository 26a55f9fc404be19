"""Mifeng's wire as their pages describe it, written anew so that it can disagree."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .wire_server import Asked, WireServer

SECRET = "demo-secret"


def md5_of(fields: Mapping[str, Any]) -> str:
    """Sign as their page says: sorted keys with their values, then the secret."""
    text = ""
    for key, value in sorted(fields.items()):
        if key not in ("sign", "datas"):
            text += key + ("Array" if isinstance(value, list | dict) else str(value))
    return hashlib.md5((text + SECRET).encode("utf-8")).hexdigest()


class MifengServer(WireServer):
    """Takes orders at `now`, and finds them by its own number, or by ours and that second."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.second = int(now.timestamp())

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """Check the envelope, then do what the path says."""
        fields = json.loads(asked.body)
        if fields["app_key"] != "demo":
            return 200, _no(10004, "商户不存在")
        if fields["sign"] != md5_of(fields):
            return 200, _no(10002, "签名错误")
        if abs(int(fields["timestamp"]) - self.second) > 30:
            return 200, _no(10003, "时间戳超期")
        match asked.path:
            case "/api/merchant/upload_order":
                return self._upload(fields)
            case "/api/merchant/order_info":
                return self._info(fields)
            case "/api/merchant/account":
                return 200, {"code": 0, "message": "ok", "data": {"balance": "1234.56"}}
        return 404, {}

    def _upload(self, fields: dict[str, Any]) -> tuple[int, Any]:
        reference, datas = fields["third_id"], fields["datas"]
        account = datas.get("target", "100")
        self.submits.append(reference)
        if reference in self.orders:
            return 200, _no(10010, "第三方订单号已存在")
        if account[-3] == "4":
            return 200, _no(10014, "充值号码有问题")
        cards = [_card(n) for n in range(datas.get("num", 0))]
        self.orders[reference] = order = {
            "third_id": reference,
            "order_id": 9000 + len(self.orders),
            "state": 2 if account[-3] == "2" else 3,
            "cost": "46.3000",
            **({"ys_cards": cards} if cards else {}),
        }
        if account[-3] == "5":
            return 500, {}
        data = {"order_id": order["order_id"], "third_id": reference, "state": 1}
        return 200, {"code": 0, "message": "ok", "data": data}

    def _info(self, fields: dict[str, Any]) -> tuple[int, Any]:
        if "order_id" in fields:
            found = [one for one in self.orders.values() if _is(one, fields["order_id"])]
        else:
            ours = self.orders.get(fields["third_id"])
            found = [ours] if ours and int(fields["time"]) == self.second else []
        if not found:
            return 200, _no(10015, "订单不存在")
        [order] = found
        return 200, {"code": 0, "message": "ok", "data": order}


def _is(order: dict[str, Any], order_id: str) -> bool:
    return str(order["order_id"]) == order_id


def _card(number: int) -> dict[str, Any]:
    return {"card_no": f"CD1000200030{number:04}", "card_pwd": f"CP5000600070{number:04}"}


def _no(code: int, message: str) -> dict[str, Any]:
    return {"code": code, "message": message, "data": []}

"""Fulu's wire as their SDKs describe it, with a memory of what was really done.

The account's last three digits decide: 1xx delivers, 2xx stays in processing, 40x is refused,
45x is taken and then fails, 5xx answers HTTP 500 and delivers.
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

APP_KEY = "demo-app-key"
APP_SECRET = "0123456789abcdef0123456789abcdef"


def md5_of_sorted(text: str) -> str:
    """Sign as the SDKs do; written anew here, so that it can disagree with the adapter."""
    letters = list(text)
    letters.sort()
    return hashlib.md5(("".join(letters) + APP_SECRET).encode("utf-8")).hexdigest()


def seal(plain: str) -> str:
    """Encrypt a card code as they do."""
    content = plain.encode()
    padding = 16 - len(content) % 16
    cipher = Cipher(algorithms.AES(APP_SECRET.encode()), modes.ECB()).encryptor()
    return base64.b64encode(cipher.update(content + bytes([padding]) * padding)).decode()


@dataclass
class FuluServer:
    """An ASGI application; `orders` is the truth, `submits` every submission seen."""

    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    submits: list[str] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            for kind in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{kind}.complete"})
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        status, reply = self.answer(scope["path"], json.loads(body))
        content = json.dumps(reply).encode()
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    def answer(self, path: str, request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Check the envelope, then do what the method says."""
        sign = request.pop("sign")
        text = json.dumps(request, ensure_ascii=False, separators=(",", ":"))
        if path != "/api/getway" or request["app_key"] != APP_KEY:
            return 404, {}
        if sign != md5_of_sorted(text):
            return 200, {"code": 1000, "message": "签名错误", "result": "", "sign": ""}
        content = json.loads(request["biz_content"])
        match request["method"]:
            case "fulu.order.direct.add" | "fulu.order.card.add":
                return self._add(content, is_card="card" in request["method"])
            case "fulu.order.info.get":
                return self._info(content["customer_order_no"])
            case "fulu.user.info.get":
                return 200, _success({"name": "demo", "balance": "1234.5600"})
        return 200, {"code": 1001, "message": "方法不存在", "result": "", "sign": ""}

    def _add(self, content: dict[str, Any], *, is_card: bool) -> tuple[int, dict[str, Any]]:
        reference, account = content["customer_order_no"], content.get("charge_account", "100")
        self.submits.append(reference)
        if reference in self.orders:
            return 200, _refusal(3000, "外部订单号已存在")
        if account[-3:-1] == "40":
            return 200, _refusal(3002, "商品维护")
        state = {"2": "processing", "4": "failed"}.get(account[-3], "success")
        self.orders[reference] = order = {
            "order_id": f"2026{len(self.orders):06d}",
            "customer_order_no": reference,
            "order_state": state,
            "order_price": 46.3,
            "buy_num": content["buy_num"],
            "cards": [_card()] * content["buy_num"] if is_card else None,
        }
        if account[-3] == "5":
            return 500, {}
        return 200, _success({**order, "order_state": "untreated", "cards": None})

    def _info(self, reference: str) -> tuple[int, dict[str, Any]]:
        if reference not in self.orders:
            return 200, _refusal(4001, "订单不存在")
        return 200, _success(self.orders[reference])


def _card() -> dict[str, str]:
    return {
        "card_number": seal("CD1000200030004000"),
        "card_pwd": seal("CP5000600070008000"),
        "card_deadline": "2027-12-31 23:59:59",
    }


def _success(result: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(result, ensure_ascii=False)
    return {"code": 0, "message": "接口调用成功", "result": text, "sign": md5_of_sorted(text)}


def _refusal(code: int, message: str) -> dict[str, Any]:
    return {"code": code, "message": message, "result": "", "sign": md5_of_sorted("")}

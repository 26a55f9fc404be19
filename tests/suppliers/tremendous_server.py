"""Tremendous' wire as their reference describes it, written anew so that it can disagree."""

import hashlib
import hmac
import json
from typing import Any

from .wire_server import Asked, WireServer

WEBHOOK_KEY = "whsec-demo"
LINK = "https://testflight.tremendous.example/rewards/payout/"


def hex_of(raw: bytes) -> str:
    """Sign a webhook as their page says."""
    digest = hmac.new(WEBHOOK_KEY.encode(), digestmod=hashlib.sha256)
    digest.update(raw)
    return f"sha256={digest.hexdigest()}"


class TremendousServer(WireServer):
    """An order without anybody to write to is a LINK; its link is with the reward only."""

    def __init__(self) -> None:
        super().__init__()
        self.bodies: dict[str, Any] = {}

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """Check who asks, then do what the path says."""
        if asked.headers.get("authorization") != "Bearer TEST_key":
            return 401, _error("Unauthorized")
        match asked.method, asked.path.split("/")[3:]:
            case "POST", ["orders"]:
                return self._create(json.loads(asked.body))
            case "GET", ["orders", number] if number in self.orders:
                return 200, {"order": self.orders[number]}
            case "GET", ["rewards", number]:
                delivery = {"method": "LINK", "status": "SUCCEEDED", "link": LINK + number}
                return 200, {"reward": {"id": number, "delivery": delivery}}
        return 404, _error("The requested object could not be found")

    def _create(self, wanted: dict[str, Any]) -> tuple[int, Any]:
        reference, reward = wanted["external_id"], wanted["reward"]
        self.submits.append(reference)
        if reference in self.orders:
            same = self.bodies[reference] == wanted
            return (
                (201, {"order": self.orders[reference]}) if same else (409, _error("Differs"))
            )
        phone = reward["recipient"].get("phone", "100")
        if phone[-3] == "4":
            return 422, _error("recipient phone is invalid")
        under_way = phone[-3] == "2"
        delivery = {"method": reward["delivery"]["method"], "status": "SUCCEEDED"}
        self.bodies[reference] = wanted
        self.orders[reference] = {
            "id": f"ORDER{len(self.orders)}",
            "external_id": reference,
            "status": "PENDING APPROVAL" if under_way else "EXECUTED",
            "payment": {"subtotal": 10, "total": 10.5, "fees": 0.5, "currency_code": "USD"},
            "rewards": [{"id": "REWARD0000000001", "delivery": delivery}],
        }
        return (500, {}) if phone[-3] == "5" else (200, {"order": self.orders[reference]})


def _error(message: str) -> dict[str, Any]:
    return {"errors": {"message": message}}

"""DT One's wire as their reference describes it, written anew so that it can disagree."""

import base64
import json
from typing import Any
from urllib.parse import parse_qs

from .wire_server import Asked, WireServer

SECRET = "dtone-secret"
PIN = {"code": "CP50006000700080", "serial": "CD10002000300040"}
CLASSES = {
    "CREATED": 1, "CONFIRMED": 2, "REJECTED": 3, "CANCELLED": 4, "SUBMITTED": 5,
    "COMPLETED": 7, "REVERSED": 8, "DECLINED": 9,
}  # fmt: skip


def status(word: str, why: str = "") -> dict[str, Any]:
    """Write a status with its class."""
    return {
        "id": CLASSES[word] * 10_000,
        "message": why or word,
        "class": {"id": CLASSES[word], "message": word},
    }


class DTOneServer(WireServer):
    """Sells product 10000001, airtime with a phone number and a PIN without."""

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """Check who asks, then do what the path says."""
        expected = base64.b64encode(f"key:{SECRET}".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {expected}":
            return 401, _error(1000401, "Unauthorized")
        match asked.method, asked.path:
            case "POST", "/v1/async/transactions":
                return self._create(json.loads(asked.body))
            case "GET", "/v1/transactions":
                wanted = parse_qs(asked.query)["external_id"]
                return 200, [
                    one for one in self.orders.values() if one["external_id"] in wanted
                ]
            case "GET", "/v1/balances":
                euros = {"unit_type": "CURRENCY", "unit": "EUR", "available": 9}
                return 200, [euros, {**euros, "unit": "CNY", "available": 1234.56}]
        return 404, _error(1000404, "Resource not found")

    def _create(self, wanted: dict[str, Any]) -> tuple[int, Any]:
        reference = wanted["external_id"]
        party = wanted.get("credit_party_identifier")
        number = party["mobile_number"] if party else "+000"
        self.submits.append(reference)
        if reference in self.orders:
            return 400, _error(1007001, "Transaction external ID has already been used")
        if number[-3] == "4" or not wanted["auto_confirm"]:
            return 400, _error(1005003, "Credit party mobile number is invalid")
        self.orders[reference] = {
            "id": 4_000_000 + len(self.orders),
            "external_id": reference,
            "status": status("SUBMITTED" if number[-3] == "2" else "COMPLETED"),
            "prices": {"wholesale": {"amount": 46.3, "unit": "CNY", "fee": 0}},
            "pin": None
            if party
            else {"code": "CP50006000700080", "serial": "CD10002000300040"},
        }
        if number[-3] == "5":
            return 500, _error(1009001, "Unexpected error")
        return 201, {**self.orders[reference], "status": status("CONFIRMED"), "pin": None}


def _error(code: int, message: str) -> dict[str, Any]:
    return {"errors": [{"code": code, "message": message}]}

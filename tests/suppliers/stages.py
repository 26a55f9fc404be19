"""Every adapter with a supplier to speak to. A new adapter is one Stage and one line in STAGES.

A stage's supplier obeys the account: …100 delivers, …200 is under way for a while, …400 is
refused, …500 answers HTTP 500 and delivers.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

import msgspec

from suppliers import Adapter, Kind, Patience, RechargeOrder, SupplierConfig, build
from suppliers.fake.behaviour import Timing
from suppliers.fake.server import FakeSupplier
from suppliers.fake.truth import Truth
from suppliers.fake.wire import signed

from . import dayuanren_server, dtone_server, mifeng_server, tremendous_server
from .fulu_server import APP_KEY, APP_SECRET, FuluServer, md5_of_sorted

NOW = datetime(2026, 1, 1, tzinfo=UTC)

# Quick to try again, slow to give up: the machine that runs the tests may be busy.
PATIENCE = Patience(
    connect_seconds=5,
    submit_deadline_seconds=10,
    query_deadline_seconds=10,
    submit_attempts=3,
    query_attempts=2,
    wait_seconds=0.001,
    wait_max_seconds=0.002,
)
# For a supplier that never answers, so that there is no need to wait for long.
HASTE = msgspec.structs.replace(
    PATIENCE, submit_deadline_seconds=0.3, query_deadline_seconds=0.3
)


Posted = tuple[bytes, dict[str, str]]


class Stage(Protocol):
    """One adapter, the keys that fit, and a supplier that remembers.

    `speaks` names the statuses beside 200 that its manual gives a meaning; `cards` how many
    it sells at once; `absence` the fault that is its way to say that there is no such order;
    `echoes` one that answers a used reference with the order itself; `is_signed` one whose
    callbacks can be told from forgeries.
    """

    adapter: str
    keys: dict[str, str]
    app: Any
    sku: str
    speaks: frozenset[int]
    cards: int
    absence: str
    echoes: bool
    is_signed: bool

    def submits(self, reference: str) -> int:
        """How many submissions of `reference` the supplier saw."""

    def deliveries(self, reference: str) -> int:
        """How many times it really delivered."""

    def callback(self, reference: str, news: str = "delivered") -> Posted:
        """A genuine callback that says that `reference` is `delivered` or `failed`."""


class Usual:
    """What most suppliers have in common."""

    sku = "10000001"
    speaks: frozenset[int] = frozenset()
    cards = 2
    absence = ""
    echoes = False
    is_signed = True


class FakeStage(Usual):
    adapter = "fake"

    def __init__(self, folder: Path) -> None:
        self.keys = {"secret": "stage-secret"}
        self.truth = Truth(folder / "truth.db")
        self.app = FakeSupplier(
            self.truth, secret="stage-secret", clock=lambda: NOW, timing=Timing(fast=100)
        )

    def submits(self, reference: str) -> int:
        return sum(self._rows(reference, "submits"))

    def deliveries(self, reference: str) -> int:
        return sum(self._rows(reference, "delivered"))

    def callback(self, reference: str, news: str = "delivered") -> Posted:
        state = {"delivered": "delivered", "failed": "rejected"}[news]
        body = json.dumps({"reference": reference, "state": state, "code": "refused"}).encode()
        return body, signed("stage-secret", "1767225600", body)

    def _rows(self, reference: str, column: str) -> list[int]:
        rows = self.truth.summary(NOW)
        return [int(str(row[column])) for row in rows if row["reference"] == reference]


class FuluStage(Usual):
    adapter = "fulu"

    def __init__(self, folder: Path) -> None:
        self.keys = {"app_key": APP_KEY, "app_secret": APP_SECRET}
        self.app = FuluServer()

    def submits(self, reference: str) -> int:
        return self.app.submits.count(reference)

    def deliveries(self, reference: str) -> int:
        order = self.app.orders.get(reference)
        return int(order is not None and order["order_state"] == "success")

    def callback(self, reference: str, news: str = "delivered") -> Posted:
        status = {"delivered": "success", "failed": "failed"}[news]
        fields = {"customer_order_no": reference, "order_status": status, "price": "46.3000"}
        text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        return json.dumps({**fields, "sign": md5_of_sorted(text)}).encode(), {}


class MifengStage(Usual):
    adapter = "mifeng"

    def __init__(self, folder: Path) -> None:
        self.keys = {"app_key": "demo", "app_secret": mifeng_server.SECRET}
        self.app = mifeng_server.MifengServer(NOW)

    def submits(self, reference: str) -> int:
        return self.app.submits.count(reference)

    def deliveries(self, reference: str) -> int:
        return int(self.app.orders.get(reference, {}).get("state") == 3)

    def callback(self, reference: str, news: str = "delivered") -> Posted:
        state = {"delivered": "3", "failed": "4"}[news]
        fields = {"third_id": reference, "order_id": "7", "state": state, "voucher": ""}
        return urlencode({**fields, "sign": mifeng_server.md5_of(fields)}).encode(), {}


class DayuanrenStage(Usual):
    adapter = "dayuanren"
    cards = 0

    def __init__(self, folder: Path) -> None:
        self.keys = {"userid": "10001", "apikey": dayuanren_server.KEY}
        self.app = dayuanren_server.DayuanrenServer()

    def submits(self, reference: str) -> int:
        return self.app.submits.count(reference)

    def deliveries(self, reference: str) -> int:
        return int(self.app.orders.get(reference, {}).get("state") == "1")

    def callback(self, reference: str, news: str = "delivered") -> Posted:
        state = {"delivered": "1", "failed": "2"}[news]
        fields = {"userid": "10001", "out_trade_num": reference, "state": state, "new": "?&="}
        return urlencode({**fields, "sign": dayuanren_server.md5_of(fields)}).encode(), {}


class DTOneStage(Usual):
    adapter = "dtone"
    speaks = frozenset({201, 202})
    cards = 1
    absence = "an array"
    is_signed = False

    def __init__(self, folder: Path) -> None:
        self.keys = {"api_key": "key", "api_secret": dtone_server.SECRET}
        self.app = dtone_server.DTOneServer()

    def submits(self, reference: str) -> int:
        return self.app.submits.count(reference)

    def deliveries(self, reference: str) -> int:
        order = self.app.orders.get(reference)
        return int(order is not None and order["status"]["class"]["id"] == 7)

    def callback(self, reference: str, news: str = "delivered") -> Posted:
        word = {"delivered": "COMPLETED", "failed": "DECLINED"}[news]
        said = {"external_id": reference, "id": 1, "status": dtone_server.status(word)}
        return json.dumps(said).encode(), {}


class TremendousStage(Usual):
    adapter = "tremendous"
    sku = "OKMHM2X2OHYV:USD:10"
    speaks = frozenset({201})
    cards = 1
    echoes = True

    def __init__(self, folder: Path) -> None:
        self.keys = {"api_key": "TEST_key", "webhook_key": tremendous_server.WEBHOOK_KEY}
        self.app = tremendous_server.TremendousServer()

    def submits(self, reference: str) -> int:
        return self.app.submits.count(reference)

    def deliveries(self, reference: str) -> int:
        return int(self.app.orders.get(reference, {}).get("status") == "EXECUTED")

    def callback(self, reference: str, news: str = "delivered") -> Posted:
        event = {"delivered": "REWARDS.DELIVERY.SUCCEEDED", "failed": "ORDERS.FAILED"}[news]
        payload = {"resource": {"id": reference, "type": "orders"}, "meta": {}}
        raw = json.dumps({"event": event, "uuid": f"uuid-{news}", "payload": payload}).encode()
        return raw, {"Tremendous-Webhook-Signature": tremendous_server.hex_of(raw)}


STAGES: dict[str, Callable[[Path], Stage]] = {
    "dayuanren": DayuanrenStage,
    "dtone": DTOneStage,
    "fake": FakeStage,
    "fulu": FuluStage,
    "mifeng": MifengStage,
    "tremendous": TremendousStage,
}


def adapter_of(
    stage: Stage,
    base_url: str,
    *,
    patience: Patience = PATIENCE,
    before_request: Callable[[], None] | None = None,
    now: datetime = NOW,
) -> Adapter:
    """Build the stage's adapter through the door, pointed at `base_url`."""
    config = SupplierConfig(
        name=stage.adapter, adapter=stage.adapter, base_url=base_url, keys=stage.keys
    )
    return build(config, clock=lambda: now, before_request=before_request, patience=patience)


def order(reference: str = "M1", account: str = "13800138100", **changes: Any) -> RechargeOrder:
    """An order that every supplier understands."""
    usual: dict[str, Any] = {
        "sku": "10000001",
        "quantity": 1,
        "face_fen": 5000,
        "price_cap_fen": 4900,
        "callback_url": "http://127.0.0.1:9/callbacks/suppliers/x",
        "kind": Kind.DIRECT,
    }
    return RechargeOrder(reference=reference, account=account, **{**usual, **changes})

"""Callbacks of a supplier that names only its own number find the attempt all the same."""

import json
import uuid

import pytest

from app import fulfilment
from app.kit import db
from suppliers import Offer, SupplierConfig
from tests.stage import CALM, Stage
from tests.suppliers.tremendous_server import WEBHOOK_KEY, hex_of

THEIRS = "ABC1DEF2GHI3"


@pytest.fixture
async def gift(stage: Stage) -> int:
    """A redemption that was submitted to Tremendous, which has answered with its number."""
    config = SupplierConfig(
        name="tremendous", adapter="tremendous", base_url="http://127.0.0.1:1",
        keys={"api_key": "TEST_key", "webhook_key": WEBHOOK_KEY},
        offers=(Offer(product="topup-50", sku="OKMHM2X2OHYV:USD:5", cost_fen=100),),
    )  # fmt: skip
    await fulfilment.gateway.configure([config], patience=CALM, time=stage.clock)
    await stage.member(points=500)
    placed = await stage.place("topup-50", account="13800000101")
    await stage.relay()
    await stage.dispatch()
    await db.fetch("UPDATE attempt SET state = 'sent', failure = NULL, settled_at = NULL")
    await db.fetch("UPDATE fulfilment SET state = 'waiting'")
    return placed.id


async def tell(stage: Stage, theirs: str) -> None:
    told = {"event": "ORDERS.APPROVED", "uuid": uuid.uuid4().hex,
            "payload": {"resource": {"id": theirs, "type": "orders"}}}  # fmt: skip
    raw = json.dumps(told).encode()
    await fulfilment.store_callback(
        supplier="tremendous", headers={"tremendous-webhook-signature": hex_of(raw)},
        body=raw, now=stage.clock.now,
    )  # fmt: skip


async def asked(stage: Stage) -> int:
    await fulfilment.jobs.apply_callbacks(now=stage.clock.now)
    row = await db.fetch_one("SELECT sum(queries)::int AS n FROM attempt")
    assert row is not None
    return int(row["n"])


class TestRemoteNumber:
    async def test_is_looked_up_when_ours_is_not_named(self, stage: Stage, gift: int) -> None:
        await db.fetch("UPDATE attempt SET remote_no = $1", THEIRS)
        await tell(stage, THEIRS)
        assert await asked(stage) == 1

    async def test_that_comes_before_its_answer_waits_for_it(
        self, stage: Stage, gift: int
    ) -> None:
        await tell(stage, THEIRS)
        assert await asked(stage) == 0
        await db.fetch("UPDATE attempt SET remote_no = $1", THEIRS)
        assert await asked(stage) == 1

    async def test_of_another_order_asks_about_none(self, stage: Stage, gift: int) -> None:
        await db.fetch("UPDATE attempt SET remote_no = $1", THEIRS)
        await tell(stage, "ANOTHER")
        assert await asked(stage) == 0

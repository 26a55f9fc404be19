"""Callbacks are stored once and are a reason to ask; what they say is not believed."""

import json

import pytest

from app import fulfilment
from app.fulfilment import CallbackUnreadable, SupplierUnknown
from app.kit import db
from suppliers.fake import wire
from tests.stage import SECRET, Stage

ACCOUNT = "13800000301"


async def post(stage: Stage, body: dict[str, object], *, secret: str = SECRET) -> object:
    raw = json.dumps(body).encode()
    stamp = f"{stage.clock.now.timestamp():.0f}"
    return await fulfilment.store_callback(
        supplier="fake-main", headers=wire.signed(secret, stamp, raw), body=raw,
        now=stage.clock.now,
    )  # fmt: skip


async def submitted(stage: Stage) -> tuple[int, str]:
    await stage.member(points=500)
    placed = await stage.place("topup-50", account=ACCOUNT)
    await stage.relay()
    await stage.dispatch()
    attempt = await fulfilment.live_attempt(redemption_id=placed.id)
    assert attempt is not None
    return placed.id, attempt.reference


def news(reference: str, state: str = "delivered") -> dict[str, object]:
    return {"reference": reference, "state": state, "remote_no": "R", "event_id": "E-1"}


class TestStoreCallback:
    async def test_a_lie_is_asked_about_and_changes_nothing(self, stage: Stage) -> None:
        redemption_id, reference = await submitted(stage)
        await post(stage, news(reference))
        stage.clock.turn(1)
        assert await fulfilment.jobs.apply_callbacks(now=stage.clock.now) == 1
        tracked = await fulfilment.track(redemption_id=redemption_id, member_id=None)
        assert tracked.redemption.state == "delivering"

    async def test_a_hundred_repeats_are_kept_once(self, stage: Stage) -> None:
        _, reference = await submitted(stage)
        for _ in range(100):
            await post(stage, news(reference))
        row = await db.fetch_one("SELECT count(*) AS n FROM supplier_callback")
        assert row is not None
        assert row["n"] == 1

    async def test_news_of_nothing_known_waits_and_ends_as_an_orphan(
        self, stage: Stage
    ) -> None:
        await post(stage, news("01KNOWNTONOBODY"))
        assert await fulfilment.jobs.apply_callbacks(now=stage.clock.now) == 0
        stage.clock.turn(3_601)
        assert await fulfilment.jobs.apply_callbacks(now=stage.clock.now) == 1
        row = await db.fetch_one("SELECT result FROM supplier_callback")
        assert row is not None
        assert row["result"] == "orphan"

    async def test_orphans_hold_up_nobody(self, stage: Stage) -> None:
        for number in range(60):
            body = news(f"01NOBODY{number}") | {"event_id": f"E-{number}"}
            await post(stage, body)
        _, reference = await submitted(stage)
        await post(stage, news(reference) | {"event_id": "E-real"})
        assert await fulfilment.jobs.apply_callbacks(now=stage.clock.now) == 1

    @pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b"\xff", b'{"reference": 7}'])
    async def test_rubbish_is_refused_and_not_kept(self, stage: Stage, body: bytes) -> None:
        with pytest.raises(CallbackUnreadable):
            await fulfilment.store_callback(
                supplier="fake-main", headers={}, body=body, now=stage.clock.now
            )
        assert await db.fetch("SELECT 1 FROM supplier_callback") == []

    async def test_a_forged_one_about_a_stranger_is_refused(self, stage: Stage) -> None:
        with pytest.raises(CallbackUnreadable):
            await post(stage, news("01NOBODY"), secret="another")

    async def test_an_unknown_supplier_is_not_found(self, stage: Stage) -> None:
        with pytest.raises(SupplierUnknown):
            await fulfilment.store_callback(
                supplier="nobody", headers={}, body=b"{}", now=stage.clock.now
            )

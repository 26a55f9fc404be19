"""What nobody could handle is counted, listed and handed out again, by name."""

import httpx
import msgspec
import pytest

from app import operators
from app.kit import clock, db, outbox
from app.operators import Role
from app.payments import RefundStuck

from .conftest import Hire


@pytest.fixture
async def letter(database: None) -> int:
    """A dead letter."""
    now = clock.now()
    event = RefundStuck(
        refund_id=1, payment_id=1, purpose="redemption:7", reference="r", amount_fen=1,
        reason="ABNORMAL", occurred_at=now,
    )  # fmt: skip
    await outbox.announce(event, now=now)
    for _ in range(outbox.MOST_ATTEMPTS):
        await db.fetch("UPDATE outbox_event SET available_at = $1, leased_until = NULL", now)
        [delivery] = await outbox.claim(now=now)
        await outbox.fail(delivery, "KeyError: who?", now=now)
    [dead] = await outbox.dead()
    return dead.id


class TestDeadLetters:
    async def test_are_counted_where_people_look(
        self, hire: Hire, client: httpx.AsyncClient, letter: int
    ) -> None:
        ada = await hire(Role.SUPPORT)
        shown = (await ada.get("")).text
        assert 'href="/ops/events" data-state="bad"' in " ".join(shown.split())
        checks = (await client.get("/health/ready")).json()["checks"]
        assert checks["dead_events"] == 1
        listed = (await ada.get("/events")).text
        assert "RefundStuck" in listed
        assert "KeyError: who?" in listed
        assert "/replay" not in listed, "support may look only"

    async def test_are_handed_out_again_once_and_by_whom(self, hire: Hire, letter: int) -> None:
        ada = await hire(Role.OPS)
        assert f"/ops/events/{letter}/replay" in (await ada.get("/events")).text
        assert (await ada.post(f"/events/{letter}/replay")).status_code == 303
        assert await outbox.count_dead() == 0
        [again] = await outbox.claim(now=clock.now())
        assert (again.id, again.attempts) == (letter, 1)
        assert msgspec.json.decode(again.payload)["refund_id"] == 1
        assert (await ada.post(f"/events/{letter}/replay")).status_code == 404
        [entry] = await operators.entries(f"event:{letter}")
        assert (entry.action, entry.actor) == ("event_replayed", f"operator:{ada.id}")

"""The auditor looks at every invariant, tells what differs, and mends nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import structlog

from app import auditing, fulfilment, ledger
from app.auditing import INVARIANTS
from app.kit import db
from tests.auditing import test_proofs
from tests.ledger.conftest import give

__all__ = ["give"]

WALLET = "ledger: available is what the lots have left"


@pytest.fixture
def told() -> Iterator[list[dict[str, object]]]:
    with structlog.testing.capture_logs() as lines:
        yield lines


async def broken_cases() -> list[str]:
    page = await fulfilment.cases(limit=50)
    return [str(case.facts["invariant"]) for case in page.items]


async def rob(points: int) -> None:
    """Take points out of a wallet behind the ledger's back; negative puts them back."""
    await db.fetch("UPDATE wallet SET available = available - $1", points)


@pytest.fixture
async def member(give: object, now: datetime) -> None:
    await give(100)  # type: ignore[operator]  # The fixture's own shape.


class TestCheckBooks:
    async def test_finds_nothing_in_good_books(
        self, member: None, now: datetime, told: list[dict[str, object]]
    ) -> None:
        await auditing.check_books(now=now)
        standing = await auditing.standing()
        assert {one.name for one in standing} >= set(INVARIANTS)
        assert not any(one.broken or one.broken_since for one in standing)
        assert (await broken_cases(), [one["event"] for one in told]) == ([], ["books_checked"])

    async def test_tells_what_differs_and_opens_one_case_while_it_stands(
        self, member: None, now: datetime, told: list[dict[str, object]]
    ) -> None:
        await rob(1)
        for hours in range(3):
            await auditing.check_books(now=now + timedelta(hours=hours))
        first, *_ = await auditing.standing()
        assert (first.name, first.broken, first.broken_since) in (
            (WALLET, 1, now), ("ledger: available is what the postings say", 1, now)
        )  # fmt: skip
        errors = [one for one in told if one["event"] == "books_differ"]
        assert {one["log_level"] for one in errors} == {"error"}
        assert (await broken_cases()).count(WALLET) == 1
        await rob(-1)
        await auditing.check_books(now=now + timedelta(hours=4))
        assert not any(one.broken_since for one in await auditing.standing())
        await rob(1)
        await auditing.check_books(now=now + timedelta(hours=5))
        assert (await broken_cases()).count(WALLET) == 2
        await rob(-1)

    async def test_opens_another_case_when_worse_comes_after_the_first_was_closed(
        self, member: None, now: datetime
    ) -> None:
        async def look(hours: int) -> int:
            await auditing.check_books(now=now + timedelta(hours=hours))
            return (await broken_cases()).count(WALLET)

        await rob(1)
        try:
            assert await look(0) == 1
            for case in (await fulfilment.cases(limit=50)).items:
                await fulfilment.close_case(
                    case_id=case.id, closed_by="ada", resolution="known", now=now
                )
            assert await look(1) == 0  # What was closed as known is not told again.
            await rob(49)
            assert (await look(2), await look(3)) == (1, 1)
            await rob(1)
            assert await look(4) == 1  # Still open: whoever has it looks at all of it.
        finally:
            await rob(-51)

    async def test_a_check_that_fails_is_told_and_stops_no_other(
        self, member: None, now: datetime, told: list[dict[str, object]]
    ) -> None:
        await rob(1)
        await db.fetch("ALTER TABLE chain_link RENAME TO away")
        try:
            await auditing.check_books(now=now)
        finally:
            await db.fetch("ALTER TABLE away RENAME TO chain_link")
            await rob(-1)
        found = {one.name: one.example or "" for one in await auditing.standing()}
        assert found["ledger: a chain has no gap"].startswith("could not be checked: Undefined")
        assert found[WALLET].startswith("member 1, points: expected 100, found 99")
        assert found["redemption: owed means held"] == ""


class TestVerify:
    async def test_tells_the_same_as_words(self, member: None, now: datetime) -> None:
        assert await auditing.verify(now=now) == []
        await rob(7)
        words = [str(breach) for breach in await auditing.verify(now=now)]
        await rob(-7)
        assert words[0] == f"{WALLET}: member 1, points: expected 100, found 93"


class TestHeads:
    async def test_are_logged_day_by_day(
        self, member: None, now: datetime, told: list[dict[str, object]]
    ) -> None:
        await ledger.chain_postings(now=now)
        await auditing.tell_heads(now=now)
        [head] = [one for one in told if one["event"] == "chain_head"]
        assert (head["chain"], head["on_day"], head["links"]) == ("points", "2026-11-21", 1)
        assert len(str(head["hash"])) == 64


def test_every_invariant_is_proved_to_fire() -> None:
    assert set(INVARIANTS) == test_proofs.PROVED

"""A shop that has delivered, and statements about it."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from app import fulfilment, settlement
from app.fulfilment import AttemptView
from app.settlement import StatementFile, StatementView
from tests.journeys.conftest import stage
from tests.stage import Stage

__all__ = ["stage"]

ZONE = "Asia/Shanghai"
MONTH = "2026-11"
SUPPLIER = "fake-main"
HEADINGS = "reference,remote_no,sku,quantity,cost,status,time"

Deliver = Callable[..., Awaitable[AttemptView]]
Import = Callable[..., Awaitable[StatementView]]


def csv_of(*lines: str) -> bytes:
    """Write a statement with the headings of our own export."""
    return "\n".join([HEADINGS, *lines, ""]).encode()


def line_of(
    attempt: AttemptView, *, status: str = "delivered", quantity: int = 1, more_fen: int = 0
) -> str:
    """Write the line that agrees with an attempt, but for what is asked."""
    cost = (attempt.cost_fen or 0) + more_fen
    at = attempt.settled_at or attempt.sent_at
    return (
        f"{attempt.reference},{attempt.remote_no or ''},{attempt.sku},{quantity},"
        f"{cost // 100}.{cost % 100:02d},{status},{at:%Y-%m-%d %H:%M:%S}+00:00"
    )


def untimed(attempt: AttemptView) -> str:
    """Write the same line as another statement of theirs has it, which tells no times."""
    return f"{line_of(attempt).rpartition(',')[0]},"


@pytest.fixture
def deliver(stage: Stage) -> Deliver:
    """Redeem a top-up and let the workers run; the account decides what becomes of it."""

    async def delivered(account: str = "13800000101", slug: str = "topup-50") -> AttemptView:
        if not stage.placed:
            await stage.member(points=100_000)
        placed = await stage.place(slug, account=account)
        await stage.work(rounds=2)
        return (await fulfilment.attempts(redemption_id=placed.id))[0]

    return delivered


@pytest.fixture
def take(stage: Stage) -> Import:
    """Import a statement of the running month, two hours from now."""

    async def taken(
        content: bytes, *, month: str = MONTH, supplier: str = SUPPLIER,
        at: datetime | None = None,
    ) -> StatementView:  # fmt: skip
        if at is None:
            stage.clock.turn(7_200)
        return await settlement.import_statement(
            file=StatementFile(
                supplier=supplier, month=month, name="statement.csv", content=content
            ),
            zone=ZONE, actor="operator:1", now=at or stage.clock.now,
        )  # fmt: skip

    return taken


async def verdicts(statement_id: int) -> list[str]:
    """Name the verdicts of a statement's lines in their order."""
    found = await settlement.statement_lines(statement_id, limit=50)
    return [one.verdict.value for one in found.items]

"""Purchases are tried on the journeys' stage, with its bank; tiers by deeds at instants."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from itertools import count

import pytest

from app import ledger, loyalty, members
from app.loyalty import Earning
from tests.journeys.conftest import bank, stage

__all__ = ["bank", "stage"]

Did = Callable[..., Awaitable[ledger.PostingView]]


@pytest.fixture
async def ada(database: None, now: datetime) -> int:
    """A member who came today."""
    return (await members.enrol(phone="13800000101", nickname="Ada", now=now)).id


@pytest.fixture
def did(ada: int) -> Did:
    """Let Ada earn points by a rule at an instant; `yuan` of a purchase elsewhere."""
    number = count(1)

    async def earn(
        points: int, at: datetime, *, rule: str = "reading", yuan: int | None = None,
        member_id: int = ada,
    ) -> ledger.PostingView:  # fmt: skip
        inputs: dict[str, int | str] = {} if yuan is None else {"cash_fen": 100 * yuan}
        return await ledger.earn(
            member_id=member_id, points=points, reference=f"deed:{next(number)}", now=at,
            receipt=ledger.Receipt(rule=rule, inputs=inputs),
        )  # fmt: skip

    return earn


@pytest.fixture
def bought(ada: int) -> Callable[..., Awaitable[int]]:
    """Let Ada pay cash in the mall for what then came, with points for it or without."""
    number = count(1)

    async def buy(yuan: int, at: datetime, *, points: int = 0) -> int:
        redemption_id = next(number)
        earning = Earning(
            points=points, cash_fen=100 * yuan, channel="web", channel_bps=10_000,
            multipliers=(), uncapped=points, cap=points,
        )  # fmt: skip
        await loyalty.reward_purchase(
            redemption_id=redemption_id, member_id=ada, cash_fen=100 * yuan,
            earning=earning, now=at,
        )  # fmt: skip
        return redemption_id

    return buy

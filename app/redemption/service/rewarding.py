"""Cash earns: given when the thing has come, taken back when the cash goes."""

from datetime import datetime

import msgspec

from app import loyalty
from app.kit import db
from app.loyalty import Earning

from ..schemas import Owed

_COUNT = "UPDATE redemption SET points_earned = points_earned + $2 WHERE id = $1"


def written(earning: Earning | None) -> str | None:
    """Write a promise down as a row keeps it."""
    return None if earning is None else msgspec.json.encode(earning).decode()


async def reward(row: Owed, kept_fen: int, now: datetime) -> int:
    """Give what was promised for the cash that is kept, in the transaction that delivers."""
    if not kept_fen or row.earning is None:
        return 0
    earned = await loyalty.reward_purchase(
        redemption_id=row.id, member_id=row.member_id, cash_fen=kept_fen,
        earning=row.earning, now=now,
    )  # fmt: skip
    if earned:
        await db.fetch(_COUNT, row.id, earned)
    return earned


async def unreward(row: Owed, cash_fen: int, now: datetime) -> int:
    """Take back what `cash_fen`, which goes back now, had earned (R5)."""
    if not cash_fen:
        return 0
    taken = await loyalty.take_back(
        redemption_id=row.id, kept_fen=row.left[1] - cash_fen, now=now
    )
    if taken:
        await db.fetch(_COUNT, row.id, -taken)
    return taken

"""What the verbs work on."""

from datetime import datetime

import msgspec

from app.loyalty import Earning

from .states import State


def reference(redemption_id: int) -> str:
    """Name a redemption as other rooms do: "redemption:7"."""
    return f"redemption:{redemption_id}"


def earning_of(written: str | None) -> Earning | None:
    """Read what the cash of a quote or a redemption was said to earn."""
    return None if written is None else msgspec.json.decode(written, type=Earning)


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """A redemption's row under its lock, as the verbs need it."""

    id: int
    member_id: int
    delivery: str
    state: State
    points: int
    cash_fen: int
    points_refunded: int
    cash_refunded_fen: int
    hold_id: int | None
    payment_id: int | None
    pay_by: datetime | None
    promise_due_at: datetime | None
    close_reason: str | None
    earning: Earning | None

    @property
    def left(self) -> tuple[int, int]:
        """Points and fen that could still be given back."""
        return self.points - self.points_refunded, self.cash_fen - self.cash_refunded_fen

    @property
    def reference(self) -> str:
        """How other rooms name this redemption."""
        return reference(self.id)

"""What a purchase earns, how that came about, and what is left of it."""

from datetime import datetime

import msgspec


class Sale(msgspec.Struct, frozen=True, kw_only=True):
    """What a member gives for an order, and the most that the order costs us.

    Without `cost_fen` nobody knows the margin, so that nothing may be earned (R7).
    """

    cash_fen: int
    points: int = 0
    cost_fen: int | None = None
    channel: str = "web"


class Multiplier(msgspec.Struct, frozen=True):
    """Why more is earned, and how much more; `name` is "sprint" …"""

    name: str
    bps: int


class Earning(msgspec.Struct, frozen=True, kw_only=True):
    """How many points a purchase earns, with the arithmetic (R6, R7, R8).

    `cap` is the limit that cut `uncapped`, None when none did: what the margin is stays ours.
    """

    points: int
    cash_fen: int
    channel: str
    channel_bps: int
    multipliers: tuple[Multiplier, ...] = ()
    uncapped: int
    cap: int | None = None


class Purchase(msgspec.Struct, frozen=True, kw_only=True):
    """Cash that was spent, what it earned, and what of both went back."""

    redemption_id: int
    member_id: int
    cash_fen: int
    refunded_fen: int
    points: int
    taken_back: int
    posting_id: int | None
    earned_at: datetime

    @property
    def kept_fen(self) -> int:
        """Cash that was not given back."""
        return self.cash_fen - self.refunded_fen

    @property
    def points_kept(self) -> int:
        """Points that were not taken back."""
        return self.points - self.taken_back

"""The words of the ledger: movements, accounts, and what a caller is shown."""

from datetime import datetime
from enum import StrEnum

import msgspec


class Movement(StrEnum):
    """Why points moved; `policy.ROUTES` says from where to where."""

    EARN = "earn"
    GRANT = "grant"
    HOLD = "hold"
    CAPTURE = "capture"
    RELEASE = "release"
    REFUND = "refund"
    EXPIRE = "expire"
    CLAW_BACK = "claw_back"
    OWE = "owe"
    REPAY = "repay"
    ADJUST = "adjust"
    FORFEIT = "forfeit"
    REINSTATE = "reinstate"


class Account(StrEnum):
    """Where points are. `REVIVAL` keeps what expired (R10)."""

    ISSUED = "issued"
    AVAILABLE = "available"
    HELD = "held"
    REDEEMED = "redeemed"
    REVIVAL = "revival"
    DEBT = "debt"
    FORFEITED = "forfeited"


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """How a number of points came about (R8); `cap` is the limit that cut it, if one did."""

    rule: str
    version: int = 1
    inputs: dict[str, int | str] = {}
    arithmetic: str = ""
    cap: int | None = None


class PostingView(msgspec.Struct, frozen=True, kw_only=True):
    """One movement. `points` > 0; `signed_points` is what it did to the available points."""

    id: int
    member_id: int
    currency: str
    movement: Movement
    points: int
    signed_points: int
    available_after: int
    reference: str
    channel: str
    actor: str
    receipt: Receipt
    posted_at: datetime
    redemption_id: int | None = None


class HoldView(msgspec.Struct, frozen=True, kw_only=True):
    """Points set aside for one purpose, and what became of them."""

    id: int
    member_id: int
    points: int
    purpose: str
    opened_at: datetime
    points_captured: int = 0
    points_released: int = 0
    points_refunded: int = 0

    @property
    def points_open(self) -> int:
        """What is neither captured nor released yet."""
        return self.points - self.points_captured - self.points_released


class LotView(msgspec.Struct, frozen=True, kw_only=True):
    """Points earned together that expire together; the last instant is `expires_at`."""

    id: int
    points_left: int
    expires_at: datetime
    points_granted: int = 0
    points_held: int = 0
    earned_at: datetime | None = None


class Slice(msgspec.Struct, frozen=True):
    """What one lot gives."""

    lot_id: int
    points: int


class Expiring(msgspec.Struct, frozen=True):
    """So many points may be spent until `at` and no longer."""

    points: int
    at: datetime


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """What a member has at an instant; `expiring` lists every near date, soonest first."""

    available: int
    held: int = 0
    debt: int = 0
    expiring: tuple[Expiring, ...] = ()


class EarnedByRule(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule gave within a span, less what was clawed back.

    `cash_fen` is what the receipts say was spent for it, in the same proportion. What a
    redemption of this mall gave stands apart: its cash is known better elsewhere.
    """

    rule: str
    points: int
    cash_fen: int = 0
    is_about_a_redemption: bool = False


class MonthSum(msgspec.Struct, frozen=True, kw_only=True):
    """What came into the available points and went out of them in the month from `at`."""

    at: datetime
    gained: int
    spent: int


class TouchedLot(msgspec.Struct, frozen=True, kw_only=True):
    """So many points of a movement belong to a lot that was earned then and expires then."""

    points: int
    earned_at: datetime
    expires_at: datetime


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a posting is about: one of these is enough."""

    redemption_ids: tuple[int, ...] = ()
    rules: tuple[str, ...] = ()
    movements: tuple[Movement, ...] = ()


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """Which postings a statement shows; an empty filter hides nothing."""

    movements: tuple[Movement, ...] = ()
    channel: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    about: About | None = None

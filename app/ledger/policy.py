"""Decisions about points: no database, no clock, no network."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.kit import months
from app.kit.errors import InvalidInput
from app.ledger.errors import InsufficientPoints
from app.ledger.schemas import Account, LotView, Movement, Slice

# Rules R1: every way that points may move. What is not listed here cannot happen; the
# database holds the same list in ledger_route, and a test holds the two together.
ROUTES: dict[Movement, tuple[Account, Account]] = {
    Movement.EARN: (Account.ISSUED, Account.AVAILABLE),
    Movement.GRANT: (Account.ISSUED, Account.AVAILABLE),
    Movement.HOLD: (Account.AVAILABLE, Account.HELD),
    Movement.CAPTURE: (Account.HELD, Account.REDEEMED),
    Movement.RELEASE: (Account.HELD, Account.AVAILABLE),
    Movement.REFUND: (Account.REDEEMED, Account.AVAILABLE),
    Movement.EXPIRE: (Account.AVAILABLE, Account.REVIVAL),
    Movement.CLAW_BACK: (Account.AVAILABLE, Account.ISSUED),
    Movement.OWE: (Account.DEBT, Account.ISSUED),
    Movement.REPAY: (Account.AVAILABLE, Account.DEBT),
    Movement.ADJUST: (Account.AVAILABLE, Account.ISSUED),
    Movement.FORFEIT: (Account.AVAILABLE, Account.FORFEITED),
    Movement.REINSTATE: (Account.FORFEITED, Account.AVAILABLE),
}

LIFE_MONTHS = 24  # R2.
GRACE_SECONDS = 2_592_000  # R4: thirty days, as seconds, so that DST cannot move it.
MOST_POINTS = 10**12  # Far above any balance, far below where a sum could overflow.
LONGEST_REFERENCE = 90  # Leaves room for what a posting's reference adds in front.


def checked_points(points: int) -> int:
    """Accept a number of points. Raises InvalidInput unless 0 < `points` <= 10^12."""
    if not 0 < points <= MOST_POINTS:
        raise InvalidInput(field="points", reason="out_of_range")
    return points


def checked_reference(reference: str) -> str:
    """Accept a reference. Raises InvalidInput unless it has 1 to 90 characters."""
    if not 0 < len(reference) <= LONGEST_REFERENCE:
        raise InvalidInput(field="reference", reason="length")
    return reference


def signed(movement: Movement, points: int) -> int:
    """Tell what a movement does to the available points."""
    source, destination = ROUTES[movement]
    return points * ((destination is Account.AVAILABLE) - (source is Account.AVAILABLE))


def take(points: int, lots: Iterable[LotView], *, at: datetime) -> list[Slice]:
    """Choose which lots pay for `points`, the earliest to expire first, then the oldest.

    Returns slices that sum to `points`; a lot past its expiry gives nothing. Raises
    InsufficientPoints. The function ledger_hold decides the same in SQL (R2).
    """
    slices, missing = [], points
    alive = [lot for lot in lots if lot.expires_at > at]
    for lot in sorted(alive, key=lambda lot: (lot.expires_at, lot.id)):
        taken = min(lot.points_left, missing)
        if taken:
            slices.append(Slice(lot.id, taken))
            missing -= taken
    if missing:
        raise InsufficientPoints(need=points, available=points - missing)
    return slices


def returned_until(expires_at: datetime, *, at: datetime) -> datetime:
    """Tell until when returned points may be spent: at least thirty days more (R4)."""
    return max(expires_at, at + timedelta(seconds=GRACE_SECONDS))


def two_years_later(earned_at: datetime, *, zone: str) -> datetime:
    """Tell the last instant of the day 24 months later in `zone` (R2).

    The 29th of February becomes the 28th. The instant is in UTC.
    """
    return months.last_instant(earned_at, months=LIFE_MONTHS, zone=zone)

"""Decisions about redemptions: no database, no clock, no network."""

import re
from datetime import datetime, timedelta

from app import loyalty
from app.catalogue import Delivery, Offer
from app.kit.errors import InvalidInput
from app.loyalty import ANCHOR_FEN, Earning, Sale

from .errors import (
    AccountInvalid,
    ExpressOff,
    ExpressUnavailable,
    PointsShareTooHigh,
    PriceChanged,
)
from .schemas import Asker, RedemptionRequest, State

QUOTE_SECONDS = 300  # R18.
MOST_PIECES = 999
# However short a promise is made for a trial, most of it is for delivering.
UNDO_SHARE = 6
MOST_PARTS = 1_000_000  # A face value in fen may be counted in parts, too.

# What comes by itself, with nothing to choose: it may be redeemed in one tap.
EXPRESS = (Delivery.DIRECT, Delivery.CARD, Delivery.COUPON, Delivery.FILE)
# Who goes back and taps again may not mean a second one: for so long it is asked about.
AGAIN_MINUTES = 10

# Every way a redemption may go. What is not listed here cannot happen.
TRANSITIONS: dict[State, frozenset[State]] = {
    State.AWAITING_PAYMENT: frozenset({State.PLACED, State.CANCELLED}),
    State.PLACED: frozenset(
        {
            State.DELIVERING,
            State.DELIVERED,
            State.CANCELLED,
            State.REFUNDING,
            State.REFUNDED,
            State.ATTENTION,
        }
    ),
    State.DELIVERING: frozenset(
        {State.DELIVERED, State.REFUNDING, State.REFUNDED, State.ATTENTION}
    ),
    State.ATTENTION: frozenset({State.DELIVERED, State.REFUNDING, State.REFUNDED}),
    State.DELIVERED: frozenset({State.REFUNDING, State.REFUNDED}),
    State.REFUNDING: frozenset({State.REFUNDED}),
    State.REFUNDED: frozenset(),
    State.CANCELLED: frozenset(),
}

# What went back, or is on its way back: the member has not had it.
GIVEN_BACK = [State.CANCELLED.value, State.REFUNDING.value, State.REFUNDED.value]

# R15: the share of an order's cash value that points may pay, by inclusive lower bound.
POINTS_SHARE_BPS = ((30_000, 8_000), (10_000, 5_000))

_PHONE = re.compile(r"1[3-9][0-9]{9}")  # Not \d, which takes ８ for 8.
_EMAIL = re.compile(
    r"[^@\s\x00-\x1f\x7f-\x9f]{1,64}@[^@\s\x00-\x1f\x7f-\x9f]{1,180}\.[a-zA-Z]{2,24}"
)
# No blanks, and nothing above the basic plane: suppliers sort such signs differently.
_ACCOUNT = re.compile(r"[!-~\u00a1-\ud7ff]{3,64}")
_SHAPES = {"phone": _PHONE, "email": _EMAIL, "account": _ACCOUNT}


def sources(target: State) -> list[str]:
    """List the states from which `target` may be reached."""
    return [state.value for state, targets in TRANSITIONS.items() if target in targets]


def most_points(value_fen: int) -> int:
    """Tell how many points may pay for an order worth `value_fen` (R15), rounded down."""
    for bound, share in POINTS_SHARE_BPS:
        if value_fen >= bound:
            return value_fen * share // 10_000 // ANCHOR_FEN
    return 0


def next_share(value_fen: int) -> tuple[int, int] | None:
    """Tell from which order value on points may pay a larger share, and which, in bps (R15)."""
    above = [(bound, share) for bound, share in POINTS_SHARE_BPS if bound > value_fen]
    return above[-1] if above else None


def split(value_fen: int, *, chosen: int | None, available: int) -> tuple[int, int]:
    """Split a mixed price into (points, fen); `chosen` None takes as many points as may be.

    Raises PointsShareTooHigh.
    """
    most = most_points(value_fen)
    points = min(most, available) if chosen is None else chosen
    if points < 0:
        raise InvalidInput(field="points", reason="negative")
    if points > most:
        raise PointsShareTooHigh(most=most)
    return points, value_fen - points * ANCHOR_FEN


def value_fen(points: int, cash_fen: int) -> int:
    """Value both legs together, points at the anchor; decides who must approve."""
    return cash_fen + points * ANCHOR_FEN


def earning(
    points: int, cash_fen: int, *, cost_fen: int | None, asker: Asker, at: datetime
) -> Earning | None:
    """Tell what the cash of an order will earn when it has come; None without cash.

    `cost_fen` is the most that the whole order costs us, None when nobody knows.
    """
    if not cash_fen:
        return None
    sale = Sale(cash_fen=cash_fen, points=points, cost_fen=cost_fen, channel=asker.channel)
    several = loyalty.multipliers(tier_until=asker.tier_until, at=at)
    return loyalty.earning(sale, multipliers=several)


def undo_seconds(wanted: int, promise_seconds: int) -> int:
    """Tell how long a redemption waits to be undone: at most a sixth of its promise."""
    return min(wanted, promise_seconds // UNDO_SHARE)


def may_express(delivery: Delivery, points: int | None, *, most: int) -> bool:
    """Tell whether one tap may redeem a piece; `points` None when cash has a part in it."""
    return points is not None and points <= most and delivery in EXPRESS


def is_again(tapped_at: datetime | None, *, at: datetime) -> bool:
    """Tell whether one tap redeemed the same thing so lately that another is asked about."""
    return tapped_at is not None and at - tapped_at < timedelta(minutes=AGAIN_MINUTES)


def check_express(
    offer: Offer, request: RedemptionRequest, price: tuple[int, int], most: int | None
) -> None:
    """Hold what one tap promised against what is so now; any other way passes.

    `most` is None where the member has not switched it on. Raises ExpressOff,
    ExpressUnavailable, and PriceChanged when the button said another price.
    """
    if request.express_points is None:
        return
    if most is None:
        raise ExpressOff
    if request.quantity != 1:
        raise ExpressUnavailable(most=most)
    if price != (request.express_points, 0):
        raise PriceChanged(points=price[0], cash_fen=price[1])
    if not may_express(offer.delivery, offer.unit_points, most=most):
        raise ExpressUnavailable(most=most)


def undelivered(points: int, cash_fen: int, *, came: int, of: int) -> tuple[int, int]:
    """Tell what goes back when `came` of `of` parts arrived (R23).

    Rounded up in the member's favour, so never more than both legs. Raises InvalidInput.
    """
    if not 0 < of <= MOST_PARTS:
        raise InvalidInput(field="of", reason="out_of_range", most=MOST_PARTS)
    if not 0 <= came <= of:
        raise InvalidInput(field="came", reason="out_of_range", most=of)
    missing = of - came
    return -(-points * missing // of), -(-cash_fen * missing // of)


def checked_account(account: str | None, kind: str | None) -> str | None:
    """Return the account as it will be recharged. Raises AccountInvalid."""
    if kind is None or kind == "none":
        return None
    bare = (account or "").strip()
    if kind == "phone":
        bare = re.sub(r"[\s-]", "", bare).removeprefix("+86")
    if not _SHAPES[kind].fullmatch(bare):
        raise AccountInvalid(kind=kind)
    return bare


def checked_quantity(quantity: int, *, most: int) -> int:
    """Return a sane quantity. Raises InvalidInput with the field's bound."""
    if not 1 <= quantity <= min(most, MOST_PIECES):
        raise InvalidInput(field="quantity", reason="out_of_range", most=min(most, MOST_PIECES))
    return quantity


def span(seconds: int) -> timedelta:
    return timedelta(seconds=seconds)

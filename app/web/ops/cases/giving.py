"""What goes back of a case's redemption, and the words it may be closed with afterwards."""

import msgspec

from app.fulfilment import Decision
from app.kit.errors import InvalidInput
from app.redemption import RedemptionView, State, undelivered
from app.web.filters import points as told_points
from app.web.filters import yuan
from app.web.languages import gettext
from app.web.requests import HX

from .. import finding
from .files import CaseFile

HALVES = 2


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """What still goes back when `came` of `of` parts arrived."""

    came: int
    of: int
    points: int
    cash_fen: int

    @property
    def is_nothing(self) -> bool:
        return (self.points, self.cash_fen) == (0, 0)


class Giving(msgspec.Struct, frozen=True, kw_only=True):
    """The form's state; without a share nothing is armed. `parts` is what it counts in."""

    share: Share | None = None
    parts: int = HALVES
    has_given: bool = False


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """A closing that is offered, in the shape of the form that is sent."""

    decision: str
    resolution: str
    recovered: str = ""


def giving(request: HX, found: CaseFile) -> Giving:
    """Read what came from the address, and work out what of it has not gone back yet (R23)."""
    owed = found.owed
    if owed is None:
        return Giving()
    return Giving(
        share=_share(request, owed),
        parts=owed.quantity if owed.quantity > 1 else HALVES,
        has_given=_given(owed) != (0, 0),
    )


def ending(found: CaseFile) -> Ending | None:
    """Offer the words to close with, once something has gone back and no loss is claimed."""
    owed = found.owed
    if owed is None or found.claim.claimed_fen or _given(owed) == (0, 0):
        return None
    if owed.state is State.ATTENTION:
        return None
    given, of = _sums(*_given(owed)), _sums(owed.points, owed.cash_fen)
    told = gettext("Given back: %(given)s of %(of)s.") % {"given": given, "of": of}
    why = next((one.reason for one in found.entries if one.action == "refund"), None)
    return Ending(decision=Decision.NO_LOSS.value, resolution=f"{told} {why}" if why else told)


def _share(request: HX, owed: RedemptionView) -> Share | None:
    if "came" not in request.query_params:
        return None
    try:
        came = finding.number(request.query_params["came"], field="came")
        of = finding.number(request.query_params.get("of", ""), field="of") or 0
        if came is None:
            return None
        points, cash_fen = undelivered(owed.points, owed.cash_fen, came=came, of=of)
    except InvalidInput:
        return None
    gone_points, gone_fen = _given(owed)
    return Share(
        came=came, of=of, points=max(points - gone_points, 0),
        cash_fen=max(cash_fen - gone_fen, 0),
    )  # fmt: skip


def _given(owed: RedemptionView) -> tuple[int, int]:
    return owed.points - owed.points_left, owed.cash_fen - owed.cash_left_fen


def _sums(points: int, cash_fen: int) -> str:
    told = gettext("%(points)s points") % {"points": told_points(points)}
    if not cash_fen:
        return told
    return f"{told} + {yuan(cash_fen)}" if points else yuan(cash_fen)

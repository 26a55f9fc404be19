"""Why so many points: what cash earned, and lost again, in words (R8)."""

from collections.abc import Iterator

from app.kit.texts import decimals
from app.ledger import PostingView
from app.loyalty import Earning, earning_of_receipt
from app.web.languages import N_, gettext

from .words import channel

MULTIPLIERS = {"sprint": N_("sprint")}
WHOLE_BPS = 10_000
REFUNDED = "purchase_refunded"  # As loyalty gives its reason.


def arithmetic(earned: Earning) -> str:
    """58 yuan × 1 × sprint 2 = 116, capped at 40."""
    parts = [gettext("%(yuan)s yuan × 1") % {"yuan": decimals(earned.cash_fen, 100)}]
    if earned.channel_bps != WHOLE_BPS:
        parts += [f"{channel(earned.channel)} {decimals(earned.channel_bps, WHOLE_BPS)}"]
    parts += [
        f"{gettext(MULTIPLIERS[each.name])} {decimals(each.bps, WHOLE_BPS)}"
        for each in earned.multipliers
    ]
    told = f"{' × '.join(parts)} = {earned.uncapped}"
    if earned.cap is None:
        return told
    return gettext("%(sum)s, capped at %(cap)s") % {"sum": told, "cap": earned.cap}


def reasons(posting: PostingView) -> list[str]:
    """Say how a movement came about, line by line; nothing of what needs no words."""
    return [line for line in _reasons(posting) if line]


def origin(posting: PostingView) -> int | None:
    """Name the earning that this movement takes back, if it does."""
    told = posting.receipt.inputs
    return int(told["posting"]) if told.get("reason") == REFUNDED else None


def _reasons(posting: PostingView) -> Iterator[str]:
    receipt = posting.receipt
    earned = earning_of_receipt(receipt)
    if earned is None:
        yield receipt.arithmetic
    else:
        yield arithmetic(earned)
    if receipt.cap is not None and earned is None:
        yield gettext("Limited to %(points)s") % {"points": receipt.cap}
    kept_fen = int(receipt.inputs.get("kept_fen", 0))
    if earned is not None and kept_fen < earned.cash_fen:
        kept = {"yuan": decimals(kept_fen, 100), "points": posting.points}
        yield gettext("Of that %(yuan)s yuan were kept: %(points)s") % kept
    if origin(posting) is not None:
        yield gettext("The cash of a purchase went back, and what it had earned goes with it.")

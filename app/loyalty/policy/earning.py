"""How many points cash earns: R6 and R7 as arithmetic on integers."""

from datetime import datetime
from math import prod

from app.kit.texts import decimals
from app.kit.tiers import is_sprint
from app.ledger import Receipt

from ..schemas import Earning, Multiplier, Sale

ANCHOR_FEN = 10  # R6: one point is worth about ten fen.
FEN_FOR_A_POINT = 100  # R6: one yuan earns one point.
WHOLE_BPS = 10_000
MOST_TOGETHER = 5  # R6: all multipliers of one earning together.
MARGIN_SHARE_BPS = 3_000  # R7: so much of the gross margin may be given out again.

# R6: our own channels, and everybody else's.
CHANNEL_BPS = {"web": 10_000, "miniprogram": 10_000, "app": 10_000, "store": 10_000}
THIRD_PARTY_BPS = 8_000

SPRINT = Multiplier("sprint", 20_000)  # R26.


def multipliers(*, tier_until: datetime | None, at: datetime) -> tuple[Multiplier, ...]:
    """Tell what multiplies an earning at `at`: the last thirty days of a tier do (R26)."""
    return (SPRINT,) if is_sprint(tier_until, at=at) else ()


def earning(sale: Sale, *, multipliers: tuple[Multiplier, ...] = ()) -> Earning:
    """Tell what a sale earns: rounded down once at the end, then capped by its margin."""
    channel_bps = CHANNEL_BPS.get(sale.channel, THIRD_PARTY_BPS)
    whole = WHOLE_BPS ** len(multipliers)
    together = min(prod(each.bps for each in multipliers), MOST_TOGETHER * whole)
    uncapped = sale.cash_fen * channel_bps * together // (FEN_FOR_A_POINT * WHOLE_BPS * whole)
    cap = _cap(sale)
    return Earning(
        points=min(uncapped, cap), cash_fen=sale.cash_fen, channel=sale.channel,
        channel_bps=channel_bps, multipliers=multipliers, uncapped=uncapped,
        cap=cap if cap < uncapped else None,
    )  # fmt: skip


def share(points: int, *, kept_fen: int, of_fen: int) -> int:
    """Tell how many of `points` stay earned when `kept_fen` of the cash is kept.

    Rounded down; all of it for all the cash, nothing for none.
    """
    return points * kept_fen // of_fen


def receipt(earned: Earning, *, kept_fen: int) -> Receipt:
    """Write down how a purchase's points came about (R8), in signs that need no language."""
    inputs: dict[str, int | str] = {
        "cash_fen": earned.cash_fen,
        "channel": earned.channel,
        "channel_bps": earned.channel_bps,
        **{f"{each.name}_bps": each.bps for each in earned.multipliers},
        "uncapped": earned.uncapped,
        "kept_fen": kept_fen,
    }
    factors = [earned.channel_bps, *(each.bps for each in earned.multipliers)]
    parts = [decimals(earned.cash_fen, FEN_FOR_A_POINT)]
    parts += [decimals(bps, WHOLE_BPS) for bps in factors]
    return Receipt(
        rule="purchase",
        inputs=inputs,
        arithmetic=f"{' × '.join(parts)} = {earned.uncapped}",
        cap=earned.cap,
    )


def earning_of_receipt(receipt: Receipt) -> Earning | None:
    """Read back what `receipt` wrote down; None of what another rule decided."""
    told = receipt.inputs
    if receipt.rule != "purchase" or not {"cash_fen", "channel_bps", "uncapped"} <= told.keys():
        return None
    uncapped = int(told["uncapped"])
    return Earning(
        points=uncapped if receipt.cap is None else receipt.cap,
        cash_fen=int(told["cash_fen"]), channel=str(told["channel"]),
        channel_bps=int(told["channel_bps"]), uncapped=uncapped, cap=receipt.cap,
        multipliers=tuple(
            Multiplier(name.removesuffix("_bps"), int(bps))
            for name, bps in told.items()
            if name.endswith("_bps") and name != "channel_bps"
        ),
    )  # fmt: skip


def _cap(sale: Sale) -> int:
    """Value 30 % of the order's gross margin at the anchor; never below 0 (R7)."""
    if sale.cost_fen is None:
        return 0
    margin_fen = max(sale.cash_fen + sale.points * ANCHOR_FEN - sale.cost_fen, 0)
    return margin_fen * MARGIN_SHARE_BPS // (WHOLE_BPS * ANCHOR_FEN)

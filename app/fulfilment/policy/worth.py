"""What a supplier is worth to one redemption: how well it does, and what is left to us."""

import msgspec

WHOLE_BPS = 10_000
FEWEST_SETTLED = 10  # Below this a rate says nothing, and a supplier counts as well.
GOOD_BPS, FAIR_BPS = 9_500, 8_000
FAST_SECONDS, SLOW_SECONDS = 60, 600


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """How a supplier has done lately; `success_bps` of `settled`, None when there is none."""

    settled: int = 0
    success_bps: int | None = None
    p95_seconds: int | None = None


def band(health: Health) -> tuple[int, int]:
    """Sort a supplier into bands of success, then of speed; the lowest is the best.

    Bands, not rates: two suppliers that do about as well are told apart by their cost, and
    one slow delivery does not turn all traffic round.
    """
    if health.settled < FEWEST_SETTLED:
        return 0, 0
    rate, slowest = health.success_bps or 0, health.p95_seconds or 0
    success = 0 if rate >= GOOD_BPS else 1 if rate >= FAIR_BPS else 2
    return success, 0 if slowest <= FAST_SECONDS else 1 if slowest <= SLOW_SECONDS else 2


def is_below_margin(*, revenue_fen: int, cost_fen: int, floor_bps: int) -> bool:
    """Tell whether too little of what the member gave would be left to us.

    `revenue_fen` is cash plus points at the anchor (R6), `cost_fen` the whole order's.
    """
    return (revenue_fen - cost_fen) * WHOLE_BPS < floor_bps * revenue_fen

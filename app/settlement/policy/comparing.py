"""What a line of theirs says about an attempt of ours."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from app.fulfilment import AttemptState, SettledAttempt

from ..schemas import LineStatus, LineView, Verdict

# What is delivered this near to the edge of a period may stand in the neighbour's statement.
EDGE = timedelta(hours=1)

# Their word on the left fits ours on the right.
AGREED: dict[LineStatus, frozenset[AttemptState]] = {
    LineStatus.DELIVERED: frozenset({AttemptState.DELIVERED}),
    LineStatus.FAILED: frozenset({AttemptState.FAILED}),
    LineStatus.REVERSED: frozenset({AttemptState.FAILED}),
    LineStatus.PARTIAL: frozenset({AttemptState.PARTIAL}),
    LineStatus.PROCESSING: frozenset({AttemptState.SENT, AttemptState.UNKNOWN}),
}


CHARGED = frozenset({LineStatus.DELIVERED, LineStatus.PARTIAL})
OURS_TO_PAY = frozenset({AttemptState.DELIVERED, AttemptState.PARTIAL})


class Compared(msgspec.Struct, frozen=True):
    """A line's verdict, and what our books say."""

    verdict: Verdict
    attempt: SettledAttempt | None = None
    our_cost_fen: int | None = None


def compare(line: LineView, attempt: SettledAttempt | None, *, has_twin: bool) -> Compared:
    """Judge one line; `has_twin` says that an earlier one said the same about this number."""
    if attempt is None:
        return Compared(Verdict.DUPLICATE if has_twin else Verdict.UNKNOWN_REFERENCE)
    ours = attempt.cost_fen if attempt.state in OURS_TO_PAY else None
    if has_twin:
        return Compared(Verdict.DUPLICATE, attempt, ours)
    return Compared(_verdict(line, attempt, ours), attempt, ours)


def _verdict(line: LineView, attempt: SettledAttempt, our_cost_fen: int | None) -> Verdict:
    if attempt.state not in AGREED[line.status]:
        return Verdict.STATUS_DIFFERS
    if line.status is not LineStatus.DELIVERED:  # What is partial is a person's already.
        return Verdict.MATCHED
    if line.quantity != attempt.quantity:
        return Verdict.QUANTITY_DIFFERS
    if our_cost_fen is not None and line.cost_fen != our_cost_fen:
        return Verdict.COST_DIFFERS
    return Verdict.MATCHED


def judged(line: LineView, one: Compared) -> LineView:
    """Show a line as it is judged now."""
    ours = one.attempt
    return msgspec.structs.replace(
        line, verdict=one.verdict, our_cost_fen=one.our_cost_fen,
        attempt_id=ours and ours.id, redemption_id=ours and ours.redemption_id,
        our_state=ours and ours.state.value, our_quantity=ours and ours.quantity,
    )  # fmt: skip


def hints(lines: Iterable[LineView], compared: Iterable[Compared]) -> set[int]:
    """Tell which attempts are a reason to ask: we hold them as open, and they say more."""
    open_states = AGREED[LineStatus.PROCESSING]
    return {
        one.attempt.id
        for line, one in zip(lines, compared, strict=True)
        if one.attempt is not None
        and one.attempt.state in open_states
        and line.status is not LineStatus.PROCESSING
    }


def part_charges(
    lines: Iterable[LineView], compared: Iterable[Compared]
) -> dict[int, int | None]:
    """Tell, by attempt, what lines that match charge for deliveries in part."""
    return {
        one.attempt.id: line.cost_fen
        for line, one in zip(lines, compared, strict=True)
        if one.attempt is not None
        and line.status is LineStatus.PARTIAL
        and one.verdict is Verdict.MATCHED
    }


def excess_fen(line: LineView) -> int:
    """Tell what a line charges beyond what our months pay for: the most that can be lost.

    Nothing while the attempt is still asked about, where we have no figure to compare, or
    once the file counts no more.
    """
    held, ours = line.held_as, line.our_cost_fen
    if (
        not line.is_theirs
        or line.verdict in (Verdict.MATCHED, Verdict.WITHDRAWN)
        or line.status not in CHARGED
        or held in AGREED[LineStatus.PROCESSING]
    ):
        return 0
    if held in OURS_TO_PAY and ours is None:
        return 0
    if ours is None or line.verdict is Verdict.DUPLICATE:
        return line.cost_fen
    return max(line.cost_fen - ours, 0)


def is_missing(
    attempt: SettledAttempt, *, period_from: datetime, period_to: datetime,
    has_previous: bool, has_next: bool,
) -> bool:  # fmt: skip
    """Tell whether a delivery that no line names should have been named by this period.

    Near an edge it may be the neighbour's, which is waited for.
    """
    assert attempt.settled_at is not None
    if attempt.settled_at < period_from + EDGE and not has_previous:
        return False
    return attempt.settled_at < period_to - EDGE or has_next

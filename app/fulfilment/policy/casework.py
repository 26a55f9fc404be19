"""Decisions about cases and losses: no database, no clock, no network."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.kit.errors import InvalidInput

from ..schemas import (
    CaseKind,
    CaseView,
    Decision,
    Liability,
    LossAccount,
    LossMovement,
    SettledAttempt,
)

WORKING_DAYS = 2  # No case is open for longer.
_SATURDAY = 5

# Every way a loss may move. What is not listed here cannot happen.
ROUTES: dict[LossMovement, tuple[LossAccount, LossAccount]] = {
    LossMovement.LOSS: (LossAccount.PAYABLE, LossAccount.LOSS),
    LossMovement.CLAIM: (LossAccount.LOSS, LossAccount.CLAIM),
    LossMovement.RECOVER: (LossAccount.CLAIM, LossAccount.PAYABLE),
    LossMovement.WRITE_OFF: (LossAccount.CLAIM, LossAccount.WRITTEN_OFF),
}


def case_due_at(opened_at: datetime, *, zone: str) -> datetime:
    """Tell when a case must be closed: two working days on, by the mall's calendar.

    Public holidays are not known here; they make a case look late, never early.
    """
    day, left = opened_at.astimezone(ZoneInfo(zone)), WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < _SATURDAY
    return day.astimezone(opened_at.tzinfo)


def liability(case: CaseView, attempt: SettledAttempt | None) -> Liability:
    """Tell whom a case can be claimed from and for how much.

    A statement is answered for what it charges beyond our own figure (the fact `excess_fen`),
    a part for what its statement charges (`charged_fen`), and until then for no more than the
    whole; without any there is nothing to claim.
    """
    supplier = attempt.supplier if attempt else case.supplier
    if case.kind is CaseKind.STATEMENT_MISMATCH:
        most = max(int(case.facts.get("excess_fen", 0)), 0)
    elif attempt is None:
        most = 0
    elif attempt.cost_fen is not None:
        most = attempt.cost_fen
    else:
        most = int(case.facts.get("charged_fen", attempt.agreed_fen))
    return Liability(supplier=supplier, most_fen=most)


def check_loss(owed: Liability, *, supplier: str, amount_fen: int) -> None:
    """Let a loss pass that the case can have cost; `supplier` "" is whoever owes it.

    Raises InvalidInput for more, for nothing, and for anybody else.
    """
    if supplier not in ("", owed.supplier):
        raise InvalidInput(field="supplier", reason="unknown")
    if not 0 < amount_fen <= owed.most_fen:
        raise InvalidInput(field="amount", reason="out_of_range", most=owed.most_fen)


def outcome_of(
    decision: Decision, *, claimed_fen: int, recovered_fen: int | None
) -> tuple[int, int]:
    """Split a claim into (recovered, written off), which sum to it.

    `recovered_fen` None is all of it. Raises InvalidInput when the decision does not fit.
    """
    if not claimed_fen:
        if decision is not Decision.NO_LOSS:
            raise InvalidInput(field="decision", reason="nothing_claimed")
        return 0, 0
    match decision:
        case Decision.NO_LOSS:
            raise InvalidInput(field="decision", reason="loss_is_booked")
        case Decision.WRITTEN_OFF:
            return 0, claimed_fen
    back = claimed_fen if recovered_fen is None else recovered_fen
    if not 0 < back <= claimed_fen:
        raise InvalidInput(field="recovered", reason="out_of_range", most=claimed_fen)
    return back, claimed_fen - back

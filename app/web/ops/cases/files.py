"""All that an operator must see about one case, read at once."""

from collections.abc import Sequence
from urllib.parse import urlencode

import msgspec

from app import desk, fulfilment, operators, payments, redemption
from app.fulfilment import AttemptView, CaseKind, CaseNoteView, CaseView, Claim, Liability
from app.kit.errors import NotFound
from app.operators import Action, ApprovalView, AuditEntry
from app.payments import RefundView
from app.redemption import RedemptionView, State

from ..acting import Acting

LATER = frozenset({CaseKind.UNKNOWN_AT_DEADLINE, CaseKind.LATE_SUCCESS})
OURS = frozenset({CaseKind.SUPPLIER_REFUSES_US, CaseKind.SUPPLIER_BALANCE_LOW})
TO_SUPPLIERS = OURS | {CaseKind.CIRCUIT_OPEN, CaseKind.BELOW_MARGIN}


class CaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """One case from every side, with what makes sense to do about it."""

    case: CaseView
    notes: Sequence[CaseNoteView]
    claim: Claim
    liability: Liability
    owed: RedemptionView | None
    attempt: AttemptView | None
    refunds: Sequence[RefundView]
    approvals: Sequence[ApprovalView]
    entries: Sequence[AuditEntry]
    colleagues: Sequence[str]
    line_url: str

    @property
    def is_late_success(self) -> bool:
        return self.case.kind is CaseKind.LATE_SUCCESS

    @property
    def may_overrule(self) -> bool:
        """A failed attempt that the supplier later called delivered."""
        return (
            self.case.kind is CaseKind.CONTRADICTION
            and self.attempt is not None
            and self.attempt.state == "failed"
            and not self.may_accept
        )

    @property
    def may_answer(self) -> bool:
        return self.attempt is not None and self.attempt.is_unsettled

    @property
    def may_accept(self) -> bool:
        return self.owed is not None and self.owed.state is State.ATTENTION

    @property
    def may_refund(self) -> bool:
        """A part or the whole goes back of what came in doubt, or came and then did not."""
        owed = self.owed
        if owed is None or owed.state not in (State.ATTENTION, State.DELIVERED):
            return False
        return self.case.kind not in LATER and (owed.points_left, owed.cash_left_fen) != (0, 0)

    @property
    def stuck(self) -> RefundView | None:
        """The refund that this case is about, while it is stuck."""
        wanted = self.case.facts.get("refund_id")
        found = [one for one in self.refunds if one.id == wanted and one.state == "stuck"]
        return found[0] if found and self.case.kind is CaseKind.REFUND_STUCK else None

    @property
    def is_stuck_held(self) -> bool:
        """A colleague is to confirm that it was paid otherwise; nothing sends it meanwhile."""
        refund = self.stuck
        return refund is not None and any(
            one.subject == f"refund:{refund.id}" for one in self.approvals
        )

    @property
    def may_book(self) -> bool:
        return not self.claim.claimed_fen and self.liability.most_fen > 0

    @property
    def leads_to_suppliers(self) -> bool:
        return self.case.kind in TO_SUPPLIERS

    @property
    def seen(self) -> str:
        return desk.seen(self.owed) if self.owed else ""


async def case_file(case_id: int, *, acting: Acting) -> CaseFile:
    """Gather everything about a case. Raises NotFound."""
    found = await fulfilment.case(case_id)
    owed = await _owed(found.redemption_id)
    tries = await fulfilment.attempts(redemption_id=owed.id) if owed else ()
    payment = await payments.payment_for(f"redemption:{owed.id}") if owed else None
    about = {f"case:{case_id}", found.subject, f"refund:{found.facts.get('refund_id', 0)}"}
    return CaseFile(
        case=found,
        notes=await fulfilment.case_notes(case_id),
        claim=await fulfilment.claim(case_id),
        liability=await fulfilment.liability(case_id),
        owed=owed,
        attempt=next((one for one in tries if one.id == found.attempt_id), None),
        refunds=await payments.refunds(payment.id) if payment else (),
        approvals=[
            one for one in await operators.open_approvals(at=acting.now) if one.subject in about
        ],
        entries=await operators.entries(found.subject),
        colleagues=await _colleagues(),
        line_url=_line_url(found, acting),
    )


def _line_url(case: CaseView, acting: Acting) -> str:
    """Where the line stands that a case is about, for who may see it; else empty."""
    what, _, named = case.reference.partition(":")
    statement, _, place = named.partition(":")
    may_see = operators.is_allowed(acting.operator.role, Action.SEE_SETTLEMENT)
    if what != "statement" or not may_see:
        return ""
    return f"/ops/settlement/statements/{statement}?{urlencode({'line': place})}"


async def _colleagues() -> list[str]:
    """Name those who may have a case."""
    return [
        one.name
        for one in await operators.operators()
        if not one.is_disabled and operators.is_allowed(one.role, Action.CLOSE_CASE)
    ]


async def _owed(redemption_id: int | None) -> RedemptionView | None:
    """Find the redemption; a case about another thing has none."""
    if redemption_id is None:
        return None
    try:
        return await redemption.redemption(redemption_id, member_id=None)
    except NotFound:
        return None

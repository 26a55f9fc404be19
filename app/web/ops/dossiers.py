"""All that an operator must see about one redemption, read at once."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app import desk, fulfilment, ledger, members, operators, payments
from app.catalogue import Delivery
from app.desk import REFUNDABLE
from app.fulfilment import AttemptView, CaseView, DeliveryView
from app.kit.errors import NotFound
from app.ledger import PostingView
from app.members import MemberView
from app.operators import ApprovalView, AuditEntry
from app.payments import PaymentView, RefundView
from app.redemption import PROMISED, RedemptionView, State, value_fen


class Dossier(msgspec.Struct, frozen=True, kw_only=True):
    """One redemption from every side; nothing in it names an account in the clear."""

    owed: RedemptionView
    delivery: DeliveryView
    member: MemberView | None
    attempts: Sequence[AttemptView]
    payment: PaymentView | None
    refunds: Sequence[RefundView]
    postings: Sequence[PostingView]
    cases: Sequence[CaseView]
    entries: Sequence[AuditEntry]
    approval: ApprovalView | None

    @property
    def delivery_kind(self) -> Delivery:
        return Delivery(self.owed.delivery)

    @property
    def may_refund(self) -> bool:
        return self.owed.state in REFUNDABLE and self.left_fen > 0 and self.approval is None

    @property
    def may_refund_part(self) -> bool:
        return self.may_refund and self.owed.state not in PROMISED

    @property
    def may_ship(self) -> bool:
        return self.delivery.state == "handwork" and self.owed.state in PROMISED

    @property
    def may_accept(self) -> bool:
        return self.owed.state is State.ATTENTION

    @property
    def has_live_attempt(self) -> bool:
        return any(one.is_unsettled for one in self.attempts)

    @property
    def left_fen(self) -> int:
        """What could still go back, points at the anchor."""
        return value_fen(self.owed.points_left, self.owed.cash_left_fen)

    @property
    def needs_second(self) -> bool:
        """Whether giving all of it back takes a second operator."""
        return operators.needs_second_operator(value_fen(self.owed.points, self.owed.cash_fen))

    @property
    def seen(self) -> str:
        return desk.seen(self.owed)


async def dossier(redemption_id: int, *, at: datetime) -> Dossier:
    """Gather everything about a redemption. Raises NotFound."""
    found = await fulfilment.track(redemption_id=redemption_id, member_id=None)
    owed, subject = found.redemption, f"redemption:{redemption_id}"
    payment = await payments.payment_for(subject)
    waiting = [one for one in await operators.open_approvals(at=at) if one.subject == subject]
    return Dossier(
        owed=owed,
        delivery=found.delivery,
        member=await _member(owed.member_id),
        attempts=await fulfilment.attempts(redemption_id=redemption_id),
        payment=payment,
        refunds=await payments.refunds(payment.id) if payment else (),
        postings=await ledger.postings_about(member_id=owed.member_id, subject=subject),
        cases=(await fulfilment.cases(is_open=False, redemption_id=redemption_id)).items,
        entries=await operators.entries(subject),
        approval=waiting[0] if waiting else None,
    )


async def _member(member_id: int) -> MemberView | None:
    """Find the member; what was redeemed stays readable without them."""
    try:
        return await members.member(member_id)
    except NotFound:
        return None

"""A refund that the provider will not finish: asked for again, or paid by other means."""

from app import fulfilment, operators, payments
from app.fulfilment import CaseKind, CaseView
from app.kit import db
from app.kit.errors import NotFound
from app.operators import ApprovalKind, ApprovalView
from app.payments import RefundState, RefundView

from .acting import Acting
from .errors import RefundNotEnded


@db.atomic
async def retry_refund(*, case_id: int, acting: Acting) -> None:
    """Let the provider try again, once. Raises NotFound, NotStuck and RefundHeld."""
    found, refund_id = await _about(case_id)
    await payments.retry_refund(refund_id=refund_id, now=acting.now)
    await acting.write_down(
        "refund_retried", found.subject, case_id=case_id, refund_id=refund_id
    )


@db.atomic
async def ask_paid_otherwise(*, case_id: int, evidence: str, acting: Acting) -> None:
    """Say that the cash went back by other means; a second operator looks at the proof.

    Until that is decided the refund is held: nobody sends it. Raises NotFound, NotStuck and
    ApprovalOpen.
    """
    found, refund_id = await _about(case_id)
    stuck = await _refund(refund_id, found)
    if stuck.state is not RefundState.STUCK:
        raise payments.NotStuck(state=stuck.state.value)
    asked = await operators.request_approval(
        kind=ApprovalKind.PAID_OTHERWISE,
        subject=f"refund:{refund_id}",
        content={
            "case_id": case_id,
            "redemption_id": found.redemption_id or 0,
            "refund_id": refund_id,
            "cash_fen": stuck.amount_fen,
            "value_fen": stuck.amount_fen,
        },
        reason=evidence,
        made_by=acting.operator.id,
        now=acting.now,
    )
    await payments.hold_refund(refund_id=refund_id, until=asked.expires_at, now=acting.now)


async def carry_out(asked: ApprovalView, acting: Acting) -> None:
    """End the refund, and with it the redemption.

    Raises NotStuck when it went on, RefundMaybePaid while the provider may be paying it.
    """
    found, refund_id = await _about(int(asked.content["case_id"]))
    await payments.settle_refund(refund_id=refund_id, now=acting.now)
    value = int(asked.content["value_fen"])
    await operators.spend(operator_id=acting.operator.id, value_fen=value, now=acting.now)
    await acting.write_down(
        "refund_paid_otherwise", found.subject, reason=asked.reason,
        case_id=found.id, refund_id=refund_id, value_fen=value,
    )  # fmt: skip


async def let_go(asked: ApprovalView) -> None:
    """Nothing was paid otherwise: who asks for it may have the refund sent again."""
    await payments.release_refund(refund_id=int(asked.content["refund_id"]))


async def refuse_unended(found: CaseView) -> None:
    """Raise RefundNotEnded for the case of a refund whose cash has not gone back."""
    refund_id = found.facts.get("refund_id")
    if found.kind is not CaseKind.REFUND_STUCK or not isinstance(refund_id, int):
        return
    if not (await _refund(refund_id, found)).is_done:
        raise RefundNotEnded


async def _about(case_id: int) -> tuple[CaseView, int]:
    found = await fulfilment.case(case_id)
    refund_id = found.facts.get("refund_id")
    if found.kind is not CaseKind.REFUND_STUCK or not isinstance(refund_id, int):
        raise NotFound
    return found, refund_id


async def _refund(refund_id: int, found: CaseView) -> RefundView:
    payment = await payments.payment_for(found.subject)
    every = await payments.refunds(payment.id) if payment else []
    for one in every:
        if one.id == refund_id:
            return one
    raise NotFound

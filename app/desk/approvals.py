"""Four eyes: what one operator asked for is done by the approval of another, or not at all."""

from collections.abc import Awaitable, Callable

from app import operators, redemption
from app.kit import db
from app.kit.errors import NotFound
from app.operators import ApprovalKind, ApprovalView

from . import losses, refunds, stuck
from .acting import Acting

# What an approved request does; the content was bound when it was asked, no form repeats it.
CARRY_OUT: dict[ApprovalKind, Callable[[ApprovalView, Acting], Awaitable[None]]] = {
    ApprovalKind.REFUND: refunds.carry_out,
    ApprovalKind.LOSS: losses.carry_out_booking,
    ApprovalKind.WRITE_OFF: losses.carry_out,
    ApprovalKind.PAID_OTHERWISE: stuck.carry_out,
}


@db.atomic
async def approve(*, approval_id: int, acting: Acting) -> ApprovalView:
    """Approve another's request and do what it asked for.

    Raises OwnRequest, ApprovalDecided, ApprovalExpired, Overtaken when what it is about has
    changed, DailyCapReached, and what the deed itself raises: then the request stays open.
    """
    asked = await _request(approval_id)
    redemption_id = int(asked.content.get("redemption_id", 0))
    if redemption_id:
        await redemption.lock(redemption_id)  # Before the request's row, as everywhere.
    await operators.approve(approval_id=approval_id, by=acting.operator.id, now=acting.now)
    await CARRY_OUT[asked.kind](asked, acting)
    return asked


@db.atomic
async def reject(*, approval_id: int, acting: Acting) -> ApprovalView:
    """Reject another's request; nothing moves. Raises OwnRequest, ApprovalDecided."""
    asked = await _request(approval_id)
    await operators.reject(approval_id=approval_id, by=acting.operator.id, now=acting.now)
    if asked.kind is ApprovalKind.PAID_OTHERWISE:
        await stuck.let_go(asked)
    return asked


async def _request(approval_id: int) -> ApprovalView:
    asked = await operators.approval(approval_id)
    if asked.kind not in CARRY_OUT:
        raise NotFound
    return asked

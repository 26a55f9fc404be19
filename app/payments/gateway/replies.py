"""From their bytes to our words; whatever is not understood is unknown."""

from typing import TypeVar

import msgspec

from ..errors import OutcomeUnknown, Unreadable
from . import wire
from .contract import ChargeState, RefundAnswer, Transaction
from .line import Answer

T = TypeVar("T")

# 429 and 5xx say nothing about what was done; so does every status that is not listed.
UNDERSTOOD = frozenset({400, 403, 404})


def refusal(answer: Answer) -> wire.Refusal | None:
    """The refusal in an answer, None for a success. Raises OutcomeUnknown for neither."""
    if answer.status in (200, 204):
        return None
    if answer.status not in UNDERSTOOD:
        raise OutcomeUnknown(f"HTTP {answer.status}")
    return decode(answer, wire.Refusal)


def decode(answer: Answer, kind: type[T]) -> T:
    """Read an answer. Raises OutcomeUnknown when it is something else."""
    try:
        return read(answer.body, kind)
    except Unreadable as error:
        raise OutcomeUnknown(f"unreadable answer: {error}") from error


def read(body: bytes, kind: type[T]) -> T:
    """Read a body. Raises Unreadable."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(str(error)) from error


def transaction(reply: wire.TransactionReply, *, app_id: str, merchant: str) -> Transaction:
    """Translate a charge. Raises OutcomeUnknown for a new state or somebody else's charge."""
    if (reply.appid, reply.mchid) != (app_id, merchant):
        raise OutcomeUnknown("the charge is another merchant's")
    state = wire.TRADE_STATES.get(reply.trade_state)
    if state is None or (state == ChargeState.PAID and not reply.transaction_id):
        raise OutcomeUnknown(f"trade state {reply.trade_state[:40]}")
    return Transaction(
        trade_no=reply.out_trade_no,
        state=state,
        amount_fen=reply.amount.total,
        currency=reply.amount.currency,
        remote_no=reply.transaction_id,
        paid_at=reply.success_time,
    )


def refund(answer: Answer, refund_no: str) -> RefundAnswer:
    """Translate a refund. Raises OutcomeUnknown for a new state or another's refund."""
    reply = decode(answer, wire.RefundReply)
    state = wire.REFUND_STATES.get(reply.status)
    if state is None or reply.out_refund_no != refund_no:
        raise OutcomeUnknown(f"refund state {reply.status[:40]}")
    return RefundAnswer(
        state=state,
        amount_fen=reply.amount.refund,
        remote_no=reply.refund_id,
        reason=reply.status,
    )

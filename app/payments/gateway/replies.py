"""From their bytes to our words; whatever is not understood is unknown."""

from datetime import datetime
from typing import TypeVar

import msgspec

from .. import policy
from ..errors import OutcomeUnknown, Unreadable
from . import wire
from .contract import ChargeState, RefundAnswer, Transaction
from .line import Answer

T = TypeVar("T")

# What the columns hold: a number of theirs, a number to pay under, a word for a trouble.
LONGEST_NUMBER = 64
LONGEST_PREPAY_ID = 80
LONGEST_WORD = 60
# 429 and 5xx say nothing about what was done; so does every status that is not listed.
UNDERSTOOD = frozenset({400, 401, 403, 404})


def refusal(answer: Answer) -> wire.Refusal | None:
    """The refusal in an answer, None for a success. Raises OutcomeUnknown for neither."""
    if answer.status in (200, 204):
        return None
    if answer.status not in UNDERSTOOD:
        raise OutcomeUnknown(f"HTTP {answer.status}")
    return wire.Refusal(policy.words(decode(answer, wire.Refusal).code, LONGEST_WORD))


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
    """Translate a charge. Raises OutcomeUnknown for a new state or an unusable number."""
    if policy.words(reply.out_trade_no, LONGEST_NUMBER) != reply.out_trade_no:
        raise OutcomeUnknown("an unusable out_trade_no")
    state = wire.TRADE_STATES.get(reply.trade_state)
    number = policy.words(reply.transaction_id, LONGEST_NUMBER)
    if state is None or (state == ChargeState.PAID and not number):
        raise OutcomeUnknown(f"trade state {policy.words(reply.trade_state, 40)}")
    is_ours = (reply.appid, reply.mchid) == (app_id, merchant)
    if not is_ours and state != ChargeState.PAID:
        raise OutcomeUnknown("the charge is another merchant's")
    return Transaction(
        trade_no=reply.out_trade_no,
        state=state,
        amount_fen=reply.amount.total,
        currency=reply.amount.currency,
        remote_no=number,
        paid_at=_instant(reply.success_time),
        is_ours=is_ours,
    )


def prepay_id(answer: Answer) -> str:
    """Read the number to pay under. Raises OutcomeUnknown for one that cannot be kept."""
    told = decode(answer, wire.PrepayReply).prepay_id
    if not told or policy.words(told, LONGEST_PREPAY_ID) != told:
        raise OutcomeUnknown("an unusable prepay_id")
    return told


def told_refund(resource: bytes) -> str:
    """Read which refund a notice is about. Raises Unreadable."""
    return policy.words(read(resource, wire.RefundNotice).out_refund_no, LONGEST_NUMBER)


def refund(answer: Answer, refund_no: str) -> RefundAnswer:
    """Translate a refund. Raises OutcomeUnknown for a new state or another's refund."""
    reply = decode(answer, wire.RefundReply)
    state = wire.REFUND_STATES.get(reply.status)
    if state is None or reply.out_refund_no != refund_no:
        raise OutcomeUnknown(f"refund state {policy.words(reply.status, 40)}")
    return RefundAnswer(
        state=state,
        amount_fen=reply.amount.refund,
        remote_no=policy.words(reply.refund_id, LONGEST_NUMBER),
        reason=reply.status,
    )


def _instant(told: datetime | None) -> datetime | None:
    """Drop an instant without a zone: it cannot be compared with ours."""
    return told if told is not None and told.tzinfo is not None else None

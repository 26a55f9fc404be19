"""Open a payment, tell the client how to pay it, close it."""

from datetime import datetime, timedelta

import structlog
from ulid import ULID

from app.kit import db

from .. import gateway, policy, queries
from ..errors import (
    GatewayError,
    PayerUnknown,
    PaymentAlreadyCaptured,
    PaymentDiffers,
    PaymentOver,
    ProviderUnavailable,
)
from ..schemas import PaymentState, PaymentView, PayParameters
from .settling import settle

log = structlog.get_logger()

_OPEN = f"""
INSERT INTO payment (member_id, purpose, provider, trade_no, description, amount_fen,
                     created_at, expires_at, next_query_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
ON CONFLICT (purpose) DO NOTHING RETURNING {queries.PAYMENT_COLUMNS}"""  # noqa: S608

_PREPAY_ID = "SELECT prepay_id FROM payment WHERE id = $1"

_KEEP = """
UPDATE payment SET prepay_id = $2, next_query_at = LEAST(next_query_at, $4)
 WHERE id = $1 AND mismatched_at IS NULL AND state = 'open' AND expires_at > $3 RETURNING id"""

# From now on nobody is sent to pay; a close without an answer is repeated by the poll.
_GIVE_UP = """
UPDATE payment SET expires_at = LEAST(expires_at, $2),
       next_query_at = CASE WHEN mismatched_at IS NULL THEN $3::timestamptz END
 WHERE id = $1 AND state = 'open' RETURNING id"""


@db.atomic
async def open_payment(
    *,
    purpose: str,
    member_id: int,
    amount_fen: int,
    description: str,
    provider: str,
    expires_at: datetime,
    now: datetime,
) -> PaymentView:
    """Write down that a member is to pay `amount_fen` > 0; nothing leaves.

    Joins the caller's transaction. Safe to repeat by `purpose`; raises PaymentDiffers when
    that purpose has a payment of another member, amount or provider.
    """
    number = policy.trade_no(str(ULID.from_datetime(now)))
    row = await db.fetch_one(
        _OPEN,
        member_id,
        purpose,
        provider,
        number,
        description[:120],
        amount_fen,
        now,
        expires_at,
    )
    if row is not None:
        return queries.payment_view(row)
    first = await queries.payment_for(purpose)
    assert first is not None
    asked = (member_id, amount_fen, provider)
    if (first.member_id, first.amount_fen, first.provider) != asked:
        raise PaymentDiffers
    return first


async def prepare(
    *, payment_id: int, now: datetime, payer: str = "", return_url: str = ""
) -> PayParameters:
    """Announce the payment to its provider and return what the client's pay call needs.

    `payer` is the member's open id where the provider asks for one; `return_url` is where a
    pay page sends the browser afterwards. Safe to repeat: the number never changes.
    Raises PaymentOver, PaymentAlreadyCaptured, PayerUnknown, ProviderUnavailable,
    ProviderUnknown.
    """
    payment = await _payable(payment_id, now)
    provider = gateway.find(payment.provider)
    if provider.needs_payer and not payer:
        raise PayerUnknown
    prepay_id = await _prepay_id(payment_id)
    if prepay_id is None:
        prepay_id = await _announce(payment, payer=payer, return_url=return_url, now=now)
        pause = timedelta(seconds=policy.FIRST_QUERY_SECONDS)
        kept = await db.fetch_one(_KEEP, payment_id, prepay_id, now, now + pause)
        if kept is None:  # It was closed or captured while we asked.
            await _payable(payment_id, now)
            raise PaymentOver
    return provider.parameters(prepay_id, now=now)


async def close(*, payment_id: int, now: datetime) -> PaymentView:
    """Make a payment unpayable at its provider; if it turns out to be paid, capture it.

    Returns the payment as it then is: closed, captured, or still open when the provider did
    not answer; then `poll_payments` goes on closing it. Safe to repeat.
    """
    again_at = now + timedelta(seconds=policy.FIRST_QUERY_SECONDS)
    wanted = await db.fetch_one(_GIVE_UP, payment_id, now, again_at)
    payment = await queries.payment(payment_id)
    if wanted is not None:
        await settle(payment, now=now)
        payment = await queries.payment(payment_id)
    return payment


async def _payable(payment_id: int, now: datetime) -> PaymentView:
    payment = await queries.payment(payment_id)
    if payment.is_captured:
        raise PaymentAlreadyCaptured
    if payment.state != PaymentState.OPEN or payment.expires_at <= now:
        raise PaymentOver
    return payment


async def _prepay_id(payment_id: int) -> str | None:
    row = await db.fetch_one(_PREPAY_ID, payment_id)
    return None if row is None else row["prepay_id"]


async def _announce(payment: PaymentView, *, payer: str, return_url: str, now: datetime) -> str:
    charge = gateway.Charge(
        trade_no=payment.trade_no,
        amount_fen=payment.amount_fen,
        description=payment.description,
        expires_at=payment.expires_at,
        payer=payer,
        return_url=return_url,
    )
    try:
        answer = await gateway.find(payment.provider).prepay(charge, now=now)
    except GatewayError as error:
        log.warning("prepay_failed", payment_id=payment.id, reason=str(error))
        raise ProviderUnavailable from error
    if isinstance(answer, gateway.Prepaid):
        return answer.prepay_id
    log.error("prepay_declined", payment_id=payment.id, code=answer.code)
    raise ProviderUnavailable

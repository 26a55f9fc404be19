"""Notices: stored before they are answered, applied afterwards, never forgotten."""

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

import msgspec
import structlog

from app.kit import db
from app.kit.failpoints import failpoint

from .. import gateway, policy, queries
from ..errors import NotGenuine, ProviderUnknown, Unreadable
from ..gateway import OtherNews, PaymentNews, RefundNews
from ..schemas import Acknowledged, WaitingNotice
from .capturing import capture
from .sending import hasten

log = structlog.get_logger()

BODY_LIMIT = 64 * 1024
KEPT_HEADERS = "wechatpay-"

RECEIVED = Acknowledged(204)

# The key is kept for ever: a notice that is repeated after 80 hours is still a repeat.
_STORE = """
INSERT INTO payment_notice (provider, event_key, headers, body, is_genuine, received_at, due_at)
VALUES ($1, $2, $3::jsonb, $4, true, $5, $5) ON CONFLICT (provider, event_key) DO NOTHING"""

_LOCK = """
SELECT id FROM payment_notice WHERE id = $1 AND applied_at IS NULL FOR UPDATE SKIP LOCKED"""

_APPLIED = """
UPDATE payment_notice SET applied_at = $2, result = $3 WHERE id = $1 AND applied_at IS NULL"""

_WAIT = """
UPDATE payment_notice SET due_at = $2, result = $3
 WHERE id = $1 AND applied_at IS NULL"""


async def store_notice(
    *, provider: str, headers: Mapping[str, str], body: bytes, now: datetime
) -> Acknowledged:
    """Verify and store a notice, and say what to answer; it is applied later.

    What is not genuine is answered 401 and leaves no trace but a log line: a forged row could
    take the place of the real one. Safe to repeat. Raises ProviderUnknown.
    """
    if len(body) > BODY_LIMIT:
        return _refused(413, "too long")
    try:
        key = gateway.find(provider).verify(headers, body, now=now)
    except NotGenuine:
        log.warning("notice_not_genuine", provider=provider, bytes=len(body))
        return _refused(401, "signature")
    except Unreadable as error:
        log.error("notice_unreadable", provider=provider, reason=str(error))
        return _refused(400, "unreadable")
    kept = msgspec.json.encode(_kept(headers)).decode()
    await db.fetch(_STORE, provider, key, kept, body, now)
    return RECEIVED


@db.atomic
async def apply_notice(notice: WaitingNotice, *, now: datetime) -> bool:
    """Apply one stored notice and say in `result` what it did; False when another did.

    A notice of a payment or a provider that we do not know (yet) waits, three days at most.
    """
    if await db.fetch_one(_LOCK, notice.id) is None:
        return False
    result = await _apply(notice, now)
    failpoint("notice_applied")
    if result is not None:
        await db.fetch(_APPLIED, notice.id, now, result)
        return True
    await put_off_notice(notice, "waiting", now=now)
    return True


@db.atomic
async def put_off_notice(notice: WaitingNotice, result: str, *, now: datetime) -> None:
    """Look at a notice again later; after three days it is given up, aloud."""
    due_at = policy.notice_due_at(received_at=notice.received_at, now=now)
    if due_at is None:
        log.error("notice_orphaned", notice_id=notice.id, provider=notice.provider)
        await db.fetch(_APPLIED, notice.id, now, "orphaned")
    else:
        await db.fetch(_WAIT, notice.id, due_at, result)


async def _apply(notice: WaitingNotice, now: datetime) -> str | None:
    """Return the result, or None to wait."""
    try:
        news = gateway.find(notice.provider).read(notice.body)
    except ProviderUnknown:
        log.error("notice_of_unknown_provider", notice_id=notice.id, provider=notice.provider)
        return None
    except Unreadable as error:
        log.error("notice_unreadable", notice_id=notice.id, reason=str(error))
        return "unreadable"
    match news:
        case PaymentNews(paid):
            payment = await queries.payment_of(notice.provider, paid.trade_no)
            return None if payment is None else await capture(payment, paid, now=now)
        case RefundNews(refund_no):
            # A refund is closed by one path only: the question that send_refunds asks.
            return "asking" if await hasten(refund_no, now=now) else "repeat"
        case OtherNews(kind):
            log.info("notice_ignored", notice_id=notice.id, kind=kind)
            return "ignored"
        case _:
            assert_never(news)


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """Keep what proves the notice; cookies and addresses are nobody's business."""
    told = {name.lower(): value for name, value in headers.items()}
    return {name: value for name, value in told.items() if name.startswith(KEPT_HEADERS)}


def _refused(status: int, reason: str) -> Acknowledged:
    return Acknowledged(status, msgspec.json.encode({"code": "FAIL", "message": reason}))

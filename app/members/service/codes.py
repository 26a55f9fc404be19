"""One-time codes: sent to a phone, tried at most five times, used once."""

import secrets as randomness
from datetime import datetime, timedelta

from app import settings
from app.kit import db, secrets
from app.kit.throttle import throttle

from .. import gateway, policy
from ..errors import CodeSentRecently, PhoneCodeInvalid
from ..schemas import CodeSent

# Served by phone_code_phone_index_id. A code that was used makes nobody wait.
_RECENT = """
SELECT count(*) AS unused, max(sent_at) AS newest FROM phone_code
 WHERE phone_index = $1 AND used_at IS NULL AND sent_at > $2"""

_ALL = 10**policy.CODE_DIGITS

_STORE = """
INSERT INTO phone_code (phone_index, code_hash, address_index, sent_at, expires_at)
VALUES ($1, $2, $3, $4, $5)"""

# One try of the newest code, counted and judged in one statement: the row lock makes
# parallel guesses queue, and each sees the count that the one before it left.
_TRY = """
UPDATE phone_code
   SET tries = tries + 1, used_at = CASE WHEN code_hash = $2 THEN $3::timestamptz END
 WHERE id = (SELECT max(id) FROM phone_code WHERE phone_index = $1)
   AND used_at IS NULL AND tries < $4 AND expires_at > $3
RETURNING used_at IS NOT NULL AS is_right"""


async def request_code(*, phone: str, address: str | None, now: datetime) -> CodeSent:
    """Send a one-time code to `phone`; it lives five minutes and replaces the one before.

    The answer is the same whether or not the phone belongs to a member. `address` is the
    caller's network address. Raises InvalidInput, TooManyRequests, CodeSentRecently, and
    SmsUnavailable in production, where no SMS company is connected yet.
    """
    number, is_demo = policy.phone(phone), settings.current().is_demo
    gateway.require_sms(is_demo=is_demo)
    await limit("code-phone", number, policy.MOST_CODES_PER_PHONE, now=now)
    await limit("code-address", address, policy.MOST_CODES_PER_ADDRESS, now=now)
    code = _demo_code(number, now) if is_demo else _code(randomness.randbelow(_ALL))
    await _store(number, code, address, now, is_demo=is_demo)
    return CodeSent(
        expires_at=now + policy.CODE_LIFE,
        resend_after_seconds=policy.RESEND_AFTER_SECONDS,
        demo_code=await gateway.send_code(phone=number, code=code, is_demo=is_demo),
    )


async def use_code(*, phone: str, code: str, now: datetime) -> None:
    """Spend the newest code of `phone`, a normal number. Raises PhoneCodeInvalid.

    Never joins a transaction: a wrong guess must stay counted although it is refused.
    """
    db.refuse_inside_transaction()
    if not policy.is_code(code):
        raise PhoneCodeInvalid
    row = await db.fetch_one(
        _TRY, _phone_index(phone), _code_hash(phone, code), now, policy.CODE_TRIES
    )
    if row is None or not row["is_right"]:
        raise PhoneCodeInvalid


async def limit(name: str, subject: str | None, most: int, *, now: datetime) -> None:
    """Count one attempt of `subject` in this hour; only its keyed hash is kept."""
    if subject is None:
        return
    hidden = secrets.fingerprint(subject, purpose=f"limit:{name}").hex()
    window = policy.HOUR_SECONDS
    await throttle(key=f"{name}:{hidden}", most=most, window_seconds=window, now=now)


@db.atomic
async def _store(
    phone: str, code: str, address: str | None, now: datetime, *, is_demo: bool
) -> None:
    index = _phone_index(phone)
    # Two requests for one phone must not both find that nothing was sent lately.
    await db.fetch("SELECT pg_advisory_xact_lock(hashtextextended($1, 27))", index.hex())
    hour_ago = now - timedelta(seconds=policy.HOUR_SECONDS)
    recent = await db.fetch_one(_RECENT, index, hour_ago)
    assert recent is not None
    try:
        _refuse_if_recent(recent["unused"], recent["newest"], now)
    except CodeSentRecently as error:
        if is_demo and now < recent["newest"] + policy.CODE_LIFE:
            error.facts["demo_otp"] = _demo_code(phone, recent["newest"])
        raise
    address_index = address and secrets.fingerprint(address, purpose="address-index")
    await db.fetch(
        _STORE, index, _code_hash(phone, code), address_index, now, now + policy.CODE_LIFE
    )


def _refuse_if_recent(unused: int, newest: datetime | None, now: datetime) -> None:
    if newest is None:
        return
    wait = policy.HOUR_SECONDS if unused >= policy.MOST_UNUSED else policy.RESEND_AFTER_SECONDS
    waited = int((now - newest).total_seconds())
    if waited < wait:
        raise CodeSentRecently(retry_after=wait - waited)


def _demo_code(phone: str, sent_at: datetime) -> str:
    """Work out a demo's code from when it was sent: so it can be shown again."""
    said = f"{phone}:{int(sent_at.timestamp())}"
    drawn = secrets.fingerprint(said, purpose="demo-phone-code")
    return _code(int.from_bytes(drawn, "big") % _ALL)


def _code(number: int) -> str:
    return f"{number:0{policy.CODE_DIGITS}}"


def _phone_index(phone: str) -> bytes:
    return secrets.fingerprint(phone, purpose="phone-code")


def _code_hash(phone: str, code: str) -> bytes:
    """Bind the code to its phone: for another phone the same digits hash differently."""
    return secrets.fingerprint(f"{phone}:{code}", purpose="phone-code")

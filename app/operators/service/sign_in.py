"""Two factors, few tries: signing in, and confirming before value moves."""

import asyncio
import hmac
from datetime import datetime
from functools import lru_cache
from typing import Any

import pyotp
from argon2.exceptions import InvalidHashError, VerificationError

from app.kit import db, redact, secrets
from app.kit.throttle import forgive, throttle

from .. import policy, queries
from ..errors import SignInRefused
from ..schemas import OperatorView
from .audit import record
from .people import HASHER

# Counts a try from anywhere before it is judged. A name that was tried too often stays open
# to the networks where it came in lately.
_COUNT_TRY = """
UPDATE operator
   SET failed_attempts = CASE WHEN locked_until <= $2 THEN 1 ELSE failed_attempts + 1 END,
       locked_until = CASE WHEN locked_until > $2 THEN locked_until
                           WHEN locked_until <= $2 THEN NULL
                           WHEN failed_attempts + 1 >= $3 THEN $4::timestamptz END
 WHERE name = $1 AND NOT is_disabled
   AND (locked_until IS NULL OR locked_until <= $2 OR EXISTS (
        SELECT FROM audit_entry
         WHERE subject = 'operator:' || operator.id AND action = 'sign_in'
           AND address_masked = $5 AND at > $6))
RETURNING id, name, role, is_disabled, password_hash, totp_sealed"""

_WORKS_HERE = """
SELECT id, name, role, is_disabled, password_hash, totp_sealed FROM operator
 WHERE id = $1 AND NOT is_disabled"""

# Each step is accepted once; the WHERE clause is the lock.
_USE_STEP = """
UPDATE operator SET totp_last_step = $2, failed_attempts = 0, locked_until = NULL
 WHERE id = $1 AND totp_last_step < $2 AND NOT is_disabled RETURNING id"""


async def sign_in(
    *, name: str, password: str, code: str, now: datetime, address: str | None = None
) -> OperatorView:
    """Sign an operator in by password and authenticator code; each code works once.

    Raises SignInRefused with the same words and after the same work for a wrong password, a
    wrong code, an unknown or disabled name, and one that is tried from everywhere;
    TooManyRequests after five failures with one name in one network (decision 22), and per
    address. Never joins a transaction.
    """
    db.refuse_inside_transaction()
    await _limit(address, now)
    known, network = policy.known_name(name), redact.address(address)
    tries = _tries(known, network)
    await _throttle(tries, now)
    row = await _counted(known, network, now)
    is_known = await _matches(password, row["password_hash"] if row else _nobody())
    is_right = row is not None and is_known and await _uses_step(row, code, now)
    await _settle(row, "sign_in", is_right=is_right, address=address, now=now)
    await forgive(tries)
    return queries.view(row)


async def confirm(*, operator_id: int, code: str, now: datetime) -> None:
    """Prove once more who sits there, before value moves; a code works once.

    Only who is signed in can fail here, five times in a quarter of an hour. Raises
    SignInRefused and TooManyRequests.
    """
    db.refuse_inside_transaction()
    tries = f"operator-confirm:{operator_id}"
    await _throttle(tries, now)
    row = await db.fetch_one(_WORKS_HERE, operator_id)
    is_right = row is not None and await _uses_step(row, code, now)
    await _settle(row, "confirmation", is_right=is_right, address=None, now=now)
    await forgive(tries)


async def _settle(
    row: Any | None, what: str, *, is_right: bool, address: str | None, now: datetime
) -> None:
    """Write the try down, then refuse it unless it was right."""
    if row is None:
        raise SignInRefused
    await record(
        actor=f"operator:{row['id']}",
        action=what if is_right else f"{what}_refused",
        subject=f"operator:{row['id']}",
        address=address,
        now=now,
    )
    if not is_right:
        raise SignInRefused


async def _limit(address: str | None, now: datetime) -> None:
    if address is None:
        return
    hidden = secrets.fingerprint(address, purpose="limit:operator").hex()
    await throttle(
        key=f"operator:{hidden}",
        most=policy.MOST_TRIES_PER_ADDRESS,
        window_seconds=policy.HOUR_SECONDS,
        now=now,
    )


def _tries(name: str, network: str | None) -> str:
    """Name the counter of one name in one network; unknown names have one too."""
    hidden = secrets.fingerprint(f"{name} {network}", purpose="limit:operator-try")
    return f"operator-try:{hidden.hex()}"


async def _throttle(tries: str, now: datetime) -> None:
    """Count a try before it is judged, so that parallel guesses cannot outrun the limit."""
    most, seconds = policy.MOST_FAILURES, policy.FAILURES_SECONDS
    await throttle(key=tries, most=most, window_seconds=seconds, now=now)


async def _counted(name: str, network: str | None, now: datetime) -> Any | None:
    most, until = policy.MOST_FAILURES_IN_ALL, now + policy.LOCKED_FOR
    since = now - policy.NETWORK_KNOWN_FOR
    return await db.fetch_one(_COUNT_TRY, name, now, most, until, network, since)


async def _matches(password: str, hashed: str) -> bool:
    """Verify in a thread: argon2 works for tens of milliseconds and holds no lock."""
    try:
        return await asyncio.to_thread(
            HASHER.verify, hashed, password[: policy.LONGEST_PASSWORD]
        )
    except (VerificationError, InvalidHashError):
        return False


async def _uses_step(row: Any, code: str, now: datetime) -> bool:
    """Spend the step whose code this is; False for a wrong code and a spent step."""
    totp = pyotp.TOTP(secrets.unseal(row["totp_sealed"], purpose="totp"))
    given = code.encode()
    for step in policy.steps(now):
        if hmac.compare_digest(totp.generate_otp(step).encode(), given):
            return await db.fetch_one(_USE_STEP, row["id"], step) is not None
    return False


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A hash that no password opens, so that an unknown name takes as long as a known one."""
    return HASHER.hash(secrets.token())

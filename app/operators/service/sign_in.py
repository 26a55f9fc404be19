"""Two factors, five tries: signing in, and confirming before value moves."""

import asyncio
import hmac
from datetime import datetime
from functools import lru_cache
from typing import Any

import pyotp
from argon2.exceptions import InvalidHashError, VerificationError

from app.kit import db, secrets
from app.kit.throttle import throttle

from .. import policy, queries
from ..errors import SignInRefused
from ..schemas import OperatorView
from .audit import record
from .people import HASHER

# A try is counted before it is judged, so that parallel guesses cannot outrun the lock: the
# fifth closes the door behind itself, and only both right factors open it again.
_COUNT_TRY = """
UPDATE operator
   SET failed_attempts = CASE WHEN locked_until <= $2 THEN 1 ELSE failed_attempts + 1 END,
       locked_until = CASE WHEN locked_until <= $2 THEN NULL
                           WHEN failed_attempts + 1 >= $3 THEN $4::timestamptz END
 WHERE {who} = $1 AND NOT is_disabled AND (locked_until IS NULL OR locked_until <= $2)
RETURNING id, name, role, is_disabled, password_hash, totp_sealed"""
_TRY_BY_NAME = _COUNT_TRY.format(who="name")
_TRY_BY_ID = _COUNT_TRY.format(who="id")

# Each step is accepted once; the WHERE clause is the lock.
_USE_STEP = """
UPDATE operator SET totp_last_step = $2, failed_attempts = 0, locked_until = NULL
 WHERE id = $1 AND totp_last_step < $2 AND NOT is_disabled RETURNING id"""


async def sign_in(
    *, name: str, password: str, code: str, now: datetime, address: str | None = None
) -> OperatorView:
    """Sign an operator in by password and authenticator code; each code works once.

    Five failures lock the name for fifteen minutes. Raises SignInRefused with the same words
    and after the same work for a wrong password, a wrong code, an unknown or disabled name
    and a locked one; TooManyRequests per address. Never joins a transaction.
    """
    db.refuse_inside_transaction()
    await _limit(address, now)
    row = await _counted(_TRY_BY_NAME, policy.known_name(name), now)
    is_known = await _matches(password, row["password_hash"] if row else _nobody())
    is_right = row is not None and is_known and await _uses_step(row, code, now)
    await _settle(row, "sign_in", is_right=is_right, address=address, now=now)
    return queries.view(row)


async def confirm(*, operator_id: int, code: str, now: datetime) -> None:
    """Prove once more who sits there, before value moves; a code works once.

    Counts towards the same lock as signing in. Raises SignInRefused.
    """
    db.refuse_inside_transaction()
    row = await _counted(_TRY_BY_ID, operator_id, now)
    is_right = row is not None and await _uses_step(row, code, now)
    await _settle(row, "confirmation", is_right=is_right, address=None, now=now)


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


async def _counted(sql: str, who: str | int, now: datetime) -> Any | None:
    return await db.fetch_one(sql, who, now, policy.MOST_FAILURES, now + policy.LOCKED_FOR)


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

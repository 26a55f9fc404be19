"""One answer per key: a repeated request gets the first answer and changes nothing.

The key, the verb's effect and the stored answer commit together, so a crash leaves either
all of them or none; there is no half-done key to recover. A refusal stores nothing.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import msgspec

from app.kit import db
from app.kit.errors import MallError
from app.kit.failpoints import failpoint

LONGEST_KEY = 255


class IdempotencyKeyMissing(MallError):
    status = 400
    code = "idempotency_key_missing"


class IdempotencyKeyReused(MallError):
    status = 422
    code = "idempotency_key_reused"


class IdempotencyInProgress(MallError):
    status = 409
    code = "idempotency_in_progress"


class AnswerForgotten(MallError):
    """It was answered, and whom the answer named is deleted."""

    status = 410
    code = "answer_forgotten"


class Answer(msgspec.Struct, frozen=True):
    """What was answered: a status and a JSON body; `is_replayed` is True from the second on."""

    status: int
    body: bytes
    is_replayed: bool = False


def fingerprint(*parts: bytes) -> bytes:
    """Hash what makes two requests the same request: method, path and body."""
    hashed = hashlib.sha256()
    for part in parts:
        hashed.update(len(part).to_bytes(8, "big") + part)
    return hashed.digest()


@db.atomic
async def once(
    *,
    scope: str,
    key: str | None,
    request: bytes,
    answer: Callable[[], Awaitable[Answer]],
    now: datetime,
) -> Answer:
    """Run `answer` once for (`scope`, `key`) and keep what it says.

    `scope` names who and where ("member:7:/redemptions"), `request` is a `fingerprint`.
    Raises IdempotencyKeyMissing, IdempotencyKeyReused when the request differs, and
    IdempotencyInProgress while the first is still running. Safe to repeat.
    """
    usable = _usable(key)
    if not await _has_lock(scope, usable):
        raise IdempotencyInProgress
    replayed = _replay(await _stored(scope, usable), request)
    if replayed is not None:
        return replayed
    first = await answer()
    await db.fetch(
        "INSERT INTO idempotency_key (scope, key, fingerprint, status, body, answered_at)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        scope, usable, request, first.status, first.body, now,
    )  # fmt: skip
    failpoint("answer_written")
    return first


async def answered(*, scope: str, key: str | None, request: bytes) -> Answer | None:
    """Tell the answer that (`scope`, `key`) has already, or None.

    For what cannot be done inside `once`: a call to the network, itself safe to repeat, is
    made between the two. Raises IdempotencyKeyMissing and IdempotencyKeyReused.
    """
    return _replay(await _stored(scope, _usable(key)), request)


async def forget(scopes: str) -> None:
    """Blank what was answered in all scopes that begin with `scopes` ("member:7:").

    The keys stay, so that nothing is done twice: a repeated request finds AnswerForgotten.
    """
    await db.fetch(
        "UPDATE idempotency_key SET body = '', status = $2 WHERE starts_with(scope, $1)",
        scopes, AnswerForgotten.status,
    )  # fmt: skip


def _usable(key: str | None) -> str:
    bare = (key or "").strip().strip('"')
    if not bare or len(bare) > LONGEST_KEY or not bare.isprintable():
        raise IdempotencyKeyMissing
    return bare


async def _has_lock(scope: str, key: str) -> bool:
    """Take the key for this transaction, or say at once that another holds it."""
    row = await db.fetch_one(
        "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 42)) AS is_ours",
        f"{scope}|{key}",
    )
    return bool(row and row["is_ours"])


def _replay(stored: Any | None, request: bytes) -> Answer | None:
    """Make the first answer again. Raises IdempotencyKeyReused and AnswerForgotten."""
    if stored is None:
        return None
    if stored["fingerprint"] != request:
        raise IdempotencyKeyReused
    if stored["status"] == AnswerForgotten.status:
        raise AnswerForgotten
    return Answer(stored["status"], stored["body"], is_replayed=True)


async def _stored(scope: str, key: str) -> Any | None:
    return await db.fetch_one(
        "SELECT fingerprint, status, body FROM idempotency_key WHERE scope = $1 AND key = $2",
        scope, key,
    )  # fmt: skip

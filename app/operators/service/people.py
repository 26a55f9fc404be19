"""Taking operators on, and letting them go."""

import secrets as randomness
from datetime import datetime

import pyotp
from argon2 import PasswordHasher

from app.kit import db, secrets
from app.kit.errors import NotFound

from .. import policy
from ..errors import NameTaken
from ..schemas import Added, Role
from .audit import record

HASHER = PasswordHasher()
ISSUER = "Laurel"

_ADD = """
INSERT INTO operator (name, role, password_hash, totp_sealed, created_at)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING RETURNING id"""


@db.atomic
async def add(
    *,
    name: str,
    role: Role,
    now: datetime,
    password: str | None = None,
    totp_secret: str | None = None,
    by: int | None = None,
) -> Added:
    """Take on an operator and tell password and TOTP secret, this once.

    Both are made up unless given (the demo gives them); `by` is the operator who asks, None
    for the command line. Raises InvalidInput and NameTaken.
    """
    written, called = (
        policy.password(password or randomness.token_urlsafe(15)),
        policy.name(name),
    )
    secret = totp_secret or pyotp.random_base32()
    sealed = secrets.seal(secret, purpose="totp")
    row = await db.fetch_one(_ADD, called, role, HASHER.hash(written), sealed, now)
    if row is None:
        raise NameTaken
    await record(
        actor=f"operator:{by}" if by else "system",
        action="operator_added",
        subject=f"operator:{row['id']}",
        facts={"role": role.value},
        now=now,
    )
    uri = pyotp.TOTP(secret).provisioning_uri(name=called, issuer_name=ISSUER)
    return Added(
        id=row["id"], name=called, role=role, password=written, totp_secret=secret, totp_uri=uri
    )


@db.atomic
async def disable(*, operator_id: int, by: int, reason: str, now: datetime) -> None:
    """Let an operator go: every session of theirs is dead at once. Raises NotFound."""
    changed = "UPDATE operator SET is_disabled = true WHERE id = $1 RETURNING id"
    if await db.fetch_one(changed, operator_id) is None:
        raise NotFound
    await record(
        actor=f"operator:{by}",
        action="operator_disabled",
        subject=f"operator:{operator_id}",
        reason=reason,
        now=now,
    )


def one_time_password(totp_secret: str, *, at: datetime) -> str:
    """Compute the six digits that an authenticator shows at `at`, for the demo's sign-ins."""
    return pyotp.TOTP(totp_secret).at(at)

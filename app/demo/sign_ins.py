"""How to come in. Nothing is kept in a file: passwords follow from the deployment's secret."""

import base64
from datetime import datetime

from app import operators
from app.kit import secrets
from app.operators import Role

from . import files
from .schemas import MemberSignIn, OperatorSignIn

OPERATORS = {
    "ops": Role.OPS,
    "finance": Role.FINANCE,
    "support": Role.SUPPORT,
    "admin": Role.ADMIN,
}
PASSWORD_BYTES = 12
TOTP_BYTES = 20  # What RFC 4226 recommends.


def for_members() -> tuple[MemberSignIn, ...]:
    return tuple(
        MemberSignIn(phone=one.phone, nickname=one.nickname, tier=one.tier, wechat=one.wechat)
        for one in files.people().member
    )


def for_operators(*, at: datetime) -> tuple[OperatorSignIn, ...]:
    """Tell each operator's password and the one-time password of this half minute.

    The same in every run with the same secret, so that a second `laurel up` can tell it too.
    """
    return tuple(_operator(name, role, at) for name, role in OPERATORS.items())


def _operator(name: str, role: Role, at: datetime) -> OperatorSignIn:
    password = secrets.fingerprint(name, purpose="demo-password")[:PASSWORD_BYTES]
    totp = secrets.fingerprint(name, purpose="demo-totp")[:TOTP_BYTES]
    totp_secret = base64.b32encode(totp).decode()
    return OperatorSignIn(
        name=name,
        role=role,
        password=base64.urlsafe_b64encode(password).decode(),
        totp_secret=totp_secret,
        one_time_password=operators.one_time_password(totp_secret, at=at),
    )

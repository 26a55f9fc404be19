"""Where a member is signed in: browsers and mini-programs in one list, and ending them."""

from datetime import date, datetime
from enum import StrEnum

import msgspec

from app import members
from app.kit import browsers, db
from app.kit.errors import NotFound
from app.settings import day_of

from . import programs
from .live import CHANNEL
from .viewers import Connection


class SignInKind(StrEnum):
    """By what the member came in."""

    BROWSER = "browser"
    MINIPROGRAM = "miniprogram"


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """One place; `device` is its system, told coarsely, and `used_on` may be a day early."""

    id: str
    kind: SignInKind
    device: str | None
    started_at: datetime
    used_on: date
    is_this: bool

    @property
    def name(self) -> str:
        """What the system is called, in every language."""
        return _NAMES.get(self.device or "", "")


_NAMES = {
    "android": "Android",
    "harmony": "HarmonyOS",
    "ios": "iOS",
    "windows": "Windows",
    "mac": "Mac",
    "linux": "Linux",
}


async def sign_ins(connection: Connection, member_id: int, *, at: datetime) -> list[SignedIn]:
    """List where a member is signed in: this one first, then the newest."""
    opened = await browsers.of_member(member_id, at=at)
    programmed = await members.open_sign_ins(member_id, at=at)
    key, token = _key(connection), _token(connection)
    mine = await members.sign_in_of(token) if token else None
    found = [_shown(SignInKind.BROWSER, one, at, is_this=one.key == key) for one in opened]
    found += [
        _shown(SignInKind.MINIPROGRAM, one, at, is_this=one.id == mine) for one in programmed
    ]
    return sorted(found, key=lambda one: (one.is_this, one.started_at), reverse=True)


async def end(sign_in_id: str, *, member_id: int, now: datetime) -> None:
    """Sign the member out in one place. Raises NotFound for another's, or one that is over."""
    kind, _, written = sign_in_id.partition("-")
    number = programs.number(written)
    if kind == SignInKind.BROWSER:
        is_ended = await browsers.end(number, member_id=member_id)
    else:
        is_ended = kind == SignInKind.MINIPROGRAM and await members.end_sign_in(
            number, member_id=member_id, now=now
        )
    if not is_ended:
        raise NotFound
    await _tell(member_id)


async def end_others(connection: Connection, member_id: int, *, now: datetime) -> None:
    """Sign the member out everywhere but where this is asked. Safe to repeat."""
    await browsers.end_others(member_id=member_id, but=_key(connection))
    await members.end_other_sign_ins(
        member_id=member_id, access_token=_token(connection), now=now
    )
    await _tell(member_id)


async def _tell(member_id: int) -> None:
    """Let every stream of the member ask at once whether it may go on."""
    await db.fetch("SELECT pg_notify($1, $2)", CHANNEL, f"{member_id}:sign-in")


def _shown(
    kind: SignInKind, one: browsers.Browser | members.OpenSignIn, at: datetime, *, is_this: bool
) -> SignedIn:
    return SignedIn(
        id=f"{kind}-{one.id}",
        kind=kind,
        device=one.device,
        started_at=one.started_at,
        used_on=day_of(at if is_this else one.used_at),
        is_this=is_this,
    )


def _key(connection: Connection) -> bytes | None:
    """The session that asks, unless a program does."""
    found: bytes | None = connection.scope["state"].get("session_key")
    return found


def _token(connection: Connection) -> str | None:
    """The token that asks, if a program does."""
    is_program = connection.scope["path"].startswith("/api/")
    given = connection.headers.get("authorization", "") if is_program else ""
    return given.partition(" ")[2].strip() or None

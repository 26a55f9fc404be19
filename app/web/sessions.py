"""Browser sessions: ids are ours, hashed at rest, rotated at sign-in, written when changed.

The storefront and the console have a cookie each, so that signing out of one leaves the
other. Programs (/api) have no session at all.
"""

from datetime import datetime
from typing import Any

import msgspec
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware.csrf import generate_csrf_token
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from app.kit import db, secrets

from . import cookies, devices, visits
from .cookies import MEMBER, OPERATOR, Kind
from .edge import IMMUTABLE, MACHINES
from .visits import Session


def sign_in(
    connection: ASGIConnection[Any, Any, Any, Any],
    *,
    subject_id: int,
    language: str | None = None,
) -> None:
    """Begin a session for a member (or, below /ops, an operator) under a new id.

    Nothing of the session before survives, nor does its CSRF token. `language` is the one
    that the member prefers; the browser keeps it. Answer with a redirect.
    """
    state = connection.scope["state"]
    if language:
        state["language_asked"] = language
    connection.scope["session"] = {
        "subject_id": subject_id,
        "started_at": int(state["now"].timestamp()),
    }
    _renew(connection)


def sign_out(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """End the session of this cookie; its id is dead from now on. Safe to repeat."""
    connection.scope["session"] = {}
    _renew(connection)


def subject_id(connection: ASGIConnection[Any, Any, Any, Any]) -> int | None:
    """Who is signed in on this cookie: a member, below /ops an operator, or nobody."""
    found = session_of(connection.scope).get("subject_id")
    return int(found) if found is not None else None


def session_of(scope: Scope) -> Session:
    """The session of this request; programs have an empty one."""
    found = scope.get("session")
    return found if isinstance(found, dict) else {}


def _renew(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    state = connection.scope["state"]
    state["session_rotates"] = True
    config = connection.app.csrf_config
    assert config is not None
    token = generate_csrf_token(config.secret)
    state["csrf_renewed"] = ScopeState.from_scope(connection.scope).csrf_token = token


class Sessions:
    """Loads the session of the cookie before the handler and keeps what it changed."""

    def __init__(
        self, app: ASGIApp, *, names: cookies.Cookies, visiting: visits.Visits
    ) -> None:
        self.app = app
        self.names = names
        self.visiting = visiting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if scope["type"] != ScopeType.HTTP or path.startswith((*MACHINES, *IMMUTABLE)):
            await self.app(scope, receive, send)
            return
        is_console = path == "/ops" or path.startswith("/ops/")
        kind = OPERATOR if is_console else MEMBER
        name = self.names.operator if is_console else self.names.member
        kept = SessionRecord(kind, name, scope, is_secure=self.names.is_secure)
        await kept.load(self.visiting)

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                written = await kept.save()
                csrf = scope["state"].pop("csrf_renewed", None)
                if csrf:
                    written += [self._csrf(csrf)]
                message["headers"] = [
                    *message.get("headers", ()),
                    *((b"set-cookie", one) for one in written),
                ]
            await send(message)

        await self.app(scope, receive, keep)

    def _csrf(self, token: str) -> bytes:
        secure = "; Secure" if self.names.is_secure else ""
        return f"{self.names.csrf}={token}; Path=/; HttpOnly; SameSite=Lax{secure}".encode()


class SessionRecord:
    """One session between its row and its request."""

    def __init__(self, kind: Kind, cookie: str, scope: Scope, *, is_secure: bool) -> None:
        self.kind = kind
        self.cookie = cookie
        self.scope = scope
        self.is_secure = is_secure
        self.now: datetime = scope["state"]["now"]
        self.key: bytes | None = None
        self.loaded: Session = {}
        self.expires_at = self.now

    async def load(self, visiting: visits.Visits) -> None:
        """Fill `scope["session"]`; an id that we did not make is never adopted."""
        self.scope["session"] = {}
        token = cookies.read(self.scope["state"]["cookie"], self.cookie)
        if not token:
            return
        key = self._key(token)
        row = await self._row(key, visiting)
        if row is None:
            return
        self.key, self.loaded, self.expires_at = key, row.content, row.expires_at
        self.scope["state"]["session_key"] = key
        if self._limit(self.loaded) > self.now:
            self.scope["session"] = dict(self.loaded)
            self.scope["state"]["is_personal"] = True

    async def _row(self, key: bytes, visiting: visits.Visits) -> visits.Row | None:
        """Read the row; a member's with who they are, unless this request has read it."""
        if self.kind is OPERATOR:
            return await visits.row(key, at=self.now)
        state = self.scope["state"]
        if "visit" not in state:
            state["visit"] = await visiting.read(key, at=self.now)
        found: visits.Visit | None = state["visit"]
        return found

    async def save(self) -> list[bytes]:
        """Write what changed; returns the Set-Cookie values that go with it."""
        session = session_of(self.scope)
        rotates = self.scope["state"].pop("session_rotates", False)
        if self.key and (rotates or not session):
            await db.fetch("DELETE FROM web_session WHERE key_hash = $1", self.key)
        if not session:
            gone = cookies.write(self.cookie, "", max_age=0, is_secure=self.is_secure)
            return [gone] if self.key else []
        if self.key is None or rotates:
            return [await self._begin(session)]
        if session != self.loaded or self.is_ageing():
            until = self._until(session)
            await db.fetch(_SAVE, self.key, msgspec.json.encode(session), until, self.now)
        return []

    async def _begin(self, session: Session) -> bytes:
        token = secrets.token()
        session.setdefault("started_at", int(self.now.timestamp()))
        self.key, self.loaded = self._key(token), dict(session)
        self.expires_at = self._until(session)
        whose = session.get("subject_id") if self.kind is MEMBER else None
        device = devices.device_of(self.scope) if whose else None
        written = msgspec.json.encode(session)
        await db.fetch(_BEGIN, self.key, written, self.expires_at, whose, device, self.now)
        age = int(self.kind.idle.total_seconds())
        return cookies.write(self.cookie, token, max_age=age, is_secure=self.is_secure)

    def is_ageing(self) -> bool:
        """A visit extends the session, but writes at most thirty times in its idle span."""
        return bool(self.expires_at - self.now < self.kind.idle * 29 / 30)

    def _until(self, session: Session) -> datetime:
        return min(self.now + self.kind.idle, self._limit(session))

    def _limit(self, session: Session) -> datetime:
        started = datetime.fromtimestamp(int(session.get("started_at", 0)), self.now.tzinfo)
        return started + self.kind.absolute

    def _key(self, token: str) -> bytes:
        return secrets.digest(f"{self.kind.name}:{token}")


_BEGIN = """
INSERT INTO web_session (key_hash, content, expires_at, member_id, device, used_at)
VALUES ($1, $2, $3, $4, $5, $6)"""
# A session that was signed out meanwhile stays dead.
_SAVE = """
UPDATE web_session SET content = $2, expires_at = $3, used_at = $4 WHERE key_hash = $1"""

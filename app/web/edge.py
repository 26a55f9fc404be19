"""The outermost face: who is asked, in which language, with which headers, and one log line."""

import secrets
from time import perf_counter
from typing import Any

import msgspec
import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from app.kit import clock, redact

from . import cookies, languages, looks
from .proxies import believe

log = structlog.get_logger("laurel.web")

POLICY = (
    "default-src 'self'; script-src 'self'; worker-src 'self'; style-src 'self';"
    " img-src 'self' data:; object-src 'none'; form-action 'self'; frame-ancestors 'none';"
    " base-uri 'none'"
)
# The API documentation draws itself with inline styles; it shows nothing personal.
SCHEMA_POLICY = POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
QUIET = ("/health/", "/static/", "/pictures/", "/metrics")
IMMUTABLE = ("/static/", "/pictures/")
A_YEAR = 31_536_000  # Seconds: how long a choice of this browser is kept.
# A balancer asks for these under whatever name it knows us by.
ANY_HOST = "/health/"
MACHINES = ("/api/", "/callbacks/", "/schema", "/health/", "/metrics")
WRONG_HOST = (400, "Bad Request", "unknown_host")
NOWHERE = (404, "Not Found", "not_found")


class Edge:
    """Prepares `scope["state"]` for everything inside: request_id, now, language, cookies."""

    def __init__(
        self, app: ASGIApp, *, hosts: frozenset[str], is_secure: bool, pay_page: str = "",
        proxies: int = 0,
    ) -> None:  # fmt: skip
        self.app = app
        self.hosts = hosts
        self.is_secure = is_secure
        self.policy = _policy(pay_page)
        self.proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        started = perf_counter()
        believe(scope, hops=self.proxies)
        told = _headers(scope)
        state: dict[str, Any] = scope["state"]
        state["request_id"] = secrets.token_hex(12)
        state["now"] = clock.now()
        state["cookie"] = told.get(b"cookie", b"").decode("latin-1")
        state["language"] = _language(scope, state["cookie"], told)
        if not scope["path"].startswith((*MACHINES, *IMMUTABLE)):
            state["look"], asked = looks.look_of(scope["query_string"], state["cookie"])
            state["look_asked"] = asked
        languages.use(state["language"])
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=state["request_id"])
        answer = Answer(scope, send, is_secure=self.is_secure, policy=self.policy)
        host = told.get(b"host", b"").decode("latin-1").lower()
        if host not in self.hosts and not scope["path"].startswith(ANY_HOST):
            await _refuse(answer, *WRONG_HOST)
        elif not _is_canonical(scope["path"]):
            await _refuse(answer, *NOWHERE)
        else:
            await self.app(scope, receive, answer)
        if not scope["path"].startswith(QUIET) or answer.status >= 500:
            _tell(scope, answer.status, started)


class Answer:
    """A send that adds what every answer carries."""

    def __init__(
        self, scope: Scope, send: Send, *, is_secure: bool, policy: tuple[bytes, bytes]
    ) -> None:
        self.scope = scope
        self.send = send
        self.is_secure = is_secure
        self.policy = policy
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = list(message.get("headers", ()))
            message["headers"] = [*given, *self._headers({name for name, _ in given})]
        await self.send(message)

    def _headers(self, given: set[bytes]) -> list[tuple[bytes, bytes]]:
        state, path = self.scope["state"], self.scope["path"]
        added = [(b"x-request-id", state["request_id"].encode()), *_EVERYWHERE]
        added.append(_SCHEMA_POLICY if path.startswith("/schema") else self.policy)
        if self.is_secure:
            added.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
        if not path.startswith(IMMUTABLE):
            added.append((b"content-language", state["language"].encode()))
            added.append(_VARY_MACHINES if path.startswith(MACHINES) else _VARY_PAGES)
        if b"cache-control" not in given:
            added.append((b"cache-control", b"no-store"))
        chosen = dict(state.get("look_asked") or {})
        if asked := state.get("language_asked"):
            chosen[cookies.LANGUAGE] = asked
        for name, value in chosen.items():
            written = cookies.write(name, value, max_age=A_YEAR, is_secure=self.is_secure)
            added.append((b"set-cookie", written))
        return added


_EVERYWHERE = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
]
_SCHEMA_POLICY = (b"content-security-policy", SCHEMA_POLICY.encode())
_VARY_MACHINES = (b"vary", b"Accept-Language, Authorization, X-Envelope")
_VARY_PAGES = (b"vary", b"Accept-Language, Cookie, HX-Request, HX-Request-Type")


def _policy(pay_page: str) -> tuple[bytes, bytes]:
    """Let forms lead here, and on to where the demo's payments are made."""
    forms = f"form-action 'self' {pay_page}".rstrip()
    told = POLICY.replace("form-action 'self'", forms)
    return b"content-security-policy", told.encode()


def _headers(scope: Scope) -> dict[bytes, bytes]:
    """Index the headers by name; HTTP/2 may send Cookie in several lines."""
    told: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        told[name] = told[name] + b"; " + value if name in told else value
    return told


def chosen_language(scope: Scope) -> str | None:
    """Tell which language this visit has chosen, by `?lang=` or the cookie kept of it."""
    state = scope["state"]
    kept = languages.known(cookies.read(state["cookie"], cookies.LANGUAGE))
    asked: str | None = state.get("language_asked")
    return asked or kept


def _language(scope: Scope, cookie: str, told: dict[bytes, bytes]) -> str:
    """`?lang=` first and kept in a cookie, then that cookie, then Accept-Language."""
    query = scope["query_string"]
    if b"lang=" in query:
        for pair in query.split(b"&"):
            if pair.startswith(b"lang=") and (
                asked := languages.known(pair[5:].decode("latin-1"))
            ):
                if not scope["path"].startswith(MACHINES):
                    scope["state"]["language_asked"] = asked
                return asked
    kept = languages.known(cookies.read(cookie, cookies.LANGUAGE)) if cookie else None
    return kept or languages.negotiate(told.get(b"accept-language", b"").decode("latin-1"))


def _is_canonical(path: str) -> bool:
    """A proxy hides /metrics by exactly this name, so no other leads there."""
    return "//" not in path and path != "/metrics/"


async def _refuse(send: Send, status: int, title: str, code: str) -> None:
    headers = [(b"content-type", b"application/problem+json")]
    told = {"type": "about:blank", "title": title, "status": status, "code": code}
    body = msgspec.json.encode(told)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _tell(scope: Scope, status: int, started: float) -> None:
    """Log one line: no query string, no headers, no body, long numbers masked."""
    log.info(
        "request",
        method=scope.get("method"),
        path=redact.text(scope["path"]),
        status=status,
        milliseconds=round((perf_counter() - started) * 1000, 2),
    )

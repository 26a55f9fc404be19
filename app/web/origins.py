"""Refuses changes that another site asks a visitor's browser to make."""

from litestar.connection import Request
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from app.kit.errors import MallError

SAFE = ("GET", "HEAD", "OPTIONS")
# Programs carry their own proof (bearer, signature) and no cookie.
PROGRAMS = ("/api/", "/callbacks/")


class CrossSite(MallError):
    """The browser says that the request began on another site."""

    status = 403
    code = "cross_site"


class Origins:
    """Checks Origin, else Sec-Fetch-Site, on unsafe methods; the CSRF token is checked too."""

    def __init__(self, app: ASGIApp, *, allowed: frozenset[str]) -> None:
        self.app = app
        self.allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] == ScopeType.HTTP
            and scope.get("method") not in SAFE
            and not scope["path"].startswith(PROGRAMS)
            and not self._is_ours(Request(scope))
        ):
            raise CrossSite
        await self.app(scope, receive, send)

    def _is_ours(self, request: Request[object, object, object]) -> bool:  # type: ignore[type-var]
        origin = request.headers.get("origin")
        if origin is not None:
            return origin.lower() in self.allowed
        return request.headers.get("sec-fetch-site", "none") in ("same-origin", "none")

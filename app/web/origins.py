"""Refuses changes that another site asks a visitor's browser to make."""

from litestar.connection import Request
from litestar.enums import ScopeType
from litestar.exceptions import PermissionDeniedException
from litestar.types import ASGIApp, Receive, Scope, Send

from app.kit.errors import MallError

from .cookies import Cookies
from .requests import CSRF_REFUSED, SAFE

# Programs carry their own proof (bearer, signature) and no cookie.
PROGRAMS = ("/api/", "/callbacks/")


class CrossSite(MallError):
    """The browser says that the request began on another site."""

    status = 403
    code = "cross_site"


class Origins:
    """Checks Origin, else Sec-Fetch-Site, on unsafe methods; the CSRF token is checked too."""

    def __init__(self, app: ASGIApp, *, allowed: frozenset[str], names: Cookies) -> None:
        self.app = app
        self.allowed = allowed
        self.names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] == ScopeType.HTTP
            and scope.get("method") not in SAFE
            and not scope["path"].startswith(PROGRAMS)
        ):
            request = Request[object, object, object](scope)  # type: ignore[type-var]
            if not self._is_ours(request):
                raise CrossSite
            if not self._is_comparable(request):
                raise PermissionDeniedException(CSRF_REFUSED)
        await self.app(scope, receive, send)

    def _is_comparable(self, request: Request[object, object, object]) -> bool:  # type: ignore[type-var]
        """Tokens are ASCII; the comparison that follows knows no other letters."""
        shown = request.headers.get("x-csrftoken", "")
        return shown.isascii() and request.cookies.get(self.names.csrf, "").isascii()

    def _is_ours(self, request: Request[object, object, object]) -> bool:  # type: ignore[type-var]
        origin = request.headers.get("origin")
        if origin is not None:
            return origin.lower() in self.allowed
        return request.headers.get("sec-fetch-site", "none") in ("same-origin", "none")

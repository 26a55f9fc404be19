"""The request every handler sees: htmx 4's headers, read once, in our words."""

from collections.abc import AsyncGenerator

from litestar.datastructures import FormMultiDict
from litestar.exceptions import (
    ClientException,
    InternalServerException,
    PermissionDeniedException,
)
from litestar.plugins.htmx import HTMXRequest

SAFE = ("GET", "HEAD", "OPTIONS")
CSRF_FIELD = "_csrf_token"
CSRF_REFUSED = "CSRF token verification failed"


class CallerGone(ClientException):
    """Whoever sent this hung up before it was whole; nobody hears the answer."""


class HX(HTMXRequest):
    """A request that may come from htmx 4, which names elements as `tag#id`."""

    @property
    def source_id(self) -> str | None:
        """The id of the element that asked."""
        return self.headers.get("hx-source", "").partition("#")[2] or None

    @property
    def target_id(self) -> str | None:
        """The id of the element that will receive the answer."""
        return self.headers.get("hx-target", "").partition("#")[2] or None

    @property
    def wants_fragment(self) -> bool:
        """Tell whether a piece of the page is wanted, not the whole."""
        return (
            self.headers.get("hx-request") == "true"
            and self.headers.get("hx-request-type") != "full"
            and self.headers.get("hx-history-restore-request") != "true"
        )

    async def form(self) -> FormMultiDict:
        """Read a form; safe methods have none. What cannot be read is the caller's fault."""
        if self.method in SAFE:
            return FormMultiDict({})
        try:
            found = await super().form()
        except (LookupError, ValueError) as error:  # Not UTF-8, or a charset of nowhere.
            raise ClientException("The form cannot be read.") from error
        token = found.get(CSRF_FIELD, "")
        if not isinstance(token, str) or not token.isascii():
            raise PermissionDeniedException(CSRF_REFUSED)
        return found

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """Give the body piece by piece. Raises CallerGone when it breaks off."""
        try:
            async for piece in super().stream():
                yield piece
        except InternalServerException as error:  # Litestar's only reason is a disconnect.
            raise CallerGone from error

    @property
    def request_id(self) -> str:
        return str(self.scope["state"].get("request_id", ""))

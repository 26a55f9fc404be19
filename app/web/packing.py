"""Compresses what programs read, when they ask for it.

Only JSON: a page holds its CSRF token beside words of the caller, and the length of their
compression would tell about it. What must arrive at once, a stream, is never packed.
"""

from litestar.config.compression import CompressionConfig
from litestar.middleware.compression import CompressionMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from .clients import Clients
from .legacy import Legacy

API = "/api/v1/"
STREAM = "/api/v1/stream"
WORTH_PACKING_BYTES = 1024
# Level 4 of 11: near the best size for JSON at a tenth of the time.
CONFIG = CompressionConfig(
    backend="brotli",
    brotli_quality=4,
    gzip_compress_level=5,
    brotli_gzip_fallback=True,
    minimum_size=WORTH_PACKING_BYTES,
)


def programs_edge(app: ASGIApp, *, minimum: str) -> ASGIApp:
    """Put before an application what only programs need: their shapes, counts and packing."""
    return Packing(Legacy(Clients(app, minimum=minimum)))


class Packing:
    """Litestar's own compression, outside of the answers that are kept in memory."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.packing = CompressionMiddleware(app, CONFIG)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        is_packed = path.startswith(API) and path.rstrip("/") != STREAM and _reads_packed(scope)
        await (self.packing if is_packed else self.app)(scope, receive, send)


def _reads_packed(scope: Scope) -> bool:
    """Look for what Litestar packs, at less cost than its own look at all headers."""
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            return b"br" in value or b"gzip" in value
    return False

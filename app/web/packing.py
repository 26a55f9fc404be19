"""Compresses what programs read, when they ask for it.

Only JSON: a page holds its CSRF token beside words of the caller, and the length of their
compression would tell about it. What must arrive at once, a stream, is never packed.
"""

from io import BytesIO
from typing import Any

import brotli
from litestar.config.compression import CompressionConfig
from litestar.middleware.compression import CompressionMiddleware
from litestar.middleware.compression.facade import CompressionFacade
from litestar.types import ASGIApp, Receive, Scope, Send

from .clients import Clients
from .legacy import Legacy

API = "/api/v1/"
STREAM = "/api/v1/stream"
WORTH_PACKING_BYTES = 1024
# Level 4 of 11: near the best size for JSON at a tenth of the time.
QUALITY = 4


class Brotli(CompressionFacade):
    """Takes its tables, half a megabyte, for as long as it writes and no longer.

    Litestar's own takes them as a request begins, and leaves them to the garbage collector,
    which does not see their size: a busy process grew to twice its own.
    """

    encoding = "br"

    def __init__(
        self, buffer: BytesIO, compression_encoding: str, config: CompressionConfig
    ) -> None:
        self.buffer = buffer
        self.compressor: Any = None

    def write(self, body: bytes) -> None:
        self.compressor = self.compressor or brotli.Compressor(quality=QUALITY)
        self.buffer.write(self.compressor.process(body))
        self.buffer.write(self.compressor.flush())

    def close(self) -> None:
        if self.compressor:
            self.buffer.write(self.compressor.finish())
        self.compressor = None


CONFIG = CompressionConfig(
    backend="ours",
    compression_facade=Brotli,
    gzip_compress_level=5,
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

"""The limit of a page: a bare Litestar handler that returns the same bytes."""

import os
from pathlib import Path

from litestar import Litestar, Response, get

BODY = Path(os.environ["BENCH_BODY"]).read_bytes() if "BENCH_BODY" in os.environ else b""
KIND = os.environ.get("BENCH_KIND", "text/html; charset=utf-8")


@get("/same")
async def same() -> Response[bytes]:
    """Return the bytes."""
    return Response(BODY, media_type=KIND)


app = Litestar([same], openapi_config=None, logging_config=None)

"""Static files, read once: immutable by the version in their address, gzipped beforehand."""

import gzip
import hashlib
import mimetypes
from pathlib import Path

import msgspec
from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from app.kit.errors import NotFound

from .guards import public
from .requests import HX

STATIC = Path(__file__).parents[2] / "static"
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
WORTH_PACKING = (".css", ".js", ".svg", ".json", ".txt", ".html")


class Asset(msgspec.Struct, frozen=True):
    """One file; `version` is a hash of its content."""

    media_type: str
    version: str
    plain: bytes
    packed: bytes | None


class Assets:
    """All files below static/, by their path."""

    def __init__(self, folder: Path = STATIC) -> None:
        self.files = {
            path.relative_to(folder).as_posix(): _read(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def url(self, path: str) -> str:
        """Write the address of a file with its version, so that it may be kept forever."""
        found = self.files.get(path)
        return f"/static/{path}?v={found.version}" if found else f"/static/{path}"


@get("/static/{path:path}", guards=[public], include_in_schema=False)
async def static_file(path: FromPath[str], request: HX, state: State) -> Response[bytes]:
    """Answer with a file, or 304 when the browser has it."""
    assets: Assets = state.assets
    found = assets.files.get(path.lstrip("/"))
    if found is None:
        raise NotFound
    tag = f'"{found.version}"'
    is_named = request.query_params.get("v") == found.version
    headers = {
        "ETag": tag,
        "Cache-Control": FOREVER if is_named else ASK_AGAIN,
        "Vary": "Accept-Encoding",
    }
    given = request.headers.get("if-none-match", "")
    if tag in (one.strip().removeprefix("W/") for one in given.split(",")):
        return Response(b"", status_code=304, headers=headers, media_type=found.media_type)
    body = found.plain
    if found.packed and "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = found.packed, "gzip"
    return Response(body, headers=headers, media_type=found.media_type)


def _read(path: Path) -> Asset:
    plain = path.read_bytes()
    packed = gzip.compress(plain, 9, mtime=0) if path.suffix in WORTH_PACKING else None
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(
        media_type=kind,
        version=hashlib.blake2b(plain, digest_size=6).hexdigest(),
        plain=plain,
        packed=packed if packed and len(packed) < len(plain) else None,
    )

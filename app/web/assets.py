"""Static files, read once: immutable by the version in their address, packed beforehand."""

import gzip
import hashlib
import mimetypes
import re
from pathlib import Path

import brotli
import msgspec
from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from app.kit.errors import NotFound

from . import etags
from .guards import public
from .requests import HX

STATIC = Path(__file__).parents[2] / "static"
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
STYLE_COMMENT = re.compile(rb"/\*.*?\*/\n?", re.DOTALL)
WORTH_PACKING = (".css", ".js", ".svg", ".json", ".txt", ".html", ".glb")
mimetypes.add_type("model/gltf-binary", ".glb")  # Not every system knows it.


# What every page needs goes out as one: on a slow line each request costs a round trip. And
# htmx begins in the first free moment after its own lines: an extension that came in a file of
# its own, later than that, would not be heard of, and the page would have no stream.
BUNDLES = {
    "css/ground.css": ("tokens", "base", "components"),
    "css/pages.css": ("home", "product", "redemption", "points", "session", "achievements"),
    "css/offline.css": ("tokens", "base", "components", "session"),
    "js/htmx.js": (
        "htmx-4.0.1.min",
        "hx-sse-4.0.1.min",
        "hx-preload-4.0.1.min",
        "hx-ptag-4.0.1.min",
    ),
}
SEAMS = {".css": b"\n", ".js": b"\n;\n"}


class Asset(msgspec.Struct, frozen=True):
    """One file; `version` is a hash of its content, `packed` it is in fewer bytes."""

    media_type: str
    version: str
    plain: bytes
    packed: dict[str, bytes]


class Assets:
    """All files below static/, by their path."""

    def __init__(self, folder: Path = STATIC) -> None:
        self.files = {
            path.relative_to(folder).as_posix(): _read(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        for name, stems in BUNDLES.items():
            path = Path(name)
            parts = [self.files.get(f"{path.parent}/{stem}{path.suffix}") for stem in stems]
            joined = SEAMS[path.suffix].join(part.plain for part in parts if part)
            self.files[name] = _asset(joined, name)

    def url(self, path: str) -> str:
        """Write the address of a file with its version, so that it may be kept forever."""
        if path.startswith("/"):  # Not below static/: a picture, which is named by its content.
            return path
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
    if etags.matches(request.headers.get("if-none-match", ""), tag):
        return Response(b"", status_code=304, headers=headers, media_type=found.media_type)
    body = found.plain
    taken = request.headers.get("accept-encoding", "")
    for encoding, packed in found.packed.items():
        if encoding in taken:
            body, headers["Content-Encoding"] = packed, encoding
            break
    return Response(body, headers=headers, media_type=found.media_type)


def _read(path: Path) -> Asset:
    """Read a file; style sheets go out without what explains them."""
    plain = path.read_bytes()
    if path.suffix == ".css":
        plain = STYLE_COMMENT.sub(b"", plain)
    return _asset(plain, path.name)


def _asset(plain: bytes, name: str) -> Asset:
    return Asset(
        media_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        version=hashlib.blake2b(plain, digest_size=6).hexdigest(),
        plain=plain,
        packed=_packed(plain) if name.endswith(WORTH_PACKING) else {},
    )


def _packed(plain: bytes) -> dict[str, bytes]:
    """Pack in every way that browsers take, the best first."""
    ways = {"br": _brotli(plain), "gzip": gzip.compress(plain, 9, mtime=0)}
    return {name: packed for name, packed in ways.items() if len(packed) < len(plain)}


def _brotli(plain: bytes) -> bytes:
    packed: bytes = brotli.compress(plain, quality=11 if len(plain) < 200_000 else 5)
    return packed

"""Pictures in the sizes that screens ask for: JPEG for everybody, WebP for who can read it."""

import hashlib
import os
import re
import tempfile
from io import BytesIO
from pathlib import Path

import msgspec
import resvg_py
from PIL import Image, ImageOps, UnidentifiedImageError

from app.kit.errors import MallError

# A slot's width times the phone's pixel ratio: a card at 1×, 2×, and a whole screen at 2×, 3×.
WIDTHS = (200, 400, 750, 1125)
KINDS = {"jpg": "image/jpeg", "webp": "image/webp"}
READABLE = ("JPEG", "PNG", "WEBP")
LEAST_PIXELS = 400  # A side; less looks poor on any phone of today.
MOST_PIXELS = 40_000_000  # Decoded, these are 120 MB: larger is a bomb or a mistake.
MOST_BYTES = 16 * 1024 * 1024
_QUALITY = {"jpg": 82, "webp": 80}
_BROKEN = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError)
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class PictureRefused(MallError):
    """`reason`: type, unreadable, too_small, too_large."""

    status = 422
    code = "picture_refused"
    field = "picture"


class Made(msgspec.Struct, frozen=True):
    """A picture in its sizes; `name` follows from the content and begins its addresses."""

    name: str
    widths: tuple[int, ...]
    files: dict[str, bytes]


def make(source: bytes) -> Made:
    """Cut a photograph square and write it in every width that it can fill.

    Nothing of the file but its pixels goes on: no place, no camera, no comment. Raises
    PictureRefused for another type, a broken file, one too small, or a bomb.
    """
    image = _square(_opened(source))
    widths = tuple(width for width in WIDTHS if width <= image.width)
    color = image.resize((1, 1)).tobytes().hex()
    files = {
        f"{width}.{kind}": _written(_sized(image, width), kind)
        for width in widths
        for kind in KINDS
    }
    digest = hashlib.blake2b(source, digest_size=10).hexdigest()
    return Made(f"{digest}-{color}", widths, files)


def draw(svg: str, *, width: int, kind: str) -> bytes:
    """Write a square drawing of our own as pixels; it must need no fonts."""
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg, width=width, height=width, skip_system_fonts=True
    )
    return _written(_flat(Image.open(BytesIO(bytes(drawn)), formats=["PNG"])), kind)


def keep(folder: Path, files: dict[str, bytes]) -> None:
    """Put files into a folder, each whole or not at all. Safe to repeat."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as begun:
            begun.write(content)
        os.chmod(begun.name, 0o644)
        os.replace(begun.name, folder / name)


_GROUND = re.compile(r'fill="#([0-9a-fA-F]{6})"')


def ground(svg: str) -> str:
    """The first plain colour of a drawing: what stands there until it is loaded."""
    found = _GROUND.search(svg)
    return found.group(1).lower() if found else "eeeeee"


def _opened(source: bytes) -> Image.Image:
    if len(source) > MOST_BYTES:
        raise PictureRefused(reason="too_large")
    try:
        image = Image.open(BytesIO(source), formats=READABLE)
    except UnidentifiedImageError as error:
        raise PictureRefused(reason="type") from error
    except _BOMB as error:
        raise PictureRefused(reason="too_large") from error
    except _BROKEN as error:
        raise PictureRefused(reason="unreadable") from error
    # The size stands in the header: nothing has been unpacked yet.
    if image.width * image.height > MOST_PIXELS:
        raise PictureRefused(reason="too_large")
    if min(image.size) < LEAST_PIXELS:
        raise PictureRefused(reason="too_small")
    try:
        return _flat(ImageOps.exif_transpose(image))
    except _BROKEN as error:
        raise PictureRefused(reason="unreadable") from error


def _flat(image: Image.Image) -> Image.Image:
    """Lay it on white; what was transparent would become black."""
    whole = image.convert("RGBA")
    ground = Image.new("RGBA", whole.size, "white")
    return Image.alpha_composite(ground, whole).convert("RGB")


def _square(image: Image.Image) -> Image.Image:
    """Cut the middle out: every slot of the shop is square."""
    side = min(image.size)
    return ImageOps.fit(image, (side, side), Image.Resampling.LANCZOS)


def _sized(image: Image.Image, width: int) -> Image.Image:
    return image.resize((width, width), Image.Resampling.LANCZOS)


def _written(image: Image.Image, kind: str) -> bytes:
    file = BytesIO()
    if kind == "jpg":
        image.save(file, "JPEG", quality=_QUALITY[kind], progressive=True, optimize=True)
    else:
        image.save(file, "WEBP", quality=_QUALITY[kind], method=4)
    return file.getvalue()

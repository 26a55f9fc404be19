"""Pictures in the sizes that screens ask for: JPEG for everybody, WebP for who can read it."""

import hashlib
import os
import re
import struct
import tempfile
import zlib
from io import BytesIO
from math import ceil
from pathlib import Path

import msgspec
import resvg_py
from PIL import Image, ImageOps, UnidentifiedImageError

from app.kit.errors import MallError

FOLDER = "pictures"  # Below the data folder, and in every address.
# A slot's width times the phone's pixel ratio: a card at 1×, 2×, and a whole screen at 2×, 3×.
WIDTHS = (200, 400, 750, 1125)
# What a slot may be shaped like, and how its file's name begins; each is as wide as the square.
CROPS = {"1:1": "", "4:3": "4x3-", "16:9": "16x9-"}
KINDS = {"jpg": "image/jpeg", "webp": "image/webp"}
READABLE = ("JPEG", "PNG", "WEBP")
LEAST_PIXELS = 400  # A side; less looks poor on any phone of today.
MOST_PIXELS = 40_000_000  # Decoded, these are 120 MB: larger is a bomb or a mistake.
MOST_BYTES = 16 * 1024 * 1024
_QUALITY = {"jpg": 82, "webp": 80}
# What Pillow raises for broken files, told from the outside and by trying thousands of them.
_BROKEN = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError,
    IndexError, OverflowError, MemoryError, struct.error, zlib.error,
)  # fmt: skip
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class PictureRefused(MallError):
    """`reason`: type, unreadable, too_small, too_large, animated."""

    status = 422
    code = "picture_refused"
    field = "picture"


class Made(msgspec.Struct, frozen=True):
    """A picture in its sizes; `name` follows from the content and begins its addresses."""

    name: str
    widths: tuple[int, ...]
    files: dict[str, bytes]

    @property
    def path(self) -> str:
        """What the catalogue keeps of it."""
        return f"/{FOLDER}/{self.name}/{self.widths[-1]}.jpg"


def make(source: bytes) -> Made:
    """Cut a photograph to each shape and write it in every width that it can fill.

    Nothing of the file but its pixels goes on: no place, no camera, no comment, nothing that
    stood behind the picture. Raises PictureRefused for another type, a broken file, one too
    small, one that moves, or a bomb.
    """
    image = _opened(source)
    side = min(image.size)
    widths = tuple(width for width in WIDTHS if width <= side)
    color = image.resize((1, 1)).tobytes().hex()
    files: dict[str, bytes] = {}
    for crop, begins in CROPS.items():
        largest = _cut(image, widths[-1], crop)
        for width in widths:
            sized = _cut(largest, width, crop)
            files |= {f"{begins}{width}.{kind}": _written(sized, kind) for kind in KINDS}
    digest = hashlib.blake2b(source, digest_size=10).hexdigest()
    return Made(f"{digest}-{color}", widths, files)


def take_in(source: bytes, data: Path) -> Made:
    """Make a picture and keep its files below the data folder. Raises PictureRefused."""
    made = make(source)
    keep(data / FOLDER / made.name, made.files)
    return made


def height(width: int, crop: str) -> int:
    """Tell how high a crop of this width is."""
    across, down = (int(one) for one in crop.split(":"))
    return (width * down + across // 2) // across


def draw(svg: str, *, width: int, kind: str, crop: str = "1:1") -> bytes:
    """Write a square drawing of our own as pixels, cut to a shape; it must need no fonts."""
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg, width=width, height=width, skip_system_fonts=True
    )
    image = _flat(Image.open(BytesIO(bytes(drawn)), formats=["PNG"]))
    return _written(_cut(image, width, crop), kind)


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
    image = _looked_at(source)
    try:
        image.verify()  # Its checksums; it must be opened again after that.
        image = _looked_at(source)
        share = WIDTHS[-1] / min(image.size)  # A JPEG is unpacked no larger than is needed.
        image.draft(None, (ceil(image.width * share), ceil(image.height * share)))
        return _flat(ImageOps.exif_transpose(image))
    except _BROKEN as error:
        raise PictureRefused(reason="unreadable") from error


def _looked_at(source: bytes) -> Image.Image:
    """Read what stands in its header: nothing is unpacked."""
    try:
        image = Image.open(BytesIO(source), formats=READABLE)
    except UnidentifiedImageError as error:
        raise PictureRefused(reason="type") from error
    except _BOMB as error:
        raise PictureRefused(reason="too_large") from error
    except _BROKEN as error:
        raise PictureRefused(reason="unreadable") from error
    if image.width * image.height > MOST_PIXELS:
        raise PictureRefused(reason="too_large")
    if min(image.size) < LEAST_PIXELS:
        raise PictureRefused(reason="too_small")
    # Phones put a second picture behind a JPEG (MPO): it does not move.
    if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
        raise PictureRefused(reason="animated")
    return image


def _flat(image: Image.Image) -> Image.Image:
    """Lay it on white; what was transparent would become black."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    whole = image.convert("RGBA")
    ground = Image.new("RGB", whole.size, "white")
    ground.paste(whole, mask=whole)
    return ground


def _cut(image: Image.Image, width: int, crop: str) -> Image.Image:
    """Cut the middle out, in this shape and size."""
    return ImageOps.fit(image, (width, height(width, crop)), Image.Resampling.LANCZOS)


def _written(image: Image.Image, kind: str) -> bytes:
    file = BytesIO()
    if kind == "jpg":
        image.save(file, "JPEG", quality=_QUALITY[kind], progressive=True, optimize=True)
    else:
        image.save(file, "WEBP", quality=_QUALITY[kind], method=4)
    return file.getvalue()

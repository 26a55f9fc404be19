"""/pictures: what the shop looks like, in the sizes that phones ask for."""

import asyncio
import re
from pathlib import Path

import msgspec
import structlog
from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from app.kit import pictures
from app.kit.errors import NotFound
from app.kit.texts import Text

from .assets import FOREVER, Asset, Assets
from .guards import public
from .requests import HX

log = structlog.get_logger("laurel.web")

FOLDER = pictures.FOLDER
OWN = "/static/img/products/"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,90}")
_FILE = re.compile(r"((?:4x3|16x9)-)?(\d{3,4})\.(jpg|webp)")
_SHAPES = {begins: crop for crop, begins in pictures.CROPS.items()}
_KEPT = re.compile(rf"/{FOLDER}/([0-9a-f]{{20}}-([0-9a-f]{{6}}))/(\d{{3,4}})\.jpg")
# Drawing takes a processor for a second: one at a time, and only what nobody drew before.
_drawing = asyncio.Lock()


class Crop(msgspec.Struct, frozen=True, kw_only=True):
    """A picture in another shape: addresses by width, as JPEG and as WebP."""

    w: int
    h: int
    src: dict[str, str]
    webp: dict[str, str]


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A square picture: addresses by width, as JPEG in `src` and as WebP in `webp`.

    `color` stands there until it is loaded; every address may be kept forever. `crops` has
    4:3 and 16:9 where one product is shown.
    """

    alt: Text
    w: int
    h: int
    color: str
    src: dict[str, str]
    webp: dict[str, str]
    crops: dict[str, Crop] | msgspec.UnsetType = msgspec.UNSET


def picture_of(
    path: str,
    alt: Text,
    assets: Assets,
    *,
    widest: int = pictures.WIDTHS[-1],
    has_crops: bool = False,
) -> Picture:
    """List the sizes of a picture, at most `widest`, by the path that the catalogue keeps.

    `has_crops` adds its other shapes.
    """
    name, color, most = _described(path, assets)
    widest = min(widest, most)
    square, *others = (_crop(name, widest, crop) for crop in pictures.CROPS)
    crops = dict(zip(list(pictures.CROPS)[1:], others, strict=True))
    return Picture(
        **msgspec.structs.asdict(square),
        alt=alt,
        color=f"#{color}",
        crops=crops if has_crops else msgspec.UNSET,
    )


def _crop(name: str, widest: int, crop: str) -> Crop:
    widths = [width for width in pictures.WIDTHS if width <= widest]
    begins = pictures.CROPS[crop]
    src, webp = (
        {str(width): f"/{FOLDER}/{name}/{begins}{width}.{kind}" for width in widths}
        for kind in pictures.KINDS
    )
    return Crop(w=widest, h=pictures.height(widest, crop), src=src, webp=webp)


class Photograph(msgspec.Struct, frozen=True):
    """What a browser may choose from: addresses with their widths, as in `srcset`."""

    jpeg: str
    webp: str


def photograph(url: str) -> Photograph | None:
    """List the sizes of a photograph that was taken in; nothing for a drawing."""
    kept = _KEPT.fullmatch(url)
    if kept is None:
        return None
    whole = _crop(kept[1], int(kept[3]), "1:1")
    jpeg, webp = (
        ", ".join(f"{address} {width}w" for width, address in files.items())
        for files in (whole.src, whole.webp)
    )
    return Photograph(jpeg, webp)


def path_of(made: pictures.Made) -> str:
    """The path that the catalogue keeps of a picture."""
    return made.path


@get("/pictures/{name:str}/{file:str}", guards=[public], include_in_schema=False)
async def picture(
    name: FromPath[str], file: FromPath[str], request: HX, state: State
) -> Response[bytes]:
    """Answer with one size. What is our own drawing is put into pixels when first wanted."""
    wanted = _FILE.fullmatch(file)
    if not _NAME.fullmatch(name) or wanted is None:
        raise NotFound
    crop, width, kind = _SHAPES[wanted[1] or ""], int(wanted[2]), wanted[3]
    if width not in pictures.WIDTHS:
        raise NotFound
    folder: Path = state.settings.data / FOLDER / name
    content = await asyncio.to_thread(_kept, folder / file)
    if content is None:
        content = await _drawn(state.assets, folder, file, width, kind, crop)
    headers = {"Cache-Control": FOREVER, "ETag": f'"{name}-{file}"'}
    return Response(content, headers=headers, media_type=pictures.KINDS[kind])


async def _drawn(
    assets: Assets, folder: Path, file: str, width: int, kind: str, crop: str
) -> bytes:
    slug, _, version = folder.name.rpartition("-")
    asset = assets.files.get(f"img/products/{slug}.svg")
    if asset is None or asset.version != version:
        raise NotFound
    async with _drawing:
        content = await asyncio.to_thread(_kept, folder / file)
        if content is None:
            svg = asset.plain.decode()
            content = await asyncio.to_thread(
                pictures.draw, svg, width=width, kind=kind, crop=crop
            )
            await asyncio.to_thread(_keep, folder, file, content)
    return content


def _kept(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _keep(folder: Path, file: str, content: bytes) -> None:
    try:
        pictures.keep(folder, {file: content})
    except OSError as error:  # It was drawn all the same; the next one draws it again.
        log.warning("picture_not_kept", reason=error.strerror)


def _described(path: str, assets: Assets) -> tuple[str, str, int]:
    """Name, ground colour and largest width; of what is neither ours nor kept, nothing."""
    if kept := _KEPT.fullmatch(path):
        return kept[1], kept[2], int(kept[3])
    asset: Asset | None = assets.files.get(path.removeprefix("/static/"))
    if not path.startswith(OWN) or not path.endswith(".svg") or asset is None:
        return "", "eeeeee", 0
    slug = path.removeprefix(OWN).removesuffix(".svg")
    color = _grounds.setdefault(asset.version, pictures.ground(asset.plain.decode()))
    return f"{slug}-{asset.version}", color, pictures.WIDTHS[-1]


_grounds: dict[str, str] = {}

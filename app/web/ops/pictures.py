"""/ops/products/…/pictures: add one, describe it, put them in order, take one away."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import Controller, Response, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, URLEncodedBody
from litestar.response import Redirect

from app import catalogue, desk
from app.kit import pictures
from app.kit.errors import InvalidInput, MallError
from app.web.requests import HX

from . import flashes
from .acting import Acting
from .products import KEEPERS, PATH, Described, known, show_product

LARGEST_BODY = pictures.MOST_BYTES + 64 * 1024  # The file, and what a form says about it.
LONGEST_NAME = 120
# Unpacking takes a processor and a hundred megabytes: one at a time.
_unpacking = asyncio.Lock()
Upload = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """One picture of a product, and where it shall stand."""

    picture: str = ""
    place: int = 0


class PictureController(Controller):
    path = "/products/{number:int}/pictures"
    guards = KEEPERS

    @post("/", request_max_body_size=LARGEST_BODY)
    async def add(
        self, number: FromPath[int], data: Upload, request: HX,
        acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Add one picture at the end, cut and written anew."""
        upload = data.get("picture")
        try:
            await _add(request, number, upload, acting)
        except MallError as error:
            return await show_product(request, acting, number, error)
        finally:
            if isinstance(upload, UploadFile):
                await upload.close()
        return _done(request, number, "picture_added")

    @post("/order")
    async def move(
        self, number: FromPath[int], data: URLEncodedBody[Chosen], request: HX,
        acting: NamedDependency[Acting],
    ) -> Redirect:  # fmt: skip
        """Put a picture at another place; the first stands on cards."""
        await desk.move_picture(
            product_id=known(number), path=data.picture, place=data.place, acting=acting
        )
        return _done(request, number, "picture_moved")

    @post("/description")
    async def describe(
        self, number: FromPath[int], data: URLEncodedBody[Described], request: HX,
        acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Say what is on a picture, for those who cannot see it."""
        try:
            await desk.describe_picture(
                product_id=known(number), path=data.picture, caption=data.caption,
                acting=acting,
            )  # fmt: skip
        except InvalidInput as error:
            return await show_product(request, acting, number, error, data)
        return _done(request, number, "picture_described")

    @post("/removal")
    async def remove(
        self, number: FromPath[int], data: URLEncodedBody[Chosen], request: HX,
        acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Show a picture no more; the last one stays."""
        try:
            await desk.remove_picture(
                product_id=known(number), path=data.picture, acting=acting
            )
        except InvalidInput as error:
            return await show_product(request, acting, number, error)
        return _done(request, number, "picture_removed")


async def _add(request: HX, product_id: int, upload: object, acting: Acting) -> None:
    await catalogue.managed_product(known(product_id))
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise InvalidInput(field="picture", reason="missing")
    name = "".join(sign for sign in upload.filename if sign.isprintable())[-LONGEST_NAME:]
    source = await upload.read()
    async with _unpacking:
        made = await asyncio.to_thread(
            pictures.take_in, source, request.app.state.settings.data
        )
    await desk.add_picture(product_id=product_id, path=made.path, file_name=name, acting=acting)


def _done(request: HX, number: int, code: str) -> Redirect:
    flashes.leave(request, code)
    return Redirect(f"{PATH}/{number}", status_code=303)

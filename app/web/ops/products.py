"""/ops/products: what the shop has, and the pictures of each product."""

import asyncio
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from app import catalogue, desk
from app.kit import pictures
from app.kit.errors import InvalidInput, MallError, NotFound
from app.operators import Action
from app.web import refusals
from app.web.guards import operator_required
from app.web.languages import N_, gettext
from app.web.requests import HX
from app.web.storefront import drawing

from . import flashes
from .acting import Acting
from .console import page

KEEPERS = [operator_required(Action.MANAGE_CATALOGUE)]
PATH = "/ops/products"
LARGEST_BODY = pictures.MOST_BYTES + 64 * 1024  # The file, and what a form says about it.
LONGEST_NAME = 120
LARGEST_ID = 2**63 - 1
# Unpacking takes a processor and a hundred megabytes: one at a time.
_unpacking = asyncio.Lock()

# Why a file is no picture for us, by PictureRefused.reason.
WHY = {
    "animated": N_("This picture moves. Send a single one."),
    "too_large": N_("It is larger than 16 MB or 40 million pixels."),
    "too_small": N_("Each side needs at least 400 pixels."),
    "type": N_("This is no JPEG, PNG or WebP, whatever its name says."),
    "unreadable": N_("The file is broken: it cannot be read to its end."),
}
Upload = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """One picture of a product, and where it shall stand."""

    picture: str = ""
    place: int = 0


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A picture as the page draws it."""

    path: str
    url: str
    place: int


class ProductController(Controller):
    path = "/products"
    guards = KEEPERS

    @get("/")
    async def index(self, request: HX, acting: NamedDependency[Acting]) -> Template:
        """List every product, the newest first, or those that have the words."""
        q = request.query_params.get("q", "").strip()[:80]
        found = await catalogue.kept_products(q=q, cursor=request.query_params.get("cursor"))
        more = {"q": q, "cursor": found.next_cursor or ""}
        return await page(
            request, acting, "products/page.html", active="products", q=q,
            products=[(one, _shown(request, one.images)[0].url) for one in found.items],
            next_url=f"{PATH}?{urlencode(more)}" if found.next_cursor else None,
        )  # fmt: skip

    @get("/{number:int}")
    async def show(
        self, number: FromPath[int], request: HX, acting: NamedDependency[Acting]
    ) -> Template:
        """Show one product with its pictures."""
        return await _one(request, acting, number)

    @post("/{number:int}/pictures", request_max_body_size=LARGEST_BODY)
    async def add(
        self, number: FromPath[int], data: Upload, request: HX,
        acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Add one picture at the end, cut and written anew."""
        upload = data.get("picture")
        try:
            await _add(request, number, upload, acting)
        except MallError as error:
            return await _one(request, acting, number, error)
        finally:
            if isinstance(upload, UploadFile):
                await upload.close()
        return _done(request, number, "picture_added")

    @post("/{number:int}/pictures/order")
    async def move(
        self, number: FromPath[int], data: URLEncodedBody[Chosen], request: HX,
        acting: NamedDependency[Acting],
    ) -> Redirect:  # fmt: skip
        """Put a picture at another place; the first stands on cards."""
        await desk.move_picture(
            product_id=_known(number), path=data.picture, place=data.place, acting=acting
        )
        return _done(request, number, "picture_moved")

    @post("/{number:int}/pictures/removal")
    async def remove(
        self, number: FromPath[int], data: URLEncodedBody[Chosen], request: HX,
        acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Show a picture no more; the last one stays."""
        try:
            await desk.remove_picture(
                product_id=_known(number), path=data.picture, acting=acting
            )
        except InvalidInput as error:
            return await _one(request, acting, number, error)
        return _done(request, number, "picture_removed")


async def _add(request: HX, product_id: int, upload: object, acting: Acting) -> None:
    await catalogue.kept_product(_known(product_id))
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise InvalidInput(field="picture", reason="missing")
    name = "".join(sign for sign in upload.filename if sign.isprintable())[-LONGEST_NAME:]
    source = await upload.read()
    async with _unpacking:
        made = await asyncio.to_thread(
            pictures.take_in, source, request.app.state.settings.data
        )
    await desk.add_picture(product_id=product_id, path=made.path, file_name=name, acting=acting)


async def _one(
    request: HX, acting: Acting, product_id: int, error: MallError | None = None
) -> Template:
    if isinstance(error, NotFound):
        raise error
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    product = await catalogue.kept_product(_known(product_id))
    return await page(
        request, acting, "products/one.html", active="products",
        status=problem.status if problem else 200, product=product, problem=problem,
        pictures=_shown(request, product.images), why=_why(error),
    )  # fmt: skip


def _why(error: MallError | None) -> str:
    """Say why a file was refused, in words of its own."""
    if not isinstance(error, pictures.PictureRefused):
        return ""
    return gettext(WHY[str(error.facts["reason"])])


def _shown(request: HX, images: tuple[str, ...]) -> list[Shown]:
    return [
        Shown(path=one, url=drawing.picture(request, one), place=place)
        for place, one in enumerate(images)
    ]


def _known(number: int) -> int:
    if number > LARGEST_ID:
        raise NotFound
    return number


def _done(request: HX, number: int, code: str) -> Redirect:
    flashes.leave(request, code)
    return Redirect(f"{PATH}/{number}", status_code=303)

"""/ops/products: what the shop has; what a product's page shows, also after a refusal."""

from urllib.parse import urlencode

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from app import catalogue
from app.kit import pictures
from app.kit.errors import MallError, NotFound
from app.kit.texts import Text
from app.operators import Action
from app.web import refusals
from app.web.guards import operator_required
from app.web.languages import N_, gettext
from app.web.refusals import Problem
from app.web.requests import HX
from app.web.storefront import drawing

from .acting import Acting
from .console import page

KEEPERS = [operator_required(Action.MANAGE_CATALOGUE)]
PATH = "/ops/products"
LARGEST_ID = 2**63 - 1

# Why a file is no picture for us, by PictureRefused.reason.
WHY = {
    "animated": N_("This picture moves. Send a single one."),
    "too_large": N_("It is larger than 16 MB or 40 million pixels."),
    "too_small": N_("Each side needs at least 400 pixels."),
    "type": N_("This is no JPEG, PNG or WebP, whatever its name says."),
    "unreadable": N_("The file is broken: it cannot be read to its end."),
}


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wrote about one picture; nothing at all takes the description back."""

    picture: str = ""
    caption_zh: str = ""
    caption_en: str = ""

    @property
    def caption(self) -> Text | None:
        said = Text(" ".join(self.caption_zh.split()), " ".join(self.caption_en.split()))
        return said if said.zh or said.en else None


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A picture as the page draws it; `errors` by field, of a form that was refused."""

    path: str
    url: str
    place: int
    caption: Text
    errors: dict[str, str]


class ProductController(Controller):
    path = "/products"
    guards = KEEPERS

    @get("/")
    async def index(self, request: HX, acting: NamedDependency[Acting]) -> Template:
        """List every product, the newest first, or those that have the words."""
        q = request.query_params.get("q", "").strip()[:80]
        q = q if q.isprintable() else ""
        found = await catalogue.managed_products(q=q, cursor=request.query_params.get("cursor"))
        more = {"q": q, "cursor": found.next_cursor or ""}
        return await page(
            request, acting, "products/page.html", active="products", q=q,
            products=[
                (one, drawing.picture_url(request, one.images[0])) for one in found.items
            ],
            next_url=f"{PATH}?{urlencode(more)}" if found.next_cursor else None,
        )  # fmt: skip

    @get("/{number:int}")
    async def show(
        self, number: FromPath[int], request: HX, acting: NamedDependency[Acting]
    ) -> Template:
        """Show one product with its pictures."""
        return await show_product(request, acting, number)


async def show_product(
    request: HX,
    acting: Acting,
    product_id: int,
    error: MallError | None = None,
    typed: Described | None = None,
) -> Template:
    """Draw a product's page, also after a refusal, with what was `typed`. Raises NotFound."""
    if isinstance(error, NotFound):
        raise error
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    product = await catalogue.managed_product(known(product_id))
    return await page(
        request, acting, "products/one.html", active="products",
        status=problem.status if problem else 200, product=product, problem=problem,
        pictures=_shown(request, product, typed, problem), why=_why(error),
        longest_caption=catalogue.LONGEST_CAPTION,
    )  # fmt: skip


def _why(error: MallError | None) -> str:
    """Say why a file was refused, in words of its own."""
    if not isinstance(error, pictures.PictureRefused):
        return ""
    return gettext(WHY[str(error.facts["reason"])])


def _shown(
    request: HX,
    product: catalogue.ManagedProduct,
    typed: Described | None,
    problem: Problem | None,
) -> list[Shown]:
    """Draw the pictures; what was refused stands in its form as it was written."""
    captions = dict(product.captions)
    errors: dict[str, dict[str, str]] = {}
    if typed and problem:
        captions[typed.picture] = Text(typed.caption_zh, typed.caption_en)
        errors[typed.picture] = problem.errors
    return [
        Shown(
            path=one, url=drawing.picture_url(request, one), place=place,
            caption=captions.get(one, Text("", "")), errors=errors.get(one, {}),
        )
        for place, one in enumerate(product.images)
    ]  # fmt: skip


def known(number: int) -> int:
    """Read a product's number. Raises NotFound for one that no row can have."""
    if number > LARGEST_ID:
        raise NotFound
    return number

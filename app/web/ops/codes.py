"""/ops/codes: our own card codes by product, and the files that they came in."""

from typing import Annotated, Any, BinaryIO, cast

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect, Template

from app import catalogue, desk, fulfilment, operators, settings
from app.catalogue import Delivery
from app.kit.errors import InvalidInput, MallError
from app.kit.tiers import Tier
from app.operators import Action
from app.web import refusals
from app.web.guards import operator_required
from app.web.languages import N_, gettext
from app.web.requests import HX

from .acting import Acting
from .console import page

LARGEST_FILE = 8 * 1024 * 1024
MOST_PRODUCTS = 100
LONGEST_NAME = 120

# What is wrong with a file, by CardsRefused.why: the line, never what stands on it.
WHY = {
    "columns": N_("Line %(line)s has too many columns."),
    "duplicate": N_("Line %(line)s: we have this code already."),
    "empty": N_("There is no code in this file."),
    "encoding": N_("This file is neither UTF-8 nor GB18030."),
    "expired": N_("Line %(line)s: this code has expired, or does so today."),
    "heading": N_(
        "Line %(line)s looks like a heading that we do not know."
        " Name the columns number, password, expires_on; leave others out."
    ),
    "heading_no_number": N_("Line %(line)s: this heading names no column of card numbers."),
    "heading_twice": N_("Line %(line)s: this heading names a column twice."),
    "no_day": N_("Line %(line)s: this is no day; write 2027-12-31."),
    "repeated": N_("Line %(line)s: this code stands in the file twice."),
    "scientific": N_(
        "Line %(line)s: a spreadsheet has rounded this number (as in 6.22E+18)."
        " Format the column as text and export it again."
    ),
    "separator": N_("Line %(line)s: columns are divided by commas, not by semicolons or tabs."),
    "too_many": N_("There are more than 100,000 codes; divide the file."),
    "unreadable": N_("Line %(line)s cannot be read."),
}

# Litestar keeps what is longer than a mebibyte on disk.
Upload = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]


class CodeController(Controller):
    path = "/codes"

    @get("/", guards=[operator_required(Action.IMPORT_CODES)])
    async def index(self, request: HX, acting: NamedDependency[Acting]) -> Template:
        """Show how many codes there are, and how to add more."""
        return await _all(request, acting)

    @post(
        "/", guards=[operator_required(Action.IMPORT_CODES)], request_max_body_size=LARGEST_FILE
    )
    async def create(
        self, data: Upload, request: HX, acting: NamedDependency[Acting]
    ) -> Response[Any]:
        """Take in one file, whole or not at all."""
        product, upload = str(data.get("product", "")), data.get("codes")
        try:
            taken = await _take(product, upload, acting)
        except MallError as error:
            return await _all(request, acting, error, product)
        finally:
            if isinstance(upload, UploadFile):
                await upload.close()
        return Redirect(f"/ops/codes?taken={taken}", status_code=303)


async def _take(product: str, upload: object, acting: Acting) -> int:
    if not isinstance(upload, UploadFile):
        raise InvalidInput(field="codes", reason="missing")
    if product not in {one.slug for one in await _products(acting)}:
        raise InvalidInput(field="product", reason="unknown")
    # Spooled to disk, and read from there: never the whole of it in memory.
    file = fulfilment.CodeFile(cast(BinaryIO, upload.file))
    name = "".join(sign for sign in upload.filename if sign.isprintable())[-LONGEST_NAME:]
    return await desk.import_codes(
        product_slug=product, file=file, file_name=name, acting=acting
    )


async def _all(
    request: HX, acting: Acting, error: MallError | None = None, product: str = ""
) -> Template:
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    taken = request.query_params.get("taken", "")
    products = await _products(acting)
    return await page(
        request, acting, "codes/page.html", active="codes",
        status=problem.status if problem else 200,
        stock=await fulfilment.code_stock(on=settings.day_of(acting.now)),
        imports=await fulfilment.code_imports(), products=products,
        titles={one.slug: one.title for one in products},
        people={f"operator:{one.id}": one.name for one in await operators.operators()},
        problem=problem, why=_why(error), product=product,
        taken=int(taken) if taken.isascii() and taken.isdigit() and len(taken) < 9 else None,
    )  # fmt: skip


def _why(error: MallError | None) -> str:
    """Say what is wrong with a file, with its line."""
    if not isinstance(error, fulfilment.CardsRefused):
        return ""
    return gettext(WHY[str(error.facts["why"])]) % {"line": error.facts["line"]}


async def _products(acting: Acting) -> list[catalogue.ProductCard]:
    found = await catalogue.browse(
        filters=catalogue.Filters(delivery=Delivery.CARD), tier=Tier.DIAMOND, at=acting.now,
        limit=MOST_PRODUCTS,
    )  # fmt: skip
    return list(found.items)

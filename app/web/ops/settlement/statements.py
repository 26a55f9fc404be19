"""/ops/settlement/statements: import a supplier's file, see what differs, compare again."""

import re
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody, URLEncodedBody
from litestar.response import Redirect, Stream, Template

from app import desk, settings, settlement
from app.kit.errors import MallError, NotFound
from app.operators import Action
from app.settlement import StatementFile, StatementRefused, Verdict
from app.web import refusals
from app.web.guards import operator_required
from app.web.languages import gettext
from app.web.requests import HX

from .. import forms
from ..acting import Acting
from ..console import page
from ..settlement_words import PROBLEMS
from . import downloads

PATH = "/ops/settlement/statements"
# A line as a case names it: its number, or what they left out.
PLACE = re.compile(r"[0-9]{1,9}|attempt:[0-9]{1,18}")
FORM_BYTES = 64 * 1024  # What surrounds the file in the form.
PAGE = 50


class UploadForm(msgspec.Struct, kw_only=True):
    """`month` is "2026-10"; the file is read whole, within the route's limit."""

    supplier: str = ""
    month: str = ""
    file: UploadFile | None = None


class ReasonForm(msgspec.Struct, frozen=True, kw_only=True):
    reason: str = ""


class Problem(msgspec.Struct, frozen=True):
    """A bad line, in words."""

    number: int
    why: str
    value: str


@get("/settlement", guards=[operator_required(Action.SEE_SETTLEMENT)])
async def settlement_index() -> Redirect:
    """Begin with the statements."""
    return Redirect(PATH, status_code=303)


class StatementController(Controller):
    path = "/settlement/statements"

    @get("/", guards=[operator_required(Action.SEE_SETTLEMENT)])
    async def index(self, request: HX, acting: NamedDependency[Acting]) -> Template:
        """List the files, newest first."""
        return await _all(request, acting)

    @post(
        "/", guards=[operator_required(Action.SETTLE)],
        request_max_body_size=settlement.MOST_BYTES + FORM_BYTES,
    )  # fmt: skip
    async def create(
        self, data: MultipartBody[UploadForm], request: HX, acting: NamedDependency[Acting]
    ) -> Response[Any]:
        """Take a file, whole or not at all."""
        try:
            found = await desk.import_statement(
                file=StatementFile(
                    supplier=data.supplier,
                    month=data.month,
                    name=(data.file.filename if data.file else "") or "",
                    content=await data.file.read() if data.file else b"",
                ),
                zone=request.app.state.settings.zone, acting=acting,
            )  # fmt: skip
        except MallError as error:
            return await _all(request, acting, error, data)
        return Redirect(f"{PATH}/{found.id}", status_code=303)

    @get("/{statement_id:int}", guards=[operator_required(Action.SEE_SETTLEMENT)])
    async def show(
        self, statement_id: FromPath[int], request: HX, acting: NamedDependency[Acting]
    ) -> Template:
        """Show a file's lines, of one verdict if asked."""
        return await _one(request, acting, statement_id)

    @post("/{statement_id:int}/matches", guards=[operator_required(Action.SETTLE)])
    async def match(
        self, statement_id: FromPath[int], request: HX, acting: NamedDependency[Acting]
    ) -> Response[Any]:
        """Compare it with our books again."""
        try:
            await desk.rematch(statement_id=statement_id, acting=acting)
        except MallError as error:
            return await _one(request, acting, statement_id, error)
        return Redirect(f"{PATH}/{statement_id}", status_code=303)

    @post("/{statement_id:int}/withdrawal", guards=[operator_required(Action.SETTLE)])
    async def withdraw(
        self, statement_id: FromPath[int], data: URLEncodedBody[ReasonForm], request: HX,
        acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Let it count no more."""
        try:
            await desk.withdraw_statement(
                statement_id=statement_id, reason=forms.reason(data.reason), acting=acting
            )
        except MallError as error:
            return await _one(request, acting, statement_id, error)
        return Redirect(f"{PATH}/{statement_id}", status_code=303)

    @get("/{statement_id:int}/lines.csv", guards=[operator_required(Action.SEE_SETTLEMENT)])
    async def download(self, statement_id: FromPath[int]) -> Stream:
        """Send every line with both sides' words."""
        found = await settlement.statement(statement_id)
        return downloads.statement(found, zone=settings.current().zone)


async def _all(
    request: HX, acting: Acting, error: MallError | None = None, typed: UploadForm | None = None
) -> Template:
    if isinstance(error, NotFound):
        raise error
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    suppliers = await settlement.suppliers()
    wanted = request.query_params.get("supplier", "")
    found = await settlement.statements(
        supplier=wanted if wanted in suppliers else None,
        cursor=request.query_params.get("cursor"),
    )
    query = urlencode({"supplier": wanted, "cursor": found.next_cursor or ""})
    settings = request.app.state.settings
    return await page(
        request, acting, "settlement/statements/page.html", active="settlement",
        status=problem.status if problem else 200, tab="statements", found=found,
        suppliers=suppliers, wanted=wanted, problem=problem, bad=_bad(error), typed=typed,
        next_url=f"{PATH}?{query}" if found.next_cursor else None,
        demo_url=settings.fake_base_url if settings.is_demo else "",
    )  # fmt: skip


def _bad(error: MallError | None) -> list[Problem]:
    """Put every bad line into words."""
    if not isinstance(error, StatementRefused):
        return []
    return [
        Problem(one.number, gettext(PROBLEMS.get(one.reason, one.reason)), one.value)
        for one in error.problems
    ]


async def _one(
    request: HX, acting: Acting, statement_id: int, error: MallError | None = None
) -> Template:
    if isinstance(error, NotFound):
        raise error
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    asked = request.query_params.get("verdict", "")
    verdict = Verdict(asked) if asked in list(Verdict) else None
    found = await settlement.statement(statement_id)
    place = request.query_params.get("line", "")
    place = place if PLACE.fullmatch(place) else ""
    edge = [] if verdict or place else await settlement.edge_deliveries(found)
    lines = await settlement.statement_lines(
        statement_id, verdict=verdict, place=place or None,
        cursor=request.query_params.get("cursor"), limit=PAGE,
    )  # fmt: skip
    query = urlencode({"verdict": verdict or "", "cursor": lines.next_cursor or ""})
    return await page(
        request, acting, "settlement/statements/one.html", active="settlement",
        status=problem.status if problem else 200, tab="statements",
        one=found, edge=edge, lines=lines, verdict=verdict, place=place, problem=problem,
        next_url=f"{PATH}/{statement_id}?{query}" if lines.next_cursor else None,
    )  # fmt: skip

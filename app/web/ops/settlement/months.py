"""/ops/settlement/months: draft a month, have it looked at, issue it for good."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Stream, Template

from app import desk, operators, settings, settlement
from app.kit.errors import MallError, NotFound
from app.operators import Action
from app.web import refusals
from app.web.guards import operator_required
from app.web.requests import HX

from .. import confirmation, forms
from ..acting import Acting
from ..console import page
from . import downloads

PATH = "/ops/settlement/months"
Deed = Callable[..., Awaitable[None]]


class MonthForm(msgspec.Struct, frozen=True, kw_only=True):
    """`month` is "2026-10"."""

    supplier: str = ""
    month: str = ""


class SubmissionForm(msgspec.Struct, frozen=True, kw_only=True):
    reason: str = ""


class DecisionForm(msgspec.Struct, frozen=True, kw_only=True):
    """`code` is asked for when the last proof of identity is old."""

    code: str = ""


class MonthController(Controller):
    path = "/settlement/months"

    @get("/", guards=[operator_required(Action.SEE_SETTLEMENT)])
    async def index(self, request: HX, acting: NamedDependency[Acting]) -> Template:
        """List the months, newest first."""
        return await _all(request, acting)

    @post("/", guards=[operator_required(Action.SETTLE)])
    async def create(
        self, data: URLEncodedBody[MonthForm], request: HX, acting: NamedDependency[Acting]
    ) -> Response[Any]:
        """Draft a month, or draft it anew."""
        try:
            drawn = await desk.draft_month(
                supplier=data.supplier, month=settlement.month(data.month),
                zone=request.app.state.settings.zone, acting=acting,
            )  # fmt: skip
        except MallError as error:
            return await _all(request, acting, error, data)
        return Redirect(f"{PATH}/{drawn.id}", status_code=303)

    @get("/{month_id:int}", guards=[operator_required(Action.SEE_SETTLEMENT)])
    async def show(
        self, month_id: FromPath[int], request: HX, acting: NamedDependency[Acting]
    ) -> Template:
        """Show a month as a receipt."""
        return await _one(request, acting, month_id)

    @post("/{month_id:int}/submission", guards=[operator_required(Action.SETTLE)])
    async def submit(
        self, month_id: FromPath[int], data: URLEncodedBody[SubmissionForm], request: HX,
        acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Hand it to a second operator."""
        try:
            reason = forms.reason(data.reason)
            await desk.submit_month(month_id=month_id, reason=reason, acting=acting)
        except MallError as error:
            return await _one(request, acting, month_id, error)
        return Redirect(f"{PATH}/{month_id}", status_code=303)

    @post("/{month_id:int}/approval", guards=[operator_required(Action.ISSUE_MONTH)])
    async def approve(
        self, month_id: FromPath[int], data: URLEncodedBody[DecisionForm], request: HX,
        acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Issue it for good."""
        return await _decided(request, acting, month_id, data.code, desk.approve_month)

    @post("/{month_id:int}/rejection", guards=[operator_required(Action.ISSUE_MONTH)])
    async def reject(
        self, month_id: FromPath[int], data: URLEncodedBody[DecisionForm], request: HX,
        acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Send it back to be drafted anew."""
        return await _decided(request, acting, month_id, data.code, desk.reject_month)

    @post("/{month_id:int}/draft", guards=[operator_required(Action.SETTLE)])
    async def take_back(
        self, month_id: FromPath[int], request: HX, acting: NamedDependency[Acting]
    ) -> Response[Any]:
        """Let what nobody decided in time be a draft again."""
        try:
            await desk.take_back_month(month_id=month_id, acting=acting)
        except MallError as error:
            return await _one(request, acting, month_id, error)
        return Redirect(f"{PATH}/{month_id}", status_code=303)

    @get("/{month_id:int}/parts.csv", guards=[operator_required(Action.SEE_SETTLEMENT)])
    async def download(self, month_id: FromPath[int]) -> Stream:
        """Send its sums and every part of them."""
        found = await settlement.month_statement(month_id)
        return downloads.month(found, zone=settings.current().zone)


async def _decided(
    request: HX, acting: Acting, month_id: int, code: str, decide: Deed
) -> Response[Any]:
    try:
        await confirmation.confirm(request, acting, code)
        await decide(month_id=month_id, acting=acting)
    except MallError as error:
        return await _one(request, acting, month_id, error)
    return Redirect(f"{PATH}/{month_id}", status_code=303)


async def _all(
    request: HX, acting: Acting, error: MallError | None = None, typed: MonthForm | None = None
) -> Template:
    if isinstance(error, NotFound):
        raise error
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    suppliers = await settlement.suppliers()
    wanted = request.query_params.get("supplier", "")
    found = await settlement.months(
        supplier=wanted if wanted in suppliers else None,
        cursor=request.query_params.get("cursor"),
    )
    query = urlencode({"supplier": wanted, "cursor": found.next_cursor or ""})
    return await page(
        request, acting, "settlement/months/page.html", active="settlement",
        status=problem.status if problem else 200, tab="months", found=found,
        suppliers=suppliers, wanted=wanted, problem=problem, typed=typed,
        next_url=f"{PATH}?{query}" if found.next_cursor else None,
    )  # fmt: skip


async def _one(
    request: HX, acting: Acting, month_id: int, error: MallError | None = None
) -> Template:
    if isinstance(error, NotFound):
        raise error
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    one = await settlement.month_statement(month_id)
    parts = await settlement.month_parts(month_id, cursor=request.query_params.get("cursor"))
    return await page(
        request, acting, "settlement/months/one.html", active="settlement",
        status=problem.status if problem else 200, tab="months", one=one, parts=parts,
        request_open=await desk.month_request(month_id, acting=acting),
        entries=await operators.entries(one.subject), problem=problem,
        is_fresh=confirmation.is_fresh(request, acting),
        next_url=f"{PATH}/{month_id}?cursor={parts.next_cursor}" if parts.next_cursor else None,
    )  # fmt: skip

"""/ops/cases: what a person must look at, take, and close with words."""

from typing import Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from app import desk, fulfilment
from app.fulfilment import Decision
from app.kit.errors import MallError, NotFound
from app.operators import Action
from app.web import refusals
from app.web.guards import operator_required
from app.web.requests import HX

from . import forms
from .acting import Acting
from .console import page


class ResolutionForm(msgspec.Struct, frozen=True, kw_only=True):
    resolution: str = ""


class CaseController(Controller):
    path = "/cases"

    @get("/", guards=[operator_required(Action.SEE_REDEMPTIONS)])
    async def index(self, request: HX, acting: NamedDependency[Acting]) -> Template:
        """List the cases, the newest first: the open ones, or all."""
        shows_all = request.query_params.get("show") == "all"
        found = await fulfilment.cases(
            is_open=not shows_all, cursor=request.query_params.get("cursor")
        )
        return await page(
            request, acting, "cases/page.html", active="cases", found=found, shows_all=shows_all
        )

    @get("/{case_id:int}", guards=[operator_required(Action.SEE_REDEMPTIONS)])
    async def show(
        self, case_id: FromPath[int], request: HX, acting: NamedDependency[Acting]
    ) -> Template:
        """Show one case."""
        return await _one(request, acting, case_id)

    @post("/{case_id:int}/owner", guards=[operator_required(Action.CLOSE_CASE)])
    async def take(
        self, case_id: FromPath[int], request: HX, acting: NamedDependency[Acting]
    ) -> Response[Any]:
        """Put one's name to it."""
        try:
            await desk.assign_case(
                case_id=case_id, owner=acting.operator.name, from_owner=None, acting=acting
            )
        except MallError as error:
            return await _one(request, acting, case_id, error)
        return Redirect(f"/ops/cases/{case_id}", status_code=303)

    @post("/{case_id:int}/resolution", guards=[operator_required(Action.CLOSE_CASE)])
    async def close(
        self, case_id: FromPath[int], data: URLEncodedBody[ResolutionForm],
        request: HX, acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Close it with what was done about it."""
        try:
            told = forms.reason(data.resolution, field="resolution")
            closing = desk.Closing(case_id=case_id, decision=Decision.NO_LOSS, resolution=told)
            await desk.close_case(closing=closing, acting=acting)
        except MallError as error:
            return await _one(request, acting, case_id, error, data.resolution)
        return Redirect("/ops/cases", status_code=303)


async def _one(
    request: HX, acting: Acting, case_id: int, error: MallError | None = None, typed: str = ""
) -> Template:
    if isinstance(error, NotFound):
        raise error
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    return await page(
        request, acting, "cases/one.html", active="cases",
        status=problem.status if problem else 200,
        case=await fulfilment.case(case_id), problem=problem, typed=typed,
    )  # fmt: skip

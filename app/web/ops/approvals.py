"""/ops/approvals: what waits for a second pair of eyes; who asked never decides."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from app import desk, operators
from app.kit.errors import MallError, NotFound
from app.operators import Action, ApprovalView
from app.web import refusals
from app.web.guards import operator_required
from app.web.requests import HX

from . import confirmation, flashes
from .acting import Acting
from .console import page

Decide = Callable[..., Awaitable[ApprovalView]]


class DecisionForm(msgspec.Struct, frozen=True, kw_only=True):
    """`code` is asked for when the last proof of identity is old."""

    code: str = ""


class ApprovalController(Controller):
    path = "/approvals"

    @get("/", guards=[operator_required(Action.SEE_CONSOLE)])
    async def index(self, request: HX, acting: NamedDependency[Acting]) -> Template:
        """List what waits, the oldest first."""
        return await _all(request, acting)

    @post("/{approval_id:int}/approval", guards=[operator_required(Action.REFUND_APPROVE)])
    async def approve(
        self, approval_id: FromPath[int], data: URLEncodedBody[DecisionForm],
        request: HX, acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Approve it; what was asked is done in the same transaction."""
        return await _decided(request, acting, data, approval_id, desk.approve)

    @post("/{approval_id:int}/rejection", guards=[operator_required(Action.REFUND_APPROVE)])
    async def reject(
        self, approval_id: FromPath[int], data: URLEncodedBody[DecisionForm],
        request: HX, acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Reject it; nothing moves."""
        return await _decided(request, acting, data, approval_id, desk.reject)


async def _decided(
    request: HX, acting: Acting, data: DecisionForm, approval_id: int, decide: Decide
) -> Response[Any]:
    try:
        await confirmation.confirm(request, acting, data.code)
        asked = await decide(approval_id=approval_id, acting=acting)
    except MallError as error:
        return await _all(request, acting, error)
    flashes.leave(request, "approved" if decide is desk.approve else "rejected")
    return Redirect(_about(asked), status_code=303)


def _about(asked: ApprovalView) -> str:
    """Address what the request was about: its case, else its redemption."""
    if case_id := asked.content.get("case_id"):
        return f"/ops/cases/{case_id}"
    return f"/ops/redemptions/{asked.content['redemption_id']}"


async def _all(request: HX, acting: Acting, error: MallError | None = None) -> Template:
    if isinstance(error, NotFound):
        raise error
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    mine = await operators.decidable(by=acting.operator, at=acting.now)
    return await page(
        request, acting, "approvals/page.html", active="approvals",
        status=problem.status if problem else 200,
        approvals=await operators.open_approvals(at=acting.now), problem=problem,
        decidable={one.id for one in mine},
        is_fresh=confirmation.is_fresh(request, acting),
    )  # fmt: skip

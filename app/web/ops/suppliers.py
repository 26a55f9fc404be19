"""/ops/suppliers: how each has done in a day, how it stands, and whether it may be used."""

from datetime import timedelta
from typing import Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from app import desk, fulfilment, operators
from app.kit.errors import MallError, NotFound
from app.operators import Action
from app.web import refusals
from app.web.guards import operator_required
from app.web.requests import HX

from . import forms
from .acting import Acting
from .console import page

WINDOW = timedelta(seconds=86_400)
EVERYBODY = "everybody"


class SwitchForm(msgspec.Struct, frozen=True, kw_only=True):
    """`armed` is "yes" to let it be used, anything else to stop it."""

    armed: str = ""
    reason: str = ""


class ReasonForm(msgspec.Struct, frozen=True, kw_only=True):
    reason: str = ""


class SupplierController(Controller):
    path = "/suppliers"

    @get("/", guards=[operator_required(Action.SEE_SUPPLIERS)])
    async def index(self, request: HX, acting: NamedDependency[Acting]) -> Template:
        """Show every supplier of this process."""
        return await _all(request, acting)

    @post("/{name:str}/switch", guards=[operator_required(Action.SWITCH_SUPPLIER)])
    async def switch(
        self, name: FromPath[str], data: URLEncodedBody[SwitchForm],
        request: HX, acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Let it be used, or stop it; what was sent is still asked about."""
        try:
            await desk.switch_supplier(
                supplier=name, is_armed=data.armed == "yes",
                reason=forms.reason(data.reason), acting=acting,
            )  # fmt: skip
        except MallError as error:
            return await _all(request, acting, error, name)
        return Redirect("/ops/suppliers", status_code=303)

    @post("/{name:str}/circuit", guards=[operator_required(Action.SWITCH_SUPPLIER)])
    async def close_circuit(
        self, name: FromPath[str], data: URLEncodedBody[ReasonForm],
        request: HX, acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Try it again at once, without waiting for the pause to end."""
        try:
            reason = forms.reason(data.reason)
            await desk.close_circuit(supplier=name, reason=reason, acting=acting)
        except MallError as error:
            return await _all(request, acting, error, f"{name}-circuit")
        return Redirect("/ops/suppliers", status_code=303)

    @post("/disarmament", guards=[operator_required(Action.SWITCH_SUPPLIER)])
    async def disarm_all(
        self, data: URLEncodedBody[ReasonForm], request: HX, acting: NamedDependency[Acting]
    ) -> Response[Any]:
        """Stop everything: nothing more is sent to anybody."""
        try:
            await desk.disarm_all(reason=forms.reason(data.reason), acting=acting)
        except MallError as error:
            return await _all(request, acting, error, EVERYBODY)
        return Redirect("/ops/suppliers", status_code=303)


async def _all(
    request: HX, acting: Acting, error: MallError | None = None, refused: str = ""
) -> Template:
    if isinstance(error, NotFound | fulfilment.SupplierUnknown):
        raise error
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    return await page(
        request, acting, "suppliers/page.html", active="suppliers",
        status=problem.status if problem else 200,
        suppliers=await fulfilment.health(since=acting.now - WINDOW),
        own=await fulfilment.switch(fulfilment.OWN_CODES), own_name=fulfilment.OWN_CODES,
        alarms=await fulfilment.alarms(), people=await _people(),
        problem=problem, refused=refused,
    )  # fmt: skip


async def _people() -> dict[str, str]:
    """Name the actors of the audit trail."""
    return {f"operator:{one.id}": one.name for one in await operators.operators()}

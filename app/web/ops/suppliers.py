"""/ops/suppliers: how each has done in a day, and whether it may be used."""

from datetime import timedelta
from typing import Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from app import fulfilment
from app.kit.errors import MallError, NotFound
from app.operators import Action
from app.web import refusals
from app.web.guards import operator_required
from app.web.requests import HX

from . import actions, forms
from .acting import Acting
from .console import page

WINDOW = timedelta(seconds=86_400)


class SwitchForm(msgspec.Struct, frozen=True, kw_only=True):
    """`armed` is "yes" to let it be used, anything else to stop it."""

    armed: str = ""
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
            await actions.switch_supplier(
                supplier=name, is_armed=data.armed == "yes",
                reason=forms.reason(data.reason), acting=acting,
            )  # fmt: skip
        except MallError as error:
            return await _all(request, acting, error, name)
        return Redirect("/ops/suppliers", status_code=303)


async def _all(
    request: HX, acting: Acting, error: MallError | None = None, name: str = ""
) -> Template:
    if isinstance(error, NotFound | fulfilment.SupplierUnknown):
        raise error
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    return await page(
        request, acting, "suppliers/page.html", active="suppliers",
        status=problem.status if problem else 200,
        suppliers=await fulfilment.health(since=acting.now - WINDOW),
        problem=problem, refused=name,
    )  # fmt: skip

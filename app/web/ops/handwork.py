"""What operators do about one redemption: ship it, accept it, note something, find its way."""

from typing import Any

import msgspec
from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from app import desk
from app.kit.errors import MallError
from app.operators import Action
from app.web.guards import operator_required
from app.web.requests import HX

from . import flashes, forms, showing
from .acting import Acting


class ShipmentForm(msgspec.Struct, frozen=True, kw_only=True):
    carrier: str = ""
    waybill: str = ""


class ReasonForm(msgspec.Struct, frozen=True, kw_only=True):
    """`case_id` is the case whose page the form stood on, if it stood on one."""

    reason: str = ""
    case_id: str = ""


class HandworkController(Controller):
    path = "/redemptions/{redemption_id:int}"

    @post("/shipment", guards=[operator_required(Action.SHIP)])
    async def ship(
        self, redemption_id: FromPath[int], data: URLEncodedBody[ShipmentForm],
        request: HX, acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Record a waybill."""
        try:
            await desk.ship(
                redemption_id=redemption_id, carrier=data.carrier, waybill=data.waybill,
                acting=acting,
            )  # fmt: skip
        except MallError as error:
            return await _refused(request, acting, redemption_id, error, "shipment", data)
        return _shown(redemption_id)

    @post("/address", guards=[operator_required(Action.SHIP)])
    async def reveal_address(
        self, redemption_id: FromPath[int], request: HX, acting: NamedDependency[Acting]
    ) -> Template:
        """Show where the parcel goes, once, and write down who looked."""
        address = await desk.reveal_address(redemption_id=redemption_id, acting=acting)
        return await showing.redemption(request, acting, redemption_id, address=address)

    @post("/acceptance", guards=[operator_required(Action.CLOSE_CASE)])
    async def accept(
        self, redemption_id: FromPath[int], data: URLEncodedBody[ReasonForm],
        request: HX, acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Let a doubtful delivery count as delivered."""
        try:
            reason = forms.reason(data.reason)
            await desk.accept(redemption_id=redemption_id, reason=reason, acting=acting)
        except MallError as error:
            return await _refused(request, acting, redemption_id, error, "acceptance", data)
        flashes.leave(request, "delivered")
        return Redirect(forms.back(redemption_id, data.case_id), status_code=303)

    @post("/notes", guards=[operator_required(Action.SEE_REDEMPTIONS)])
    async def note(
        self, redemption_id: FromPath[int], data: URLEncodedBody[ReasonForm],
        request: HX, acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Leave words for colleagues."""
        try:
            text = forms.reason(data.reason)
            await desk.note(redemption_id=redemption_id, text=text, acting=acting)
        except MallError as error:
            return await _refused(request, acting, redemption_id, error, "note", data)
        return _shown(redemption_id)


def _shown(redemption_id: int) -> Redirect:
    return Redirect(f"/ops/redemptions/{redemption_id}", status_code=303)


async def _refused(
    request: HX, acting: Acting, redemption_id: int, error: MallError, form: str, typed: object
) -> Template:
    return await showing.redemption(
        request, acting, redemption_id, error=error, form=form, typed=typed
    )

"""POST /ops/redemptions/{id}/refunds: give back the whole or a part, with a reason."""

from typing import Any

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from app import desk
from app.desk import Outcome, RefundOrder
from app.kit.errors import MallError
from app.operators import Action
from app.web.guards import operator_required
from app.web.requests import HX

from . import confirmation, flashes, forms, showing
from .acting import Acting


class RefundForm(msgspec.Struct, frozen=True, kw_only=True):
    """`extent` is "whole" or "part"; `yuan` is what a person writes; `seen` guards a race."""

    extent: str = "whole"
    points: str = ""
    yuan: str = ""
    reason: str = ""
    seen: str = ""
    idempotency_key: str = ""
    code: str = ""
    case_id: str = ""

    def order(self, redemption_id: int) -> RefundOrder:
        """Read the form. Raises InvalidInput."""
        is_part = self.extent == "part"
        return RefundOrder(
            redemption_id=redemption_id,
            is_whole=not is_part,
            points=forms.points(self.points) if is_part else 0,
            cash_fen=forms.fen(self.yuan, field="yuan") if is_part else 0,
            reason=forms.reason(self.reason),
            seen=self.seen,
        )


@post("/redemptions/{redemption_id:int}/refunds", guards=[operator_required(Action.REFUND)])
async def create_refund(
    redemption_id: FromPath[int],
    data: URLEncodedBody[RefundForm],
    request: HX,
    acting: NamedDependency[Acting],
) -> Response[Any]:
    """Give back, or ask a second operator; then show the redemption as it is now."""
    try:
        order = data.order(redemption_id)
        await confirmation.confirm(request, acting, data.code)
        outcome = await desk.refund(order=order, key=data.idempotency_key, acting=acting)
    except MallError as error:
        return await showing.redemption(
            request, acting, redemption_id, error=error, form="refund", typed=data
        )
    flashes.leave(request, "asked" if outcome is Outcome.ASKED else "refunded")
    return Redirect(forms.back(redemption_id, data.case_id), status_code=303)

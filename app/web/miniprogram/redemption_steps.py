"""/redemptions/{id}/payment, /cancellation, /codes: what is done with a redemption."""

from datetime import datetime
from typing import Any, ClassVar

import msgspec
from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from app import fulfilment, redemption
from app.payments import PayParameters
from app.web import envelope
from app.web.answers import BEARER, answers
from app.web.callers import masked_address
from app.web.guards import bearer_required
from app.web.programs import number
from app.web.qr import qr
from app.web.requests import HX
from app.web.views.paying import pay
from app.web.views.redeemed import Redemption

from .mutations import changed, points_left
from .parameters import Key, ShortText


class Paying(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who takes the cash: `payment.provider` of the redemption."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"provider": "fake"}

    provider: ShortText


class Code(msgspec.Struct, frozen=True):
    """One code in the clear; `qr_svg` draws the number of one that is shown, not typed."""

    number: str
    password: str | None
    expires_on: str | None
    qr_svg: str | None


class Codes(msgspec.Struct, frozen=True):
    """The codes of a card, a coupon or a booking."""

    codes: tuple[Code, ...]


class RedemptionStepController(Controller):
    path = "/redemptions/{redemption_id:str}"
    guards = (bearer_required,)
    tags = ("redemptions",)
    security = BEARER

    @post(
        "/payment",
        summary="Pay the cash part",
        status_code=200,
        responses=answers(PayParameters, 401, 404, 409, 415, 422),
    )
    async def payment(
        self,
        redemption_id: FromPath[str],
        data: JSONBody[Paying],
        request: HX,
        member_id: NamedDependency[int],
        now: NamedDependency[datetime],
        idempotency_key: Key = None,
    ) -> Response[bytes]:
        """Parameters for the client's pay call; `pay_url` where there is a page to pay on."""
        redeemed = number(redemption_id)

        async def answer() -> envelope.Content:
            told = await pay(
                redemption_id=redeemed, member_id=member_id, provider=data.provider, now=now
            )
            return envelope.Content(told, {"points": await points_left(member_id, now)})

        return await envelope.once_outside(
            request, member_id=member_id, status=200, answer=answer
        )

    @post(
        "/cancellation",
        summary="Cancel while nothing was submitted",
        status_code=200,
        responses=answers(Redemption, 401, 404, 409, 422),
    )
    async def cancellation(
        self,
        redemption_id: FromPath[str],
        request: HX,
        member_id: NamedDependency[int],
        now: NamedDependency[datetime],
        idempotency_key: Key = None,
    ) -> Response[bytes]:
        """Everything comes back: points to their lots, cash to its source.

        Surely until `undo_until`; after that only while nothing was submitted, else 409.
        """
        redeemed = number(redemption_id)

        async def cancel() -> int:
            await redemption.cancel(redemption_id=redeemed, member_id=member_id, now=now)
            return redeemed

        return await changed(request, member_id=member_id, now=now, status=200, verb=cancel)

    @post(
        "/codes",
        summary="Show the codes",
        status_code=200,
        responses=answers(Codes, 401, 404, 409),
    )
    async def codes(
        self,
        redemption_id: FromPath[str],
        request: HX,
        member_id: NamedDependency[int],
        now: NamedDependency[datetime],
    ) -> Response[bytes]:
        """To their owner only; every showing is written down."""
        shown = await fulfilment.reveal(
            redemption_id=number(redemption_id),
            member_id=member_id,
            address_masked=masked_address(request),
            now=now,
        )
        codes = tuple(
            Code(
                one.number,
                one.password,
                one.expires_on,
                None if one.password else str(qr(one.number)),
            )
            for one in shown
        )
        return envelope.success(request, Codes(codes), points=await points_left(member_id, now))

"""/redemptions: give points for a product, and see how it is going."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.datastructures import State as AppState
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from app import redemption
from app.members import MemberView
from app.redemption import Placing, RedemptionRequest, State
from app.settings import Settings
from app.web import envelope
from app.web.answers import BEARER, answers
from app.web.callers import express_cap, placing_key
from app.web.guards import bearer_required
from app.web.programs import number
from app.web.requests import HX
from app.web.views.redeemed import Redemption
from app.web.views.redemptions import listed, tracked

from .mutations import changed
from .parameters import CHANNEL, Cursor, Id, Key, Limit, Pieces, Points, ShortText, optional

Stated = Annotated[
    State | None, QueryParameter(name="state", description="Only those in this state.")
]


class NewRedemption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is wanted and where it goes; never a price.

    `points` chooses the share of a mixed price; absent, as many as may be used. With
    `express_points`, the points that a product's `action.express` said, it is redeemed in one
    tap: refused with 409 where that price no longer holds or one tap may not do.
    `account_from` takes the account of an earlier redemption of the same member.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "product_id": "7", "quantity": 1, "account": "13800000101"
    }  # fmt: skip

    product_id: Id
    quantity: Pieces = 1
    account: ShortText | None = None
    account_from: Id | None = None
    address_id: Id | None = None
    slot_id: Id | None = None
    points: Points | None = None
    quote_id: Id | None = None
    express_points: Points | None = None


class RedemptionController(Controller):
    path = "/redemptions"
    guards = (bearer_required,)
    tags = ("redemptions",)
    security = BEARER

    @post(
        "/",
        summary="Redeem",
        responses=answers(Redemption, 401, 403, 404, 409, 415, 422, status=201),
    )
    async def create(
        self,
        data: JSONBody[NewRedemption],
        request: HX,
        state: AppState,
        member: NamedDependency[MemberView],
        now: NamedDependency[datetime],
        idempotency_key: Key = None,
    ) -> Response[bytes]:
        """Place it: points are held, stock is taken, and the 48 hours begin.

        Until `undo_until` nobody sets to work, and `actions` offers `undo`.
        """

        async def place() -> int:
            placing = _placing(state.settings, member, idempotency_key or "")
            placed = await redemption.place(request=_wanted(data), placing=placing, now=now)
            return placed.id

        return await changed(request, member_id=member.id, now=now, status=201, verb=place)

    @get(
        "/",
        summary="The member's redemptions",
        responses=answers(list[Redemption], 304, 401, 422),
    )
    async def index(
        self,
        request: HX,
        member_id: NamedDependency[int],
        cursor: Cursor = None,
        limit: Limit = None,
        state_is: Stated = None,
    ) -> Response[bytes]:
        """Newest first; timelines and payments are with each redemption only."""
        page = await redemption.redemptions(
            member_id=member_id,
            states=(state_is,) if state_is else (),
            cursor=cursor,
            limit=limit,
        )
        shown = [listed(one) for one in page.items]
        return envelope.success(request, shown, next_cursor=page.next_cursor)

    @get(
        "/{redemption_id:str}",
        summary="One redemption",
        responses=answers(Redemption, 304, 401, 404),
    )
    async def show(
        self,
        redemption_id: FromPath[str],
        request: HX,
        member_id: NamedDependency[int],
        now: NamedDependency[datetime],
    ) -> Response[bytes]:
        """State, delivery, timeline, payment, and what can be done now."""
        found = await tracked(number(redemption_id), member_id=member_id, at=now)
        return envelope.success(request, found)


def _wanted(data: NewRedemption) -> RedemptionRequest:
    return RedemptionRequest(
        product_id=int(data.product_id),
        quantity=data.quantity,
        account=data.account,
        account_from=optional(data.account_from),
        address_id=optional(data.address_id),
        slot_id=optional(data.slot_id),
        points=data.points,
        quote_id=optional(data.quote_id),
        express_points=data.express_points,
    )


def _placing(settings: Settings, member: MemberView, key: str) -> Placing:
    """Say who places; the key has a room of its own, apart from the storefront's."""
    return Placing(
        member_id=member.id,
        tier=member.tier,
        tier_until=member.tier_until,
        idempotency_key=placing_key(CHANNEL, key),
        channel=CHANNEL,
        promise_seconds=settings.promise_seconds,
        payment_window_seconds=settings.payment_window_seconds,
        undo_seconds=settings.undo_seconds,
        express_cap=express_cap(settings, member),
    )

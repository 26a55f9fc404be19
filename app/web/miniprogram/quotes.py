"""/quotes: a price that the server stands by for five minutes."""

from datetime import datetime
from typing import Any, ClassVar

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app import redemption
from app.loyalty import Earning
from app.members import MemberView
from app.redemption import QuoteLine, QuoteView, RedemptionRequest
from app.web import envelope
from app.web.answers import BEARER, answers
from app.web.callers import asker, limit
from app.web.guards import bearer_required
from app.web.requests import HX

from .parameters import CHANNEL, Id, Pieces, Points

QUOTES_AN_HOUR = 3600


class QuoteRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is wanted, and with how many points of a mixed price; never a price."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"product_id": "7", "quantity": 1}

    product_id: Id
    quantity: Pieces = 1
    points: Points | None = None


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """A price; `most_points` is the largest share that points may pay.

    `earns` is how many points the cash earns when the thing has come; `earning` says why.
    """

    quote_id: int
    product_id: int
    quantity: int
    points: int
    cash_fen: int
    most_points: int
    available_after: int
    expires_at: datetime
    lines: tuple[QuoteLine, ...]
    earns: int
    earning: Earning | None


@post(
    "/quotes",
    guards=[bearer_required],
    summary="Ask what it costs",
    tags=["products"],
    security=BEARER,
    responses=answers(Quote, 401, 403, 404, 409, 415, 422, 429, status=201),
)
async def create_quote(
    data: JSONBody[QuoteRequest],
    request: HX,
    member: NamedDependency[MemberView],
    now: NamedDependency[datetime],
) -> Response[bytes]:
    """Name the price for this member; `quote_id` holds it while redeeming."""
    await limit(request, "quotes", member.id, most=QUOTES_AN_HOUR)
    wanted = RedemptionRequest(
        product_id=int(data.product_id), quantity=data.quantity, points=data.points
    )
    quoted = await redemption.quote(asker=asker(member, CHANNEL), request=wanted, now=now)
    return envelope.success(request, _quote(quoted), status=201)


def _quote(view: QuoteView) -> Quote:
    same = {name: getattr(view, name) for name in Quote.__struct_fields__ if name != "quote_id"}
    return Quote(quote_id=view.id, **same)

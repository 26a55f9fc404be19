"""/points: the balance, the statement, and the receipt of each posting."""

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Controller, Response, get
from litestar.datastructures import State as AppState
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from app import ledger, redemption
from app.kit.texts import Text
from app.ledger import (
    Balance,
    Filters,
    LotView,
    MonthSum,
    Movement,
    PostingView,
    TouchedLot,
    touched_lots,
)
from app.web import envelope
from app.web.answers import BEARER, answers
from app.web.guards import bearer_required
from app.web.programs import number
from app.web.requests import HX
from app.web.views import statements
from app.web.views.earnings import reasons
from app.web.views.expiry import a_year_ago

from .parameters import Cursor, Limit

Only = Annotated[Movement | None, QueryParameter(description="Only this movement.")]
Kind = Annotated[
    statements.Kind, QueryParameter(description="Only movements of this kind, as a filter.")
]
Month = Annotated[
    str | None, QueryParameter(pattern="^20[0-9]{2}-(0[1-9]|1[0-2])$", description="2026-11.")
]


class Entry(PostingView, frozen=True, kw_only=True):
    """A movement, what it is called, and what the redemption behind it was called."""

    title: str
    about: Text | None = None


class Receipted(Entry, frozen=True, kw_only=True):
    """A movement in full: the lots behind it too, where the ledger can tell.

    `reasons` say how the number came about, line by line, as the page does.
    """

    lots: tuple[TouchedLot, ...] = ()
    reasons: tuple[str, ...] = ()


class MonthLine(MonthSum, frozen=True, kw_only=True):
    """The same with its name in the brand's zone, 2026-11, as `?month=` takes it."""

    month: str


class PointsController(Controller):
    path = "/points"
    guards = (bearer_required,)
    tags = ("points",)
    security = BEARER

    @get("/", summary="The balance", responses=answers(Balance, 304, 401))
    async def show(
        self, request: HX, member_id: NamedDependency[int], now: NamedDependency[datetime]
    ) -> Response[bytes]:
        """What may be spent, what is held, and what expires within 90 days."""
        return envelope.success(request, await ledger.balance(member_id, now))

    @get("/lots", summary="Lots with expiry", responses=answers(list[LotView], 304, 401))
    async def lots(
        self, request: HX, member_id: NamedDependency[int], now: NamedDependency[datetime]
    ) -> Response[bytes]:
        """What may be spent, in the order in which it will be: the first to expire first."""
        return envelope.success(request, await ledger.lots(member_id, now))

    @get("/months", summary="In and out by month", responses=answers(list[MonthLine], 304, 401))
    async def months(
        self,
        request: HX,
        state: AppState,
        member_id: NamedDependency[int],
        now: NamedDependency[datetime],
    ) -> Response[bytes]:
        """What came in and went out, newest month first, for a year."""
        zone = state.settings.zone
        found = await ledger.month_sums(member_id, since=a_year_ago(now, zone), zone=zone)
        told = [
            MonthLine(**msgspec.structs.asdict(one), month=statements.month_of(one.at, zone))
            for one in found
        ]
        return envelope.success(request, told)

    @get(
        "/postings",
        summary="The statement",
        responses=answers(list[Entry], 304, 401, 422),
    )
    async def index(
        self,
        request: HX,
        state: AppState,
        member_id: NamedDependency[int],
        cursor: Cursor = None,
        limit: Limit = None,
        movement: Only = None,
        kind: Kind = statements.Kind.ALL,
        month: Month = None,
    ) -> Response[bytes]:
        """Every movement, newest first, with the balance after it."""
        span = statements.month_span(month or "", state.settings.zone)
        wanted = Filters(
            movements=(movement,) if movement else statements.movements_of(kind),
            since=span[0] if span else None,
            until=span[1] if span else None,
        )
        page = await ledger.statement(member_id, cursor=cursor, limit=limit, filters=wanted)
        items = await entries(member_id, page.items)
        return envelope.success(request, items, next_cursor=page.next_cursor)

    @get(
        "/postings/{posting_id:str}",
        summary="One posting with its receipt",
        responses=answers(Receipted, 304, 401, 404),
    )
    async def posting(
        self, posting_id: FromPath[str], request: HX, member_id: NamedDependency[int]
    ) -> Response[bytes]:
        """How the number came about: rule, version, inputs, arithmetic, cap."""
        found = await ledger.posting(member_id, number(posting_id))
        (entry,) = await entries(member_id, [found])
        told = Receipted(
            **msgspec.structs.asdict(entry),
            lots=await touched_lots(found),
            reasons=tuple(reasons(found)),
        )
        return envelope.success(request, told)


async def entries(member_id: int, postings: list[PostingView]) -> list[Entry]:
    """Say what each movement was about; one read for all of them."""
    ids = {one.redemption_id for one in postings if one.redemption_id is not None}
    titles = await redemption.titles(member_id=member_id, redemption_ids=ids)
    return [
        Entry(
            **msgspec.structs.asdict(one),
            title=statements.title(one),
            about=titles.get(one.redemption_id or 0),
        )
        for one in postings
    ]

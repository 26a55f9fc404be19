"""/points: the balance, the statement, and the receipt of each posting."""

from datetime import datetime
from typing import Annotated

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from app import ledger
from app.ledger import Balance, Filters, Movement, PostingView
from app.web import envelope
from app.web.answers import BEARER, answers
from app.web.guards import bearer_required
from app.web.programs import number
from app.web.requests import HX

from .parameters import Cursor, Limit

Kind = Annotated[Movement | None, QueryParameter(description="Only this kind of movement.")]


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

    @get(
        "/postings",
        summary="The statement",
        responses=answers(list[PostingView], 304, 401, 422),
    )
    async def index(
        self,
        request: HX,
        member_id: NamedDependency[int],
        cursor: Cursor = None,
        limit: Limit = None,
        movement: Kind = None,
    ) -> Response[bytes]:
        """Every movement, newest first, with the balance after it."""
        wanted = Filters(movements=(movement,) if movement else ())
        page = await ledger.statement(member_id, cursor=cursor, limit=limit, filters=wanted)
        return envelope.success(request, page.items, next_cursor=page.next_cursor)

    @get(
        "/postings/{posting_id:str}",
        summary="One posting with its receipt",
        responses=answers(PostingView, 304, 401, 404),
    )
    async def posting(
        self, posting_id: FromPath[str], request: HX, member_id: NamedDependency[int]
    ) -> Response[bytes]:
        """How the number came about: rule, version, inputs, arithmetic, cap."""
        found = await ledger.posting(member_id, number(posting_id))
        return envelope.success(request, found)

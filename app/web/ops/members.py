"""/ops/members: find one by number or phone; see balance, lots, postings, redemptions."""

from collections.abc import Sequence

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from app import ledger, loyalty, members, redemption
from app.kit.errors import NotFound
from app.kit.paging import Page
from app.ledger import Balance, LotView, PostingView
from app.loyalty import Score
from app.members import MemberView, TierChangeView
from app.operators import Action
from app.redemption import RedemptionView, Search
from app.web.guards import operator_required
from app.web.requests import HX

from .acting import Acting
from .console import page
from .finding import NOBODY, SearchForm, member_id_of

RECENT = 10


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """One member from every side."""

    member: MemberView
    balance: Balance
    lots: Sequence[LotView]
    statement: Page[PostingView]
    redemptions: Sequence[RedemptionView]
    score: Score
    tier_changes: Sequence[TierChangeView]


class MemberController(Controller):
    path = "/members"

    @get("/", guards=[operator_required(Action.SEE_MEMBERS)])
    async def index(self, request: HX, acting: NamedDependency[Acting]) -> Template:
        """Ask whom to look for."""
        return await page(request, acting, "members/page.html", active="members", is_found=True)

    @post("/searches", guards=[operator_required(Action.SEE_MEMBERS)])
    async def search(
        self, data: URLEncodedBody[SearchForm], request: HX, acting: NamedDependency[Acting]
    ) -> Redirect | Template:
        """Go to the member of a number or a phone."""
        member_id = await member_id_of(data.q)
        if member_id in (None, NOBODY):
            return await page(
                request, acting, "members/page.html", active="members", status=404,
                is_found=False,
            )  # fmt: skip
        return Redirect(f"/ops/members/{member_id}", status_code=303)

    @get("/{number:int}", guards=[operator_required(Action.SEE_MEMBERS)])
    async def show(
        self, number: FromPath[int], request: HX, acting: NamedDependency[Acting]
    ) -> Template:
        """Show one member; the phone stays masked."""
        shown = await _membership(number, acting, request.query_params.get("cursor"))
        return await page(request, acting, "members/one.html", active="members", shown=shown)


async def _membership(member_id: int, acting: Acting, cursor: str | None) -> Membership:
    """Gather one member. Raises NotFound."""
    if member_id == NOBODY:
        raise NotFound
    found = await redemption.search(Search(member_id=member_id), limit=RECENT)
    return Membership(
        member=await members.member(member_id),
        balance=await ledger.balance(member_id, acting.now),
        lots=await ledger.lots(member_id, acting.now),
        statement=await ledger.statement(member_id, cursor=cursor),
        redemptions=found.items,
        score=await loyalty.score(member_id, at=acting.now),
        tier_changes=await members.tier_changes(member_id),
    )

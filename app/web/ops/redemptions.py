"""/ops/redemptions: find one, see all of it."""

from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from app import members, redemption
from app.catalogue import Delivery
from app.kit.errors import InvalidInput
from app.operators import Action
from app.redemption import RedemptionView, Search, State
from app.web.guards import operator_required
from app.web.requests import HX

from . import showing
from .acting import Acting
from .console import page
from .finding import member_id_of, number, product_of

PATH = "/ops/redemptions"
Kind = TypeVar("Kind", State, Delivery)


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """The filters as they stand in the address; a phone never does."""

    state: str = ""
    delivery: str = ""
    product: str = ""
    member: str = ""
    redemption: str = ""
    overdue: str = ""
    cursor: str = ""

    def search(self, at: datetime) -> Search:
        """Read the filters. Raises InvalidInput."""
        if not self.product.isprintable():
            raise InvalidInput(field="product", reason="unusable")
        return Search(
            state=_kind(State, "state", self.state),
            delivery=_kind(Delivery, "delivery", self.delivery),
            product=self.product.strip() or None,
            member_id=number(self.member, field="member"),
            redemption_id=number(self.redemption, field="redemption"),
            overdue_at=at if self.overdue else None,
        )

    def url(self, **changes: str) -> str:
        """Address this list, changed a little; without a cursor it begins at the top."""
        wanted = {**msgspec.structs.asdict(self), "cursor": "", **changes}
        query = urlencode({name: value for name, value in wanted.items() if value})
        return f"{PATH}?{query}" if query else PATH


class RedemptionController(Controller):
    path = "/redemptions"

    @get("/", guards=[operator_required(Action.SEE_REDEMPTIONS)])
    async def index(self, request: HX, acting: NamedDependency[Acting]) -> Template:
        """List what members redeemed, newest first."""
        known = set(Listing.__struct_fields__)
        given = {name: text for name, text in request.query_params.items() if name in known}
        wanted = Listing(**given)
        found = await redemption.search(wanted.search(acting.now), cursor=wanted.cursor)
        return await page(
            request, acting, "redemptions/page.html", active="redemptions",
            wanted=wanted, found=found, people=await _people(found.items),
            counts=await redemption.count_by_state(),
            states=tuple(State), deliveries=tuple(Delivery),
        )  # fmt: skip

    @post("/searches", guards=[operator_required(Action.SEE_REDEMPTIONS)])
    async def search(self, data: URLEncodedBody[Listing]) -> Redirect:
        """Turn a form into an address; a member's phone becomes their id on the way."""
        member_id = await member_id_of(data.member)
        member = "" if member_id is None else str(member_id)
        product = await product_of(data.product)
        return Redirect(data.url(member=member, product=product), status_code=303)

    @get("/{redemption_id:int}", guards=[operator_required(Action.SEE_REDEMPTIONS)])
    async def show(
        self, redemption_id: FromPath[int], request: HX, acting: NamedDependency[Acting]
    ) -> Template:
        """Show one redemption from every side."""
        return await showing.redemption(request, acting, redemption_id)


async def _people(shown: list[RedemptionView]) -> dict[int, str]:
    """Name the members of these redemptions; who left has no name."""
    known = await members.viewers({one.member_id for one in shown})
    return {member.id: member.nickname for member in known.values()}


def _kind(kind: type[Kind], field: str, written: str) -> Kind | None:
    """Read a kind; empty is none. Raises InvalidInput."""
    if not written:
        return None
    if written not in list(kind):
        raise InvalidInput(field=field, reason="unknown")
    return kind(written)

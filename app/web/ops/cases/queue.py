"""GET /ops/cases: the queue, the oldest first; one case, whole or beside the list."""

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from app import fulfilment
from app.fulfilment import CaseKind, Decision, Standing
from app.operators import Action
from app.web.guards import operator_required
from app.web.requests import HX

from .. import words
from ..acting import Acting
from ..console import page
from . import showing
from .listing import AGES, Listing


class QueueController(Controller):
    path = "/cases"
    guards = [operator_required(Action.SEE_REDEMPTIONS)]  # noqa: RUF012 - Litestar's own word.

    @get("/")
    async def index(self, request: HX, acting: NamedDependency[Acting]) -> Template:
        """List what an operator looks for, with what there is of each kind."""
        wanted = msgspec.convert(
            {name: request.query_params.get(name, "") for name in Listing.__struct_fields__},
            Listing,
        )
        search = wanted.search(acting)
        return await page(
            request, acting, "cases/page.html", active="cases", wanted=wanted,
            found=await fulfilment.case_queue(
                search=search, at=acting.now, cursor=wanted.cursor or None
            ),
            counts=await fulfilment.case_counts(search=search, at=acting.now),
            suppliers=await fulfilment.case_suppliers(), kinds=tuple(CaseKind),
            standings=tuple(Standing), ages=AGES, decisions=tuple(Decision), due=words.due,
        )  # fmt: skip

    @get("/{case_id:int}")
    async def show(
        self, case_id: FromPath[int], request: HX, acting: NamedDependency[Acting]
    ) -> Template:
        """Show one case with all that can be done about it."""
        return await showing.case(request, acting, case_id)

    @get("/{case_id:int}/preview")
    async def preview(
        self, case_id: FromPath[int], request: HX, acting: NamedDependency[Acting]
    ) -> Template:
        """Show what a case is about, for the place beside the list."""
        return await showing.preview(request, acting, case_id)

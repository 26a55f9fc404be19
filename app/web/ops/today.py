"""/ops: what waits for somebody, each number a link to the list that it counts."""

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from app import auditing, fulfilment, operators, payments, redemption
from app.kit import outbox
from app.operators import Action
from app.redemption import State
from app.web.guards import operator_required
from app.web.requests import HX

from .acting import Acting
from .console import page


class Today(msgspec.Struct, frozen=True, kw_only=True):
    """How much waits, by what it waits for."""

    cases: int
    attention: int
    overdue: int
    waybills: int
    stuck_refunds: int
    approvals: int
    dead_events: int
    broken_invariants: int
    on_the_way: int
    refunding: int


@get("/", guards=[operator_required(Action.SEE_CONSOLE)])
async def today(request: HX, acting: NamedDependency[Acting]) -> Template:
    """Show what waits."""
    return await page(
        request, acting, "today/page.html", active="today", today=await _today(acting),
        alarms=await fulfilment.alarms(),
    )  # fmt: skip


async def _today(acting: Acting) -> Today:
    waiting, states = await fulfilment.workload(), await redemption.count_by_state()
    return Today(
        cases=waiting.cases,
        attention=states.get(State.ATTENTION, 0),
        overdue=await redemption.count_overdue(at=acting.now),
        waybills=waiting.waybills,
        stuck_refunds=await payments.count_stuck_refunds(),
        dead_events=await outbox.count_dead(),
        broken_invariants=sum(one.broken > 0 for one in await auditing.standing()),
        approvals=len(await operators.decidable(by=acting.operator, at=acting.now)),
        on_the_way=states.get(State.DELIVERING, 0),
        refunding=states.get(State.REFUNDING, 0),
    )

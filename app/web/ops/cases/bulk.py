"""POST /ops/cases/bulk: one deed for many cases, each in a transaction of its own."""

from collections.abc import Awaitable, Callable

import msgspec
from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.response import Template

from app import desk
from app.desk import Closing, Outcome
from app.kit.errors import InvalidInput, MallError
from app.operators import Action
from app.web import refusals
from app.web.guards import operator_required
from app.web.languages import gettext
from app.web.requests import HX

from .. import finding, forms
from ..acting import Acting
from ..console import page
from ..flashes import FLASHES
from .deeds import decision

MOST = 50
Deed = Callable[[int], Awaitable[str]]


class Result(msgspec.Struct, frozen=True):
    """What became of one of many."""

    case_id: int
    is_done: bool
    line: str


class BulkController(Controller):
    path = "/cases/bulk"

    @post("/", guards=[operator_required(Action.CLOSE_CASE)], status_code=200)
    async def act(self, request: HX, acting: NamedDependency[Acting]) -> Template:
        """Take or close what was ticked; tells for each what became of it."""
        form = await request.form()
        ticked = [finding.number(str(one), field="case") for one in form.getall("case", [])]
        if not ticked or len(ticked) > MOST:
            raise InvalidInput(field="case", reason="out_of_range", most=MOST)
        deed = _deed({name: str(form.get(name, "")) for name in form}, acting)
        results = [await _one(case_id or 0, deed, request) for case_id in dict.fromkeys(ticked)]
        return await page(request, acting, "cases/bulk.html", active="cases", results=results)


async def _one(case_id: int, deed: Deed, request: HX) -> Result:
    try:
        told = await deed(case_id)
    except MallError as error:
        problem = refusals.problem_of(error, request_id=request.request_id)
        return Result(case_id, False, next(iter(problem.errors.values()), problem.cause))
    return Result(case_id, True, gettext(FLASHES[told]))


def _deed(form: dict[str, str], acting: Acting) -> Deed:
    """Choose what is done to each. Raises InvalidInput before anything is."""
    match form.get("deed"):
        case "take":

            async def take(case_id: int) -> str:
                await desk.assign_case(
                    case_id=case_id, owner=acting.operator.name, from_owner=None, acting=acting
                )
                return "taken"

            return take
        case "close":
            ends = decision(form.get("decision", ""))
            words = forms.reason(form.get("resolution", ""), field="resolution")

            async def close(case_id: int) -> str:
                closing = Closing(case_id=case_id, decision=ends, resolution=words)
                outcome = await desk.close_case(closing=closing, acting=acting)
                return "asked" if outcome is Outcome.ASKED else "closed"

            return close
    raise InvalidInput(field="deed", reason="unknown")

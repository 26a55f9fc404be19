"""/ops/settlement/contracts: what share of the profit each supplier has, and from when."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect, Template

from app import desk, settlement
from app.kit.errors import InvalidInput, MallError, NotFound
from app.operators import Action
from app.web import refusals
from app.web.guards import operator_required
from app.web.requests import HX

from .. import confirmation, forms
from ..acting import Acting
from ..console import page

PATH = "/ops/settlement/contracts"


class ContractForm(msgspec.Struct, frozen=True, kw_only=True):
    """`share` is written in per cent, `since` is a day of the mall's zone."""

    supplier: str = ""
    share: str = ""
    since: str = ""
    reason: str = ""
    code: str = ""


class ContractController(Controller):
    path = "/settlement/contracts"

    @get("/", guards=[operator_required(Action.SEE_SETTLEMENT)])
    async def index(self, request: HX, acting: NamedDependency[Acting]) -> Template:
        """List every version of every contract."""
        return await _all(request, acting)

    @post("/", guards=[operator_required(Action.SETTLE)])
    async def create(
        self, data: URLEncodedBody[ContractForm], request: HX, acting: NamedDependency[Acting]
    ) -> Response[Any]:
        """Enter a new version; the old ones count for what was delivered before."""
        try:
            share, note = settlement.bps(data.share), forms.reason(data.reason)
            since = _midnight(data.since, zone=request.app.state.settings.zone)
            await confirmation.confirm(request, acting, data.code)
            await desk.set_contract(
                supplier=data.supplier, profit_share_bps=share, valid_from=since, note=note,
                acting=acting,
            )  # fmt: skip
        except MallError as error:
            return await _all(request, acting, error, data)
        return Redirect(PATH, status_code=303)


def _midnight(written: str, *, zone: str) -> datetime:
    """Read a day as the instant at which it begins. Raises InvalidInput."""
    try:
        day = date.fromisoformat(written.strip())
    except ValueError as error:
        raise InvalidInput(field="since", reason="wrong_type") from error
    if not 2000 <= day.year < 2100:
        raise InvalidInput(field="since", reason="out_of_range")
    begins = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return begins.astimezone(UTC)


async def _all(
    request: HX, acting: Acting, error: MallError | None = None,
    typed: ContractForm | None = None,
) -> Template:  # fmt: skip
    if isinstance(error, NotFound):
        raise error
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    names = await settlement.suppliers()
    return await page(
        request, acting, "settlement/contracts/page.html", active="settlement",
        status=problem.status if problem else 200, tab="contracts", suppliers=names,
        contracts={name: await settlement.contracts(name) for name in names},
        problem=problem, typed=typed, is_fresh=confirmation.is_fresh(request, acting),
    )  # fmt: skip

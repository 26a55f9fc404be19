"""One case's page: as it is, or with the form that was refused."""

from litestar.response import Template
from ulid import ULID

from app.fulfilment import CaseKind, Decision
from app.kit.errors import InvalidInput, MallError, NotFound
from app.redemption import undelivered
from app.web import refusals
from app.web.requests import HX

from .. import finding, words
from ..acting import Acting
from ..confirmation import is_fresh
from ..console import page
from .files import CaseFile, case_file


async def case(
    request: HX,
    acting: Acting,
    case_id: int,
    *,
    error: MallError | None = None,
    form: str = "",
    typed: object = None,
) -> Template:
    """Draw a case; after a refusal with what was typed, under its true status."""
    if isinstance(error, NotFound):
        raise error
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    found = await case_file(case_id, acting=acting)
    return await page(
        request, acting, "cases/one.html", active="cases",
        status=problem.status if problem else 200,
        all=found, problem=problem, form=form, typed=typed, due=words.due,
        decisions=_decisions(found), share=_share(request, found), key=str(ULID()),
        is_fresh=is_fresh(request, acting), CaseKind=CaseKind,
    )  # fmt: skip


async def preview(request: HX, acting: Acting, case_id: int) -> Template:
    """Draw what a case is about, without the page around it."""
    return Template(
        template_name="ops/cases/_preview.html",
        context={
            "all": await case_file(case_id, acting=acting), "now": acting.now,
            "say": words.say, "tone": words.tone, "due": words.due,
        },
    )  # fmt: skip


def _decisions(found: CaseFile) -> tuple[Decision, ...]:
    """Offer only what fits the claim."""
    if found.claim.claimed_fen:
        return (Decision.RECOVERED, Decision.WRITTEN_OFF)
    return (Decision.NO_LOSS,)


def _share(request: HX, found: CaseFile) -> tuple[int, int, int, int] | None:
    """Work out what goes back when `came` of `of` arrived: came, of, points, fen (R23)."""
    if found.owed is None or "came" not in request.query_params:
        return None
    try:
        came = finding.number(request.query_params["came"], field="came") or 0
        of = finding.number(request.query_params.get("of", ""), field="of") or 0
        points, cash_fen = undelivered(found.owed.points, found.owed.cash_fen, came=came, of=of)
    except InvalidInput:
        return None
    left = found.owed
    return came, of, min(points, left.points_left), min(cash_fen, left.cash_left_fen)

"""One case's page: as it is, or with the form that was refused."""

from litestar.response import Template
from ulid import ULID

from app.fulfilment import CaseKind, Decision
from app.kit.errors import MallError, NotFound
from app.web import refusals
from app.web.requests import HX

from .. import fact_words, subjects, words
from ..acting import Acting
from ..confirmation import is_fresh
from ..console import page
from .files import CaseFile, case_file
from .giving import ending, giving


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
    if not form and (offered := ending(found)):
        form, typed = "closing", offered
    return await page(
        request, acting, "cases/one.html", active="cases",
        status=problem.status if problem else 200,
        all=found, problem=problem, form=form, typed=typed, due=words.due,
        decisions=_decisions(found), giving=giving(request, found), key=str(ULID()),
        is_fresh=is_fresh(request, acting), CaseKind=CaseKind,
    )  # fmt: skip


async def preview(request: HX, acting: Acting, case_id: int) -> Template:
    """Draw what a case is about, without the page around it."""
    return Template(
        template_name="ops/cases/_preview.html",
        context={
            "all": await case_file(case_id, acting=acting), "now": acting.now,
            "say": words.say, "tone": words.tone, "due": words.due,
            "say_reason": fact_words.reason, "say_facts": fact_words.facts,
            "name_of": await fact_words.people(), "subject": subjects.subject,
        },
    )  # fmt: skip


def _decisions(found: CaseFile) -> tuple[Decision, ...]:
    """Offer only what fits the claim."""
    if found.claim.claimed_fen:
        return (Decision.RECOVERED, Decision.WRITTEN_OFF)
    return (Decision.NO_LOSS,)

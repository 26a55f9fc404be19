"""What surrounds every page of the console: who works, what they may open, what waits."""

from typing import Any

import msgspec
from litestar.response import Template

from app import fulfilment, operators
from app.operators import Action, OperatorView, is_allowed
from app.settings import Settings
from app.web import shells
from app.web.requests import HX

from . import fact_words, flashes, subjects, words
from .acting import Acting

# The navigation: what each section needs to be seen.
SECTIONS = {
    "today": Action.SEE_CONSOLE,
    "redemptions": Action.SEE_REDEMPTIONS,
    "cases": Action.SEE_REDEMPTIONS,
    "approvals": Action.SEE_CONSOLE,
    "members": Action.SEE_MEMBERS,
    "products": Action.MANAGE_CATALOGUE,
    "suppliers": Action.SEE_SUPPLIERS,
    "codes": Action.IMPORT_CODES,
    "settlement": Action.SEE_SETTLEMENT,
    "audit": Action.SEE_AUDIT,
}
SAYINGS = {one.__name__: one for one in (words.say, words.step, words.deed, words.tone)} | {
    "say_reason": fact_words.reason,
    "say_facts": fact_words.facts,
    "subject": subjects.subject,
}


class Console(msgspec.Struct, frozen=True, kw_only=True):
    """What `layouts/ops.html` takes."""

    operator: OperatorView
    mode: str
    sections: tuple[str, ...]
    counts: dict[str, int]

    @property
    def operator_name(self) -> str:
        return self.operator.name

    @property
    def role(self) -> str:
        return words.say(self.operator.role)

    def may(self, action: str) -> bool:
        """Tell whether a page should offer `action`; the server refuses it anyway."""
        return is_allowed(self.operator.role, Action(action))


async def page(
    request: HX,
    acting: Acting,
    template_name: str,
    *,
    active: str,
    status: int = 200,
    **context: Any,
) -> Template:
    """Answer with a page of the console."""
    return shells.page(
        request,
        f"ops/{template_name}",
        status=status,
        console=await _console(request, acting),
        active=active,
        now=acting.now,
        flash=flashes.take(request),
        name_of=await fact_words.people(),
        **SAYINGS,
        **context,
    )


async def _console(request: HX, acting: Acting) -> Console:
    operator = acting.operator
    settings: Settings = request.app.state.settings
    waiting = await fulfilment.workload()
    return Console(
        operator=operator,
        mode=settings.mode,
        sections=tuple(
            key for key, action in SECTIONS.items() if is_allowed(operator.role, action)
        ),
        counts={
            "cases": waiting.cases,
            "approvals": len(await operators.decidable(by=operator, at=acting.now)),
        },
    )

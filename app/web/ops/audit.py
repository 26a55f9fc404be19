"""/ops/audit: who did what, newest first."""

from urllib.parse import urlencode

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from app import operators
from app.operators import Action
from app.web.guards import operator_required
from app.web.requests import HX

from .acting import Acting
from .console import page
from .words import DEEDS

PATH = "/ops/audit"


@get("/audit", guards=[operator_required(Action.SEE_AUDIT)])
async def audit(request: HX, acting: NamedDependency[Acting]) -> Template:
    """List what was done, by one operator or of one kind if asked."""
    given = {name: request.query_params.get(name, "") for name in ("actor", "action")}
    asked = {name: text if text.isprintable() else "" for name, text in given.items()}
    found = await operators.recent(
        actor=asked["actor"] or None,
        action=asked["action"] or None,
        cursor=request.query_params.get("cursor"),
    )
    return await page(
        request, acting, "audit/page.html", active="audit", found=found, asked=asked,
        people=await operators.operators(), deeds=tuple(DEEDS),
        next_url=_url(**asked, cursor=found.next_cursor) if found.next_cursor else None,
    )  # fmt: skip


def _url(**query: str | None) -> str:
    return f"{PATH}?{urlencode({name: text for name, text in query.items() if text})}"

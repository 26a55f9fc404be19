"""A page that all members of a tier see alike, drawn once a moment; each gets it as their own.

Only the chip, the form token and the number of points differ. They are cut out when the page
is drawn, and put in for each member.
"""

import secrets
from collections.abc import Awaitable, Callable, Hashable
from typing import Any

import msgspec
from litestar import MediaType, Response
from litestar.utils.scope.state import ScopeState

from app.web.requests import HX
from app.web.shells import Chip, Shell, chip_of, shell_of
from app.web.viewers import Viewer

from .kept import Kept

CHIP = "shared/_points_chip.html"
# These stand in the drawn page where each member's own goes. The first is drawn by lot, so
# that nobody can have it put into a page by searching for it.
TOKEN = f"@{secrets.token_hex(16)}@"
AVAILABLE = 2**53 - 1
NOBODY = Chip(available=AVAILABLE, held=AVAILABLE, expiring=AVAILABLE)
MOST_CHIPS = 4096

_chips: dict[tuple[Chip, str], str] = {}


async def page_for(
    request: HX,
    kept: Kept,
    viewer: Viewer,
    *,
    key: Hashable,
    name: str,
    context: Callable[[int], Awaitable[dict[str, Any]]],
) -> Response[str]:
    """Answer with a page of `key`. `context` gets a mark for the member's number of points."""
    shell = shell_of(request)
    alike = (key, shell.lang, shell.tier, shell.size, shell.mode, shell.brand)

    async def draw() -> list[str]:
        return await _draw(request, shell, name, await context(AVAILABLE))

    before, after = await kept.get(("page", alike), draw)
    text = before + _chip(request, chip_of(viewer), shell.lang) + after
    token = ScopeState.from_scope(request.scope).csrf_token
    text = text.replace(TOKEN, token if isinstance(token, str) else "")
    text = text.replace(str(AVAILABLE), str(viewer.balance.available))
    return Response(text, media_type=MediaType.HTML)


async def _draw(request: HX, shell: Shell, name: str, context: dict[str, Any]) -> list[str]:
    """Draw the page for nobody, and cut it at the chip."""
    engine: Any = request.app.template_engine
    told = engine.get_template(name).render(
        shell=msgspec.structs.replace(shell, chip=NOBODY), csrf_token=lambda: TOKEN, **context
    )
    before, _, after = told.partition(_chip(request, NOBODY, shell.lang))
    return [before, after]


def _chip(request: HX, chip: Chip, language: str) -> str:
    """Draw a chip; the same numbers look the same."""
    if (chip, language) not in _chips:
        engine: Any = request.app.template_engine
        while len(_chips) >= MOST_CHIPS:
            del _chips[next(iter(_chips))]
        _chips[chip, language] = engine.get_template(CHIP).render(chip=chip)
    return _chips[chip, language]

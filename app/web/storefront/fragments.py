"""A page that all members of a tier see alike, drawn once a moment; each gets it as their own.

Only the chip, the form token and the number of points differ. They are cut out when the page
is drawn, and put in for each member.
"""

import re
import secrets
from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime
from typing import Any

import msgspec
from litestar import MediaType, Response
from litestar.utils.scope.state import ScopeState
from markupsafe import escape

from app.web.requests import HX
from app.web.shells import Chip, Shell, chip_of, shell_of
from app.web.short_cache import ShortCache
from app.web.viewers import Viewer

CHIP = "shared/_points_chip.html"
# These stand in the drawn page where each member's own goes. The first is drawn by lot, so
# that nobody can have it put into a page by searching for it.
TOKEN = f"@{secrets.token_hex(16)}@"
AVAILABLE = 2**53 - 1
NOBODY = Chip(available=AVAILABLE, held=AVAILABLE, expiring=AVAILABLE)
MOST_CHIPS = 4096
HERE_CHIP, HERE_TOKEN, HERE_AVAILABLE = b"chip", b"token", b"available"

Pieces = list[bytes]
_chips: dict[tuple[Chip, str], bytes] = {}


async def page_for(
    request: HX,
    cache: ShortCache,
    viewer: Viewer,
    *,
    key: Hashable,
    name: str,
    context: Callable[[int], Awaitable[dict[str, Any]]],
) -> Response[bytes]:
    """Answer with a page of `key`. `context` gets a mark for the member's number of points."""
    shell = shell_of(request)
    # Who is about to leave reads so on every page: such a page is shared with nobody else.
    alike = (
        key, shell.lang, shell.tier, shell.size, shell.mode, shell.brand, shell.leaves_at
    )  # fmt: skip
    engine: Any = request.app.template_engine

    async def draw() -> Pieces:
        return _drawn(engine, shell, name, await context(AVAILABLE))

    pieces = request.scope["state"]["pieces"] = await cache.get(("page", alike), draw)
    token = ScopeState.from_scope(request.scope).csrf_token
    told = page_of(
        engine, pieces, viewer,
        at=request.scope["state"]["now"], token=token if isinstance(token, str) else "",
        language=shell.lang,
    )  # fmt: skip
    return Response(told, media_type=MediaType.HTML)


def page_of(
    engine: Any, pieces: Pieces, viewer: Viewer, *, at: datetime, token: str, language: str
) -> bytes:
    """Put a member's own into the places that were cut: every second piece names one."""
    own = {
        HERE_CHIP: _chip(engine, chip_of(viewer, at=at), language),
        HERE_TOKEN: str(escape(token)).encode(),
        HERE_AVAILABLE: str(viewer.balance.available).encode(),
    }
    whole = list(pieces)
    whole[1::2] = [own[place] for place in pieces[1::2]]
    return b"".join(whole)


def _drawn(engine: Any, shell: Shell, name: str, context: dict[str, Any]) -> Pieces:
    """Draw the page for nobody, and cut it where each member's own will stand."""
    told = engine.get_template(name).render(
        shell=msgspec.structs.replace(shell, chip=NOBODY), csrf_token=lambda: TOKEN, **context
    )
    places = {
        _chip(engine, NOBODY, shell.lang): HERE_CHIP,
        TOKEN.encode(): HERE_TOKEN,
        str(AVAILABLE).encode(): HERE_AVAILABLE,
    }
    cut = re.split(b"(%b)" % b"|".join(map(re.escape, places)), told.encode())
    cut[1::2] = [places[mark] for mark in cut[1::2]]
    return cut


def _chip(engine: Any, chip: Chip, language: str) -> bytes:
    """Draw a chip; the same numbers look the same."""
    if (chip, language) not in _chips:
        while len(_chips) >= MOST_CHIPS:
            del _chips[next(iter(_chips))]
        _chips[chip, language] = engine.get_template(CHIP).render(chip=chip).encode()
    return _chips[chip, language]

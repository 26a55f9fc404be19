"""A redemption changed once: the answer shows it as it then is, and the points left."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from litestar import Response

from app import ledger
from app.web import envelope
from app.web.requests import HX
from app.web.views.redemptions import tracked


async def changed(
    request: HX,
    *,
    member_id: int,
    now: datetime,
    status: int,
    verb: Callable[[], Awaitable[int]],
) -> Response[bytes]:
    """Run `verb`, which returns the id of what it changed, once for this Idempotency-Key."""

    async def answer() -> envelope.Content:
        redemption_id = await verb()
        shown = await tracked(redemption_id, member_id=member_id, at=now)
        return envelope.Content(shown, {"points": await points_left(member_id, now)})

    return await envelope.once(request, member_id=member_id, status=status, answer=answer)


async def points_left(member_id: int, now: datetime) -> int:
    """What `meta.points` tells after a change."""
    return (await ledger.balance(member_id, now)).available

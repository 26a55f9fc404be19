"""/stream: points, redemptions and the tier of the member, as they change."""

from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.response import Stream

from app import ledger, members, redemption
from app.kit import clock
from app.web import envelope
from app.web.answers import BEARER, problems
from app.web.guards import bearer_required
from app.web.live import Change, Live
from app.web.requests import HX
from app.web.viewers import is_still_signed_in
from app.web.views.redemptions import listed
from app.web.views.tiers import progress

BEAT = ": beat\n\n"


@get(
    "/stream",
    guards=[bearer_required],
    summary="What changes, as server-sent events",
    tags=["live"],
    security=BEARER,
    media_type="text/event-stream",
    responses=problems(401),
)
async def stream(
    request: HX,
    member_id: NamedDependency[int],
    live: NamedDependency[Live],
    spoken: NamedDependency[str],
) -> Stream:
    """`points` with the balance, first at once; `redemption` as in its list; `tier` as in
    /me when it is another; comments beat.

    It ends after ten minutes, or when its token does; come back then.
    """
    changes = live.stream(member_id, may_go_on=partial(is_still_signed_in, request))
    return Stream(
        _told(changes, member_id, spoken),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _told(
    changes: AsyncIterator[Change | None], member_id: int, language: str
) -> AsyncIterator[str]:
    """Subscribe before the first balance is read, so that no change falls between."""
    await anext(changes)
    yield await _event(Change("points"), member_id, language, clock.now())
    async for change in changes:
        if change is None:
            yield BEAT
        else:
            yield await _event(change, member_id, language, clock.now())


async def _event(change: Change, member_id: int, language: str, now: datetime) -> str:
    """Read what changed, and spell it as the same resource is spelled elsewhere."""
    if change.kind == "redemption" and change.id is not None:
        owed = await redemption.redemption(change.id, member_id=member_id)
        told: msgspec.Struct = listed(owed)
    elif change.kind == "tier":
        told = await progress(await members.member(member_id), at=now)
    else:
        told = await ledger.balance(member_id, now)
    data = msgspec.json.encode(envelope.spelled(told, language=language)).decode()
    return f"event: {change.kind}\ndata: {data}\n\n"

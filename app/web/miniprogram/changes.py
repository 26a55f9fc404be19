"""/changes: what changed since, for programs that cannot hold a stream open."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from functools import partial
from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from app import ledger, redemption
from app.kit import marks
from app.kit.marks import Mark
from app.web import envelope
from app.web.answers import BEARER, answers
from app.web.guards import SignInRequired, bearer_required
from app.web.live import Change, Live
from app.web.requests import HX
from app.web.viewers import is_still_signed_in

LONGEST_WAIT_SECONDS = 25
MOST_NAMED = 50

Since = Annotated[
    str | None,
    QueryParameter(description="`meta.next_cursor` of the call before; absent at the start."),
]
Wait = Annotated[
    int,
    QueryParameter(
        ge=0, le=LONGEST_WAIT_SECONDS, description="Seconds to wait for a change; 0 asks once."
    ),
]


class News(msgspec.Struct, frozen=True, kw_only=True):
    """Ids only: read what you show again. With `everything`, read all of it again."""

    points: bool
    redemptions: tuple[str, ...]
    everything: bool

    @property
    def is_none(self) -> bool:
        return not (self.points or self.redemptions or self.everything)


@get(
    "/changes",
    guards=[bearer_required],
    summary="What changed since",
    tags=["live"],
    security=BEARER,
    responses=answers(News, 304, 401, 422),
)
async def show_changes(
    request: HX,
    member_id: NamedDependency[int],
    live: NamedDependency[Live],
    since: Since = None,
    wait: Wait = 0,
) -> Response[bytes]:
    """Tell what was written since a cursor, and the cursor of now. Nothing is ever left out;
    something may be told twice. Without `since`, the answer is a cursor to begin with."""
    given = marks.read(since) if since else None
    here = await marks.mark()
    told = await _since(member_id, given)
    if given is not None and wait and told.is_none:
        going_on = partial(is_still_signed_in, request)
        async with aclosing(live.stream(member_id, may_go_on=going_on)) as changes:
            here, told = await _waited(member_id, given, changes, wait)
        if not await going_on():
            raise SignInRequired
    return envelope.success(request, told, next_cursor=str(here))


async def _waited(
    member_id: int, given: Mark, changes: AsyncIterator[Change | None], seconds: int
) -> tuple[Mark, News]:
    """Hear of the next change or of the end of the wait, and look again.

    It listens before it looks, so that a change between the two is not slept through.
    """
    await anext(changes)
    here = await marks.mark()
    told = await _since(member_id, given)
    if told.is_none:
        await _heard(changes, seconds)
        here = await marks.mark()
        told = await _since(member_id, given)
    return here, told


async def _heard(changes: AsyncIterator[Change | None], seconds: int) -> None:
    async def one() -> None:
        async for change in changes:
            if change is not None:
                return

    try:
        await asyncio.wait_for(one(), seconds)
    except TimeoutError:
        return


async def _since(member_id: int, given: Mark | None) -> News:
    if given is None:
        return News(points=False, redemptions=(), everything=False)
    if not await marks.reachable(given):
        return News(points=True, redemptions=(), everything=True)
    changed = await redemption.changed(member_id=member_id, since=given)
    return News(
        points=await ledger.has_moved(member_id, since=given),
        redemptions=tuple(str(one) for one in changed[:MOST_NAMED]),
        everything=len(changed) > MOST_NAMED,
    )

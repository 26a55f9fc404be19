"""If-Match: change only what is still as the caller has seen it."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

from litestar.params import HeaderParameter

from app import members
from app.kit import db
from app.kit.errors import MallError
from app.web import envelope, etags
from app.web.requests import HX

T = TypeVar("T")
IfMatch = Annotated[
    str | None,
    HeaderParameter(
        name="If-Match",
        description="The ETag that was read. If it is another by now, 412 `stale` and nothing"
        " is changed. Without it the last write wins.",
    ),
]


class Stale(MallError):
    """Somebody changed it after the caller had read it."""

    status = 412
    code = "stale"
    action = "reload"


@db.atomic
async def unless_stale(
    request: HX,
    if_match: str | None,
    *,
    member_id: int,
    seen: Callable[[], Awaitable[Any]],
    change: Callable[[], Awaitable[T]],
) -> T:
    """Run `change` if what `seen` reads still has the tag of If-Match, or none was sent.

    The member's row is held from reading to changing. Raises Stale.
    """
    if if_match is not None:
        await members.lock(member_id)
        if not etags.matches(if_match, envelope.tag(request, await seen())):
            raise Stale
    return await change()

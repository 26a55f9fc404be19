"""/events: what the member did in the mini-program."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app import activity, ledger
from app.activity import MOST_EVENTS, BehaviourEvent, EventAnswer
from app.web import envelope
from app.web.answers import BEARER, answers
from app.web.callers import limit
from app.web.guards import bearer_required
from app.web.requests import HX

CALLS_AN_HOUR = 1200

Kind = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_.]{0,39}$")]
OwnId = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_.:-]{1,64}$")]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something the member did; `id` is the client's own and lets a report be repeated."""

    type: Kind
    id: OwnId
    at: Instant
    data: dict[str, Any] = {}


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Up to 50 events, none older than seven days, with 2 kB of data each."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "events": [
            {
                "type": "article.read",
                "id": "01JD3V8Z6N",
                "at": "2026-11-21T12:00:00+08:00",
                "data": {"article": "a-1", "seconds": 95},
            }
        ]
    }

    events: Annotated[list[Event], msgspec.Meta(min_length=1, max_length=MOST_EVENTS)]


@post(
    "/events",
    guards=[bearer_required],
    summary="Report what the member did",
    tags=["points"],
    security=BEARER,
    status_code=200,
    responses=answers(list[EventAnswer], 401, 415, 422, 429),
)
async def report(
    data: JSONBody[Report],
    request: HX,
    member_id: NamedDependency[int],
    now: NamedDependency[datetime],
) -> Response[bytes]:
    """Keep each event once and tell what it earned: 0 while no earning rule is in force."""
    await limit(request, "events", member_id, most=CALLS_AN_HOUR)
    events = [
        BehaviourEvent(kind=one.type, id=one.id, at=one.at, data=one.data)
        for one in data.events
    ]
    told = await activity.record(member_id=member_id, events=events, now=now)
    balance = await ledger.balance(member_id, now)
    return envelope.success(request, told, points=balance.available)

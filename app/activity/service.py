"""The only code that keeps behaviour."""

from collections.abc import Sequence
from datetime import datetime

from app.kit import db, outbox

from . import policy
from .events import BehaviourRecorded
from .schemas import BehaviourEvent, EventAnswer

# In the order of the keys, so that two reports of the same events never deadlock. The first
# of two alike in one report is kept; the conflict leaves what was told before as it was.
# Of who is deleted meanwhile nothing is kept: the deletion waits for this, and this for it.
_KEEP = """
INSERT INTO behaviour_event (member_id, kind, client_event_id, occurred_at, received_at, data)
SELECT $1, kind, id, at, $6, data::jsonb
  FROM unnest($2::text[], $3::text[], $4::timestamptz[], $5::text[])
       WITH ORDINALITY AS told (kind, id, at, data, place)
 WHERE NOT (SELECT member_is_gone($1))
 ORDER BY kind, id, place
ON CONFLICT (member_id, kind, client_event_id) DO NOTHING
RETURNING kind, client_event_id"""


@db.atomic
async def record(
    *, member_id: int, events: Sequence[BehaviourEvent], now: datetime
) -> tuple[EventAnswer, ...]:
    """Keep what a member did, each event once; answers stand in the order of `events`.

    At most 50 events, up to seven days old and five minutes ahead, 2 kB of data each.
    Raises InvalidInput, and then keeps none. Safe to repeat.
    """
    data = policy.checked(events, now=now)
    rows = await db.fetch(
        _KEEP,
        member_id,
        [one.kind for one in events],
        [one.id for one in events],
        [one.at for one in events],
        [data[place] for place in range(len(events))],
        now,
    )
    fresh = {(row["kind"], row["client_event_id"]) for row in rows}
    if fresh:
        kinds = tuple(sorted({kind for kind, _ in fresh}))
        await outbox.announce(BehaviourRecorded(member_id, kinds, now), now=now)
    return tuple(_answer(one, fresh) for one in events)


async def erase(*, member_id: int) -> None:
    """Forget what a deleted member did. Safe to repeat."""
    await db.fetch("DELETE FROM behaviour_event WHERE member_id = $1", member_id)


def _answer(event: BehaviourEvent, fresh: set[tuple[str, str]]) -> EventAnswer:
    """Call an event new once, also when one report tells it twice."""
    key = (event.kind, event.id)
    is_new = key in fresh
    fresh.discard(key)
    return EventAnswer(id=event.id, is_new=is_new)

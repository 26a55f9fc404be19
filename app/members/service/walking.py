"""Walking past all members, a stretch at a time: what no event tells is found by looking."""

from datetime import datetime, timedelta

from app.kit import db

from ..queries.people import following
from ..schemas import Stretch

# Neither what another worker is walking, nor what is not due yet.
_MINE = """
SELECT * FROM member_walk WHERE purpose = $1 AND (ended_at IS NULL OR began_at <= $2)
   FOR UPDATE SKIP LOCKED"""

_FIRST = """
INSERT INTO member_walk (purpose, began_at) VALUES ($1, $2)
ON CONFLICT DO NOTHING RETURNING *"""

_GO = """
UPDATE member_walk SET began_at = $2, reached_member_id = $3, passed = $4, ended_at = $5
 WHERE purpose = $1"""

NOWHERE = Stretch(members=[], passed=0, is_end=False)


@db.atomic
async def walk(purpose: str, *, every: timedelta, most: int, now: datetime) -> Stretch:
    """Go on past the next members, at most so many, for one purpose.

    A walk begins anew `every` so often, and goes on where any worker left it. Who joins this
    to the transaction of what it does with the members walks each stretch once; who does not
    may lose a stretch to a crash, until the next walk.
    """
    row = await db.fetch_one(_MINE, purpose, now - every)
    row = row or await db.fetch_one(_FIRST, purpose, now)
    if row is None:
        return NOWHERE
    goes_on = row["ended_at"] is None
    began, reached, passed = (
        (row["began_at"], row["reached_member_id"], row["passed"]) if goes_on else (now, 0, 0)
    )
    found = await following(reached, most=most)
    passed += len(found)
    ended = None if found else now
    await db.fetch(_GO, purpose, began, found[-1].id if found else reached, passed, ended)
    return Stretch(members=found, passed=passed, is_end=not found)

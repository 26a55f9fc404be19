"""What members did, looked back on."""

from collections.abc import Collection
from datetime import datetime

from app.kit import db

# Served by behaviour_event_once (member_id, kind, …), once for each member.
_INSTANTS = """
SELECT asked.member_id, b.occurred_at
  FROM unnest($1::bigint[]) AS asked (member_id)
 CROSS JOIN LATERAL (
       SELECT occurred_at FROM behaviour_event
        WHERE member_id = asked.member_id AND kind = $2
        ORDER BY occurred_at LIMIT $3) b
 ORDER BY asked.member_id, b.occurred_at"""


async def instants(
    member_ids: Collection[int], *, kind: str, most: int
) -> dict[int, tuple[datetime, ...]]:
    """Tell when each member did something of a kind: their first `most`, in order."""
    found: dict[int, list[datetime]] = {member_id: [] for member_id in member_ids}
    for row in await db.fetch(_INSTANTS, list(member_ids), kind, most):
        found[row["member_id"]].append(row["occurred_at"])
    return {member_id: tuple(own) for member_id, own in found.items()}

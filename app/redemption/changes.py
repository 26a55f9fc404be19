"""Which redemptions were written to since a mark."""

from app.kit import db
from app.kit.marks import Mark

# Served by redemption_one_per_key; `age` of a row's xmin is how long ago it was written.
_CHANGED = """
SELECT id FROM redemption WHERE member_id = $1 AND age(xmin) <= age($2::text::xid)
 ORDER BY id DESC"""


async def changed(*, member_id: int, since: Mark) -> tuple[int, ...]:
    """Name this member's redemptions that were written to since a mark, the newest first.

    It may name one that did not change, and never leaves out one that did.
    """
    rows = await db.fetch(_CHANGED, member_id, since.bits)
    return tuple(row["id"] for row in rows)

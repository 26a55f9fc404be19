"""What a member has redeemed, at a glance: how many are where, and what they are called."""

from collections.abc import Collection

from app.kit import db
from app.kit.texts import Text

from .schemas import State

MOST_FOUND = 200

# All three served by redemption_member_id_id.
_COUNTS = "SELECT state, count(*) AS n FROM redemption WHERE member_id = $1 GROUP BY state"
_TITLES = """
SELECT id, title_zh, title_en FROM redemption WHERE member_id = $1 AND id = ANY($2)"""
_TITLED = """
SELECT id FROM redemption
 WHERE member_id = $1
   AND (strpos(lower(title_zh), lower($2)) > 0 OR strpos(lower(title_en), lower($2)) > 0)
 ORDER BY id DESC LIMIT $3"""


async def counts(member_id: int) -> dict[State, int]:
    """Count a member's redemptions by state; a state without any is left out."""
    rows = await db.fetch(_COUNTS, member_id)
    return {State(row["state"]): row["n"] for row in rows}


async def titles(*, member_id: int, redemption_ids: Collection[int]) -> dict[int, Text]:
    """Say what each of these was called, in one statement; another member's are left out."""
    if not redemption_ids:
        return {}
    rows = await db.fetch(_TITLES, member_id, list(redemption_ids))
    return {row["id"]: Text(zh=row["title_zh"], en=row["title_en"]) for row in rows}


async def titled(*, member_id: int, words: str) -> list[int]:
    """List the member's redemptions of what is called so in any language, newest first."""
    rows = await db.fetch(_TITLED, member_id, words, MOST_FOUND)
    return [row["id"] for row in rows]

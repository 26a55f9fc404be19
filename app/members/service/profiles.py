"""What a member or an operator may change about a member."""

from datetime import datetime

import msgspec

from app.kit import db, names
from app.kit.errors import InvalidInput, NotFound

from .. import queries
from ..schemas import Language, MemberView, Nickname, TextSize, Theme
from .tokens import revoke_all

# A request that began before a deletion waits for it, and then finds nobody: so in each
# statement of this room that writes what a member said.
_PREFER = """
UPDATE member SET language = coalesce($2, language), text_size = coalesce($3, text_size),
       nickname = coalesce($4, nickname), theme = coalesce($5, theme),
       is_express = coalesce($6, is_express)
 WHERE id = $1 AND NOT is_disabled RETURNING id"""


async def set_preferences(
    *,
    member_id: int,
    language: Language | None = None,
    text_size: TextSize | None = None,
    nickname: str | None = None,
    theme: Theme | None = None,
    is_express: bool | None = None,
) -> MemberView:
    """Keep what the member prefers; None leaves as it is. Raises InvalidInput, NotFound."""
    chosen = None if nickname is None else _nickname(nickname)
    wanted = (language, text_size, chosen, theme, is_express)
    if await db.fetch_one(_PREFER, member_id, *wanted) is None:
        raise NotFound
    return await queries.member(member_id)


@db.atomic
async def disable(*, member_id: int, now: datetime) -> None:
    """Shut a member out: every session and token is dead at once. Safe to repeat.

    Points and redemptions are untouched. Raises NotFound. The caller audits it.
    """
    changed = "UPDATE member SET is_disabled = true WHERE id = $1 RETURNING id"
    if await db.fetch_one(changed, member_id) is None:
        raise NotFound
    await revoke_all(member_id=member_id, because="disabled", now=now)


def _nickname(written: str) -> str:
    if not names.is_readable(written):
        raise InvalidInput(field="nickname", reason="unusable")
    try:
        return msgspec.convert(written.strip(), Nickname)
    except msgspec.ValidationError as error:
        raise InvalidInput(field="nickname", reason="unusable") from error

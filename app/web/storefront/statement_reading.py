"""A member's statement as narrowed: read for the page, and whole for a spreadsheet."""

from collections.abc import AsyncIterator, Mapping
from zoneinfo import ZoneInfo

import msgspec

from app import ledger, redemption
from app.kit.texts import Text
from app.ledger import Movement, PostingView
from app.web import spreadsheets
from app.web.languages import current, gettext
from app.web.views.statements import RULES, Kind, movements_of
from app.web.views.words import word

from .statement import Narrowed, StatementLine, line, narrowed

BATCH = 50
MOST_BATCHES = 400  # Twenty thousand movements: more than anybody has.


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One page of lines, and what they were narrowed to."""

    kind: Kind
    wanted: Narrowed
    lines: list[StatementLine]
    next_cursor: str | None


async def read(
    member_id: int, given: Mapping[str, str], *, zone: str, limit: int | None = None
) -> Statement:
    """Read a page of the statement that an address asks for."""
    kind, wanted = Kind.of(given.get("kind")), narrowed(given, zone)
    found = await ledger.statement(
        member_id,
        cursor=given.get("cursor"),
        limit=limit,
        filters=ledger.Filters(
            movements=movements_of(kind),
            channel=wanted.channel or None,
            since=wanted.since,
            until=wanted.until,
            about=await _about(member_id, wanted.q) if wanted.q else None,
        ),
    )
    return Statement(
        kind=kind, wanted=wanted, lines=await lines(member_id, found.items),
        next_cursor=found.next_cursor,
    )  # fmt: skip


async def lines(member_id: int, postings: list[PostingView]) -> list[StatementLine]:
    """Put movements into words, with what they were about; one read for all of them."""
    ids = {one.redemption_id for one in postings if one.redemption_id is not None}
    titles = await redemption.titles(member_id=member_id, redemption_ids=ids)
    return [line(one, titles.get(one.redemption_id or 0)) for one in postings]


async def rows(
    member_id: int, given: Mapping[str, str], *, zone: str
) -> AsyncIterator[spreadsheets.Row]:
    """Write the whole statement as narrowed, newest first; times are those of `zone`."""
    yield [
        gettext("When"), gettext("What"), gettext("Product"), gettext("Where"),
        gettext("Points"), gettext("Balance afterwards"), gettext("Number"),
    ]  # fmt: skip
    asked, clock = dict(given), ZoneInfo(zone)
    for _ in range(MOST_BATCHES):
        found = await read(member_id, asked, zone=zone, limit=BATCH)
        for one in found.lines:
            yield [
                f"{one.at.astimezone(clock):%Y-%m-%d %H:%M}", one.title, _said(one.about),
                one.channel, one.delta, one.available_after, one.id,
            ]  # fmt: skip
        if found.next_cursor is None:
            return
        asked["cursor"] = found.next_cursor


async def _about(member_id: int, words: str) -> ledger.About:
    """Find what the words may mean: a product, a redemption's number, a rule, a movement."""
    ids = await redemption.titled(member_id=member_id, words=words)
    if words.isascii() and words.isdecimal() and len(words) <= 18:
        ids.append(int(words))
    wanted = words.casefold()
    return ledger.About(
        redemption_ids=tuple(ids),
        rules=tuple(rule for rule, said in RULES.items() if _has(gettext(said), wanted)),
        movements=tuple(one for one in Movement if _has(word(one), wanted)),
    )


def _has(said: str, wanted: str) -> bool:
    return wanted in said.casefold()


def _said(text: Text | None) -> str | None:
    return None if text is None else text.of(current())

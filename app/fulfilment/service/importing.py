"""Taking in card codes of our own: all of a file or nothing, sealed one by one (R25)."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice

from app import settings
from app.kit import db, secrets

from .. import policy
from ..code_files import CodeLine
from ..errors import CardsRefused, FileKnown, ImportBusy
from .cards import PURPOSE

BATCH = 1_000  # One statement seals and stores so many; the loop is held for some 20 ms.

_KNOWN = "SELECT file_name, codes FROM code_import WHERE digest = $1"

_IMPORT = """
INSERT INTO code_import (product_slug, file_name, digest, codes, imported_by, imported_at)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"""

_ADD = """
INSERT INTO card_code (product_slug, number_sealed, password_sealed, number_index, expires_on,
       source, added_at)
SELECT $1, number_sealed, password_sealed, number_index, expires_on, $2, $3
  FROM unnest($4::bytea[], $5::bytea[], $6::bytea[], $7::text[])
    AS t(number_sealed, password_sealed, number_index, expires_on)
ON CONFLICT (number_index) DO NOTHING RETURNING number_index"""


@db.atomic
async def import_codes(
    *,
    product_slug: str,
    lines: Callable[[], Iterable[CodeLine]],
    file_name: str,
    digest: bytes | None,
    actor: str,
    now: datetime,
) -> int:
    """Store a file's codes sealed: all of them, or none; returns how many.

    `lines` is called again when the transaction is repeated. Raises CardsRefused with the
    line of the first code that is known already, stands twice in the file or cannot be used,
    FileKnown for a file that was taken in before, ImportBusy while another is.
    """
    busy = await db.fetch_one("SELECT pg_try_advisory_xact_lock(7276004) AS is_free")
    if busy is None or not busy["is_free"]:
        raise ImportBusy
    known = digest and await db.fetch_one(_KNOWN, digest)
    if known:
        raise FileKnown(file_name=known["file_name"], codes=known["codes"])
    source, seen, count = f"import:{actor}"[:60], set[bytes](), 0
    for batch in _batches(_checked(lines(), now)):
        await _store(product_slug, source, batch, seen, now)
        count += len(batch)
    if count == 0:
        raise CardsRefused(line=0, why="empty")
    await db.fetch(_IMPORT, product_slug, file_name[:120], digest, count, actor, now)
    return count


@db.atomic
async def add_codes(
    *,
    product_slug: str,
    codes: Iterable[tuple[str, str | None, str | None]],
    source: str,
    now: datetime,
) -> int:
    """Store (number, password, expires_on) codes sealed: all of them, or none.

    `expires_on` is an ISO day. Raises CardsRefused with the line of the first code that is
    known already, or whose day is past or no day.
    """
    lines = [CodeLine(line, *code) for line, code in enumerate(codes, start=1)]
    return await import_codes(
        product_slug=product_slug, lines=lambda: lines, file_name=source, digest=None,
        actor=source, now=now,
    )  # fmt: skip


def _checked(lines: Iterable[CodeLine], now: datetime) -> Iterator[CodeLine]:
    today = settings.day_of(now)
    for one in lines:
        if one.expires_on and not policy.is_sellable(one.expires_on, on=today):
            raise CardsRefused(line=one.line, why="expired")
        yield one


def _batches(lines: Iterator[CodeLine]) -> Iterator[list[CodeLine]]:
    while batch := list(islice(lines, BATCH)):
        yield batch


async def _store(
    product_slug: str, source: str, batch: list[CodeLine], seen: set[bytes], now: datetime
) -> None:
    indexes = [secrets.fingerprint(one.number, purpose=PURPOSE) for one in batch]
    for one, index in zip(batch, indexes, strict=True):
        if index in seen:
            raise CardsRefused(line=one.line, why="repeated")
        seen.add(index)
    stored = await db.fetch(
        _ADD, product_slug, source, now,
        [secrets.seal(one.number, purpose=PURPOSE) for one in batch],
        [one.password and secrets.seal(one.password, purpose=PURPOSE) for one in batch],
        indexes, [one.expires_on for one in batch],
    )  # fmt: skip
    if len(stored) == len(batch):
        return
    new = {row["number_index"] for row in stored}
    line = next(o.line for o, index in zip(batch, indexes, strict=True) if index not in new)
    raise CardsRefused(line=line, why="duplicate")

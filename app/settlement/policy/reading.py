"""A supplier's CSV, read line by line: a line or what is wrong with it, never a guess."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

import msgspec
from msgspec import structs

from ..schemas import Field, Line, LineProblem, LineStatus
from . import cells, columns

MOST_BYTES = 16 * 1024 * 1024
MOST_LINES = 100_000
LONGEST_LINE = 4_000
MOST_COLUMNS = 100

Read = Line | LineProblem
Columns = dict[Field, int]


class Unreadable(Exception):
    """Nothing after this line of the file can be read."""

    def __init__(self, number: int, reason: str, value: str = "") -> None:
        super().__init__(reason)
        self.problem = LineProblem(number, reason, value[: cells.LONGEST_TEXT])


def decoded(content: bytes) -> str:
    """Read bytes as UTF-8, with or without a mark, else as GB18030. Raises Unreadable."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(1, "encoding")


def lines(content: bytes, *, adapter: str, zone: ZoneInfo) -> Iterator[Read]:
    """Read a file. Raises Unreadable for what spoils all that follows: no heading, open
    quotes, a line without end, too many lines.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable(1, "file_too_large")
    rows = _rows(decoded(content))
    first = next(rows, None)
    if first is None:
        raise Unreadable(1, "empty")
    where = _columns(*first, adapter=adapter)
    count = 0
    for number, row in rows:
        if not any(cell.strip() for cell in row) or columns.bare(row[0]) in columns.SUMS:
            continue
        count += 1
        if count > MOST_LINES:
            raise Unreadable(number, "too_many_lines")
        yield _line(number, row, where, zone)
    if not count:
        raise Unreadable(first[0], "empty")


def fingerprint(line: Line) -> bytes:
    """Hash what a line says, wherever in its file it stands."""
    return hashlib.sha256(msgspec.json.encode(structs.replace(line, number=0))).digest()


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Split into rows, each with the number of the file's line on which it begins."""
    reader = csv.reader(_bounded(io.StringIO(text, newline="")), strict=True)
    begins = 1
    try:
        for row in reader:
            if begins == 1 and not any(row):  # Some begin with an empty line.
                begins = reader.line_num + 1
                continue
            yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(begins, "quotes") from error


def _bounded(source: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(source, start=1):
        if len(line) > LONGEST_LINE:
            raise Unreadable(number, "line_too_long")
        yield line


def _columns(number: int, row: list[str], *, adapter: str) -> Columns:
    """Find which column means what; every field at most once, the needed ones once."""
    known = columns.headings(adapter)
    where: Columns = {}
    if len(row) > MOST_COLUMNS:
        raise Unreadable(number, "too_many_columns")
    for place, heading in enumerate(row):
        field = known.get(columns.bare(cells.text(heading)))
        if field is None:
            continue
        if field in where:
            raise Unreadable(number, "column_twice", heading.strip())
        where[field] = place
    for field in columns.NEEDED:
        if field not in where:
            raise Unreadable(number, "column_missing", field.value)
    return where


def _line(number: int, row: list[str], where: Columns, zone: ZoneInfo) -> Read:
    """Read one row; what is wrong first is told."""

    def cell(field: Field) -> str:
        place = where.get(field)
        return row[place] if place is not None and place < len(row) else ""

    def bad(field: Field) -> LineProblem:
        return LineProblem(number, field.value, cells.text(cell(field))[: cells.LONGEST_TEXT])

    reference, cost_fen = cells.name(cell(Field.REFERENCE)), cells.fen(cell(Field.COST))
    status = columns.status(cells.text(cell(Field.STATUS)))
    at, count = cell(Field.OCCURRED_AT).strip(), cell(Field.QUANTITY).strip()
    occurred_at = cells.instant(at, zone=zone) if at else None
    quantity = cells.quantity(count) if count else 1
    remote_no, sku = cells.name(cell(Field.REMOTE_NO)), cells.name(cell(Field.SKU))
    if not reference:
        return bad(Field.REFERENCE)
    if status is None:
        return bad(Field.STATUS)
    if cost_fen is None or not _is_sign_right(cell(Field.COST), status):
        return bad(Field.COST)
    if quantity is None:
        return bad(Field.QUANTITY)
    if at and occurred_at is None:
        return bad(Field.OCCURRED_AT)
    if remote_no is None or sku is None:
        return bad(Field.SKU if sku is None else Field.REMOTE_NO)
    return Line(
        number=number, reference=reference, remote_no=remote_no or None, sku=sku or None,
        quantity=quantity, cost_fen=cost_fen, status=status, occurred_at=occurred_at,
    )  # fmt: skip


def _is_sign_right(written: str, status: LineStatus) -> bool:
    """Only what was given back may carry a minus."""
    return status is LineStatus.REVERSED or not cells.is_negative(written)

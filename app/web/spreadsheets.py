"""CSV for a spreadsheet: UTF-8 with a mark, and no cell that is a formula."""

import csv
import io
from collections.abc import AsyncIterator, Iterable

from litestar.response import Stream

from app.settlement import inert

Row = Iterable[str | int | None]
MARK = "\ufeff"


def yuan(fen: int | None) -> str | None:
    """1205 fen → 12.05, as numbers are read by spreadsheets; nothing for nothing."""
    if fen is None:
        return None
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def download(name: str, rows: AsyncIterator[Row]) -> Stream:
    """Answer with a file that is written while it is sent."""
    return Stream(
        _written(rows),
        media_type="text/csv",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


async def _written(rows: AsyncIterator[Row]) -> AsyncIterator[bytes]:
    yield MARK.encode()
    async for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow([_cell(one) for one in row])
        yield line.getvalue().encode()


def _cell(value: str | int | None) -> str:
    """Numbers are ours; every other word may be a supplier's."""
    if value is None:
        return ""
    text = str(value)
    is_number = text.removeprefix("-").replace(".", "", 1).isdecimal() and text.isascii()
    return text if is_number else inert(text)

"""Reads a file of card codes as operators have them: CSV in UTF-8 or GB18030, streamed.

Nothing of a line ever stands in an error: codes are as good as money.
"""

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import BinaryIO

import msgspec

from .code_headings import SEPARATORS, heading
from .errors import CardsRefused

MOST_CODES = 100_000
LONGEST = 200
CHUNK = 64 * 1024
COLUMNS = ("number", "password", "expires_on")
ENCODINGS = ("utf-8-sig", "gb18030")
# What a spreadsheet makes of a long number: its last digits are lost.
SCIENTIFIC = re.compile(r"[0-9]([.,][0-9]+)?[eE]\+[0-9]{1,3}|[0-9][.,][0-9]+[eE][0-9]{1,3}")
# How spreadsheets keep one whole: ="001234" or '001234.
WRAPPED = re.compile(r'="([^"]*)"|\'([0-9A-Za-z-]+)\'?')


class CodeLine(msgspec.Struct, frozen=True):
    """One code with the line on which it stands."""

    line: int
    number: str
    password: str | None = None
    expires_on: str | None = None

    def __repr__(self) -> str:
        return f"CodeLine({self.line}, …)"


class CodeFile:
    """A file that can be read again and again, as a repeated transaction does.

    Raises CardsRefused when it is neither UTF-8 nor GB18030.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest, self._encoding = self._look()

    def lines(self) -> Iterator[CodeLine]:
        """Read the codes. Raises CardsRefused with the line and why, never with its content."""
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, encoding=self._encoding, newline="")
        try:
            yield from read(text)
        finally:
            text.detach()  # Else it would close what is not ours.

    def _look(self) -> tuple[bytes, str]:
        self._file.seek(0)
        digest = hashlib.sha256()
        decoders = {name: codecs.getincrementaldecoder(name)() for name in ENCODINGS}
        while True:
            chunk = self._file.read(CHUNK)
            digest.update(chunk)
            for name in list(decoders):
                try:
                    decoders[name].decode(chunk, final=not chunk)
                except UnicodeDecodeError:
                    del decoders[name]
            if not chunk:
                break
        if not decoders:
            raise CardsRefused(line=0, why="encoding")
        return digest.digest(), next(iter(decoders))


def read(text: Iterable[str]) -> Iterator[CodeLine]:
    """Read lines of CSV: number, password, expires_on; the first may name the columns.

    Raises CardsRefused rather than take a doubtful line for a code: it would be sold.
    """
    rows = csv.reader(text, strict=True)
    columns: tuple[str, ...] = COLUMNS
    found, is_first = 0, True
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise CardsRefused(line=rows.line_num, why="unreadable") from error
        cells = [_bare(cell) for cell in row]
        if not any(cells):
            continue
        if is_first and (named := heading(rows.line_num, cells)):
            columns, is_first = named, False
            continue
        is_first, found = False, found + 1
        if found > MOST_CODES:
            raise CardsRefused(line=rows.line_num, why="too_many")
        yield _line(rows.line_num, columns, cells)


def _bare(cell: str) -> str:
    """Take off blanks, and what a spreadsheet wrapped around a number."""
    stripped = cell.strip()
    wrapped = WRAPPED.fullmatch(stripped)
    return (wrapped[1] or wrapped[2] or "").strip() if wrapped else stripped


def _line(line: int, columns: tuple[str, ...], cells: list[str]) -> CodeLine:
    if len([cell for cell in cells if cell]) > len(columns) or any(cells[len(columns) :]):
        raise CardsRefused(line=line, why="columns")
    given = dict(zip(columns, cells, strict=False))
    number, password = given.get("number", ""), given.get("password") or None
    if SEPARATORS & set(number):
        raise CardsRefused(line=line, why="separator")
    for cell in (number, password or "-"):
        if SCIENTIFIC.fullmatch(cell):
            raise CardsRefused(line=line, why="scientific")
        if cell.startswith('="') or not (0 < len(cell) <= LONGEST and cell.isprintable()):
            raise CardsRefused(line=line, why="unreadable")
    return CodeLine(line, number, password, _day(line, given.get("expires_on", "")))


def _day(line: int, written: str) -> str | None:
    """Read a day as 2027-12-31, 2027/12/31 or 2027/1/5."""
    if not written:
        return None
    try:
        year, month, day = (int(part) for part in written.replace("/", "-").split("-"))
        return date(year, month, day).isoformat()
    except ValueError as error:
        raise CardsRefused(line=line, why="no_day") from error

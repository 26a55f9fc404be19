"""The filters of the queue as they stand in the address."""

from datetime import timedelta
from urllib.parse import urlencode

import msgspec

from app.fulfilment import CaseKind, CaseSearch, Standing
from app.kit.errors import InvalidInput

from ..acting import Acting

PATH = "/ops/cases"
AGES = ("1", "2", "5", "10")  # Days.
MINE, NOBODY = "mine", "nobody"
_LONGEST = 120


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """Which cases an operator wants; everything is text, as an address holds it."""

    show: str = ""
    kind: str = ""
    owner: str = ""
    supplier: str = ""
    age: str = ""
    q: str = ""
    cursor: str = ""

    @property
    def is_narrow(self) -> bool:
        return any((self.owner, self.supplier, self.age, self.q))

    def search(self, acting: Acting) -> CaseSearch:
        """Read the filters. Raises InvalidInput."""
        for field, written in (("owner", self.owner), ("supplier", self.supplier)):
            if not written.isprintable():
                raise InvalidInput(field=field, reason="wrong_type")
        number, reference = _named(self.q)
        owner = {"": None, MINE: acting.operator.name, NOBODY: ""}.get(self.owner, self.owner)
        return CaseSearch(
            standing=_standing(self.show),
            kind=_kind(self.kind),
            owner=owner,
            supplier=self.supplier or None,
            opened_before=acting.now - timedelta(days=_days(self.age)) if self.age else None,
            number=number,
            reference=reference,
        )

    def url(self, path: str = PATH, **changes: str) -> str:
        """Address this list, changed a little; without a cursor it begins at the top."""
        wanted = {**msgspec.structs.asdict(self), "cursor": "", **changes}
        query = urlencode({name: value for name, value in wanted.items() if value})
        return f"{path}?{query}" if query else path


def _named(q: str) -> tuple[int | None, str | None]:
    """Read a number as a case or a redemption, and anything else as a reference."""
    bare = q.strip()[:_LONGEST]
    if not bare:
        return None, None
    if bare.isascii() and bare.isdecimal() and len(bare) <= 18:
        return int(bare), None
    if not bare.isprintable():
        raise InvalidInput(field="q", reason="wrong_type")
    return None, bare


def _standing(written: str) -> Standing:
    try:
        return Standing(written or Standing.OPEN)
    except ValueError as error:
        raise InvalidInput(field="show", reason="unknown") from error


def _kind(written: str) -> CaseKind | None:
    try:
        return CaseKind(written) if written else None
    except ValueError as error:
        raise InvalidInput(field="kind", reason="unknown") from error


def _days(written: str) -> int:
    if written not in AGES:
        raise InvalidInput(field="age", reason="unknown")
    return int(written)

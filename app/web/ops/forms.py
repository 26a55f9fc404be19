"""What operators write into forms, read strictly: reasons, points, yuan."""

import re

from app.kit.errors import InvalidInput

LONGEST_REASON = 500
_POINTS = re.compile(r"\d{1,12}")
_YUAN = re.compile(r"(\d{1,10})(?:\.(\d{1,2}))?")


def reason(written: str, *, field: str = "reason") -> str:
    """Read why something is done. Raises InvalidInput when it says nothing."""
    bare = " ".join(written.split())
    if not bare:
        raise InvalidInput(field=field, reason="missing")
    if len(bare) > LONGEST_REASON or not bare.isprintable():
        raise InvalidInput(field=field, reason="length")
    return bare


def points(written: str, *, field: str = "points") -> int:
    """Read whole points, 0 when left empty. Raises InvalidInput."""
    bare = _bare(written)
    if not bare:
        return 0
    if not (bare.isascii() and _POINTS.fullmatch(bare)):
        raise InvalidInput(field=field, reason="wrong_type")
    return int(bare)


def fen(written: str, *, field: str) -> int:
    """Read yuan such as "12.5" as fen, 0 when left empty. Raises InvalidInput."""
    bare = _bare(written).removeprefix("¥")
    if not bare:
        return 0
    found = _YUAN.fullmatch(bare) if bare.isascii() else None
    if found is None:
        raise InvalidInput(field=field, reason="wrong_type")
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def back(redemption_id: int, case_id: str = "") -> str:
    """Address what a form was about: the case that it stood on, else the redemption."""
    if case_id.isascii() and case_id.isdecimal():
        return f"/ops/cases/{case_id}"
    return f"/ops/redemptions/{redemption_id}"


def _bare(written: str) -> str:
    return written.strip().replace(",", "")

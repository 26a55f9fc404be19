"""How a visitor without an account wants to see: large or not, light or dark; two cookies."""

from enum import StrEnum

import msgspec

from app.members import TextSize, Theme

from . import cookies

Asked = dict[str, str]

# What an address may ask for, and the cookie that keeps it.
_KEPT: dict[str, tuple[str, type[StrEnum]]] = {
    "text_size": ("laurel_text_size", TextSize),
    "theme": ("laurel_theme", Theme),
}


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What was chosen; None where nothing was."""

    text_size: TextSize | None = None
    theme: Theme | None = None

    @property
    def tag(self) -> bytes:
        """What tells apart pages that differ by their look alone."""
        return f"{self.text_size or ''}-{self.theme or ''}".encode()


NONE = Look()


def look_of(query: bytes, cookie: str) -> tuple[Look, Asked]:
    """Read `?text_size=` and `?theme=`, else their cookies; the second is what to keep.

    What is not a choice of ours is as if it were not there.
    """
    if "laurel_t" not in cookie and not query:
        return NONE, {}
    written = _pairs(query)
    chosen: dict[str, StrEnum] = {}
    asked: Asked = {}
    for name, (kept, kind) in _KEPT.items():
        told = _known(kind, written.get(name))
        if told is not None:
            asked[kept] = told.value
        found = told or _known(kind, cookies.read(cookie, kept))
        if found is not None:
            chosen[name] = found
    return (msgspec.convert(chosen, Look) if chosen else NONE), asked


def _pairs(query: bytes) -> dict[str, str]:
    split = (pair.partition("=") for pair in query.decode("latin-1").split("&"))
    return {name: value for name, _, value in split}


def _known(kind: type[StrEnum], written: str | None) -> StrEnum | None:
    return kind(written) if written in set(kind) else None

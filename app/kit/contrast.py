"""Whether colours can be read on one another: WCAG 2.2, as it is computed there.

A palette is a mapping of token names to colours, "#0B57D0". Themes of ours are tested with
this; a theme that somebody else brings is refused by it.
"""

from collections.abc import Iterator, Mapping

import msgspec

from app.kit.errors import MallError

TEXT_RATIO = 4.5
CONTROL_RATIO = 3.0
TEXTS = ("text", "muted", "link", "ok", "warn", "bad", "info", "points")
SURFACES = ("bg", "surface", "surface-2")
CONTROLS = ("control", "focus", "brand")
FILLS = (("on-brand", "brand"), ("on-soft", "soft"))


class Faint(msgspec.Struct, frozen=True):
    """A pair that falls short; `ratio` of what is `needed`."""

    over: str
    under: str
    ratio: float
    needed: float


class PaletteFaint(MallError):
    """Somebody could not read this; `facts` name the worst pair."""

    status = 422
    code = "palette_faint"
    field = "palette"


def refuse_faint(palette: Mapping[str, str]) -> None:
    """Let only a palette pass whose every text can be read. Raises PaletteFaint.

    Raises KeyError when a token is missing and ValueError for what is no colour.
    """
    found = faint(palette)
    if found:
        worst = min(found, key=lambda one: one.ratio / one.needed)
        raise PaletteFaint(over=worst.over, under=worst.under, ratio=f"{worst.ratio:.2f}")


def faint(palette: Mapping[str, str]) -> list[Faint]:
    """List the pairs of a palette that fall short."""
    found = []
    for over, under, needed in _pairs():
        reached = ratio(palette[over], palette[under])
        if reached < needed:
            found.append(Faint(over, under, reached, needed))
    return found


def ratio(one: str, other: str) -> float:
    """Compute the contrast of two colours, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _pairs() -> Iterator[tuple[str, str, float]]:
    for under in SURFACES:
        yield from ((over, under, TEXT_RATIO) for over in TEXTS)
        yield from ((over, under, CONTROL_RATIO) for over in CONTROLS)
    yield from ((over, under, TEXT_RATIO) for over, under in FILLS)


def _luminance(colour: str) -> float:
    if len(colour) != 7 or not colour.startswith("#"):
        raise ValueError(f"no colour: {colour}")
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)

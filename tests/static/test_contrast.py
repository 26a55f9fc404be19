"""Every text colour can be read on every surface it stands on, in every theme (WCAG AA)."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2].joinpath("static/css/tokens.css").read_text()
TEXTS = ("text", "muted", "link", "ok", "warn", "bad", "info", "points")
SURFACES = ("bg", "surface", "surface-2")
CONTROLS = ("control", "focus", "brand")


def _themes() -> dict[str, dict[str, str]]:
    """Read the colours of each block, named by its selector."""
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(
        r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", CSS, flags=re.S)
    ):
        colours = dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", body))
        if colours:
            found.setdefault(selector.strip().split("\n")[-1], {}).update(colours)
    return found


THEMES = _themes()
NIGHT = next(name for name in THEMES if name.startswith(":is("))
BRANDS = {name: colours for name, colours in THEMES.items() if "accent-light" in colours}
TIERS = {name: colours for name, colours in THEMES.items() if "m1" in colours}
PALETTES = {name: colours for name, colours in THEMES.items() if "bg" in colours}
OPS = {name: colours for name, colours in PALETTES.items() if "data-app" in name}


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def weak(colours: dict[str, str], pairs: list[tuple[str, str]], least: float) -> list[str]:
    """Name the pairs that fall short, with their ratio."""
    ratios = [(a, b, contrast(colours[a], colours[b])) for a, b in pairs]
    return [f"{a} on {b}: {ratio:.2f}" for a, b, ratio in ratios if ratio < least]


class TestTokens:
    def test_every_theme_is_here(self) -> None:
        assert len(TIERS) == 5
        assert len(PALETTES) == 8
        assert len(BRANDS) == 3

    @pytest.mark.parametrize("theme", PALETTES)
    def test_text_can_be_read(self, theme: str) -> None:
        pairs = [(text, surface) for text in TEXTS for surface in SURFACES]
        pairs += [("on-brand", "brand"), ("on-soft", "soft"), ("bg", "text"), ("bg", "warn")]
        assert weak(PALETTES[theme], pairs, 4.5) == []

    @pytest.mark.parametrize("theme", PALETTES)
    def test_controls_can_be_seen(self, theme: str) -> None:
        pairs = [(control, surface) for control in CONTROLS for surface in SURFACES]
        assert weak(PALETTES[theme], pairs, 3) == []

    @pytest.mark.parametrize("theme", OPS)
    def test_lines_of_a_chart_can_be_seen(self, theme: str) -> None:
        assert weak(OPS[theme], [(f"c{n}", "surface") for n in range(1, 9)], 3) == []

    @pytest.mark.parametrize("tier", TIERS)
    def test_the_member_card_can_be_read(self, tier: str) -> None:
        assert weak(TIERS[tier], [("on-m", "m1"), ("on-m", "m2")], 4.5) == []

    @pytest.mark.parametrize("brand", BRANDS)
    @pytest.mark.parametrize("theme", [*TIERS, NIGHT])
    def test_a_brand_can_be_read_in_every_theme(self, brand: str, theme: str) -> None:
        is_dark = theme == NIGHT or any(dark in theme for dark in ("platinum", "diamond"))
        accent = BRANDS[brand]["accent-dark" if is_dark else "accent-light"]
        colours = {**PALETTES[theme], "accent": accent}
        assert weak(colours, [("accent", surface) for surface in SURFACES], 4.5) == []

"""Every text colour can be read on every surface it stands on, in every theme (WCAG AA)."""

import re
from itertools import product
from pathlib import Path

import pytest

from app.kit import contrast
from app.kit.contrast import PaletteFaint

CSS = Path(__file__).parents[2].joinpath("static/css/tokens.css").read_text()


def _themes() -> dict[str, dict[str, str]]:
    """Read the colours of each block, named by its selector; by the hour or not."""
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(
        r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", CSS, flags=re.S)
    ):
        colours = dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", body))
        name = " ".join(selector.split("}")[-1].split())
        if "bg" in colours and "bg" in found.get(name, {}):
            name += " by night"  # The same selector, at another hour.
        if colours:
            found.setdefault(name, {}).update(colours)
    return found


THEMES = _themes()
BRANDS = {name: colours for name, colours in THEMES.items() if "accent-light" in colours}
PALETTES = {name: colours for name, colours in THEMES.items() if "bg" in colours}
HIGH = {name: colours for name, colours in PALETTES.items() if "[data-brand][" in name}
TIERS = {name: one for name, one in THEMES.items() if "m1" in one and name not in HIGH}
OPS = {name: colours for name, colours in PALETTES.items() if name.startswith("[data-app=ops]")}
ATELIER = {name: colours for name, colours in PALETTES.items() if "atelier" in name}


def is_dark(colours: dict[str, str]) -> bool:
    return contrast.ratio(colours["bg"], "#000000") < contrast.ratio(colours["bg"], "#FFFFFF")


def weak(colours: dict[str, str], pairs: list[tuple[str, str]], least: float) -> list[str]:
    """Name the pairs that fall short, with their ratio."""
    ratios = [(a, b, contrast.ratio(colours[a], colours[b])) for a, b in pairs]
    return [f"{a} on {b}: {ratio:.2f}" for a, b, ratio in ratios if ratio < least]


class TestTokens:
    def test_every_theme_is_here(self) -> None:
        assert len(TIERS) == 6  # One brand has a card of its own.
        assert len(PALETTES) == 20
        assert len(HIGH) == 4  # Asked for by the member or by the device, by day and by night.
        assert len(BRANDS) == 3
        assert len(ATELIER) == 3

    @pytest.mark.parametrize("theme", PALETTES)
    def test_a_palette_can_be_read(self, theme: str) -> None:
        contrast.refuse_faint(PALETTES[theme])
        assert weak(PALETTES[theme], [("bg", "text"), ("bg", "warn")], 4.5) == []

    @pytest.mark.parametrize("theme", OPS)
    def test_lines_of_a_chart_can_be_seen(self, theme: str) -> None:
        assert weak(OPS[theme], [(f"c{n}", "surface") for n in range(1, 9)], 3) == []

    @pytest.mark.parametrize("tier", TIERS)
    def test_the_member_card_can_be_read(self, tier: str) -> None:
        assert weak(TIERS[tier], [("on-m", "m1"), ("on-m", "m2")], 4.5) == []

    @pytest.mark.parametrize("brand", BRANDS)
    @pytest.mark.parametrize("theme", [one for one in PALETTES if one not in OPS])
    def test_a_brand_can_be_read_in_every_theme(self, brand: str, theme: str) -> None:
        if (theme in ATELIER) != ("atelier" in brand):
            pytest.skip("a brand with palettes of its own wears no other's")
        accent = BRANDS[brand]["accent-dark" if is_dark(PALETTES[theme]) else "accent-light"]
        colours = {"accent": accent, **PALETTES[theme]}
        assert weak(colours, [("accent", name) for name in contrast.SURFACES], 4.5) == []

    @pytest.mark.parametrize("theme", HIGH)
    def test_high_contrast_is_high(self, theme: str) -> None:
        """WCAG AAA for every word, AA for every line that means something."""
        words = product((*contrast.TEXTS, "accent"), contrast.SURFACES)
        fills = [*contrast.FILLS, ("on-m", "m1"), ("on-m", "m2")]
        hero = [("on-hero", "hero"), ("hero-accent", "hero")]
        assert weak(HIGH[theme], [*words, *fills, *hero], 7) == []
        lines = product((*contrast.CONTROLS, "border"), contrast.SURFACES)
        assert weak(HIGH[theme], list(lines), 4.5) == []

    def test_high_contrast_is_the_same_however_it_is_asked_for(self) -> None:
        day, night, day_again, night_again = HIGH.values()
        assert (day, night) == (day_again, night_again)
        assert (is_dark(day), is_dark(night)) == (False, True)

    @pytest.mark.parametrize("brand", BRANDS)
    def test_the_hero_can_be_read(self, brand: str) -> None:
        ours = next(colours for colours in BRANDS.values() if "hero" in colours)
        colours = {**ours, **BRANDS[brand]}
        assert weak(colours, [("on-hero", "hero"), ("hero-accent", "hero")], 4.5) == []

    def test_red_and_black_is_red_and_black(self) -> None:
        """Buttons of the brand are red with white words, by day and by night."""
        for colours in ATELIER.values():
            red, green, blue = (int(colours["brand"][at : at + 2], 16) for at in (1, 3, 5))
            assert red > 3 * max(green, blue)
            assert colours["on-brand"] == "#FFFFFF"
        worn = re.findall(r"atelier\][^{]*\{[^{}]*--gold-grad:linear-gradient\((#\w+),", CSS)
        assert sorted(set(worn)) == sorted({one["brand"] for one in ATELIER.values()})


class TestRefuseFaint:
    def test_names_the_worst_pair(self) -> None:
        palette = dict(PALETTES[":root,[data-tier=basic]"]) | {"muted": "#9AA7BD"}
        with pytest.raises(PaletteFaint) as refused:
            contrast.refuse_faint(palette)
        assert refused.value.facts["over"] == "muted"

    @pytest.mark.parametrize("colour", ["red", "#12345", "#12345G"])
    def test_takes_colours_only(self, colour: str) -> None:
        with pytest.raises(ValueError):
            contrast.refuse_faint({**PALETTES[":root,[data-tier=basic]"], "text": colour})

"""What a first visit carries stays light, and nothing comes from elsewhere."""

import re
from pathlib import Path

import pytest

from app.web.assets import Assets

STATIC = Path(__file__).parents[2] / "static"
PRODUCT_ART = sorted((STATIC / "img/products").glob("*.svg"))
SERVED = Assets().files
TEMPLATES = sorted((STATIC.parent / "templates").rglob("*.html"))
NEEDS_EVAL = re.compile(r"hx-on[:=]|\bjs:|hx-trigger=\"[^\"]*\[|\sstyle=|\son\w+=\"")


def carried(*patterns: str) -> int:
    """Count the bytes of all files that match, gzipped as they are served."""
    files = [file for pattern in patterns for file in STATIC.glob(pattern)]
    served = [SERVED[file.relative_to(STATIC).as_posix()] for file in files]
    return sum(len(one.packed.get("gzip", one.plain)) for one in served)


class TestWeight:
    def test_the_styles(self) -> None:
        assert 0 < carried("css/*.css") <= 20_000

    def test_the_scripts(self) -> None:
        assert (
            0
            < carried(
                *("js/htmx-*.js", "js/hx-*.js", "js/laurel.js", "js/product.js"),
                *("js/search.js", "js/keep.js", "js/offline.js", "js/worker.js"),
            )
            <= 28_000
        )
        assert (STATIC / "js/search.js").stat().st_size <= 5_000
        assert (STATIC / "js/laurel.js").stat().st_size <= 8_000
        assert (STATIC / "js/product.js").stat().st_size <= 3_000

    def test_the_font(self) -> None:
        assert 0 < carried("fonts/*.woff2") <= 6_000

    def test_the_font_is_asked_for_under_one_address(self) -> None:
        """The style sheet and the preload agree, so that it is fetched once and kept."""
        address = Assets().url("fonts/laurel-digits-1.woff2").removeprefix("/static/")
        assert f"../{address}" in (STATIC / "css/tokens.css").read_text()

    @pytest.mark.parametrize("file", PRODUCT_ART, ids=lambda file: file.stem)
    def test_a_picture(self, file: Path) -> None:
        assert file.stat().st_size < 6_000
        assert "http" not in file.read_text().replace('xmlns="http://www.w3.org/2000/svg"', "")

    def test_thirty_products_have_a_picture(self) -> None:
        firsts = [file.stem for file in PRODUCT_ART if "--" not in file.stem]
        assert len(firsts) == 30

    def test_what_waits_for_a_tap_is_light_too(self) -> None:
        """A model comes with its viewer: together no more than a page may award twice."""
        assert 0 < carried("js/zoom.js", "js/model.js") <= 4_000
        viewer = SERVED["js/model-viewer-4.4.0.min.js"].packed
        assert 0 < len(viewer["gzip"]) <= 290_000
        assert 0 < len(viewer["br"]) <= 289_000
        assert SERVED["models/tote-bag.glb"].media_type == "model/gltf-binary"
        assert 0 < carried("models/*.glb") <= 400_000

    def test_the_sprite_stays_small(self) -> None:
        assert 0 < (STATIC / "img/icons.svg").read_text().count("<symbol") <= 40


class TestPolicy:
    @pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
    def test_no_template_needs_eval_or_inline_style(self, file: Path) -> None:
        assert NEEDS_EVAL.findall(file.read_text()) == []

    @pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
    def test_no_template_holds_a_chinese_word(self, file: Path) -> None:
        assert re.findall(r"[\u3000-\u9fff\uff00-\uffef]", file.read_text()) == []

    @pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
    def test_every_icon_is_in_the_sprite(self, file: Path) -> None:
        sprite = set(re.findall(r'id="([\w-]+)"', (STATIC / "img/icons.svg").read_text()))
        assert set(re.findall(r'\bicon\("([\w-]+)"', file.read_text())) <= sprite

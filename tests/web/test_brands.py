"""A brand wears its own mark and hero; one that has none wears ours."""

import pytest

from app.web.assets import Assets
from app.web.templates import brand_art

ASSETS = Assets()


@pytest.mark.parametrize("name", ["mark", "hero", "favicon"])
def test_a_brand_has_its_own(name: str) -> None:
    assert brand_art("atelier", name, ASSETS) == f"img/brand/{name}-atelier.svg"


@pytest.mark.parametrize("name", ["mark", "hero", "favicon"])
@pytest.mark.parametrize("brand", ["laurel", "unheard-of", "../secret"])
def test_what_has_none_wears_ours(brand: str, name: str) -> None:
    worn = brand_art(brand, name, ASSETS)
    assert worn in ASSETS.files
    assert "atelier" not in worn

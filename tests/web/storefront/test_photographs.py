"""A photograph goes out as small as its slot allows; a drawing is one file for every slot."""

import re

import httpx
import pytest
from litestar import Litestar

from app import catalogue
from app.kit import pictures
from app.web.pictures import path_of
from tests.kit.test_pictures import photograph

PAGES = ("/products", "/products/scarf", "/products/scarf/redeem")


@pytest.fixture
async def kept(shop: dict[str, int], web: Litestar) -> str:
    """The folder of a photograph that the scarf was given."""
    made = pictures.make(photograph(800, 800))
    folder = web.state.settings.data / "pictures" / made.name
    pictures.keep(folder, made.files)
    await catalogue.set_pictures(product_id=shop["scarf"], images=(path_of(made),))
    return f"/pictures/{made.name}"


@pytest.mark.parametrize("page", PAGES)
async def test_a_photograph_is_offered_in_its_sizes(
    inside: httpx.AsyncClient, kept: str, page: str
) -> None:
    told = (await inside.get(page)).text
    for kind in ("webp", "jpg"):
        sizes = ", ".join(f"{kept}/{width}.{kind} {width}w" for width in (200, 400, 750))
        assert f'srcset="{sizes}"' in told
        for width in (200, 400, 750):
            answer = await inside.get(f"{kept}/{width}.{kind}")
            assert answer.status_code == 200


async def test_a_drawing_is_one_file(inside: httpx.AsyncClient, shop: dict[str, int]) -> None:
    told = (await inside.get("/products/tote-bag")).text
    gallery = re.search(r'<li class="gallery__slide".*?</li>', told, re.DOTALL)
    assert gallery
    assert ".svg" in gallery[0]
    assert "srcset" not in gallery[0]
    assert "<picture" not in gallery[0]

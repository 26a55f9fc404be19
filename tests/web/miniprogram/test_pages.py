"""Each screen's first look is one call, with its prices in words and its pictures in sizes."""

from io import BytesIO
from typing import Any

import httpx
import pytest
from litestar import Litestar
from PIL import Image

from app import catalogue
from app.kit import db, pictures
from app.web.pictures import path_of
from tests.kit.test_pictures import photograph
from tests.stage import Stage

from .conftest import Api, wish

FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture
async def scarf(stage: Stage, web: Litestar) -> str:
    """A product whose photograph was added; gives its slug."""
    made = pictures.make(photograph(1600, 1600))
    pictures.keep(web.state.settings.data / "pictures" / made.name, made.files)
    await catalogue.set_pictures(product_id=stage.products["scarf"], images=(path_of(made),))
    return "scarf"


class TestScreens:
    @pytest.mark.parametrize(
        ("language", "words"), [("en", "500 points"), ("zh-CN", "500 积分")]
    )
    async def test_tell_prices_in_words(self, api: Api, language: str, words: str) -> None:
        headers = {"accept-language": language}
        listed = (await api.get("/products", headers=headers)).json()["data"]
        assert next(one["price_text"] for one in listed if one["slug"] == "topup-50") == words
        shelf = (await api.get("/home", headers=headers)).json()["data"]["shelves"][0]
        assert shelf["products"][0]["price_text"] == words
        one = (await api.get("/products/scarf", headers=headers)).json()["data"]
        assert one["price_text"] == "¥399.00"

    async def test_of_a_product_say_what_can_be_done(self, api: Api, stranger: Api) -> None:
        rich = (await api.get("/products/tote-bag")).json()["data"]
        assert rich["action"]["kind"] == "redeem"
        assert rich["estimate"]["points"] == 800
        poor = (await stranger.get("/products/tote-bag")).json()["data"]
        assert (poor["action"]["kind"], poor["action"]["short"]) == ("short", 800)
        nobody = (await api.client.get("/api/v1/products/tote-bag")).json()["data"]
        assert (nobody["action"]["kind"], nobody["estimate"]) == ("sign_in", None)

    async def test_of_a_product_name_its_model(self, api: Api) -> None:
        assert (await api.get("/products/tote-bag")).json()["data"]["model"] is None
        await db.fetch("UPDATE product SET model = '/static/models/tote-bag.glb'")
        told = (await api.get("/products/tote-bag")).json()["data"]["model"]
        file = await api.client.get(told["glb"])
        assert file.headers["content-type"] == "model/gltf-binary"
        assert (len(file.content), told["draco"]) == (told["bytes"], False)

    async def test_of_the_wallet_are_one_call(self, api: Api, stage: Stage) -> None:
        await api.post("/redemptions", wish(stage, "forest"), key="k")
        told = (await api.get("/me/overview")).json()
        assert told["data"]["balance"]["held"] == 50
        assert [one["product"]["slug"] for one in told["data"]["on_the_way"]] == ["forest"]
        assert [one["movement"] for one in told["data"]["postings"]] == ["hold", "earn"]
        assert told["meta"]["next_cursor"] is None

    async def test_are_small(self, api: Api) -> None:
        for path in ("/home", "/products", "/me/overview"):
            assert len((await api.get(path)).content) < 30_000, path


class TestPictures:
    async def test_of_a_photograph_come_in_sizes(self, api: Api, scarf: str) -> None:
        shown = (await api.get(f"/products/{scarf}")).json()["data"]["picture"]
        assert (shown["alt"], shown["w"], shown["h"]) == ("月桂笔记本", 1125, 1125)
        assert set(shown["src"]) == set(shown["webp"]) == {"200", "400", "750", "1125"}
        for kind, addresses in (("JPEG", shown["src"]), ("WEBP", shown["webp"])):
            for width, address in addresses.items():
                answer = await api.client.get(address)
                assert answer.headers["cache-control"] == FOREVER
                image = Image.open(BytesIO(answer.content))
                assert (image.format, image.width) == (kind, int(width))

    async def test_of_a_product_come_in_three_shapes(self, api: Api, scarf: str) -> None:
        [shown] = (await api.get(f"/products/{scarf}")).json()["data"]["pictures"]
        assert {name: (one["w"], one["h"]) for name, one in shown["crops"].items()} == {
            "4:3": (1125, 844), "16:9": (1125, 633)
        }  # fmt: skip
        crop = shown["crops"]["16:9"]
        for address in (crop["src"]["200"], crop["webp"]["200"]):
            answer = await api.client.get(address)
            assert answer.headers["cache-control"] == FOREVER
            assert Image.open(BytesIO(answer.content)).size == (200, 113)

    async def test_of_our_own_drawings_are_made_when_wanted(
        self, web: Litestar, client: httpx.AsyncClient, stage: Stage
    ) -> None:
        drawn = ("/static/img/products/tote-bag.svg",)
        await catalogue.set_pictures(product_id=stage.products["tote-bag"], images=drawn)
        shown = (await client.get("/api/v1/products/tote-bag")).json()["data"]["picture"]
        for address, kind in ((shown["src"]["200"], "jpeg"), (shown["webp"]["200"], "webp")):
            first = await client.get(address)
            assert first.headers["content-type"] == f"image/{kind}"
            assert first.headers["cache-control"] == FOREVER
            assert (web.state.settings.data / address.removeprefix("/")).read_bytes() == (
                first.content
            )
            assert (await client.get(address)).content == first.content

    async def test_stay_on_a_page(self, client: httpx.AsyncClient, scarf: str) -> None:
        page = (await client.get(f"/products/{scarf}")).text
        listed = (await client.get("/products")).text
        for text in (page, listed):
            assert 'src="/pictures/' in text

    @pytest.mark.parametrize(
        "path",
        [
            "/pictures/tote-bag-000000000000/200.jpg", "/pictures/nothing/200.jpg",
            "/pictures/tote-bag/201.jpg", "/pictures/tote-bag/200.svg",
            "/pictures/..%2f..%2fetc/200.jpg", "/pictures/%2e%2e/200.jpg",
        ],
    )  # fmt: skip
    async def test_are_found_nowhere_else(self, client: httpx.AsyncClient, path: str) -> None:
        assert (await client.get(path)).status_code == 404

    async def test_of_elsewhere_have_no_sizes(self, api: Api) -> None:
        shown: dict[str, Any] = (await api.get("/products/topup-50")).json()["data"]["picture"]
        assert (shown["src"], shown["webp"]) == ({}, {})

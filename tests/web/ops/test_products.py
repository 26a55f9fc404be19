"""The pictures of a product: added by who keeps the shop, cut anew, written down."""

from io import BytesIO

import httpx
import pytest
from litestar import Litestar
from PIL import Image

from app import catalogue, operators
from app.kit import clock
from app.kit.texts import Text
from app.kit.tiers import Tier
from app.operators import Role
from tests.kit.test_pictures import bomb, moving, photograph
from tests.stage import Stage

from .conftest import Hire, Person

SMALL = photograph(420, 400)


async def send(
    person: Person, product_id: int, raw: bytes, *, name: str = "a.jpg", plainly: bool = False
) -> httpx.Response:
    """Send a file as the script does, or plainly as a browser without it."""
    headers = dict(person.headers)
    form = {"_csrf_token": headers.pop("x-csrftoken")} if plainly else {}
    return await person.browser.post(
        f"/ops/products/{product_id}/pictures", data=form,
        files={"picture": (name, raw, "image/jpeg")}, headers=headers,
    )  # fmt: skip


async def images(product_id: int) -> tuple[str, ...]:
    return (await catalogue.managed_product(product_id)).images


@pytest.fixture
def scarf(stage: Stage) -> int:
    return stage.products["scarf"]


class TestList:
    async def test_finds_a_product_by_its_words(self, hire: Hire, stage: Stage) -> None:
        ada = await hire(Role.OPS)
        every = (await ada.get("/products")).text
        assert every.count('<tr id="product-') == len(stage.products)
        found = (await ada.get("/products?q=SCARF")).text
        assert found.count('<tr id="product-') == 1
        assert (await ada.get("/products?q=%25")).text.count('<tr id="product-') == 0
        assert (await ada.get("/products?cursor=%00")).status_code == 422

    async def test_shows_what_is_retired_too(self, hire: Hire, scarf: int) -> None:
        await catalogue.retire(product_id=scarf)
        ada = await hire(Role.OPS)
        assert (await ada.get(f"/products/{scarf}")).status_code == 200
        assert (await ada.get(f"/products/{10**19}")).status_code == 404


class TestAdd:
    @pytest.mark.parametrize("plainly", [True, False])
    async def test_shows_it_last_and_writes_it_down(
        self, hire: Hire, web: Litestar, scarf: int, plainly: bool
    ) -> None:
        ada = await hire(Role.OPS)
        [before] = await images(scarf)
        told = await send(ada, scarf, SMALL, plainly=plainly)
        assert (told.status_code, told.headers["location"]) == (303, f"/ops/products/{scarf}")
        first, added = await images(scarf)
        assert first == before
        answer = await ada.browser.get(added)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert Image.open(BytesIO(answer.content)).size == (400, 400)
        wide = await ada.browser.get(added.replace("400.jpg", "16x9-400.webp"))
        assert Image.open(BytesIO(wide.content)).size == (400, 225)
        [entry] = await operators.entries("product:scarf")
        assert (entry.action, entry.facts["file"], entry.facts["path"]) == (
            "picture_added", "a.jpg", added
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("raw", "why"),
        [
            (b"<!doctype html><script>alert(1)</script>", "no JPEG"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no JPEG"),
            (SMALL[:3000], "broken"),
            (photograph(1, 1), "at least 400"),
            (bomb(50_000), "40 million"),
            (moving("WEBP"), "moves"),
            (b"", ""),
        ],
    )
    async def test_refuses_what_is_no_picture(
        self, hire: Hire, scarf: int, raw: bytes, why: str
    ) -> None:
        ada = await hire(Role.OPS)
        ada.browser.headers["accept-language"] = "en"
        before = await images(scarf)
        told = await send(ada, scarf, raw)
        assert told.status_code == 422
        assert why in told.text
        assert 'id="problem"' in told.text
        assert await images(scarf) == before
        assert await operators.entries("product:scarf") == []

    async def test_refuses_too_much(self, hire: Hire, scarf: int) -> None:
        ada = await hire(Role.OPS)
        assert (await send(ada, scarf, bytes(17 * 1024 * 1024))).status_code == 413
        for number in range(11):
            await catalogue.add_picture(product_id=scarf, path=f"/pictures/{number}")
        assert (await send(ada, scarf, SMALL)).status_code == 422
        assert len(await images(scarf)) == 12
        assert (await send(ada, 10**6, SMALL)).status_code == 404

    async def test_needs_the_token(self, hire: Hire, scarf: int) -> None:
        ada = await hire(Role.OPS)
        ada.headers = {}
        assert (await send(ada, scarf, SMALL)).status_code == 403


class TestDescription:
    async def test_is_read_by_those_who_cannot_see(
        self, hire: Hire, stage: Stage, scarf: int
    ) -> None:
        ada = await hire(Role.OPS)
        [first] = await images(scarf)
        await catalogue.add_picture(product_id=scarf, path="/pictures/b")
        told = await self.describe(ada, scarf, "/pictures/b", "  围巾  细部", "The weave")
        assert told.status_code == 303
        seen = await catalogue.product(slug="scarf", tier=Tier.BASIC, at=clock.now())
        assert seen.captions[1] == Text("围巾 细部", "The weave")
        assert seen.captions[0] == seen.title
        [entry] = await operators.entries("product:scarf")
        assert (entry.action, entry.facts["en"]) == ("picture_described", "The weave")
        assert (await self.describe(ada, scarf, "/pictures/b", "", " ")).status_code == 303
        assert (await catalogue.managed_product(scarf)).captions == {}
        assert await images(scarf) == (first, "/pictures/b")

    @pytest.mark.parametrize(
        ("zh", "en", "wrong"),
        [
            ("围巾", "", "en"),
            ("", "A scarf", "zh"),
            ("围" * 201, "x", "zh"),
            ("一", "a\0", "en"),
        ],
    )
    async def test_is_refused_beside_its_field_and_keeps_what_was_written(
        self, hire: Hire, scarf: int, zh: str, en: str, wrong: str
    ) -> None:
        ada = await hire(Role.OPS)
        [first] = await images(scarf)
        told = await self.describe(ada, scarf, first, zh, en)
        assert told.status_code == 422
        assert f'id="error-caption_{wrong}_1"' in told.text
        assert f'value="{zh}"' in told.text
        assert (await catalogue.managed_product(scarf)).captions == {}

    async def test_knows_only_its_own(self, hire: Hire, scarf: int) -> None:
        ada = await hire(Role.OPS)
        assert (await self.describe(ada, scarf, "/pictures/x", "一", "a")).status_code == 404

    async def describe(
        self, person: Person, product_id: int, path: str, zh: str, en: str
    ) -> httpx.Response:
        return await person.post(
            f"/products/{product_id}/pictures/description",
            picture=path, caption_zh=zh, caption_en=en,
        )  # fmt: skip


class TestOrder:
    async def test_is_changed_and_shown_on_cards(self, hire: Hire, scarf: int) -> None:
        ada = await hire(Role.OPS)
        [first] = await images(scarf)
        await catalogue.add_picture(product_id=scarf, path="/pictures/b")
        told = await ada.post(
            f"/products/{scarf}/pictures/order", picture="/pictures/b", place="0"
        )
        assert told.status_code == 303
        assert await images(scarf) == ("/pictures/b", first)
        assert (await catalogue.cover_images([scarf]))[scarf] == "/pictures/b"

    async def test_knows_only_its_own(self, hire: Hire, scarf: int) -> None:
        ada = await hire(Role.OPS)
        for resource in ("order", "removal"):
            told = await ada.post(
                f"/products/{scarf}/pictures/{resource}", picture="/pictures/x"
            )
            assert told.status_code == 404

    async def test_the_last_one_stays(self, hire: Hire, scarf: int) -> None:
        ada = await hire(Role.OPS)
        [first] = await images(scarf)
        await catalogue.add_picture(product_id=scarf, path="/pictures/b")
        gone = await ada.post(f"/products/{scarf}/pictures/removal", picture=first)
        assert gone.status_code == 303
        kept = await ada.post(f"/products/{scarf}/pictures/removal", picture="/pictures/b")
        assert kept.status_code == 422
        assert await images(scarf) == ("/pictures/b",)
        [entry] = await operators.entries("product:scarf")
        assert entry.action == "picture_removed"

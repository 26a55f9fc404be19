"""Nothing is taken back at one tap, and the mall says how long, how, and what is pending."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import members
from app.kit import db
from app.settings import Settings
from app.web import languages, spans
from app.web.assets import Assets
from app.web.templates import build
from tests.web.test_sessions import enter

from .test_handing import a_stranger
from .test_truth import FORM

ENGLISH = {"accept-language": "en"}


class TestCancelling:
    async def test_is_asked_about_before_anything_happens(
        self, inside: httpx.AsyncClient, topup: dict[str, Any]
    ) -> None:
        url = (await inside.post("/redemptions", data=topup)).headers["location"]
        shown = (await inside.get(url)).text
        assert f'href="{url}/cancellation"' in shown
        assert f'action="{url}/cancellation"' not in shown
        asked = (await inside.get(f"{url}/cancellation")).text
        assert f'action="{url}/cancellation"' in asked
        assert 'data-state="placed"' in (await inside.get(url)).text
        await inside.post(f"{url}/cancellation")
        again = await inside.get(f"{url}/cancellation")
        assert (again.status_code, again.headers["location"]) == (302, url)

    async def test_removing_an_address_is_folded_away(
        self, inside: httpx.AsyncClient, rich: int, now: datetime
    ) -> None:
        await members.add_address(member_id=rich, form=FORM, now=now)
        told = (await inside.get("/me")).text
        [folded] = re.findall(r"<details.*?</details>", told.split('id="addresses"')[1], re.S)[
            :1
        ]
        assert "/removal" in folded


class TestLeaving:
    async def test_is_said_on_every_page_until_it_is_taken_back(
        self, inside: httpx.AsyncClient, rich: int, now: datetime
    ) -> None:
        assert 'id="leaving"' not in (await inside.get("/products")).text
        await db.fetch(
            "INSERT INTO farewell (member, asked_at, due_at)"
            " VALUES ($1, $2, now() + interval '7 days')",
            rich, now,
        )  # fmt: skip
        for path in ("/", "/products", "/redemptions", "/points", "/me"):
            _, _, banner = (await inside.get(path)).text.partition('id="leaving"')
            assert 'href="/me/deletion"' in banner.split("</p>")[0], path
        await a_stranger(inside)
        for path in ("/", "/products"):
            assert 'id="leaving"' not in (await inside.get(path)).text
        await enter(inside, rich)
        inside.headers["x-csrftoken"] = inside.cookies["laurel_csrf"]
        await inside.post("/me/deletion/withdrawal")
        assert 'id="leaving"' not in (await inside.get("/products")).text


class TestPromise:
    @pytest.mark.parametrize(
        ("seconds", "said"),
        [(172_800, "48 hours"), (3600, "1 hour"), (5400, "90 minutes"), (61, "61 seconds")],
    )
    def test_is_as_long_as_it_is(self, seconds: int, said: str) -> None:
        languages.use("en")
        assert spans.span(seconds) == said

    def test_no_page_knows_its_length_by_heart(self) -> None:
        told = Path(__file__).parents[3] / "templates"
        known = [one for one in told.rglob("*.html") if re.search(r"48.hour", one.read_text())]
        assert known == []


class TestContact:
    def help_of(self, settings: Settings) -> str:
        languages.use("en")
        source = "{% for one in contact %}{{ one }};{% endfor %}"
        return build(settings, Assets()).from_string(source).render()

    async def test_is_told_to_be_missing_when_nobody_set_it(
        self, inside: httpx.AsyncClient
    ) -> None:
        told = (await inside.get("/rules", headers=ENGLISH)).text.split('id="contact"')[1]
        assert "has not told us" in told.split("</p>")[0]

    def test_is_what_the_brand_set(self) -> None:
        given = Settings(mode="demo", contact_phone="400-800", contact_email="a@b.example")
        assert self.help_of(given) == "400-800;a@b.example;"

"""Signing in asks a phone, then a code, and leads back to this site only."""

import re
from datetime import datetime

import httpx
import pytest

from app import members
from app.members import Language, TextSize, Theme
from app.web.storefront.sign_in import local

PHONE = "13900000009"


async def ask(client: httpx.AsyncClient, phone: str = PHONE, back: str = "/") -> httpx.Response:
    await client.get("/sign-in")
    client.headers["x-csrftoken"] = client.cookies["laurel_csrf"]
    return await client.post("/sign-in/codes", data={"phone": phone, "next": back})


def code(told: httpx.Response) -> str:
    found = re.search(r"data-demo-code>(\d{6})<", told.text)
    assert found, told.text
    return found[1]


async def sign_in(client: httpx.AsyncClient, phone: str = PHONE) -> None:
    told = await ask(client, phone)
    done = await client.post("/sign-in", data={"phone": phone, "otp": code(told), "next": "/"})
    assert done.status_code == 303


class TestSignIn:
    async def test_leads_back_to_where_it_began(self, client: httpx.AsyncClient) -> None:
        told = await ask(client, back="/points")
        form = {"phone": PHONE, "otp": code(told), "next": "/points"}
        done = await client.post("/sign-in", data=form)
        assert (done.status_code, done.headers["location"]) == (303, "/points")
        assert "points-chip" in (await client.get("/")).text

    async def test_keeps_the_phone_that_is_none(self, client: httpx.AsyncClient) -> None:
        told = await ask(client, phone="12345")
        assert told.status_code == 422
        assert 'value="12345"' in told.text
        assert 'id="error-phone"' in told.text

    async def test_refuses_a_wrong_code_beside_its_field(
        self, client: httpx.AsyncClient
    ) -> None:
        right = code(await ask(client))
        wrong = f"{(int(right) + 1) % 1_000_000:06}"
        told = await client.post("/sign-in", data={"phone": PHONE, "otp": wrong, "next": "/"})
        assert told.status_code == 422
        assert 'id="error-otp"' in told.text
        assert "laurel" not in client.cookies

    async def test_shows_the_code_of_a_demo_again(self, client: httpx.AsyncClient) -> None:
        first = await ask(client)
        again = await ask(client)
        assert (again.status_code, code(again)) == (429, code(first))

    async def test_does_not_send_codes_too_often(self, client: httpx.AsyncClient) -> None:
        await ask(client)
        told = await ask(client)
        assert told.status_code == 429
        assert 'name="otp"' in told.text

    async def test_sends_a_stranger_back_after_signing_in(
        self, client: httpx.AsyncClient
    ) -> None:
        told = await client.get("/redemptions")
        assert told.headers["location"] == "/sign-in?next=/redemptions"

    async def test_is_offered_where_a_form_came_too_late(
        self, inside: httpx.AsyncClient
    ) -> None:
        await inside.post("/sign-out")
        inside.headers["x-csrftoken"] = inside.cookies["laurel_csrf"]
        came = {"referer": f"{str(inside.base_url).rstrip('/')}/points?kind=spent"}
        told = await inside.post("/me/preferences", data={"language": "en"}, headers=came)
        assert told.status_code == 401
        assert 'href="/sign-in?next=/points%3Fkind%3Dspent"' in told.text

    async def test_ends(self, inside: httpx.AsyncClient) -> None:
        await inside.post("/sign-out")
        assert (await inside.get("/me")).status_code == 303


class TestLanguage:
    """Who reads English goes on reading English after signing in."""

    @pytest.fixture
    async def member_id(self, database: None, now: datetime) -> int:
        return (await members.enrol(phone=PHONE, nickname="Eve", now=now)).id

    async def test_is_the_browsers_until_one_is_chosen(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        client.headers["accept-language"] = "en"
        await sign_in(client)
        assert (await client.get("/me")).headers["content-language"] == "en"
        assert "laurel_lang" not in client.cookies
        assert (await members.member(member_id)).is_language_chosen is False

    async def test_is_the_members_own_where_the_visit_chose_none(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        await members.set_preferences(member_id=member_id, language=Language.ENGLISH)
        await sign_in(client)
        assert (await client.get("/me")).headers["content-language"] == "en"

    @pytest.mark.parametrize("before", [None, Language.CHINESE])
    async def test_is_what_the_visit_chose_and_that_is_kept(
        self, client: httpx.AsyncClient, member_id: int, before: Language | None
    ) -> None:
        await members.set_preferences(member_id=member_id, language=before)
        await client.get("/?lang=en")
        await sign_in(client)
        assert (await client.get("/me")).headers["content-language"] == "en"
        kept = await members.member(member_id)
        assert (kept.language, kept.is_language_chosen) == (Language.ENGLISH, True)

    async def test_and_its_size_go_on_after_signing_in(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        await members.set_preferences(member_id=member_id, theme=Theme.LIGHT)
        await client.get("/?text_size=elder&theme=dark")
        await sign_in(client)
        kept = await members.member(member_id)
        assert (kept.text_size, kept.theme) == (TextSize.ELDER, Theme.LIGHT)

    async def test_that_is_spoken_is_the_one_ticked(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        client.headers["accept-language"] = "en"
        await sign_in(client)
        page = " ".join((await client.get("/me")).text.split())
        assert 'value="en" checked' in page
        assert 'value="zh-CN" checked' not in page


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "evil",
        "",
        "/a\n",
        "/sign-in",
    ],
)
def test_other_places_lead_home(address: str) -> None:
    assert local(address) == "/"


def test_own_paths_are_kept() -> None:
    assert local("/products/topup-50?quantity=2") == "/products/topup-50?quantity=2"

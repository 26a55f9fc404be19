"""A change needs our own page: its token, and a browser that says it came from here."""

import httpx
import pytest

from .conftest import BASE_URL, token
from .test_sessions import enter


class TestToken:
    async def test_is_needed(self, client: httpx.AsyncClient, member_id: int) -> None:
        answer = await client.post(f"/-sign-in/{member_id}")
        assert answer.status_code == 403
        assert "csrf_failed" in answer.text

    async def test_may_come_in_the_form(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        told = (await token(client))["x-csrftoken"]
        answer = await client.post(f"/-sign-in/{member_id}", data={"_csrf_token": told})
        assert answer.status_code == 303

    async def test_of_our_own_making_only(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        minted = "a" * 128
        client.cookies.set("laurel_csrf", minted)
        answer = await client.post(f"/-sign-in/{member_id}", headers={"x-csrftoken": minted})
        assert answer.status_code == 403

    async def test_is_another_after_sign_in(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        before = await token(client)
        await enter(client, member_id)
        assert client.cookies["laurel_csrf"] != before["x-csrftoken"]
        assert (await client.post("/-sign-out", headers=before)).status_code == 403
        now = {"x-csrftoken": client.cookies["laurel_csrf"]}
        assert (await client.post("/-sign-out", headers=now)).status_code == 303


@pytest.mark.parametrize(
    "told",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9000"},
        {"origin": f"{BASE_URL}.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_a_change_from_another_site_is_refused(
    client: httpx.AsyncClient, told: dict[str, str]
) -> None:
    answer = await client.post("/-sign-out", headers={**await token(client), **told})
    assert answer.status_code == 403
    assert "cross_site" in answer.text


@pytest.mark.parametrize("told", [{"origin": BASE_URL}, {"sec-fetch-site": "same-origin"}, {}])
async def test_a_change_from_our_page_passes(
    client: httpx.AsyncClient, told: dict[str, str]
) -> None:
    answer = await client.post("/-sign-out", headers={**await token(client), **told})
    assert answer.status_code == 303


@pytest.mark.parametrize("path", ["/ops/-sign-in/1", "/x/api/-sign-out"])
async def test_only_whole_prefixes_are_excused(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.post(path)).status_code == 403


class TestHost:
    @pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST"])
    async def test_of_ours_is_answered(self, client: httpx.AsyncClient, host: str) -> None:
        assert (await client.get("/health/live", headers={"host": host})).status_code == 200

    @pytest.mark.parametrize("host", ["10.0.0.7:8000", "anything", ""])
    async def test_may_be_any_when_a_balancer_asks(
        self, client: httpx.AsyncClient, host: str
    ) -> None:
        assert (await client.get("/health/live", headers={"host": host})).status_code == 200
        assert (await client.get("/healthy", headers={"host": host})).status_code == 400

    @pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:9000", ""])
    async def test_of_others_is_refused(self, client: httpx.AsyncClient, host: str) -> None:
        await client.get("/")
        told = {"host": host, "x-forwarded-host": "127.0.0.1:8000"}
        answer = await client.get("/", headers=told)
        assert (answer.status_code, answer.json()["code"]) == (400, "unknown_host")

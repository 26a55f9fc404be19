"""What a member allows, takes along and deletes: their own, and nobody else's."""

from datetime import timedelta

import httpx
import msgspec
import pytest
from litestar import Litestar

from app import members, settings
from app.kit import db, redact, secrets
from app.members import Purpose

PHONE = "13800000001"


@pytest.fixture
async def phoned(
    rich: int, inside: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> httpx.AsyncClient:
    """The member, now with a phone, in the demo, where codes are shown."""
    monkeypatch.setenv("LAUREL_MODE", "demo")
    settings.current.cache_clear()
    await members_phone(rich)
    return inside


async def members_phone(member_id: int) -> None:
    await db.fetch(
        "UPDATE member SET phone_sealed = $2, phone_masked = $3 WHERE id = $1",
        member_id, secrets.seal(PHONE, purpose="phone"), redact.phone(PHONE),
    )  # fmt: skip


class TestConsents:
    async def test_personalisation_ends_at_once(
        self, inside: httpx.AsyncClient, web: Litestar
    ) -> None:
        assert 'id="shelf-of-now"' in (await inside.get("/")).text
        told = await inside.post("/me/privacy/consents", data={"purpose": "personalisation"})
        assert told.status_code == 303
        assert 'id="shelf-of-now"' not in (await inside.get("/")).text
        page = (await inside.get("/me/privacy")).text
        assert page.count('aria-checked="false"') == 2

    async def test_refusing_marketing_leaves_redeeming_as_it_is(
        self, inside: httpx.AsyncClient, rich: int, topup: dict[str, str]
    ) -> None:
        for given in ({"is_given": "yes"}, {}):
            await inside.post("/me/privacy/consents", data={"purpose": "marketing"} | given)
        kept = await members.consents(rich)
        assert [(one.purpose, one.is_given) for one in kept] == [
            (Purpose.MARKETING, False),
            (Purpose.MARKETING, True),
        ]
        assert (await inside.post("/redemptions", data=topup)).status_code == 303

    async def test_an_unknown_purpose_is_refused(self, inside: httpx.AsyncClient) -> None:
        told = await inside.post("/me/privacy/consents", data={"purpose": "tracking"})
        assert told.status_code in (400, 422)


class TestExport:
    async def test_holds_all_that_is_kept(
        self, inside: httpx.AsyncClient, topup: dict[str, str]
    ) -> None:
        await inside.post("/redemptions", data=topup)
        told = await inside.get("/me/privacy/export")
        assert "attachment" in told.headers["content-disposition"]
        kept = msgspec.json.decode(told.content)
        assert kept["is_complete"]
        assert [one["movement"] for one in kept["postings"]] == ["hold", "earn"]
        assert kept["redemptions"][0]["account_masked"] == "138****0101"
        assert kept["balance"]["available"] == 4_500

    async def test_tells_how_the_tier_came_about(self, inside: httpx.AsyncClient) -> None:
        [change] = (await inside.get("/me/privacy/export")).json()["tier_changes"]
        assert (change["from_tier"], change["to_tier"], change["reason"]) == (
            "basic", "gold", "set"
        )  # fmt: skip

    async def test_is_for_members_only(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/me/privacy/export")).status_code in (302, 303, 401)

    async def test_cannot_be_asked_for_all_day(self, inside: httpx.AsyncClient) -> None:
        told = [(await inside.get("/me/privacy/export")).status_code for _ in range(6)]
        assert told == [200] * 5 + [429]


class TestDeletion:
    async def test_takes_a_code_and_can_be_taken_back(
        self, phoned: httpx.AsyncClient, rich: int
    ) -> None:
        asked = await phoned.post("/me/deletion/codes")
        code = asked.text.split("data-demo-code>")[1][:6]
        wrong = await phoned.post("/me/deletion", data={"otp": code[::-1] + "0"})
        assert (wrong.status_code, 'id="error-otp"' in wrong.text) == (422, True)
        assert (await phoned.post("/me/deletion", data={"otp": code})).status_code == 303
        assert await members.farewell(rich) is not None
        assert 'data-action="stay"' in (await phoned.get("/me/deletion")).text
        assert 'id="farewell"' in (await phoned.get("/me")).text
        await phoned.post("/me/deletion/withdrawal")
        assert await members.farewell(rich) is None
        assert 'id="farewell"' not in (await phoned.get("/me")).text

    async def test_ends_the_session_when_it_is_done(
        self, phoned: httpx.AsyncClient, rich: int
    ) -> None:
        row = await db.fetch_one("SELECT clock_timestamp() AS now")
        assert row is not None
        week_ago = row["now"] - timedelta(days=8)
        await db.fetch(
            "INSERT INTO farewell (member, asked_at, due_at) VALUES ($1, $2, $2)",
            rich, week_ago,
        )  # fmt: skip
        assert await members.erase(member_id=rich, now=row["now"])
        assert (await phoned.get("/me")).status_code in (302, 303, 401)

    async def test_says_what_is_still_under_way(
        self, inside: httpx.AsyncClient, topup: dict[str, str]
    ) -> None:
        await inside.post("/redemptions", data=topup)
        assert "note--warn" in (await inside.get("/me/deletion")).text

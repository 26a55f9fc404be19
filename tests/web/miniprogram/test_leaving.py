"""A member of WeChat alone gets a phone, decides, takes all along, and can leave for good."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from app import members, redemption
from app.kit import clock, db

from .conftest import Api, another, problem, wish
from .test_sessions import signed_in

PHONE = "13800000777"


@pytest.fixture
async def ada(client: httpx.AsyncClient, demo: None) -> Api:
    """The program of a member who came by WeChat and has no phone."""
    told = (await signed_in(client, code="ada.1")).json()["data"]
    return Api(client, int(told["member"]["id"]), told["access_token"])


async def otp(client: httpx.AsyncClient, phone: str) -> str:
    sent = await client.post("/api/v1/phone-codes", json={"phone": phone})
    return str(sent.json()["meta"]["demo_otp"])


async def data(asked: httpx.Response) -> Any:
    assert asked.status_code < 300, asked.text
    return asked.json()["data"]


class TestPhone:
    async def test_makes_one_member_of_two_ways_in(
        self, client: httpx.AsyncClient, ada: Api
    ) -> None:
        code = await otp(client, PHONE)
        linked = await data(await ada.post("/me/phone", {"phone": PHONE, "otp": code}))
        assert (linked["id"], linked["phone_masked"]) == (str(ada.member_id), "138****0777")
        await db.fetch("UPDATE phone_code SET sent_at = sent_at - interval '2 minutes'")
        found = await signed_in(client, phone=PHONE, otp=await otp(client, PHONE))
        assert (await data(found))["member"]["id"] == str(ada.member_id)

    async def test_of_another_member_is_refused(
        self, client: httpx.AsyncClient, ada: Api
    ) -> None:
        other = await members.enrol(phone=PHONE, nickname="Eve", now=clock.now())
        told = {"phone": PHONE, "otp": await otp(client, PHONE)}
        assert problem(await ada.post("/me/phone", told)) == (409, "identity_taken")
        assert await members.phone(ada.member_id) is None
        assert (await members.member(other.id)).phone_masked == "138****0777"

    async def test_is_linked_once(self, client: httpx.AsyncClient, ada: Api) -> None:
        await ada.post("/me/phone", {"phone": PHONE, "otp": await otp(client, PHONE)})
        second = {"phone": "13800000778", "otp": await otp(client, "13800000778")}
        assert problem(await ada.post("/me/phone", second)) == (409, "phone_already_linked")

    @pytest.mark.parametrize(
        ("told", "refusal"),
        [
            ({"phone": PHONE, "otp": "000000"}, (422, "phone_code_invalid")),
            ({"phone": "12", "otp": "000000"}, (422, "invalid_input")),
            ({"phone": PHONE}, (400, "invalid_request")),
        ],
    )
    async def test_needs_its_proof(
        self, ada: Api, told: dict[str, str], refusal: tuple[int, str]
    ) -> None:
        assert problem(await ada.post("/me/phone", told)) == refusal


class TestConsents:
    async def test_are_kept_with_their_channel(self, ada: Api) -> None:
        before = await data(await ada.get("/me/consents"))
        assert before["allowed"] == [
            {"purpose": "personalisation", "is_given": True},
            {"purpose": "marketing", "is_given": False},
        ]
        wanted = {"purpose": "marketing", "is_given": True}
        after = await data(await ada.put("/me/consents", wanted))
        assert wanted in after["allowed"]
        assert [one["channel"] for one in after["decisions"]] == ["miniprogram"]
        assert await data(await ada.put("/me/consents", wanted)) == after

    async def test_count_at_once(self, ada: Api) -> None:
        await ada.put("/me/consents", {"purpose": "personalisation", "is_given": False})
        assert not (await members.member(ada.member_id)).is_personalised

    async def test_refuse_other_purposes(self, ada: Api) -> None:
        told = await ada.put("/me/consents", {"purpose": "tracking", "is_given": True})
        assert problem(told) == (400, "invalid_request")


class TestExport:
    async def test_holds_all_that_is_kept(self, api: Api, stage: Any) -> None:
        await api.post("/redemptions", wish(stage, "forest"), key="k")
        kept = await data(await api.get("/me/export"))
        assert (kept["is_complete"], kept["member"]["id"]) == (True, str(api.member_id))
        assert [one["movement"] for one in kept["postings"]] == ["hold", "earn"]
        assert len(kept["redemptions"]) == 1

    async def test_is_counted_for_both_faces(self, ada: Api) -> None:
        told = [(await ada.get("/me/export")).status_code for _ in range(6)]
        assert told == [200] * 5 + [429]


class TestDeletion:
    async def test_takes_a_fresh_code_of_wechat_and_can_be_taken_back(self, ada: Api) -> None:
        assert (await data(await ada.get("/me/deletion")))["proof"] == "wechat"
        said = await ada.post("/me/deletion", {"code": "ada.2"})
        assert said.status_code == 202
        assert (await data(said))["asked"]["due_at"]
        assert (await ada.delete("/me/deletion")).status_code == 204
        assert (await data(await ada.get("/me/deletion")))["asked"] is None

    async def test_of_a_member_of_wechat_is_done(
        self, client: httpx.AsyncClient, ada: Api
    ) -> None:
        await ada.post("/me/deletion", {"code": "ada.2"})
        due = clock.now() + timedelta(days=8)
        assert await redemption.jobs.erase_members(now=due) == 1
        assert problem(await ada.get("/me")) == (401, "token_invalid")
        again = await data(await signed_in(client, code="ada.3"))
        assert again["member"]["id"] != str(ada.member_id)

    @pytest.mark.parametrize(
        ("proof", "refusal"),
        [
            ({"code": "eve.1"}, (422, "wechat_code_invalid")),
            ({"code": "ada.1"}, (422, "wechat_code_invalid")),  # It was used to sign in.
            ({"otp": "000000"}, (422, "phone_code_invalid")),
            ({}, (422, "invalid_input")),
            ({"otp": "000000", "code": "ada.2"}, (422, "invalid_input")),
        ],
    )
    async def test_needs_the_members_own_proof(
        self, ada: Api, proof: dict[str, str], refusal: tuple[int, str]
    ) -> None:
        assert problem(await ada.post("/me/deletion", proof)) == refusal
        assert await members.farewell(ada.member_id) is None

    async def test_of_a_member_with_a_phone_takes_a_code_to_it(
        self, client: httpx.AsyncClient, demo: None
    ) -> None:
        now = clock.now()
        anna = await members.enrol(phone=PHONE, nickname="Anna", now=now)
        await members.link_wechat(member_id=anna.id, code="anna.1", now=now)
        program = await another(client, anna.id)
        told = await program.post("/me/deletion", {"code": "anna.2"})
        assert problem(told) == (422, "wechat_code_invalid")
        sent = await program.post("/me/deletion/codes")
        assert sent.status_code == 202
        proof = {"otp": sent.json()["meta"]["demo_otp"]}
        assert (await data(await program.post("/me/deletion", proof)))["proof"] == "phone"
        assert await members.farewell(anna.id) is not None

"""A proof becomes tokens; tokens end, rotate, and are never shown twice."""

from datetime import timedelta

import httpx
import pytest

from app import members
from app.kit import clock

from .conftest import Api, another, problem

PHONE = "138 0000 0001"


async def signed_in(client: httpx.AsyncClient, **proof: str) -> httpx.Response:
    return await client.post("/api/v1/sessions", json=proof)


class TestSignIn:
    async def test_by_a_code_of_wechat(self, client: httpx.AsyncClient, demo: None) -> None:
        answer = await signed_in(client, code="demo-1")
        told = answer.json()["data"]
        assert answer.status_code == 200
        assert told["expires_in"] == 7_200
        assert set(told) == {"access_token", "refresh_token", "expires_in", "member"}
        again = (await signed_in(client, code="demo-1")).json()["data"]
        assert again["member"] == told["member"]
        assert "openid" not in answer.text

    async def test_by_a_code_to_the_phone(self, client: httpx.AsyncClient) -> None:
        sent = await client.post("/api/v1/phone-codes", json={"phone": PHONE})
        assert sent.status_code == 202
        otp = sent.json()["meta"]["demo_otp"]
        answer = await signed_in(client, phone=PHONE, otp=otp)
        told = answer.json()["data"]
        assert told["member"]["phone_masked"] == "138****0001"
        headers = {"authorization": f"Bearer {told['access_token']}"}
        me = (await client.get("/api/v1/me", headers=headers)).json()["data"]
        assert me["member"] == told["member"]
        assert (me["tier"], me["balance"]["available"]) == ("basic", 0)
        assert problem(await signed_in(client, phone=PHONE, otp=otp)) == (
            422, "phone_code_invalid"
        )  # fmt: skip

    async def test_sends_no_second_code_at_once(self, client: httpx.AsyncClient) -> None:
        await client.post("/api/v1/phone-codes", json={"phone": PHONE})
        answer = await client.post("/api/v1/phone-codes", json={"phone": PHONE})
        assert problem(answer) == (429, "code_sent_recently")
        assert 0 < int(answer.headers["retry-after"]) <= 60

    @pytest.mark.parametrize(
        ("proof", "refusal"),
        [
            ({}, (422, "invalid_input")),
            ({"phone": PHONE}, (422, "invalid_input")),
            ({"otp": "123456"}, (422, "invalid_input")),
            ({"code": "demo-1", "phone": PHONE, "otp": "123456"}, (422, "invalid_input")),
            ({"phone": "12", "otp": "123456"}, (422, "invalid_input")),
            ({"phone": PHONE, "otp": "000000"}, (422, "phone_code_invalid")),
            ({"code": "bad-code"}, (422, "wechat_code_invalid")),
            ({"code": "busy"}, (503, "wechat_unavailable")),
            ({"code": "risk"}, (403, "wechat_refused")),
            ({"code": ""}, (400, "invalid_request")),
            ({"code": "x" * 129}, (400, "invalid_request")),
        ],
    )
    async def test_refuses(
        self,
        client: httpx.AsyncClient,
        demo: None,
        proof: dict[str, str],
        refusal: tuple[int, str],
    ) -> None:
        assert problem(await signed_in(client, **proof)) == refusal

    async def test_is_limited_by_address(
        self, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.web.miniprogram.sessions.SIGN_INS_AN_HOUR", 2)
        told = [await signed_in(client, phone=PHONE, otp="1") for _ in range(3)]
        assert [one.status_code for one in told] == [422, 422, 429]
        assert int(told[2].headers["retry-after"]) > 0


class TestRefresh:
    async def test_rotates_and_ends_all_when_shown_twice(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        first = await members.open_tokens(member_id=member_id, now=clock.now())
        shown = {"refresh_token": first.refresh_token}
        second = (await client.post("/api/v1/sessions/refresh", json=shown)).json()["data"]
        assert second["access_token"] != first.access_token
        assert await _me(client, first.access_token) == (401, "token_invalid")
        assert (await _ask_me(client, second["access_token"])).status_code == 200
        stolen = await client.post("/api/v1/sessions/refresh", json=shown)
        assert problem(stolen) == (401, "token_reused")
        assert await _me(client, second["access_token"]) == (401, "token_invalid")
        after = {"refresh_token": second["refresh_token"]}
        last = await client.post("/api/v1/sessions/refresh", json=after)
        assert problem(last)[0] == 401


class TestTokens:
    async def test_end_by_signing_out(self, api: Api) -> None:
        assert (await api.delete("/sessions/current")).status_code == 204
        answer = await api.get("/me")
        assert problem(answer) == (401, "token_invalid")
        assert answer.headers["www-authenticate"] == "Bearer"

    async def test_end_after_two_hours(self, client: httpx.AsyncClient, member_id: int) -> None:
        old = clock.now() - timedelta(seconds=7_201)
        tokens = await members.open_tokens(member_id=member_id, now=old)
        assert await _me(client, tokens.access_token) == (401, "token_expired")

    @pytest.mark.parametrize("given", ["Bearer", "Bearer nonsense", "Basic eA==", ""])
    async def test_must_be_right_even_where_strangers_may_look(
        self, client: httpx.AsyncClient, given: str
    ) -> None:
        for path in ("/me", "/products", "/home"):
            answer = await client.get(f"/api/v1{path}", headers={"authorization": given})
            assert problem(answer) == (401, "token_invalid")

    async def test_end_when_the_member_is_disabled(self, api: Api) -> None:
        await members.disable(member_id=api.member_id, now=clock.now())
        assert problem(await api.get("/me")) == (401, "token_invalid")

    async def test_are_asked_for(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/api/v1/me")
        assert problem(answer) == (401, "sign_in_required")
        assert answer.json()["action"]["kind"] == "login"

    async def test_are_apart_for_each_device(self, api: Api) -> None:
        tablet = await another(api.client, api.member_id)
        await api.delete("/sessions/current")
        assert (await tablet.get("/me")).status_code == 200


async def _ask_me(client: httpx.AsyncClient, access_token: str) -> httpx.Response:
    headers = {"authorization": f"Bearer {access_token}"}
    return await client.get("/api/v1/me", headers=headers)


async def _me(client: httpx.AsyncClient, access_token: str) -> tuple[int, str]:
    return problem(await _ask_me(client, access_token))

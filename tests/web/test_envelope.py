"""The mini-program's answers: one shape, ids as strings, a tag, and one answer per key."""

import asyncio

import httpx

from app import members
from app.kit import clock
from app.kit.texts import Text
from app.web.envelope import spelled


class TestSuccess:
    async def test_has_data_and_meta(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/api/-steady")
        told = answer.json()
        assert told["data"] == {"id": "7", "member_id": str(2**60), "points": 5}
        assert told["meta"]["points"] == 12
        assert told["meta"]["request_id"] == answer.headers["x-request-id"]
        assert told["meta"]["server_time"].endswith("Z")
        assert answer.headers["content-type"] == "application/json"

    async def test_says_that_a_list_is_over(self, client: httpx.AsyncClient) -> None:
        told = (await client.get("/api/v1/products/-things")).json()
        assert told["meta"]["next_cursor"] is None

    async def test_is_304_while_nothing_changes(self, client: httpx.AsyncClient) -> None:
        first = await client.get("/api/-steady")
        again = await client.get(
            "/api/-steady", headers={"if-none-match": first.headers["etag"]}
        )
        assert not first.headers["etag"].startswith("W/")
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]


class TestSpelling:
    def test_reaches_every_depth(self) -> None:
        view = {"shelves": ({"id": 7, "things": ({"slot_id": 8, "at": Text("甲", "a")},)},)}
        assert spelled(view, language="en") == {
            "shelves": [{"id": "7", "things": [{"slot_id": "8", "at": "a"}]}]
        }


class TestOnce:
    async def test_gives_the_first_answer_again(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        told = await _proof(member_id)
        keyed = {**told, "idempotency-key": "k1"}
        first = await client.post("/api/-once", headers=keyed, json={"a": 1})
        again = await client.post("/api/-once", headers=keyed, json={"a": 1})
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.json()["data"] == again.json()["data"]
        assert again.json()["meta"]["points"] == 5
        assert "idempotency-replayed" not in first.headers
        assert again.headers["idempotency-replayed"] == "true"
        assert again.json()["meta"]["request_id"] != first.json()["meta"]["request_id"]

    async def test_refuses_no_key_and_another_body(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        told = await _proof(member_id)
        missing = await client.post("/api/-once", headers=told, json={})
        assert (missing.status_code, missing.json()["code"]) == (400, "idempotency_key_missing")
        keyed = {**told, "idempotency-key": "k1"}
        await client.post("/api/-once", headers=keyed, json={"a": 1})
        other = await client.post("/api/-once", headers=keyed, json={"a": 2})
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")

    async def test_answers_once_when_asked_at_once(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        keyed = {**await _proof(member_id), "idempotency-key": "k1"}
        told = await asyncio.gather(
            *(client.post("/api/-once", headers=keyed, json={}) for _ in range(8))
        )
        done = {one.json()["data"]["n"] for one in told if one.status_code == 201}
        assert len(done) == 1
        assert {one.status_code for one in told} <= {201, 409}


async def _proof(member_id: int) -> dict[str, str]:
    told = await members.open_tokens(member_id=member_id, now=clock.now())
    return {"authorization": f"Bearer {told.access_token}"}

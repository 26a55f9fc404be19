"""One key, one effect, one answer: missing, repeated, reused, and twenty at once."""

import asyncio
from typing import Any

import pytest

from app.kit import db
from tests.stage import Stage

from .conftest import Api, problem, wish


async def path_of(api: Api, stage: Stage, kind: str) -> tuple[str, Any]:
    """An address that needs a key, and a body for it."""
    if kind == "redemption":
        return "/redemptions", wish(stage, "forest")
    slug = "scarf" if kind == "payment" else "forest"
    body = wish(stage, slug, account="13800000101")
    made = (await api.post("/redemptions", body, key="first")).json()["data"]["id"]
    path = f"/redemptions/{made}/{kind}"
    return path, {"provider": "fake"} if kind == "payment" else None


@pytest.mark.parametrize("kind", ["redemption", "payment", "cancellation"])
class TestKey:
    async def test_is_needed(self, api: Api, stage: Stage, bank: str, kind: str) -> None:
        path, body = await path_of(api, stage, kind)
        for key in (None, "", " ", "x" * 256):
            answer = await api.post(path, body, key=key)
            assert problem(answer) == (400, "idempotency_key_missing")

    async def test_gets_the_first_answer_again(
        self, api: Api, stage: Stage, bank: str, kind: str
    ) -> None:
        path, body = await path_of(api, stage, kind)
        first = await api.post(path, body, key="k")
        again = await api.post(path, body, key="k")
        assert first.status_code == again.status_code < 300
        assert "idempotency-replayed" not in first.headers
        assert again.headers["idempotency-replayed"] == "true"
        assert again.json()["data"] == first.json()["data"]
        assert again.json()["meta"]["points"] == first.json()["meta"]["points"]

    async def test_stands_for_one_body(
        self, api: Api, stage: Stage, bank: str, kind: str
    ) -> None:
        path, body = await path_of(api, stage, kind)
        await api.post(path, body, key="k")
        other = {"redemption": wish(stage, "forest", quantity=2)}.get(kind, {"provider": "x"})
        answer = await api.post(path, other, key="k")
        assert problem(answer) == (422, "idempotency_key_reused")

    async def test_works_once_for_twenty_at_once(
        self, api: Api, stage: Stage, bank: str, kind: str
    ) -> None:
        path, body = await path_of(api, stage, kind)
        told = await asyncio.gather(*(api.post(path, body, key="k") for _ in range(20)))
        done = [one for one in told if one.status_code < 300]
        busy = [one for one in told if one.status_code >= 300]
        assert done
        assert len({str(one.json()["data"]) for one in done}) == 1
        assert {problem(one) for one in busy} <= {(409, "idempotency_in_progress")}
        assert {one.headers["retry-after"] for one in busy} <= {"1"}
        again = await api.post(path, body, key="k")
        assert again.json()["data"] == done[0].json()["data"]


class TestRedeeming:
    async def test_makes_one_redemption_of_twenty(self, api: Api, stage: Stage) -> None:
        body = wish(stage, "forest")
        await asyncio.gather(*(api.post("/redemptions", body, key="k") for _ in range(20)))
        assert len(await db.fetch("SELECT FROM redemption")) == 1
        assert (await api.get("/points")).json()["data"]["available"] == 4_950

    async def test_keeps_no_refusal(self, api: Api, stage: Stage) -> None:
        body = wish(stage, "last-one", account="13800000101")
        mine = (await api.post("/redemptions", body, key="k1")).json()["data"]["id"]
        assert problem(await api.post("/redemptions", body, key="k2")) == (409, "sold_out")
        await api.post(f"/redemptions/{mine}/cancellation", key="k3")
        assert (await api.post("/redemptions", body, key="k2")).status_code == 201

    async def test_tells_long_keys_apart(self, api: Api, stage: Stage) -> None:
        body, long = wish(stage, "forest"), "k" * 254
        told = [await api.post("/redemptions", body, key=f"{long}{last}") for last in "AB"]
        assert [one.status_code for one in told] == [201, 201]
        assert len(await db.fetch("SELECT FROM redemption")) == 2

    async def test_keeps_members_apart(self, api: Api, stranger: Api, stage: Stage) -> None:
        await stage.member(points=50, member_id=stranger.member_id)
        body = wish(stage, "forest")
        mine = await api.post("/redemptions", body, key="k")
        other = await stranger.post("/redemptions", body, key="k")
        assert (mine.status_code, other.status_code) == (201, 201)
        assert mine.json()["data"]["id"] != other.json()["data"]["id"]

    async def test_takes_only_what_is_there(self, api: Api, stage: Stage) -> None:
        body = wish(stage, "last-one", account="13800000101")
        told = await asyncio.gather(
            *(api.post("/redemptions", body, key=f"k{number}") for number in range(20))
        )
        assert sorted(one.status_code for one in told) == [201] + [409] * 19
        assert await stage.stock("last-one") == (0, 1, 0)

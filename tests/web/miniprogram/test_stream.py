"""Over a real socket: what changes is told within a second, to its member alone."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar

from app import members
from app.kit import db
from app.kit.tiers import Tier
from tests.stage import Stage
from tests.suppliers.serving import serving

from .conftest import Api, problem, wish


@pytest.fixture
async def line(web: Litestar, api: Api) -> AsyncIterator[httpx.AsyncClient]:
    """The application on a socket, which it knows by another name; it heard all there was."""
    changes = web.state.live.stream(0, may_go_on=always)
    await anext(changes)
    await db.fetch("SELECT pg_notify('laurel_live', '0:points')")
    await anext(changes)
    await changes.aclose()
    async with (
        serving(web) as url,
        httpx.AsyncClient(
            base_url=url, trust_env=False, headers={"host": "127.0.0.1:8000"}, timeout=5
        ) as caller,
    ):
        yield caller


async def always() -> bool:
    return True


async def event(lines: AsyncIterator[str]) -> tuple[str, Any]:
    """Read the next event, past the comments, within a second."""
    kind = ""
    async with asyncio.timeout(1):
        async for one in lines:
            if one.startswith("event: "):
                kind = one.removeprefix("event: ")
            elif one.startswith("data: "):
                return kind, msgspec.json.decode(one.removeprefix("data: "))
    raise AssertionError("the stream ended")


class TestStream:
    async def test_tells_the_balance_and_every_change(
        self, line: httpx.AsyncClient, api: Api, stranger: Api, stage: Stage
    ) -> None:
        async with line.stream("GET", "/api/v1/stream", headers=api.headers) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            lines = answer.aiter_lines()
            kind, told = await event(lines)
            assert (kind, told["available"]) == ("points", 5_000)
            await stage.member(points=7, member_id=stranger.member_id)
            made = await api.post("/redemptions", wish(stage, "forest"), key="k")
            seen = {}
            while len(seen) < 2:
                kind, told = await event(lines)
                seen[kind] = told
        assert seen["points"]["available"] == 4_950
        placed = made.json()["data"]
        assert seen["redemption"]["id"] == placed["id"]
        assert seen["redemption"]["state"] == "placed"

    async def test_tells_another_tier(
        self, line: httpx.AsyncClient, api: Api, stage: Stage
    ) -> None:
        async with line.stream("GET", "/api/v1/stream", headers=api.headers) as answer:
            lines = answer.aiter_lines()
            await event(lines)
            await members.set_tier(
                member_id=api.member_id, tier=Tier.DIAMOND, now=stage.clock.now
            )
            kind, told = await event(lines)
        assert (kind, told["tier"], told["next_tier"]) == ("tier", "diamond", None)

    async def test_is_packed_for_nobody(self, line: httpx.AsyncClient, api: Api) -> None:
        told = api.headers | {"accept-encoding": "gzip"}
        async with line.stream("GET", "/api/v1/stream/", headers=told) as answer:
            assert (await event(answer.aiter_lines()))[0] == "points"

    @pytest.mark.parametrize("path", ["/api/v1/stream", "/api/v1/stream/"])
    async def test_has_no_shape_of_others(
        self, line: httpx.AsyncClient, api: Api, path: str
    ) -> None:
        told = api.headers | {"x-envelope": "litemall"}
        assert problem(await line.get(path, headers=told)) == (400, "envelope_unknown")

    @pytest.mark.parametrize("end", ["signs_out", "is_shut_out"])
    async def test_ends_with_what_let_it_begin(
        self, line: httpx.AsyncClient, api: Api, stage: Stage, end: str
    ) -> None:
        async with line.stream("GET", "/api/v1/stream", headers=api.headers) as answer:
            lines = answer.aiter_lines()
            await event(lines)
            if end == "signs_out":
                assert (await api.delete("/sessions/current")).status_code == 204
            else:
                await members.disable(member_id=api.member_id, now=stage.clock.now)
            await db.fetch("SELECT pg_notify('laurel_live', $1)", f"{api.member_id}:points")
            async with asyncio.timeout(5):
                assert [one async for one in lines if "data" in one] == []

    async def test_is_for_members(self, line: httpx.AsyncClient) -> None:
        assert problem(await line.get("/api/v1/stream")) == (401, "sign_in_required")

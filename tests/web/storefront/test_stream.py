"""Over a real socket: a page's stream ends when whoever began it may no longer look."""

import asyncio

import httpx
import pytest
from litestar import Litestar

from app import members
from app.kit import clock, db
from app.kit.tiers import Tier
from tests.suppliers.serving import serving


@pytest.mark.parametrize("end", ["signs_out", "is_shut_out"])
async def test_a_stream_ends_with_what_let_it_begin(
    inside: httpx.AsyncClient, web: Litestar, rich: int, end: str
) -> None:
    cookie = "; ".join(f"{one.name}={one.value}" for one in inside.cookies.jar)
    told = {"host": "127.0.0.1:8000", "cookie": cookie}
    async with (
        serving(web) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=5) as caller,
        caller.stream("GET", "/me/stream", headers=told) as answer,
    ):
        lines = answer.aiter_lines()
        async with asyncio.timeout(5):
            while await anext(lines):  # A blank line ends the first message.
                pass
        if end == "signs_out":
            await inside.post("/-sign-out")
        else:
            await members.disable(member_id=rich, now=clock.now())
        await db.fetch("SELECT pg_notify('laurel_live', $1)", f"{rich}:points")
        async with asyncio.timeout(5):
            assert [one async for one in lines if "<hx-partial" in one] == []


@pytest.mark.parametrize(("drawn_for", "is_old"), [("basic", True), ("gold", False)])
async def test_a_page_of_another_tier_is_told_to_ask_for_a_new_one(
    inside: httpx.AsyncClient, web: Litestar, rich: int, drawn_for: str, is_old: bool
) -> None:
    cookie = "; ".join(f"{one.name}={one.value}" for one in inside.cookies.jar)
    told = {"host": "127.0.0.1:8000", "cookie": cookie}
    path = f"/me/stream?tier={drawn_for}"
    async with (
        serving(web) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=5) as caller,
        caller.stream("GET", path, headers=told) as answer,
        asyncio.timeout(5),
    ):
        heard = ""
        async for line in answer.aiter_lines():
            heard += line
            if "points-chip" in heard and not is_old:
                await members.set_tier(member_id=rich, tier=Tier.SILVER, now=clock.now())
                is_old = True
            elif "/me/tier" in heard:
                break
        assert f"/me/tier?shown={drawn_for}" in heard

"""Over a real socket: a page's stream ends when whoever began it may no longer look."""

import asyncio

import httpx
import pytest
from litestar import Litestar

from app import members
from app.kit import clock, db
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

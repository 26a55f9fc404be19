"""HEAD tells what GET would, without the body; and one thing has one address."""

import asyncio

import httpx
import pytest

from .test_sessions import enter


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/products", 200),
        ("/health/live", 200),
        ("/static/css/tokens.css", 200),
        ("/metrics", 200),
        ("/me", 303),
        ("/api/v1/home", 200),
        ("/api/v1/me", 401),
        ("/nope", 404),
    ],
)
async def test_head_is_get_without_its_body(
    client: httpx.AsyncClient, path: str, status: int
) -> None:
    asked, got = await client.head(path), await client.get(path)
    assert (asked.status_code, got.status_code) == (status, status)
    assert asked.content == b""
    assert asked.headers.get("content-type") == got.headers.get("content-type")


async def test_head_of_a_stream_ends(client: httpx.AsyncClient, member_id: int) -> None:
    await enter(client, member_id)
    async with asyncio.timeout(5):
        told = await client.head("/me/stream")
    assert (told.status_code, told.content) == (200, b"")
    assert told.headers["content-type"].startswith("text/event-stream")


@pytest.mark.parametrize(
    "path", ["/metrics/", "//metrics", "/metrics//", "///metrics", "/METRICS"]
)
async def test_figures_have_one_address(client: httpx.AsyncClient, path: str) -> None:
    asked = client.build_request("GET", "/metrics")
    asked.url = asked.url.copy_with(raw_path=path.encode())
    assert (await client.send(asked)).status_code == 404

"""The page for when there is no network: the same for whoever asks, drawn by its address."""

import re

import httpx
import msgspec
import pytest
from litestar import Litestar

from app.main import create_app
from app.settings import Settings
from tests.web.conftest import BASE_URL

WORN = re.compile(
    r'lang="([\w-]+)"\s+data-tier="(\w+)"[^>]*data-size="(\w+)"\s+data-mode="(\w+)"'
)
ADDRESS = re.compile(r'name="worker"\s+content="([^"]*)"')


def worn(answer: httpx.Response) -> tuple[str, ...]:
    found = WORN.search(answer.text)
    assert found is not None
    return found.groups()


def version(answer: httpx.Response) -> str:
    return answer.text.partition('VERSION = "')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        ("en.gold.elder.dark", ("en", "gold", "elder", "dark")),
        ("zh-CN.diamond.m.tier", ("zh-CN", "diamond", "m", "tier")),
        ("xx.iron.huge.neon", ("zh-CN", "basic", "m", "tier")),
        ("gold", ("zh-CN", "basic", "m", "tier")),
        ("", ("zh-CN", "basic", "m", "tier")),
    ],
)
async def test_it_is_drawn_by_its_address(
    client: httpx.AsyncClient, look: str, expected: tuple[str, ...]
) -> None:
    answer = await client.get("/offline", params={"look": look})
    assert worn(answer) == expected
    assert answer.headers["content-language"] == expected[0]
    kept = [one for one in answer.headers.get_list("set-cookie") if "csrf" not in one]
    assert kept == []


async def test_it_is_the_same_for_a_member(
    client: httpx.AsyncClient, inside: httpx.AsyncClient
) -> None:
    address = "/offline?look=en.basic.m.tier"
    theirs = await inside.get(address)
    inside.cookies.clear()
    assert theirs.text == (await inside.get(address)).text
    assert "csrf" not in theirs.text
    assert "<form" not in theirs.text
    assert "5,000" not in theirs.text


async def test_every_page_asks_for_its_own_look(inside: httpx.AsyncClient) -> None:
    for path in ("/", "/points", "/nowhere"):
        found = ADDRESS.search((await inside.get(path)).text)
        assert found is not None
        assert found[1] == "/worker.js?look=zh-CN.gold.m.tier"


async def test_the_console_asks_for_none(client: httpx.AsyncClient) -> None:
    for path in ("/ops/sign-in", "/ops/nowhere"):
        answer = await client.get(path)
        assert ADDRESS.search(answer.text) is None
        assert "keep.js" not in answer.text


async def test_the_worker_keeps_the_page_and_what_draws_it(client: httpx.AsyncClient) -> None:
    told = await client.get("/worker.js?look=en.basic.m.tier")
    assert told.headers["content-type"].startswith("text/javascript")
    assert told.headers["cache-control"] == "no-cache"
    assert "worker-src 'self';" in told.headers["content-security-policy"]
    kept = msgspec.json.decode(told.text.partition("KEPT = ")[2].partition(";\n")[0], type=list)
    assert [one for one in kept if not one.startswith("/static/") or "?v=" not in one] == []
    assert len(kept) == 6
    page = (await client.get("/offline?look=en.basic.m.tier")).text
    drawn = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
    assert drawn <= set(kept)
    for one in kept:
        assert (await client.get(one)).status_code == 200


async def test_another_page_is_another_worker(client: httpx.AsyncClient) -> None:
    first = await client.get("/worker.js?look=en.basic.m.tier")
    assert version(first) == version(await client.get("/worker.js?look=en.basic.m.tier"))
    assert version(first) != version(await client.get("/worker.js?look=en.gold.m.tier"))


async def test_it_is_taken_back(web: Litestar) -> None:
    settings: Settings = msgspec.structs.replace(web.state.settings, offline_page=False)
    transport = httpx.ASGITransport(create_app(settings))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        found = ADDRESS.search((await client.get("/sign-in")).text)
        assert found is not None
        assert found[1] == ""
        assert "KEPT = [];" in (await client.get("/worker.js")).text

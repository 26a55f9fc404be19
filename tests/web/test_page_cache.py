"""What strangers are shown from memory is fresh, shared by nobody else, and theirs alone."""

import asyncio

import httpx
from litestar import Litestar

from .test_sessions import enter

PAGE = "/products/-counted"
THINGS = "/api/v1/products/-things"


class TestPageCache:
    async def test_answers_strangers_from_memory(self, client: httpx.AsyncClient) -> None:
        first = (await client.get(THINGS)).json()["data"]["n"]
        assert (await client.get(THINGS)).json()["data"]["n"] == first

    async def test_answers_a_stranger_who_was_here_before(
        self, client: httpx.AsyncClient
    ) -> None:
        await client.get("/problems/sold_out")
        assert "laurel_csrf" in client.cookies
        await client.get("/?lang=zh-CN")
        first = (await client.get(THINGS)).json()["data"]["n"]
        assert (await client.get(THINGS)).json()["data"]["n"] == first

    async def test_is_never_older_than_its_span(
        self, client: httpx.AsyncClient, web: Litestar
    ) -> None:
        first = (await client.get(THINGS)).json()["data"]["n"]
        _age(web, 0.2)
        assert (await client.get(THINGS)).json()["data"]["n"] == first
        _age(web, 0.26)
        assert (await client.get(THINGS)).json()["data"]["n"] != first

    async def test_renews_what_belongs_to_each_answer(self, client: httpx.AsyncClient) -> None:
        told = [await client.get(THINGS) for _ in range(2)]
        ids = [one.json()["meta"]["request_id"] for one in told]
        assert ids == [one.headers["x-request-id"] for one in told]
        assert ids[0] != ids[1]
        assert told[0].headers["etag"] == told[1].headers["etag"]
        assert int(told[1].headers["content-length"]) == len(told[1].content)
        again = await client.get(THINGS, headers={"if-none-match": told[0].headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")

    async def test_keeps_languages_queries_and_pieces_apart(
        self, client: httpx.AsyncClient
    ) -> None:
        asked = [
            client.get(THINGS),
            client.get(THINGS, headers={"accept-language": "en"}),
            client.get(THINGS, params={"q": "x"}),
            client.get(THINGS, headers={"hx-request": "true"}),
        ]
        told = [(await one).json()["data"]["n"] for one in asked]
        assert len(set(told)) == 4

    async def test_knows_nobody_who_is_signed_in(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        stranger = (await client.get(PAGE)).text
        await enter(client, member_id)
        mine = (await client.get(PAGE)).text
        assert "points-chip" in mine
        assert "points-chip" not in stranger
        client.cookies.delete("laurel")
        assert "points-chip" not in (await client.get(PAGE)).text

    async def test_keeps_no_answer_to_a_bearer(self, client: httpx.AsyncClient) -> None:
        first = (await client.get(THINGS)).json()["data"]["n"]
        told = await client.get(THINGS, headers={"authorization": "Bearer x"})
        assert told.json()["data"]["n"] != first

    async def test_gives_nobody_the_token_of_another(self, client: httpx.AsyncClient) -> None:
        first = await client.get("/products/-form")
        assert client.cookies["laurel_csrf"] in first.text
        client.cookies.clear()
        second = await client.get("/products/-form")
        assert client.cookies["laurel_csrf"] in second.text
        assert first.text != second.text

    async def test_sets_no_cookie_from_memory(self, client: httpx.AsyncClient) -> None:
        await client.get(PAGE)
        client.cookies.clear()
        told = await client.get(PAGE)
        assert "set-cookie" not in told.headers
        assert 'X-CSRFToken":""' in told.text

    async def test_keeps_no_refusal(self, client: httpx.AsyncClient, web: Litestar) -> None:
        await client.get("/products/-nowhere")
        assert len(_cache(web).pages) == 0

    async def test_renders_once_for_many(
        self, client: httpx.AsyncClient, web: Litestar
    ) -> None:
        told = await asyncio.gather(*(client.get(THINGS) for _ in range(20)))
        assert len({one.json()["data"]["n"] for one in told}) == 1
        assert len({one.json()["meta"]["request_id"] for one in told}) == 20

    async def test_stays_small(self, client: httpx.AsyncClient, web: Litestar) -> None:
        for one in range(520):
            await client.get(THINGS, params={"q": one})
        assert len(_cache(web).pages) == 512


def _cache(web: Litestar):  # type: ignore[no-untyped-def]
    return web.state.pages  # type: ignore[no-any-return]


def _age(web: Litestar, seconds: float) -> None:
    """Make what is kept older, as waiting would."""
    from msgspec.structs import replace

    pages = _cache(web).pages
    for key, page in pages.items():
        pages[key] = replace(page, until=page.until - seconds)

"""What Laurel relies on in htmx 4.0.1, proved in a real browser under our CSP."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import pytest
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar, MediaType, Request, Response, get, post
from litestar.datastructures import State
from litestar.response import ServerSentEvent
from playwright.async_api import Page, async_playwright, expect

from app.web.assets import Assets, static_file
from app.web.requests import HX

CSP = "default-src 'self'; script-src 'self'; style-src 'self'"
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
CHROMIUM += ["--disable-background-networking", "--disable-component-update"]
Tab = tuple[Page, list[str]]
PAGE = """<!doctype html><html lang="en"><head><title>proof</title>
<link rel="icon" href="/static/img/favicon.svg"><meta name="htmx-config"
content='{"extensions":"sse,preload,ptag","transitions":true,"includeIndicatorCSS":false,
"defaultTimeout":15000,"noSwap":[204,304,"5xx"]}'>
<script src="/static/js/htmx.js" defer></script></head>
<body hx-headers:inherited='{"X-CSRFToken":"tok"}'>
<p id="chip">0</p><p id="state">placed</p><p id="live">quiet</p><p id="out">untouched</p>
<button id="partials" hx-post="/partials" hx-target="#out">a</button>
<form id="f" hx-post="/invalid" hx-target="#out" hx-status:422="target:#f swap:outerHTML">
<button id="invalid">b</button></form>
<button id="broken" hx-post="/broken" hx-target="#out">c</button>
<div hx-target="#out"><button id="plain" hx-post="/said">d</button></div>
<div hx-target:inherited="#out"><button id="inherits" hx-post="/said">e</button></div>
<div hx-sse:connect="/stream"></div></body></html>"""


def html(text: str, status: int = 200) -> Response[str]:
    """Answer with a piece of HTML."""
    return Response(text, status_code=status, media_type=MediaType.HTML)


@get("/")
async def page() -> Response[str]:
    return Response(PAGE, media_type=MediaType.HTML, headers={"Content-Security-Policy": CSP})


@post("/partials")
async def partials() -> Response[str]:
    return html(
        '<hx-partial id="chip" hx-swap="outerHTML"><p id="chip">128</p></hx-partial>'
        '<hx-partial hx-target="#state"><b>delivered</b></hx-partial>'
    )


@post("/invalid")
async def invalid() -> Response[str]:
    return html('<form id="f"><p role="alert">too few points</p></form>', 422)


@post("/broken")
async def broken() -> Response[str]:
    return html("a stack trace", 500)


@post("/said")
async def said(request: Request[object, object, State]) -> Response[str]:
    return html(f"token {request.headers.get('x-csrftoken')}")


@get("/stream")
async def stream() -> ServerSentEvent:
    async def messages() -> AsyncIterator[str]:
        yield '<hx-partial hx-target="#live">arrived</hx-partial>'
        await asyncio.sleep(30)

    return ServerSentEvent(messages())


@contextlib.asynccontextmanager
async def served(app: Litestar) -> AsyncIterator[str]:
    """Serve `app` on a free local port for as long as the block lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(app, port=port, interface=Interfaces.ASGI, log_enabled=False)
    running = asyncio.create_task(server.serve())
    yield f"http://127.0.0.1:{port}"
    server.stop()  # type: ignore[no-untyped-call]  # granian leaves it unannotated
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


@pytest.fixture(scope="module")
async def base_url() -> AsyncIterator[str]:
    app = Litestar(
        [page, partials, invalid, broken, said, stream, static_file],
        request_class=HX,
        state=State({"assets": Assets()}),
        openapi_config=None,
    )
    async with served(app) as url:
        yield url


@pytest.fixture
async def tab(base_url: str) -> AsyncIterator[Tab]:
    """Open the proof page; the list collects what the console complains about."""
    async with async_playwright() as player:
        browser = await player.chromium.launch(
            executable_path="/usr/bin/chromium", args=CHROMIUM
        )
        opened = await browser.new_page()
        complaints: list[str] = []
        opened.on("console", lambda line: complaints.append(f"{line.type}: {line.text}"))
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        await opened.goto(base_url)
        await opened.wait_for_selector("#live:has-text('arrived')")  # htmx has begun.
        yield opened, complaints
        await browser.close()


class TestHtmx:
    async def test_an_answer_of_partials_leaves_the_main_target_alone(self, tab: Tab) -> None:
        opened, complaints = tab
        await opened.click("#partials")
        await opened.wait_for_selector("#state b")
        assert await opened.inner_text("#chip") == "128"
        assert await opened.inner_text("#out") == "untouched"
        assert await opened.locator("#chip").count() == 1
        assert complaints == []

    async def test_the_stream_updates_its_targets(self, tab: Tab) -> None:
        opened, complaints = tab
        await expect(opened.locator("#live")).to_have_text("arrived")
        assert await opened.inner_text("#out") == "untouched"
        assert complaints == []

    async def test_a_422_shows_its_form(self, tab: Tab) -> None:
        opened, _ = tab
        await opened.click("#invalid")
        await opened.wait_for_selector("#f [role=alert]")
        assert await opened.inner_text("#out") == "untouched"

    async def test_a_500_is_not_shown(self, tab: Tab) -> None:
        opened, _ = tab
        async with opened.expect_response("**/broken"):
            await opened.click("#broken")
        await opened.click("#partials")
        await opened.wait_for_selector("#state b")
        assert await opened.inner_text("#out") == "untouched"

    async def test_only_the_inherited_attribute_reaches_the_children(self, tab: Tab) -> None:
        opened, complaints = tab
        await opened.click("#inherits")
        await expect(opened.locator("#out")).to_have_text("token tok")
        await opened.click("#plain")
        await expect(opened.locator("#plain")).to_have_text("token tok")
        assert complaints == []

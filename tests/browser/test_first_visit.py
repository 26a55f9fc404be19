"""What a first visit carries over the wire, and from where."""

from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Request

MOST = {"/": 320_000, "/products": 320_000, "/products/video-quarter": 380_000}
MOST["/products/tote-bag"] = 380_000  # Several pictures, and a model that nobody has asked for.
MOST_REQUESTS = 40


@pytest.mark.parametrize("path", MOST)
async def test_it_is_light_and_all_ours(browser: Browser, mall: str, path: str) -> None:
    visit = await browser.new_context(viewport={"width": 375, "height": 812})
    page = await visit.new_page()
    asked: list[Request] = []
    page.on("requestfinished", lambda one: asked.append(one))
    await page.goto(mall + path, wait_until="networkidle")
    sizes = [await one.sizes() for one in asked]
    carried = sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes)
    assert {urlsplit(one.url).netloc for one in asked} == {urlsplit(mall).netloc}
    assert 0 < carried <= MOST[path]
    assert len(asked) <= MOST_REQUESTS
    await visit.close()


async def test_what_never_changes_is_kept_for_ever(browser: Browser, mall: str) -> None:
    visit = await browser.new_context()
    told = await visit.request.get(f"{mall}/")
    text = await told.text()
    address = text.split('rel="stylesheet" href="')[1].split('"')[0]
    style = await visit.request.get(mall + address, headers={"accept-encoding": "br"})
    assert "immutable" in style.headers["cache-control"]
    assert style.headers["content-encoding"] == "br"
    policy = told.headers["content-security-policy"]
    assert "unsafe" not in policy
    await visit.close()

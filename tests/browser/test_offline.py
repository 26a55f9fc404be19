"""Without a network: a page of the mall instead of the browser's, and nothing of a member's."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext, Error, Page, Request, expect

from .conftest import signed_in
from .measures import complaints as measured
from .test_accessibility import DIAMOND, LANGUAGES, SILVER, SIZES, TIERS, keep, violations

READY = """() => navigator.serviceWorker.ready.then((one) => new Promise((tell) => {
  const look = () => one.active?.state === "activated"
    && one.active.scriptURL.endsWith(document.querySelector('meta[name="worker"]').content)
    && !one.installing && !one.waiting ? tell() : setTimeout(look, 50);
  look();
}))"""
KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys())
    for (const one of await (await caches.open(name)).keys()) {
      const told = await (await caches.match(one)).text();
      found[new URL(one.url).pathname] = told;
    }
  return found;
}"""
ASKED = """(kind) => new Promise((tell) => {
  const { fetch } = self;
  self.fetch = (url, ...more) => fetch(url, ...more).finally(() => setTimeout(tell, 0, url));
  Object.defineProperty(document, "hidden", { value: false });
  document.dispatchEvent(new Event(kind, { bubbles: true }));
})"""
STATUS = "performance.getEntriesByType('navigation')[0].responseStatus"
GONE = "ERR_INTERNET_DISCONNECTED"
TITLE = {"zh-CN": "暂时连不上", "en": "No connection right now"}


@pytest.fixture
async def visit(browser: Browser, mall: str) -> AsyncIterator[BrowserContext]:
    opened = await signed_in(browser, mall, DIAMOND, bypass_csp=True, service_workers="allow")
    yield opened
    await opened.close()


async def ready(visit: BrowserContext, address: str) -> Page:
    """Open a page and wait until the browser keeps what its look asks for."""
    page = await visit.new_page()
    await page.goto(address)
    await page.evaluate(READY)
    return page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", [None, *TIERS])
async def test_it_is_for_everybody(
    browser: Browser, mall: str, who: str | None, language: str
) -> None:
    visit = await signed_in(
        browser, mall, who, language=language, bypass_csp=True, service_workers="allow"
    )
    page = await ready(visit, f"{mall}/")
    worn = await page.evaluate("({...document.documentElement.dataset})")
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    await visit.set_offline(True)
    for width in SIZES:
        await page.set_viewport_size({"width": width, "height": 812})
        await page.goto(f"{mall}/points")
        assert await page.evaluate(STATUS) == 503
        assert await page.inner_text("h1") == TITLE[language]
        assert await page.evaluate("document.documentElement.lang") == language
        assert await page.evaluate("({...document.documentElement.dataset})") == worn
        await keep(page, "/without-network", width, language)
        assert await violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert await measured(page, width) == []
        drawn = "[...document.images].every((one) => one.complete && one.naturalWidth)"
        assert await page.evaluate(drawn)
        shown = "getComputedStyle(document.getElementById('again')).borderRadius"
        assert await page.evaluate(shown) == "999px"
    assert wrong == []
    await visit.close()


async def test_it_leaves_by_itself(visit: BrowserContext, mall: str) -> None:
    page = await ready(visit, f"{mall}/")
    await visit.set_offline(True)
    await page.goto(f"{mall}/points?kind=spent")
    await expect(page.locator("#again")).to_be_visible()
    await visit.set_offline(False)
    await expect(page.locator("#points-chip")).to_be_visible()
    assert page.url == f"{mall}/points?kind=spent"


async def test_trying_again_says_what_came_of_it(visit: BrowserContext, mall: str) -> None:
    page = await ready(visit, f"{mall}/")
    await visit.set_offline(True)
    await page.goto(f"{mall}/points")
    await page.click("#again")
    await expect(page.locator("#told")).not_to_be_empty()


@pytest.mark.parametrize("kind", ["online", "visibilitychange"])
async def test_it_asks_before_it_leaves(visit: BrowserContext, mall: str, kind: str) -> None:
    """A browser may say too early that it is back; a page that then came anew would flicker."""
    page = await ready(visit, f"{mall}/")
    await visit.route("**/health/live", lambda route: route.abort())
    await visit.set_offline(True)
    await page.goto(f"{mall}/points")
    assert await page.evaluate(ASKED, kind) == "/health/live"
    assert await page.evaluate("history.state") is None


async def test_a_network_that_comes_back_without_a_word(
    visit: BrowserContext, mall: str
) -> None:
    await visit.add_init_script(
        "addEventListener('online', (event) => event.stopImmediatePropagation())"
    )
    page = await ready(visit, f"{mall}/")
    await visit.set_offline(True)
    await page.goto(f"{mall}/points")
    await expect(page.locator("#again")).to_be_visible()
    await visit.set_offline(False)
    await expect(page.locator("#points-chip")).to_be_visible()


async def test_nothing_of_a_member_is_kept(visit: BrowserContext, mall: str) -> None:
    page = await ready(visit, f"{mall}/points")
    for path in ("/me", "/redemptions", "/products/topup-50/redeem", "/ops/sign-in"):
        await page.goto(mall + path)
    found = await page.evaluate(KEPT)
    assert {path for path in found if not path.startswith("/static/")} == {"/offline"}
    assert len([path for path in found if path.startswith("/static/")]) == 6
    assert "points-chip" not in found["/offline"]
    assert "csrf" not in found["/offline"].lower()
    assert "<form" not in found["/offline"]


async def test_whoever_comes_next_sees_nothing_of_who_left(
    browser: Browser, visit: BrowserContext, mall: str
) -> None:
    page = await ready(visit, f"{mall}/points")
    await page.goto(f"{mall}/me")
    await page.click("form[action='/sign-out'] button")
    await page.wait_for_url(f"{mall}/")
    await page.evaluate(READY)
    await visit.set_offline(True)
    for path in ("/points", "/me", "/redemptions", "/"):
        await page.goto(mall + path)
        assert await page.inner_text("h1") == TITLE["zh-CN"]
        assert await page.evaluate("document.documentElement.dataset.tier") == "basic"


async def test_no_form_is_sent_again(visit: BrowserContext, mall: str) -> None:
    sent: list[Request] = []
    page = await ready(visit, f"{mall}/products/gamecard-30/redeem")
    page.on("request", lambda one: sent.append(one) if one.method == "POST" else None)
    await visit.set_offline(True)
    with pytest.raises(Error, match=GONE):  # The browser's own page: a form is not ours.
        async with page.expect_navigation():
            await page.evaluate("document.getElementById('redeem-form').submit()")
    assert len(sent) == 1
    later = await visit.new_page()
    await later.goto(f"{mall}/redemptions")
    later.on("request", lambda one: sent.append(one) if one.method == "POST" else None)
    await expect(later.locator("#again")).to_be_visible()
    await visit.set_offline(False)
    await expect(later.locator("#points-chip")).to_be_visible()
    assert len(sent) == 1


async def test_the_console_and_programs_are_left_alone(
    visit: BrowserContext, mall: str
) -> None:
    page = await ready(visit, f"{mall}/")
    await visit.set_offline(True)
    for path in ("/ops", "/api/v1/home", "/health/live"):
        with pytest.raises(Error, match=GONE):
            await page.goto(mall + path)


async def test_another_look_is_kept_at_once(browser: Browser, mall: str) -> None:
    visit = await signed_in(browser, mall, SILVER, service_workers="allow")
    page = await ready(visit, f"{mall}/")
    await visit.add_cookies([{"name": "laurel_lang", "value": "en", "url": mall}])
    await page.goto(f"{mall}/tiers")
    await page.evaluate(READY)
    assert len(await page.evaluate("caches.keys()")) == 1
    await visit.set_offline(True)
    await page.goto(f"{mall}/points")
    assert await page.inner_text("h1") == TITLE["en"]
    await visit.close()


async def test_it_can_be_taken_back(visit: BrowserContext, mall: str) -> None:
    """By a page whose address is empty, as every page's is once an operator says so."""
    page = await ready(visit, f"{mall}/")
    await page.evaluate(
        "() => { document.querySelector('meta[name=worker]').content = '';"
        " return import('/static/js/keep.js?again'); }"
    )
    await page.wait_for_function(
        "() => navigator.serviceWorker.getRegistrations().then((all) => !all.length)"
    )

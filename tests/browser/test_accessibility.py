"""Every page of the storefront: no axe violation, everything fits and can be hit."""

import os
import re
from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from .conftest import signed_in
from .measures import complaints as measured

AXE = (Path(__file__).parent / "vendor/axe-core-4.14.1.min.js").read_text()
RUN = """() => axe.run(document, {
  rules: {"target-size": {enabled: true}},
  runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
    "best-practice"]}}).then(told => told.violations.map(one => one.id + ": " +
      one.nodes[0].html + " " + one.nodes[0].failureSummary))"""
STRANGER = (
    "/", "/products", "/products?q=nothing-is-called-so", "/products/topup-50",
    "/products/desk-lamp", "/products/tea-set", "/sign-in", "/rules", "/nowhere",
)  # fmt: skip
MEMBER = (
    "/", "/products", "/products?affordable=100&layer=starter", "/products/scarf",
    "/products/fountain-pen", "/products/video-quarter", "/products/topup-50/redeem",
    "/products/scarf/redeem", "/products/photo-class/redeem", "/redemptions",
    "/redemptions/{mine}", "/points", "/points?kind=spent&channel=store", "/points/expiry",
    "/points/postings/{posting}", "/tiers", "/me", "/me/achievements",
    "/me/achievements?show=earned", "/me/achievements/one-year",
    "/me/achievements/growth-rings", "/me/privacy", "/me/deletion", "/rules",
    "/redemptions?tab=returned", "/products/nowhere",
)  # fmt: skip
WORN = ("/", "/products/topup-50", "/points", "/me/privacy", "/tiers", "/me/achievements")
SIZES = (375, 1280)
LANGUAGES = ("zh-CN", "en")
TIERS = tuple(f"1380000000{n}" for n in range(1, 6))
BASIC, SILVER, DIAMOND = TIERS[0], TIERS[1], TIERS[4]
EVERY = list(product(TIERS, LANGUAGES, SIZES))
# Each page is seen in a tenth of all ways, in both sizes, another tenth than its neighbour's;
# all of them take half an hour.
STEP = 1 if os.environ.get("LAUREL_AXE_ALL") == "1" else 9

Visits = dict[tuple[str | None, str], BrowserContext]
Own = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
async def visits(browser: Browser, mall: str) -> AsyncIterator[Visits]:
    """A visit per visitor and language."""
    opened: Visits = {}
    for who in (None, *TIERS):
        visit = await signed_in(browser, mall, who, bypass_csp=True)
        state = await visit.storage_state()
        await visit.close()
        for language in LANGUAGES:
            again = await browser.new_context(
                storage_state=state,
                reduced_motion="reduce",
                bypass_csp=True,
                service_workers="block",
            )
            chosen = {"name": "laurel_lang", "value": language, "url": mall}
            await again.add_cookies([chosen])  # type: ignore[list-item]
            opened[who, language] = again
    yield opened
    for visit in opened.values():
        await visit.close()


@pytest.fixture(scope="module")
async def own(visits: Visits, mall: str) -> Own:
    """What of each member stands behind an address: a redemption, and a movement."""
    found: Own = {}
    for who in TIERS:
        page = await visits[who, "en"].new_page()
        await page.goto(f"{mall}/products/topup-30/redeem")
        await page.fill("#field-account", "13800000101")
        await page.click("[data-action=confirm]")
        await page.wait_for_url("**/redemptions/*")
        mine = page.url.rpartition("/")[2]
        await page.goto(f"{mall}/points")
        posting = await page.get_attribute("article.entry", "id")
        found[who] = {"mine": mine, "posting": (posting or "").removeprefix("posting-")}
        await page.close()
    return found


@pytest.mark.parametrize(
    ("path", "language", "width"),
    [
        (path, *way)
        for place, path in enumerate(STRANGER)
        for way in list(product(LANGUAGES, SIZES))[place % 2 :: 1 if STEP == 1 else 3]
    ],
)
async def test_a_page_is_for_every_stranger(
    visits: Visits, mall: str, path: str, language: str, width: int
) -> None:
    await look(visits[None, language], mall + path, width, language)


@pytest.mark.parametrize(
    ("path", "who", "language", "width"),
    [(path, *way) for place, path in enumerate(MEMBER) for way in EVERY[place % STEP :: STEP]],
)
async def test_a_page_is_for_every_member(
    visits: Visits, own: Own, mall: str, path: str, who: str, language: str, width: int
) -> None:
    await look(visits[who, language], mall + path.format(**own[who]), width, language)


@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
async def test_a_page_is_for_who_wants_it_large_and_their_way(
    browser: Browser, mall: str, theme: str
) -> None:
    visit = await signed_in(
        browser, mall, SILVER if theme == "dark" else DIAMOND, bypass_csp=True
    )
    page = await visit.new_page()
    await page.goto(f"{mall}/me")
    for name, value in (("theme", theme), ("text_size", "elder")):
        await page.check(f"[name={name}][value={value}]", force=True)
    await page.click("#preferences button[type=submit]")
    await page.wait_for_selector(f"html[data-mode={theme}][data-size=elder]")
    for path in WORN:
        await look(visit, mall + path, 375, "zh-CN")
    await page.check("[name=theme][value=tier]", force=True)
    await page.check("[name=text_size][value=m]", force=True)
    await page.click("#preferences button[type=submit]")
    await page.wait_for_selector("html[data-mode=tier][data-size=m]")
    await visit.close()


@pytest.mark.parametrize("hour", ["light", "dark"])
async def test_a_page_is_for_whose_device_asks_for_contrast(
    browser: Browser, mall: str, hour: str
) -> None:
    for who, paths in ((DIAMOND, WORN), (BASIC, WORN[:3])):
        visit = await signed_in(
            browser, mall, who, bypass_csp=True, contrast="more", color_scheme=hour
        )
        for path in paths:
            await look(visit, mall + path, 375, "zh-CN")
        page = await visit.new_page()
        await page.goto(mall)
        painted = await page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert painted == ("rgb(255, 255, 255)" if hour == "light" else "rgb(0, 0, 0)")
        await visit.close()


async def look(visit: BrowserContext, address: str, width: int, language: str) -> None:
    """Open a page, and find nothing to complain of."""
    page = await visit.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        await page.set_viewport_size({"width": width, "height": 812})
        told = await page.goto(address)
        assert told is not None
        assert told.status < 500
        assert await violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert await page.evaluate("document.documentElement.lang") == language
        assert await page.locator("h1").count() == 1
        assert await page.evaluate(DOUBLE_IDS) == []
        assert complaints == []
        await keep(page, address, width, language)
        assert await measured(page, width) == []
    finally:
        await page.close()


async def keep(page: Page, address: str, width: int, language: str) -> None:
    """Keep a picture where the run collects them, if it does."""
    folder = os.environ.get("LAUREL_PICTURES")
    if not folder:
        return
    worn = await page.evaluate("Object.values({...document.documentElement.dataset}).join('-')")
    asked = urlsplit(address)
    name = re.sub(r"\W+", "-", asked.path + "?" + asked.query).strip("-") or "home"
    where = Path(folder) / f"{name}-{worn}-{language}-{width}.png"
    where.parent.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=where, full_page=True)


@pytest.mark.parametrize("who", [BASIC, DIAMOND])
async def test_the_open_sheet_is_for_everybody(visits: Visits, mall: str, who: str) -> None:
    page = await visits[who, "zh-CN"].new_page()
    await page.set_viewport_size({"width": 375, "height": 812})
    await page.goto(f"{mall}/products/topup-50")
    await page.click("[data-action=redeem]")
    await page.wait_for_selector("dialog[open] #redeem-form")
    assert await violations(page) == []
    await keep(page, "/sheet", 375, "zh-CN")
    await page.fill("#field-account", "12")
    await page.click("[data-action=confirm]")
    await page.wait_for_selector("#error-account")
    assert await violations(page) == []
    await keep(page, "/sheet-refused", 375, "zh-CN")
    await page.route("**/redemptions", lambda route: route.abort())
    await page.click("[data-action=confirm]")
    await page.wait_for_selector("#trouble")
    assert await violations(page) == []
    await keep(page, "/sheet-unreachable", 375, "zh-CN")
    assert await measured(page, 375) == []
    await page.close()


async def test_an_offline_page_is_for_everybody(visits: Visits, mall: str) -> None:
    page = await visits[BASIC, "en"].new_page()
    await page.set_viewport_size({"width": 375, "height": 812})
    await page.goto(f"{mall}/points")
    await page.evaluate(
        "() => { Object.defineProperty(navigator, 'onLine', {value: false});"
        " dispatchEvent(new Event('offline')); }"
    )
    await page.wait_for_selector("#offline")
    assert await violations(page) == []
    await keep(page, "/offline", 375, "en")
    assert await measured(page, 375) == []
    await page.close()


async def violations(page: Page) -> list[str]:
    await page.evaluate(AXE)
    found: list[str] = await page.evaluate(RUN)
    return found


DOUBLE_IDS = """() => [...document.querySelectorAll("[id]")].map(one => one.id)
  .filter((id, at, all) => all.indexOf(id) !== at)"""

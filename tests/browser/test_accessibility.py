"""Every page of the storefront: no axe violation, no sideways scrolling, no complaint."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from .conftest import signed_in

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
    "/products/fountain-pen", "/products/topup-50/redeem", "/products/scarf/redeem",
    "/products/photo-class/redeem", "/redemptions", "/redemptions/1", "/points", "/me",
)  # fmt: skip
SIZES = (375, 1280)
LANGUAGES = ("zh-CN", "en")
BASIC, DIAMOND = "13800000001", "13800000005"

Visits = dict[tuple[str | None, str], BrowserContext]


@pytest.fixture(scope="module")
async def visits(browser: Browser, mall: str) -> AsyncIterator[Visits]:
    """A visit per visitor and language; the basic member has redeemed something."""
    opened: Visits = {}
    for who in (None, BASIC, DIAMOND):
        visit = await signed_in(browser, mall, who, bypass_csp=True)
        state = await visit.storage_state()
        await visit.close()
        for language in LANGUAGES:
            again = await browser.new_context(
                storage_state=state, reduced_motion="reduce", bypass_csp=True
            )
            chosen = {"name": "laurel_lang", "value": language, "url": mall}
            await again.add_cookies([chosen])  # type: ignore[list-item]
            opened[who, language] = again
    await _redeem(opened[BASIC, "en"], mall)
    yield opened
    for visit in opened.values():
        await visit.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize(
    ("who", "path"),
    [(None, path) for path in STRANGER]
    + [(BASIC, path) for path in MEMBER]
    + [(DIAMOND, path) for path in ("/", "/products/scarf", "/points", "/redemptions")],
)
async def test_a_page_is_for_everybody(
    visits: Visits, mall: str, who: str | None, path: str, width: int, language: str
) -> None:
    page = await visits[who, language].new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        await page.set_viewport_size({"width": width, "height": 812})
        await page.goto(mall + path)
        assert await violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert await page.evaluate("document.documentElement.lang") == language
        assert await page.locator("h1").count() == 1
        assert await page.evaluate(DOUBLE_IDS) == []
        assert complaints == []
    finally:
        await page.close()


async def test_the_open_sheet_is_for_everybody(visits: Visits, mall: str) -> None:
    page = await visits[BASIC, "zh-CN"].new_page()
    await page.set_viewport_size({"width": 375, "height": 812})
    await page.goto(f"{mall}/products/topup-50")
    await page.click("[data-action=redeem]")
    await page.wait_for_selector("dialog[open] #redeem-form")
    assert await violations(page) == []
    await page.fill("#field-account", "12")
    await page.click("[data-action=confirm]")
    await page.wait_for_selector("#error-account")
    assert await violations(page) == []
    await page.close()


async def violations(page: Page) -> list[str]:
    await page.evaluate(AXE)
    found: list[str] = await page.evaluate(RUN)
    return found


DOUBLE_IDS = """() => [...document.querySelectorAll("[id]")].map(one => one.id)
  .filter((id, at, all) => all.indexOf(id) !== at)"""


async def _redeem(visit: BrowserContext, mall: str) -> None:
    page = await visit.new_page()
    await page.goto(f"{mall}/products/topup-30/redeem")
    await page.fill("#field-account", "13800000101")
    await page.click("[data-action=confirm]")
    await page.wait_for_url("**/redemptions/*")
    await page.close()

"""One tap in a real browser: a thing for 250 points, for the account of last time."""

import asyncpg
import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from .conftest import signed_in
from .test_product import NOTE, PHONE

THING = "/products/video-month"


@pytest.fixture(autouse=True)
async def forgotten(mall: str, mall_database: str) -> None:
    """Nobody tapped a moment ago: each test, and a second run of one, begins anew."""
    there = await asyncpg.connect(mall_database)
    await there.execute("UPDATE redemption SET is_express = false WHERE is_express")
    await there.close()


async def quick(browser: Browser, mall: str, **more: object) -> tuple[BrowserContext, Page]:
    """Switch it on as a member does, and have had the thing once."""
    visit = await signed_in(browser, mall, "13800000003", viewport=PHONE, **more)
    page = await visit.new_page()
    await switch(page, mall, is_on=True)
    await page.goto(f"{mall}{THING}/redeem")
    if await page.is_visible("#last-account") is False:
        await page.fill("#field-account", "13800000101")
    await page.click("[data-action=confirm]")
    await page.wait_for_url("**/redemptions/*")
    return visit, page


async def switch(page: Page, mall: str, *, is_on: bool) -> None:
    await page.goto(f"{mall}/me")
    await page.check(f"[name=is_express][value={str(is_on).lower()}]", force=True)
    async with page.expect_navigation():
        await page.click("#preferences [type=submit]")


async def had(page: Page, mall: str) -> int:
    await page.goto(f"{mall}/redemptions")
    return int(await page.locator(".views__n").first.inner_text())


async def test_is_one_tap_however_it_trembles(browser: Browser, mall: str) -> None:
    visit, page = await quick(browser, mall)
    before = await had(page, mall)
    await page.add_init_script(NOTE)
    await page.goto(f"{mall}{THING}")
    await page.click("[data-action=express]")
    await page.wait_for_url("**/redemptions/*")
    assert await page.evaluate("sessionStorage.taps") == "1"
    await page.locator(".undo button").click()
    await expect(page.locator(".undo")).to_be_hidden()
    await page.goto(f"{mall}{THING}")
    await page.dblclick("[data-action=express]", no_wait_after=True)
    await page.wait_for_url("**/redemptions/*")
    assert await had(page, mall) == before + 2
    await switch(page, mall, is_on=False)
    await visit.close()


async def test_needs_no_javascript(browser: Browser, mall: str) -> None:
    visit, page = await quick(browser, mall, java_script_enabled=False)
    before = await had(page, mall)
    await page.goto(f"{mall}{THING}")
    await page.click("[data-action=express]")
    await page.wait_for_url("**/redemptions/*")
    assert await had(page, mall) == before + 1
    await switch(page, mall, is_on=False)
    await visit.close()


async def test_asks_in_the_sheet_what_no_longer_holds(browser: Browser, mall: str) -> None:
    visit, page = await quick(browser, mall)
    other = await visit.new_page()
    await page.goto(f"{mall}{THING}")
    await switch(other, mall, is_on=False)
    await page.click("[data-action=express]")
    sheet = page.locator("#redeem-sheet[open]")
    await expect(sheet.locator("[data-code=express_off]")).to_be_visible()
    await expect(sheet.locator("#last-account input")).to_be_checked()
    before = await had(other, mall)
    await page.click("[data-action=confirm]")
    await page.wait_for_url("**/redemptions/*")
    assert await had(other, mall) == before + 1
    await visit.close()


async def test_another_tap_a_moment_later_is_asked_about(browser: Browser, mall: str) -> None:
    visit, page = await quick(browser, mall)
    other = await visit.new_page()
    for one in (page, other):
        await one.goto(f"{mall}{THING}")
    await other.click("[data-action=express]")
    await other.wait_for_url("**/redemptions/*")
    before = await had(other, mall)
    await page.click("[data-action=express]")
    sheet = page.locator("#redeem-sheet[open]")
    await expect(sheet.locator("[data-code=express_again]")).to_be_visible()
    assert await had(other, mall) == before
    await other.goto(f"{mall}{THING}")
    await expect(other.locator("[data-action=redeem]")).to_be_visible()
    assert await other.locator("[data-action=express]").count() == 0
    await page.click("[data-action=confirm]")
    await page.wait_for_url("**/redemptions/*")
    assert await had(other, mall) == before + 1
    await switch(page, mall, is_on=False)
    await visit.close()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_stands_on_two_lines(browser: Browser, mall: str, language: str) -> None:
    visit, page = await quick(browser, mall, language=language)
    await page.goto(f"{mall}{THING}")
    box = await page.locator("[data-action=express]").bounding_box()
    assert box is not None
    assert 44 <= box["height"] <= 64
    wide = "document.documentElement.scrollWidth"
    assert await page.evaluate(wide) == PHONE["width"]
    await switch(page, mall, is_on=False)
    await visit.close()

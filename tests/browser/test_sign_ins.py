"""Signing out elsewhere: seen by everybody, and done without any script."""

import pytest
from playwright.async_api import Browser

from .conftest import signed_in
from .measures import complaints as measured
from .test_accessibility import DIAMOND, LANGUAGES, SILVER, SIZES, keep, violations

OTHERS = "#sign-ins form[action*='browser-'] button"
# The part of its row that the narrowest text has.
NARROWEST = """() => Math.min(...[...document.querySelectorAll('#sign-ins li')].map(
  (row) => row.querySelector('.list__body').clientWidth / row.clientWidth))"""


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_list_is_for_everybody(browser: Browser, mall: str, language: str) -> None:
    left = await signed_in(browser, mall, SILVER)
    visit = await signed_in(browser, mall, SILVER, language=language, bypass_csp=True)
    page = await visit.new_page()
    for width in SIZES:
        await page.set_viewport_size({"width": width, "height": 812})
        await page.goto(f"{mall}/me")
        assert await page.locator(OTHERS).count() > 0
        await keep(page, "/me-sign-ins", width, language)
        assert await violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert await measured(page, width) == []
    await visit.close()
    await left.close()


async def test_large_text_keeps_its_line(browser: Browser, mall: str) -> None:
    left = await signed_in(browser, mall, SILVER)
    visit = await signed_in(browser, mall, SILVER, viewport={"width": 375, "height": 812})
    page = await visit.new_page()
    await page.goto(f"{mall}/me")
    await page.evaluate("document.documentElement.dataset.size = 'elder'")
    share = await page.evaluate(NARROWEST)
    assert share > 0.6
    await visit.close()
    await left.close()


@pytest.mark.parametrize("has_script", [True, False])
async def test_one_is_ended_with_and_without_script(
    browser: Browser, mall: str, has_script: bool
) -> None:
    visit = await signed_in(browser, mall, DIAMOND, java_script_enabled=has_script)
    page = await visit.new_page()
    await page.goto(f"{mall}/me")
    if await page.locator("[data-action=sign-out-others]").count():
        await page.click("[data-action=sign-out-others]")
        await page.wait_for_url("**/me**")
    other = await signed_in(browser, mall, DIAMOND)
    await page.goto(f"{mall}/me")
    assert await page.locator(OTHERS).count() == 1
    await page.click(OTHERS)
    await page.wait_for_selector(OTHERS, state="detached")
    theirs = await other.new_page()
    await theirs.goto(f"{mall}/me")
    assert theirs.url.startswith(f"{mall}/sign-in")
    await visit.close()
    await other.close()

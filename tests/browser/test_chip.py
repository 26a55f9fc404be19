"""The points stand in view on every page, on those that say no, and in the sheet."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from .conftest import signed_in
from .test_live import opened, spend

PAGES = (
    "/", "/products", "/products/scarf", "/products/topup-50/redeem", "/redemptions",
    "/points", "/points/expiry", "/tiers", "/me", "/me/achievements", "/me/privacy", "/rules",
    "/products/nowhere", "/redemptions/999999", "/nowhere",
)  # fmt: skip
SIZES = [(320, 640), (375, 720), (1280, 800)]
# Whether the whole box is on the screen, and nothing lies over it.
IN_VIEW = """(one) => {
  const box = one.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return box.width > 40 && box.left >= 0 && box.top >= 0 && box.right <= innerWidth
    && box.bottom <= innerHeight && (one.contains(top) || top?.contains(one));
}"""


@pytest.fixture(scope="module")
async def visit(browser: Browser, mall: str) -> AsyncIterator[BrowserContext]:
    """A member of whom points are held for something that takes days."""
    visit = await signed_in(browser, mall, "13800000004")
    page = await visit.new_page()
    await page.goto(f"{mall}/products/topup-30/redeem")
    await page.fill("#field-account", "13800000701")
    await page.click("[data-action=confirm]")
    await page.wait_for_url("**/redemptions/*")
    await page.close()
    yield visit
    await visit.close()


async def is_in_view(page: Page, wanted: str) -> bool:
    found: bool = await page.locator(wanted).evaluate(IN_VIEW)
    return found


@pytest.mark.parametrize("size", SIZES)
async def test_the_points_are_in_view_on_every_page(
    visit: BrowserContext, mall: str, size: tuple[int, int]
) -> None:
    page = await visit.new_page()
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    unseen = []
    for path in PAGES:
        await page.goto(mall + path)
        await page.evaluate("() => scrollTo(0, 400)")
        for wanted in (".points-chip", ".points-chip__held"):
            if not await page.locator(f"#points-chip {wanted}").count():
                unseen.append(f"{path} has no {wanted}")
            elif not await is_in_view(page, f"#points-chip {wanted}"):
                unseen.append(f"{path} hides {wanted}")
    assert unseen == []
    await page.close()


@pytest.mark.parametrize("size", SIZES)
async def test_the_points_are_in_view_in_the_sheet_and_follow_the_stream(
    visit: BrowserContext, mall: str, size: tuple[int, int]
) -> None:
    page = await opened(visit, f"{mall}/products/scarf")
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.click("[data-action=redeem]")
    await page.wait_for_selector("dialog[open] #sheet-chip")
    assert await is_in_view(page, "#sheet-chip")
    assert await is_in_view(page, "#sheet-chip .points-chip__held")
    before = await page.inner_text("#sheet-chip")
    acting = await visit.new_page()
    await spend(acting, mall)
    await expect(page.locator("#sheet-chip")).not_to_have_text(before, timeout=1_000)
    await acting.close()
    await page.close()


async def test_the_open_sheet_is_told_by_the_poll_too(visit: BrowserContext, mall: str) -> None:
    page, acting = await visit.new_page(), await visit.new_page()
    await page.route("**/me/stream*", lambda route: route.abort())
    await page.goto(f"{mall}/products/scarf")
    await page.click("[data-action=redeem]")
    await page.wait_for_selector("dialog[open] #sheet-chip")
    before = await page.inner_text("#sheet-chip")
    await spend(acting, mall)
    await expect(page.locator("#sheet-chip")).not_to_have_text(before, timeout=12_000)
    await acting.close()
    await page.close()

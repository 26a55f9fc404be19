"""Where the focus is: on the decision when a sheet opens, and where it was after a change."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from .conftest import signed_in

FOCUSED = "() => document.activeElement.id"


@pytest.fixture
async def page(browser: Browser, mall: str) -> AsyncIterator[Page]:
    visit = await signed_in(browser, mall, "13800000005")
    yield await visit.new_page()
    await visit.close()


async def sheet_of(page: Page, mall: str, slug: str) -> None:
    """Open a product's sheet with the Enter key."""
    await page.goto(f"{mall}/products/{slug}")
    await page.focus("[data-action=redeem]")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("dialog[open] #redeem-form")


async def focused(page: Page) -> str:
    found: str = await page.evaluate(FOCUSED)
    return found


async def test_a_sheet_begins_at_its_heading_and_gives_the_focus_back(
    page: Page, mall: str
) -> None:
    await sheet_of(page, mall, "topup-50")
    assert await focused(page) == "redeem-title"
    await page.keyboard.press("Escape")
    await expect(page.locator("[data-action=redeem]")).to_be_focused()


@pytest.mark.parametrize("place", ["sheet", "page"])
async def test_plus_is_pressed_again_and_again(page: Page, mall: str, place: str) -> None:
    if place == "sheet":
        await sheet_of(page, mall, "topup-50")
    else:
        await page.goto(f"{mall}/products/topup-50/redeem")
    sum_of = page.locator("#redeem-sum")
    await sum_of.evaluate("(one) => { one.isTheSame = true; }")
    await page.focus("#field-quantity-more")
    for points in ("1,000", "1,500"):
        await page.keyboard.press("Enter")
        await expect(page.locator("#redeem-sum .summary__total dd")).to_have_text(points)
        assert await focused(page) == "field-quantity-more"
    assert await sum_of.evaluate("(one) => one.isTheSame")


async def test_the_calculator_keeps_the_focus_and_its_voice(page: Page, mall: str) -> None:
    await page.goto(f"{mall}/products/topup-50")
    voice = page.locator("#sum")
    await voice.evaluate("(one) => { one.isTheSame = true; }")
    await page.focus("#calculator-quantity-more")
    await page.keyboard.press("Enter")
    await expect(page.locator("#sum .summary__total dd")).to_have_text("1,000")
    assert await focused(page) == "calculator-quantity-more"
    assert await voice.evaluate("(one) => one.isTheSame")


async def test_a_filter_keeps_the_focus_and_its_voice(page: Page, mall: str) -> None:
    await page.goto(f"{mall}/products")
    voice = page.locator("#results-count")
    await voice.evaluate("(one) => { one.isTheSame = true; }")
    await page.focus("#search-delivery")
    await page.keyboard.press("ArrowDown")
    await page.wait_for_url("**/products?*")
    await page.wait_for_selector("#search-delivery [selected]", state="attached")
    assert await focused(page) == "search-delivery"
    assert await voice.evaluate("(one) => one.isTheSame")
    await page.focus("#choice-layer-starter")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#choice-layer-starter[aria-current]")
    assert await focused(page) == "choice-layer-starter"


@pytest.mark.parametrize("place", ["sheet", "page"])
async def test_a_refusal_leads_to_what_is_to_be_mended(
    page: Page, mall: str, place: str
) -> None:
    if place == "sheet":
        await sheet_of(page, mall, "topup-50")
    else:
        await page.goto(f"{mall}/products/topup-50/redeem")
    await page.fill("#field-account", "12")
    await page.focus("#redeem-confirm")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#error-account")
    await expect(page.locator("#field-account")).to_be_focused()
    assert await page.input_value("#field-account") == "12"
    assert await page.get_attribute("#redeem-form", "data-sent") is None
    await page.keyboard.press("Control+a")
    await page.keyboard.type("13800000101")
    await page.focus("#field-quantity-more")
    await page.keyboard.press("Enter")
    await expect(page.locator("#redeem-sum .summary__total dd")).to_have_text("1,000")
    await page.focus("#redeem-confirm")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/redemptions/*")


async def test_a_refused_address_leads_to_its_field(page: Page, mall: str) -> None:
    await page.goto(f"{mall}/me")
    await page.click("#addresses .fold summary")
    for name, written in (("recipient", "Ada"), ("region", "Shanghai"), ("detail", "1 Wukang")):
        await page.fill(f"#field-{name}", written)
    await page.fill("#field-phone", "12")
    await page.click("#addresses .fold button")
    await page.wait_for_selector("#error-phone")
    await expect(page.locator("#field-phone")).to_be_focused()

"""From signing in to the thing itself, by tapping: with JavaScript and without it."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from .conftest import PATIENCE_MS, signed_in

STATE = ".redemption__head .badge"
WITH = pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])


async def until(page: Page, state: str, has_script: bool) -> None:
    """Wait until the page says so: it changes by itself, or is loaded again."""
    if has_script:
        await expect(page.locator(f"{STATE}[data-state={state}]")).to_be_visible(
            timeout=PATIENCE_MS
        )
        return
    for _ in range(60):
        if await page.get_attribute(STATE, "data-state") == state:
            return
        await page.wait_for_timeout(250)
        await page.reload()
    pytest.fail(f"never {state}: {await page.inner_text(STATE)}")


async def open_form(page: Page, address: str) -> None:
    await page.goto(address)
    await page.click("[data-action=redeem]")
    await page.wait_for_selector("#redeem-form")


@WITH
async def test_a_top_up_arrives(browser: Browser, mall: str, has_script: bool) -> None:
    phone = "13800000002" if has_script else "13800000003"
    visit = await signed_in(browser, mall, phone, java_script_enabled=has_script)
    page = await visit.new_page()
    await open_form(page, f"{mall}/products/topup-50")
    await page.fill("#field-account", "13800000101")
    await page.click("[data-action=confirm]")
    await page.wait_for_url("**/redemptions/*")
    await until(page, "delivered", has_script)
    assert "138****0101" in await page.inner_text("#facts")
    assert "13800000101" not in await page.content()
    await visit.close()


@WITH
async def test_a_refusal_keeps_what_was_written(
    browser: Browser, mall: str, has_script: bool
) -> None:
    phone = "13800000004" if has_script else "13800000005"
    visit = await signed_in(browser, mall, phone, java_script_enabled=has_script)
    page = await visit.new_page()
    await open_form(page, f"{mall}/products/topup-50")
    key = await page.get_attribute("[name=idempotency_key]", "value")
    await page.fill("#field-account", "1380000")
    await page.click("[data-action=confirm]")
    await expect(page.locator("#error-account")).to_be_visible()
    await expect(page.locator("#field-account")).to_have_value("1380000")
    assert await page.get_attribute("[name=idempotency_key]", "value") == key
    await visit.close()


@WITH
async def test_cash_is_paid_and_comes_back(
    browser: Browser, mall: str, has_script: bool
) -> None:
    phone = "13900000001" if has_script else "13900000002"
    visit = await signed_in(browser, mall, phone, java_script_enabled=has_script)
    page = await visit.new_page()
    await page.goto(f"{mall}/me")
    if not await page.locator("#field-recipient").is_visible():
        await page.click("#addresses summary")
    for name, written in (
        ("recipient", "Ada"), ("phone", phone), ("region", "Shanghai"), ("detail", "1 Wukang"),
    ):  # fmt: skip
        await page.fill(f"#field-{name}", written)
    await page.click("#addresses details button")
    await expect(page.locator("#addresses .list__item")).to_have_count(1)
    await open_form(page, f"{mall}/products/scarf")
    await page.click("[data-action=confirm]")
    await page.wait_for_url("**/redemptions/*")
    await expect(page.locator(f"{STATE}[data-state=awaiting_payment]")).to_be_visible()
    await page.click("[data-action=pay]")
    await page.wait_for_url("**/pay/*")
    await page.click("button")
    if "/redemptions/" not in page.url:
        await page.click("a")
    await until(page, "placed", has_script)
    await page.click("[data-action=cancel]")
    await until(page, "refunded", has_script)
    assert "399.00" in await page.inner_text("#vow")
    await visit.close()


async def test_two_taps_lead_from_the_product_to_the_redemption(
    browser: Browser, mall: str
) -> None:
    visit = await signed_in(browser, mall, "13800000002")
    page = await visit.new_page()
    await page.goto(f"{mall}/products/gamecard-30")
    await page.click("[data-action=redeem]")
    await page.click("[data-action=confirm]")
    await page.wait_for_url("**/redemptions/*")
    await until(page, "delivered", has_script=True)
    assert await page.locator("[data-code]").count() == 0
    await page.click("[data-action=reveal]")
    await expect(page.locator("[data-code]")).to_be_visible()
    assert not page.url.endswith("/codes")
    await visit.close()


@WITH
async def test_what_was_redeemed_can_be_undone(
    browser: Browser, mall: str, has_script: bool
) -> None:
    visit = await signed_in(browser, mall, "13800000004", java_script_enabled=has_script)
    page = await visit.new_page()
    await open_form(page, f"{mall}/products/gamecard-30")
    await page.click("[data-action=confirm]")
    await page.wait_for_url("**/redemptions/*")
    await page.click("#undo button")
    await until(page, "cancelled", has_script)
    assert await page.locator("#undo").count() == 0
    await visit.close()


async def test_the_undo_leaves_when_its_seconds_are_over(browser: Browser, mall: str) -> None:
    visit = await signed_in(browser, mall, "13800000004")
    page = await visit.new_page()
    await open_form(page, f"{mall}/products/gamecard-30")
    await page.click("[data-action=confirm]")
    await page.wait_for_url("**/redemptions/*")
    await expect(page.locator("#undo .undo__seconds")).to_have_text(re.compile("[1-4]"))
    await expect(page.locator("#undo")).to_have_count(0)
    await until(page, "delivered", has_script=True)
    await visit.close()


async def test_a_redemption_takes_no_mouse(browser: Browser, mall: str) -> None:
    visit = await signed_in(browser, mall, "13800000005")
    page = await visit.new_page()
    await page.goto(f"{mall}/products/gamecard-30")
    await tab_to(page, "[data-action=redeem]")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("dialog[open] #redeem-form")
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog[open]")).to_have_count(0)
    await page.focus("[data-action=redeem]")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("dialog[open] #redeem-form")
    await tab_to(page, "[data-action=confirm]")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/redemptions/*")
    await tab_to(page, "#undo button")
    await page.keyboard.press("Enter")
    await until(page, "cancelled", has_script=True)
    await visit.close()


async def tab_to(page: Page, wanted: str) -> None:
    """Walk from one thing to the next, as a keyboard does; each place is to be seen."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("(it) => document.activeElement.matches(it)", wanted):
            style = "getComputedStyle(document.activeElement).outlineStyle"
            assert await page.evaluate(style) != "none"
            return
    pytest.fail(f"the keyboard does not reach {wanted}")


@WITH
async def test_a_member_decides_and_stays_after_all(
    browser: Browser, mall: str, has_script: bool
) -> None:
    phone = "13900000003" if has_script else "13900000004"
    visit = await signed_in(browser, mall, phone, java_script_enabled=has_script)
    page = await visit.new_page()
    await page.goto(f"{mall}/me/privacy")
    await page.click("[data-purpose=personalisation]")
    await expect(page.locator("[data-purpose=personalisation]")).to_have_attribute(
        "aria-checked", "false"
    )
    await page.goto(f"{mall}/products/topup-100")
    await page.click("[data-action=goal]")
    await expect(page.locator("#goal-progress progress")).to_have_attribute("max", "1000")
    await page.goto(f"{mall}/me/deletion")
    await page.click("[data-action=send-code]")
    await page.fill("#field-otp", await page.inner_text("[data-demo-code]"))
    await page.click("[data-action=leave]")
    await page.click("[data-action=stay]")
    await expect(page.locator("[data-action=send-code]")).to_be_visible()
    await visit.close()

"""From signing in to the thing itself: with nothing but keys, and without JavaScript."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, StorageState, expect

from .conftest import signed_in
from .hands import EACH, HANDS, STATE, Hand, Keys

RICH = {"keys": "13800000004", "no script": "13800000005"}
FRESH = {"keys": "13900000001", "no script": "13900000002"}
Journey = Callable[[Hand], Awaitable[None]]


@pytest.fixture(scope="module")
async def states(browser: Browser, mall: str) -> dict[str, StorageState]:
    """A visit of a member with many points, for each way."""
    found = {}
    for way, phone in RICH.items():
        visit = await signed_in(browser, mall, phone)
        found[way] = await visit.storage_state()
        await visit.close()
    return found


@asynccontextmanager
async def hand(
    browser: Browser, mall: str, way: str, state: StorageState | None
) -> AsyncIterator[Hand]:
    """Open a page for a way; a phone's, where the bars take the most room."""
    visit = await browser.new_context(
        storage_state=state, java_script_enabled=HANDS[way].has_script,
        reduced_motion="reduce", viewport={"width": 375, "height": 720},
    )  # fmt: skip
    visit.set_default_timeout(15_000)
    yield HANDS[way](await visit.new_page(), mall)
    await visit.close()


async def redeem(one: Hand, slug: str) -> None:
    await one.go(f"/products/{slug}")
    await one.press("[data-action=redeem]")
    await one.page.wait_for_selector("#redeem-form")


async def confirm(one: Hand) -> None:
    await one.press("[data-action=confirm]")
    await one.page.wait_for_url("**/redemptions/*")


async def browse(one: Hand) -> None:
    await one.go("/")
    await one.press(".tabs a[href='/products']")
    await one.came("/products")
    await one.press(".card[href='/products/topup-50']")
    await one.came("/products/topup-50")
    await one.shows("h1", "50")


async def narrow(one: Hand) -> None:
    await one.go("/products")
    await one.press("#choice-layer-starter")
    await one.page.wait_for_url("**/products?layer=starter")
    await one.shows("#choice-layer-starter[aria-current]")
    await one.write("#product-search [name=q]", "nothing-is-called-so")
    await one.page.keyboard.press("Enter")
    await one.page.wait_for_url("**q=nothing-is-called-so*")
    await one.shows(".empty a")


async def work_out(one: Hand) -> None:
    await one.go("/products/topup-50/redeem")
    await one.write("#field-quantity", "2")
    if one.has_script:
        await one.page.keyboard.press("Tab")
    else:
        await one.press("[formaction$='/redeem']")
    await one.shows("#redeem-form .summary__total", "1,000")


async def track(one: Hand) -> None:
    await redeem(one, "topup-50")
    await one.write("#field-account", "13800000101")
    await confirm(one)
    await one.until("delivered")
    assert "138****0101" in await one.page.inner_text("#facts")
    assert "13800000101" not in await one.page.content()
    await one.press(".tabs a[href='/redemptions']")
    await one.came("/redemptions")
    await one.press(".list__item[href^='/redemptions/']")
    await one.page.wait_for_url("**/redemptions/*")
    await one.shows(f"{STATE}[data-state]")


async def undo(one: Hand) -> None:
    await redeem(one, "gamecard-30")
    await confirm(one)
    await one.press("#undo button")
    await one.until("cancelled")
    assert await one.page.locator("#undo").count() == 0


async def reveal(one: Hand) -> None:
    await redeem(one, "gamecard-30")
    await confirm(one)
    await one.until("delivered")
    assert await one.page.locator("[data-code]").count() == 0
    await one.press("[data-action=reveal]")
    await one.shows("[data-code]")
    assert not one.page.url.endswith("/codes") or not one.has_script


async def pay_and_cancel(one: Hand) -> None:
    await one.go("/me")
    if await one.page.locator("#addresses .list__item").count() == 0:
        await one.press("#addresses .fold summary")
        for name, written in (
            ("recipient", "Ada"), ("phone", "13800000001"), ("region", "Shanghai"),
            ("detail", "1 Wukang"),
        ):  # fmt: skip
            await one.write(f"#field-{name}", written)
        await one.press("#addresses .fold button")
        await one.shows("#addresses .list__item")
    await redeem(one, "scarf")
    await confirm(one)
    await one.until("awaiting_payment")
    await one.press("[data-action=pay]")
    await one.page.wait_for_url("**/pay/*")
    await one.page.locator("button").first.press("Enter")
    if "/redemptions/" not in one.page.url:
        await one.page.locator("a").first.press("Enter")
    await one.page.wait_for_url("**/redemptions/*")
    await one.until("placed")
    await one.press("[data-action=ask-cancel]")
    await one.shows("[data-action=cancel]")
    await one.press("[data-action=cancel]")
    await one.until("refunded")
    await one.shows("#vow", "¥")


async def prefer(one: Hand) -> None:
    for size, language in (("elder", "en"), ("m", "zh-CN")):
        await one.go("/me")
        await one.choose(f"[name=text_size][value={size}]")
        await one.choose(f"[name=language][value={language}]")
        await one.press("#preferences button[type=submit]")
        await one.page.wait_for_selector(f"html[lang={language}][data-size={size}]")


async def take_along(one: Hand) -> None:
    await one.go("/me")
    await one.press("a[href='/me/privacy']")
    await one.page.wait_for_selector("[data-purpose=personalisation]")
    was = await one.page.get_attribute("[data-purpose=personalisation]", "aria-checked")
    for _ in range(2):
        await one.press("[data-purpose=personalisation]")
        changed = one.page.locator("[data-purpose=personalisation]")
        await expect(changed).not_to_have_attribute("aria-checked", was or "")
        was = await changed.get_attribute("aria-checked")
    async with one.page.expect_download() as taken:
        await one.press("a[href='/me/privacy/export']")
    assert (await taken.value).suggested_filename.endswith(".json")


async def save_for(one: Hand) -> None:
    await one.go("/products/topup-100")
    await one.press("[data-action=goal]")
    await expect(one.page.locator("#goal-progress")).to_contain_text("现在就能换")
    await one.press("[data-action=goal]")
    await expect(one.page.locator("#goal-progress")).to_have_count(0)


async def look_ahead(one: Hand) -> None:
    await one.go("/points")
    await one.press("a[href='/points/expiry']")
    await one.came("/points/expiry")
    await one.shows("h1")
    await one.go("/points")
    await one.press(".entry h3 a")
    await one.page.wait_for_url("**/points/postings/*")
    await one.go("/me")
    await one.press("a[href='/tiers']")
    await one.came("/tiers")
    await one.shows(".rung__mine")


JOURNEYS: list[Journey] = [
    browse, narrow, work_out, track, undo, reveal, pay_and_cancel, prefer, take_along,
    save_for, look_ahead,
]  # fmt: skip


@EACH
@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda one: one.__name__)
async def test_a_journey_arrives(
    browser: Browser, mall: str, states: dict[str, StorageState], way: str, journey: Journey
) -> None:
    async with hand(browser, mall, way, states[way]) as one:
        await journey(one)


@EACH
async def test_a_member_comes_goes_and_stays_after_all(
    browser: Browser, mall: str, way: str
) -> None:
    async with hand(browser, mall, way, None) as one:
        await one.go("/")
        await one.press("a[href='/sign-in']")
        await one.write("#field-phone", FRESH[way])
        await one.press("#sign-in button")
        await one.write("#field-otp", await one.page.inner_text("[data-demo-code]"))
        await one.press(".signin__otp button")
        await one.came("/")
        await one.go("/me/deletion")
        await one.press("[data-action=send-code]")
        await one.write("#field-otp", await one.page.inner_text("[data-demo-code]"))
        await one.press("[data-action=leave]")
        await one.press("[data-action=stay]")
        await one.shows("[data-action=send-code]")
        await one.go("/me")
        await one.press("[data-action=sign-out]")
        await one.shows("a[href='/sign-in']")


@EACH
async def test_a_refusal_keeps_what_was_written(
    browser: Browser, mall: str, states: dict[str, StorageState], way: str
) -> None:
    async with hand(browser, mall, way, states[way]) as one:
        await redeem(one, "topup-50")
        key = await one.page.get_attribute("[name=idempotency_key]", "value")
        await one.write("#field-account", "1380000")
        await one.press("[data-action=confirm]")
        await one.shows("#error-account")
        await expect(one.page.locator("#field-account")).to_have_value("1380000")
        assert await one.page.get_attribute("[name=idempotency_key]", "value") == key


async def test_two_taps_lead_from_the_product_to_the_redemption(
    browser: Browser, mall: str
) -> None:
    visit = await signed_in(browser, mall, "13800000002")
    page = await visit.new_page()
    await page.goto(f"{mall}/products/gamecard-30")
    await page.click("[data-action=redeem]")
    await page.click("[data-action=confirm]")
    await page.wait_for_url("**/redemptions/*")
    await visit.close()


async def test_the_undo_leaves_when_its_seconds_are_over(
    browser: Browser, mall: str, states: dict[str, StorageState]
) -> None:
    async with hand(browser, mall, "keys", states["keys"]) as one:
        await redeem(one, "gamecard-30")
        await confirm(one)
        seconds = one.page.locator("#undo .undo__seconds")
        await expect(seconds).to_have_text(re.compile("[1-4]"))
        await expect(one.page.locator("#undo")).to_have_count(0)
        await one.until("delivered")


async def test_a_sheet_gives_the_focus_back(
    browser: Browser, mall: str, states: dict[str, StorageState]
) -> None:
    async with hand(browser, mall, "keys", states["keys"]) as one:
        assert isinstance(one, Keys)
        await redeem(one, "gamecard-30")
        await one.page.wait_for_selector("dialog[open]")
        await one.page.keyboard.press("Escape")
        await expect(one.page.locator("dialog[open]")).to_have_count(0)
        await expect(one.page.locator("[data-action=redeem]")).to_be_focused()

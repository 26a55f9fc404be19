"""From a product to the thing itself, and back again."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import signed_in
from tests.browser.hands import EACH, STATE, Hand

from .conftest import Journey


async def redeem(one: Hand, slug: str) -> None:
    await one.go(f"/products/{slug}")
    await one.press("[data-action=redeem]")
    await one.page.wait_for_selector("#redeem-form")


async def confirm(one: Hand) -> None:
    await one.press("[data-action=confirm]")
    await one.page.wait_for_url("**/redemptions/*")


async def take_two(one: Hand, total: str) -> None:
    """What two cost is seen before it is confirmed."""
    await one.write("#field-quantity", "2")
    if one.has_script:
        await one.page.keyboard.press("Tab")
    else:
        await one.press("[formaction$='/redeem']")
    await one.shows("#redeem-form .summary__total", total)


async def work_out(one: Hand) -> None:
    await one.go("/products/topup-50/redeem")
    await take_two(one, "1,000")


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


async def take_seats(one: Hand) -> None:
    """Two tickets, each with a code of its own, shown when asked for."""
    await redeem(one, "salon-ticket")
    await one.choose("[name=slot_id]")
    await take_two(one, "4,000")
    await confirm(one)
    await one.until("delivered")
    await one.shows("#ticket .mono")
    assert await one.page.locator("#codes [data-code]").count() == 0
    await one.press("[data-action=reveal]")
    await one.shows("#codes svg.qr")
    assert len(set(await one.page.locator("[data-code]").all_inner_texts())) == 2


async def take_a_coupon(one: Hand) -> None:
    await redeem(one, "coffee-card")
    await confirm(one)
    await one.until("delivered")
    await one.press("[data-action=reveal]")
    await one.shows("#codes svg.qr")
    await one.shows("[data-code]")


async def read(one: Hand) -> None:
    await redeem(one, "digital-issue")
    await confirm(one)
    await one.until("delivered")
    async with one.page.expect_download() as taken:
        await one.press("[data-file]")
    found = await taken.value
    assert found.suggested_filename.endswith((".pdf", ".epub"))
    assert (await found.path()).stat().st_size > 1000


async def keep_it_after_all(one: Hand) -> None:
    """Asked whether to cancel, say no; then cancel, and see everything come back."""
    await redeem(one, "print-poster")
    await confirm(one)
    await one.until("awaiting_payment")
    stood = one.page.url
    await one.press("[data-action=ask-cancel]")
    await one.page.wait_for_url("**/cancellation")
    await one.press("main a[href^='/redemptions/']")
    await one.page.wait_for_url(stood)
    await one.press("[data-action=ask-cancel]")
    await one.press("[data-action=cancel]")
    await one.until("cancelled")


JOURNEYS: list[Journey] = [
    work_out, track, undo, reveal, pay_and_cancel, take_seats, take_a_coupon, read,
    keep_it_after_all,
]  # fmt: skip


@EACH
@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda one: one.__name__)
async def test_a_journey_arrives(member: Hand, journey: Journey) -> None:
    await journey(member)


@EACH
async def test_a_refusal_keeps_what_was_written(member: Hand) -> None:
    await redeem(member, "topup-50")
    key = await member.page.get_attribute("[name=idempotency_key]", "value")
    await member.write("#field-account", "1380000")
    await member.press("[data-action=confirm]")
    await member.shows("#error-account")
    await expect(member.page.locator("#field-account")).to_have_value("1380000")
    assert await member.page.get_attribute("[name=idempotency_key]", "value") == key


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


@pytest.mark.parametrize("way", ["keys"])
class TestSheet:
    """What only a page with JavaScript has."""

    async def test_gives_the_focus_back(self, member: Hand) -> None:
        await redeem(member, "gamecard-30")
        await member.page.wait_for_selector("dialog[open]")
        await member.page.keyboard.press("Escape")
        await expect(member.page.locator("dialog[open]")).to_have_count(0)
        await member.stays("[data-action=redeem]")

    async def test_keeps_the_keys_inside(self, member: Hand) -> None:
        """Tab goes around in the open sheet, and Shift+Tab as well."""
        await redeem(member, "gamecard-30")
        inside = "document.activeElement.matches('dialog *, body')"
        for key in ("Tab", "Shift+Tab"):
            for _ in range(20):
                await member.page.keyboard.press(key)
                assert await member.page.evaluate(inside)

    async def test_leaves_by_its_cross_and_opens_again(self, member: Hand) -> None:
        await redeem(member, "gamecard-30")
        await member.press("#redeem-sheet .sheet__head button")
        await member.stays("[data-action=redeem]")
        await member.press("[data-action=redeem]")
        await member.shows("dialog[open] #redeem-form")

    async def test_is_left_behind_by_the_way_back(self, member: Hand) -> None:
        """Back from the redemption is the product, not a sheet that could be sent again."""
        await redeem(member, "gamecard-30")
        await confirm(member)
        await member.page.go_back()
        await member.came("/products/gamecard-30")
        await member.shows("[data-action=redeem]")
        await expect(member.page.locator("#redeem-form")).to_have_count(0)

    async def test_the_undo_leaves_when_its_seconds_are_over(self, member: Hand) -> None:
        await redeem(member, "gamecard-30")
        await confirm(member)
        seconds = member.page.locator("#undo .undo__seconds")
        await expect(seconds).to_have_text(re.compile("[1-4]"))
        await expect(member.page.locator("#undo")).to_have_count(0)
        await member.until("delivered")

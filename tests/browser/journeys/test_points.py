"""Points: the statement and its file, receipts, what expires, tiers, and what one saves for."""

import csv

import pytest
from playwright.async_api import expect

from tests.browser.hands import EACH, Hand

from .conftest import Journey

LINES = ".entries .entry"


async def narrow(one: Hand) -> None:
    """By kind, channel, month and words; Back and forth keep all of them."""
    await one.go("/points")
    await one.press("#kind-earned")
    await one.came("/points?kind=earned")
    await one.stays("#kind-earned")
    await one.choose("option[value=store]")
    at = await one.page.get_attribute(f"{LINES}:has-text('门店') time", "datetime") or ""
    await one.choose(f"option[value='{at[:7]}']")
    await one.press("#narrow-show")
    await one.page.wait_for_url(f"**channel=store&month={at[:7]}*")
    await one.stays("#narrow-show")
    lines = one.page.locator(LINES)
    await expect(lines).to_have_count(await lines.filter(has_text="门店").count())
    asked = one.page.url
    await one.press(".entry h3 a")
    await one.shows(".receipt .summary__total")
    await one.page.go_back()
    await one.page.wait_for_url(asked)
    assert await one.page.input_value("#narrow-channel") == "store"
    await one.write("#narrow-q", "nothing-is-called-so")
    await one.page.keyboard.press("Enter")
    await one.press(".empty a")
    await one.came("/points")


async def take_the_file(one: Hand) -> None:
    """The file holds what the page was narrowed to."""
    await one.go("/points?kind=earned&channel=third_party")
    lines = await one.page.locator(LINES).count()
    async with one.page.expect_download() as taken:
        await one.press("#statement-file")
    found = await taken.value
    assert found.suggested_filename.endswith(".csv")
    with (await found.path()).open(encoding="utf-8-sig", newline="") as told:
        assert len(list(csv.reader(told))) == 1 + lines > 1


async def ask_why(one: Hand) -> None:
    """From a line to how it was worked out, and on to the lots it will expire with."""
    await one.go("/points?kind=earned")
    await one.press(".entry h3 a")
    await one.page.wait_for_url("**/points/postings/*")
    await one.shows(".receipt__sum")
    await one.shows("#lots .list__item")
    await one.press("main a.more[href='/points']")
    await one.came("/points")


async def look_ahead(one: Hand) -> None:
    await one.go("/points")
    await one.press("a[href='/points/expiry']")
    await one.came("/points/expiry")
    await one.shows("[id^=month-]")
    await one.shows(".list__item", "202")
    await one.press("main a.more[href='/points']")
    await one.press("#month-sums summary")
    await one.shows("#month-sums td")


async def climb(one: Hand) -> None:
    """The table can be scrolled by keys, and the rules are one step away."""
    await one.go("/me")
    await one.press("a[href='/tiers']")
    await one.came("/tiers")
    await one.shows(".rung__mine")
    await one.shows("#tier-table [aria-current]")
    if one.has_script:
        await one.press("#tier-table")
        await one.page.keyboard.press("ArrowRight")
    await one.press("main a[href='/rules#tiers']")
    await one.page.wait_for_url("**/rules#tiers")
    await expect(one.page.locator("#tiers")).to_be_in_viewport()
    await one.stays("#tiers")


async def save_for(one: Hand) -> None:
    await one.go("/products/topup-100")
    await one.press("[data-action=goal]")
    await expect(one.page.locator("#goal-progress")).to_contain_text("现在就能换")
    await one.stays("[data-action=goal]")
    await one.go("/")
    await one.press("#dream a")
    await one.came("/products/topup-100")
    await one.press("[data-action=goal]")
    await expect(one.page.locator("#goal-progress")).to_have_count(0)
    await one.stays("[data-action=goal]")
    await one.go("/")
    await expect(one.page.locator("#dream")).to_have_count(0)


JOURNEYS: list[Journey] = [narrow, take_the_file, ask_why, look_ahead, climb, save_for]


@EACH
@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda one: one.__name__)
async def test_a_journey_arrives(member: Hand, journey: Journey) -> None:
    await journey(member)

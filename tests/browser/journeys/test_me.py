"""What is mine: how I like it, addresses, badges, what I allow, and leaving."""

import json
import re

import pytest
from playwright.async_api import expect

from tests.browser.hands import EACH, Hand

from .conftest import Journey, come_in

LEAVING = {"keys": "13900000001", "no script": "13900000002"}
MOVING = {"keys": "13900000003", "no script": "13900000004"}


async def prefer(one: Hand) -> None:
    for size, language in (("elder", "en"), ("m", "zh-CN")):
        await one.go("/me")
        await one.choose(f"[name=text_size][value={size}]")
        await one.choose(f"[name=language][value={language}]")
        await one.press("#preferences button[type=submit]")
        await one.page.wait_for_selector(f"html[lang={language}][data-size={size}]")


async def allow(one: Hand) -> None:
    """Off and on again, each time where one stands; every decision is written down."""
    await one.go("/me")
    await one.press("a[href='/me/privacy']")
    switch = one.page.locator("[data-purpose=personalisation]")
    was = await switch.get_attribute("aria-checked")
    for _ in range(2):
        await one.press("[data-purpose=personalisation]")
        await expect(switch).not_to_have_attribute("aria-checked", was or "")
        await one.stays("[data-purpose=personalisation]")
        was = await switch.get_attribute("aria-checked")
    await one.press("#consents summary")
    assert await one.page.locator("#consents .fold .list__item").count() >= 2


async def take_along(one: Hand) -> None:
    await one.go("/me/privacy")
    async with one.page.expect_download() as taken:
        await one.press("a[href='/me/privacy/export']")
    found = await taken.value
    assert found.suggested_filename.endswith(".json")
    assert json.loads((await found.path()).read_text())


async def show_a_badge(one: Hand) -> None:
    """From the wall to a badge, pinned to my page and taken down, and its picture."""
    await one.go("/me")
    await one.press("a[href='/me/achievements']")
    await one.came("/me/achievements")
    await one.press("#show-earned")
    await one.came("/me/achievements?show=earned")
    await one.stays("#show-earned")
    await one.press(".badgecard__name a")
    await one.page.wait_for_url(re.compile(r"/me/achievements/[\w-]+$"))
    url = one.page.url.removeprefix(one.mall)
    await one.press(f"[action='{url}/pin'] [data-action=pin]")
    await one.shows(f"[action='{url}/pin/removal']")
    await one.stays("[data-action=pin]")
    async with one.page.expect_download() as taken:
        await one.press("a[download][href$='card.svg']")
    assert (await taken.value).suggested_filename.endswith(".svg")
    await one.go("/me")
    await one.press(f"#pinned a[href='{url}']")
    await one.press("[data-action=pin]")
    await one.shows(f"[action='{url}/pin']")
    await one.go("/me")
    await expect(one.page.locator(f"#pinned a[href='{url}']")).to_have_count(0)


JOURNEYS: list[Journey] = [prefer, allow, take_along, show_a_badge]


@EACH
@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda one: one.__name__)
async def test_a_journey_arrives(member: Hand, journey: Journey) -> None:
    await journey(member)


@EACH
async def test_an_address_is_added_preferred_and_removed(stranger: Hand, way: str) -> None:
    one, kept = stranger, stranger.page.locator("#addresses .list__item")
    await one.go("/sign-in?next=/me")
    await come_in(one, MOVING[way])
    await one.came("/me")
    for n, recipient in enumerate(("Ada", "Berta"), start=1):
        if n > 1:
            await one.press("#addresses .fold summary")
        for name, written in (
            ("recipient", recipient), ("phone", "13800000001"), ("region", "Shanghai"),
            ("detail", f"{n} Wukang"),
        ):  # fmt: skip
            await one.write(f"#field-{name}", written)
        await one.press("#addresses .fold form button")
        await expect(kept).to_have_count(n)
        await one.stays("#addresses")
    await expect(kept.first).to_contain_text("Ada")
    await one.press("[data-action=prefer]")
    await expect(kept.first).to_contain_text("Berta")
    await expect(kept.first.locator(".badge")).to_be_visible()
    await one.stays("#addresses")
    for left in (1, 0):
        await one.press("#addresses .away summary")
        await one.press("#addresses .away[open] button")
        await expect(kept).to_have_count(left)
        await one.stays("#addresses")


@EACH
async def test_a_member_comes_goes_and_stays_after_all(stranger: Hand, way: str) -> None:
    one = stranger
    await one.go("/")
    await one.press("a[href='/sign-in']")
    await come_in(one, LEAVING[way])
    await one.came("/")
    await one.go("/me/privacy")
    await one.press("a[href='/me/deletion']")
    await one.press("[data-action=send-code]")
    await one.stays("#field-otp")
    right = await one.page.inner_text("[data-demo-code]")
    await one.write("#field-otp", "000000" if right != "000000" else "111111")
    await one.press("[data-action=leave]")
    await one.shows("#error-otp")
    await one.stays("#field-otp")
    await one.write("#field-otp", right)
    await one.press("[data-action=leave]")
    await one.shows("[data-action=stay]")
    await one.go("/products")
    await one.press("#leaving a")
    await one.press("[data-action=stay]")
    await one.shows("[data-action=send-code]")
    await one.go("/me")
    await one.press("[data-action=sign-out]")
    await one.shows("a[href='/sign-in']")

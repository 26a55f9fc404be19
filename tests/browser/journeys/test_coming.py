"""Coming in: a stranger's language and look, signing in at the second try, an ended session."""

import re

from playwright.async_api import StorageState, expect

from tests.browser.hands import EACH, Hand

from .conftest import Opening, come_in

LATE = {"keys": "13900000005", "no script": "13900000006"}
WRONG = {"keys": "13900000007", "no script": "13900000008"}


@EACH
async def test_a_stranger_chooses_language_size_and_look(stranger: Hand) -> None:
    """Where they stand: the list stays narrowed, and the next page is so too."""
    one = stranger
    await one.go("/products?layer=starter")
    await one.press("#looks [hreflang=en]")
    await one.shows("html[lang=en] #choice-layer-starter[aria-current]")
    await one.press("#looks a[href*='text_size=elder']")
    await one.shows("html[data-size=elder] #choice-layer-starter[aria-current]")
    await one.press("#looks a[href*='theme=dark']")
    await one.shows("html[data-mode=dark] #choice-layer-starter[aria-current]")
    await one.press("#results .card")
    await one.shows("html[lang=en][data-size=elder][data-mode=dark] article.product")


@EACH
async def test_the_language_changes_on_a_page_that_a_form_led_to(stranger: Hand) -> None:
    await stranger.go("/sign-in")
    await stranger.write("#field-phone", "13900000009")
    await stranger.press("#sign-in button")
    await stranger.shows("#field-otp")
    await stranger.press("#looks [hreflang=en]")
    await stranger.shows("html[lang=en] #field-phone")


@EACH
async def test_what_was_mistyped_is_put_right(stranger: Hand, way: str) -> None:
    """A wrong number, then a wrong code; each leads to its field, and then back to the page."""
    one = stranger
    await one.go("/products/scarf")
    await one.press("#product-actions a")
    await one.write("#field-phone", "12")
    await one.press("#sign-in button")
    await one.shows("#error-phone")
    await one.stays("#field-phone")
    await one.write("#field-phone", WRONG[way])
    await one.press("#sign-in button")
    right = await one.page.inner_text("[data-demo-code]")
    await one.write("#field-otp", "000000" if right != "000000" else "111111")
    await one.press(".signin__otp button")
    await one.shows("#error-otp")
    await one.stays("#field-otp")
    await one.write("#field-otp", right)
    await one.press(".signin__otp button")
    await one.came("/products/scarf")


@EACH
async def test_an_ended_session_begins_again_where_it_ended(stranger: Hand, way: str) -> None:
    """On a link the list stays narrowed; on a form the page it stood on is found again."""
    one = stranger
    # What a page asks by itself would find the end first, and lead to the same place.
    await one.page.route(
        re.compile("/me/(chip|stream)"), lambda asked: asked.fulfill(status=204)
    )
    await one.go("/sign-in?next=/points")
    await come_in(one, LATE[way])
    await one.came("/points")
    await one.page.context.clear_cookies(name="laurel")
    await one.press("#kind-spent")
    await one.shows("#field-phone")
    await come_in(one, LATE[way])
    await one.came("/points?kind=spent")
    await one.go("/products/topup-100")
    await one.page.context.clear_cookies(name="laurel")
    await one.press("[data-action=goal]")
    await one.press("a[href^='/sign-in?next=/products/topup-100']")
    await come_in(one, LATE[way])
    await one.came("/products/topup-100")


@EACH
async def test_the_large_version_leads_all_the_way(
    opening: Opening, states: dict[str, StorageState], way: str
) -> None:
    """Nothing is out of reach or covered where everything is large."""
    async with opening(states[way]) as one:
        await one.go("/me")
        await one.choose("[name=text_size][value=elder]")
        await one.press("#preferences button[type=submit]")
        await one.shows("html[data-size=elder]")
        try:
            await one.go("/")
            await one.press(".tabs a[href='/products']")
            await one.press(".card[href='/products/gamecard-30']")
            await one.press("[data-action=redeem]")
            await one.press("[data-action=confirm]")
            await one.page.wait_for_url("**/redemptions/*")
            await one.press("#undo button")
            await one.until("cancelled")
        finally:
            await one.go("/me")
            await one.choose("[name=text_size][value=m]")
            await one.press("#preferences button[type=submit]")
            await expect(one.page.locator("html[data-size=m]")).to_have_count(1)

"""Finding something: lists, the search, the pictures, the calculator, and the way back."""

import pytest
from playwright.async_api import expect

from tests.browser.hands import EACH, Hand

from .conftest import DESK, Journey, Opening

SEARCH = "form[data-suggest] input"


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


async def come_back(one: Hand) -> None:
    """Back from a product is the list as it was narrowed, and before that the whole."""
    await one.go("/products")
    await one.press("#choice-layer-dream")
    await one.page.wait_for_url("**/products?layer=dream")
    await one.shows("#choice-layer-dream[aria-current]")
    found = await one.page.locator("#results .card").all_inner_texts()
    await one.press("#results .card")
    await one.shows("article.product")
    await one.page.go_back()
    await one.page.wait_for_url("**/products?layer=dream")
    await one.shows("#choice-layer-dream[aria-current]")
    assert await one.page.locator("#results .card").all_inner_texts() == found
    await one.page.go_back()
    await one.came("/products")
    await expect(one.page.locator("#choice-layer-dream[aria-current]")).to_have_count(0)


async def go_near(one: Hand) -> None:
    """What is not there leads to what comes nearest."""
    await one.go("/products?q=zzzz")
    nearest = one.page.locator("#near-results .card").first
    url = await nearest.get_attribute("href") or ""
    await one.press("#near-results .card")
    await one.came(url)
    await one.shows("article.product h1")


async def work_out(one: Hand) -> None:
    """Two of them, with fewer points: the calculator says the cash, and the sheet the same."""
    await one.go("/products/book-set")
    await one.write("#calculator-quantity", "2")
    await one.write("#calculator-points", "100")
    if not one.has_script:
        await one.press("#calculator noscript button, #calculator button[type=submit]")
    cash = one.page.locator("#sum dl > div:nth-child(2) dd")
    await expect(one.page.locator("#sum .summary__total dd")).to_have_text("100")
    await one.shows("#sum dl > div:nth-child(2) dd", "¥")
    said = await cash.inner_text()
    await one.stays("#calculator-points")
    if one.has_script:
        await one.press("[data-action=redeem]")
        await one.shows("#redeem-sum", said)


JOURNEYS: list[Journey] = [browse, narrow, come_back, go_near, work_out]


@EACH
@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda one: one.__name__)
async def test_a_journey_arrives(member: Hand, journey: Journey) -> None:
    await journey(member)


@EACH
async def test_the_search_of_the_header_leads_on(opening: Opening) -> None:
    """With keys to a suggestion; without JavaScript to the list of what fits."""
    async with opening(size=DESK) as one:
        await one.go("/")
        await one.write(SEARCH, "huafei")
        if one.has_script:
            await one.shows("#suggestions [role=option]")
            await one.page.keyboard.press("ArrowDown")
            option = one.page.locator("#suggestions [aria-selected=true]")
            url = await option.get_attribute("data-url") or ""
            await one.page.keyboard.press("Enter")
            await one.came(url)
        else:
            await one.page.keyboard.press("Enter")
            await one.came("/products?q=huafei")
            await one.press("#results .card")
        await one.shows("article.product h1")


@EACH
async def test_every_picture_can_be_looked_at(stranger: Hand) -> None:
    """The dots lead along the strip; a picture opens large, by keys as well, and lets go."""
    page = stranger.page
    await stranger.go("/products/tote-bag")
    for n in (3, 2):
        await stranger.press(f".gallery__dots a:nth-child({n})")
        await expect(page.locator(f"#picture-{n} img")).to_be_in_viewport(ratio=0.9)
        shown = f"document.querySelector('#picture-{n} img').naturalWidth > 0"
        await page.wait_for_function(shown) if stranger.has_script else None
    await stranger.press("#picture-2 a")
    if not stranger.has_script:
        await page.wait_for_url("**/tote-bag--2.svg*")
        await page.go_back()
        await stranger.came("/products/tote-bag#picture-2")
        return
    slides = page.locator("#zoom .zoom__slide")
    await expect(slides.nth(1)).to_be_in_viewport(ratio=0.9)
    await page.keyboard.press("ArrowRight")
    await expect(slides.nth(2)).to_be_in_viewport(ratio=0.9)
    picture, wide = slides.nth(2).locator("img"), "(it) => it.getBoundingClientRect().width"
    small = await picture.evaluate(wide)
    await page.keyboard.press("Enter")
    assert await picture.evaluate(wide) == 2 * small
    was = await slides.nth(2).evaluate("(it) => it.scrollLeft")
    await page.keyboard.press("ArrowRight")
    assert await slides.nth(2).evaluate("(it) => it.scrollLeft") > was > 0
    await page.keyboard.press("Enter")
    assert await picture.evaluate(wide) == small
    await page.keyboard.press("Escape")
    await stranger.stays("#picture-2 a")


@pytest.mark.parametrize("way", ["keys"])
async def test_the_model_is_entered_and_left_by_keys(stranger: Hand) -> None:
    """While it is fetched: Escape leads back to the button that opened it."""
    await stranger.page.route("**/model-viewer-*", lambda _held: None)
    await stranger.go("/products/tote-bag")
    await stranger.press("[data-action=model]")
    await stranger.stays("[data-action=pictures]")
    await stranger.page.keyboard.press("Escape")
    await stranger.stays("[data-action=model]")
    await stranger.press("[data-action=model]")
    await stranger.press("[data-action=pictures]")
    await stranger.stays("[data-action=model]")

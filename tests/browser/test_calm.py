"""Who asked for less motion sees none; nothing jumps while something is on its way."""

import asyncio

import pytest
from playwright.async_api import Browser, Route, expect

from .conftest import signed_in

# What moves in each frame of a page that takes another's place, until the change is over.
WATCH = """() => {
  const moving = [];
  let isOver = false;
  document.addEventListener("htmx:before:viewTransition", () => {
    const look = () => {
      moving.push(document.getAnimations().length);
      if (!isOver) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  window.moved = new Promise((tell) => {
    document.addEventListener("htmx:after:viewTransition", () => {
      isOver = true;
      tell(moving);
    });
  });
}"""

PLACE = """(one) => {
  const box = one.getBoundingClientRect();
  return [box.x + scrollX, box.y + scrollY, box.width, box.height];
}"""


async def test_nothing_moves_between_two_pages_for_who_asked_so(
    browser: Browser, mall: str
) -> None:
    visit = await signed_in(browser, mall, None)  # Every visit of these tests asks for it.
    page = await visit.new_page()
    await page.goto(f"{mall}/")
    await page.evaluate(WATCH)
    await page.click(".tabs a[href='/products']")
    moving = await page.evaluate("() => window.moved")
    assert moving
    assert set(moving) == {0}
    await visit.close()


@pytest.mark.parametrize(
    ("path", "act", "asked", "waiting"),
    [
        ("/products", "#choice-layer-starter", "**/products?*", "#results .grid"),
        ("/products/topup-50", "#calculator-quantity-more", "**/quote?*", "#sum"),
        ("/products/topup-50", "[data-action=redeem]", "**/redeem?*", "[data-action=redeem]"),
        ("/products/topup-50/redeem", "#field-quantity-more", "**/redeem", "#redeem-total"),
    ],
)
async def test_what_takes_long_is_seen_to_wait_in_its_place(
    browser: Browser, mall: str, path: str, act: str, asked: str, waiting: str
) -> None:
    visit = await signed_in(browser, mall, "13800000005")
    page = await visit.new_page()
    await page.goto(mall + path)
    held = asyncio.Event()

    async def hold(route: Route) -> None:
        await held.wait()
        await route.continue_()

    await page.route(asked, hold)
    one = page.locator(waiting)
    before = await one.evaluate(PLACE)
    await page.click(act)
    assert await one.evaluate("(it) => getComputedStyle(it).opacity") == "1"
    await expect(one).to_have_css("opacity", "0.5")
    assert await one.evaluate(PLACE) == before
    held.set()
    await expect(page.locator(waiting)).to_have_css("opacity", "1")
    await page.unroute_all(behavior="wait")
    await visit.close()

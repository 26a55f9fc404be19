"""Who asked for less motion sees none; nothing jumps while something is on its way."""

from playwright.async_api import Browser

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

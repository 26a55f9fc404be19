"""Two ways to use a page: with nothing but keys, and with taps where there is no JavaScript."""

import pytest
from playwright.async_api import Page, expect

from .conftest import PATIENCE_MS

STATE = ".redemption__head .badge"
MOST_KEYS = 150
# Where the focus is now, whether it is seen there, and whether a bar covers it.
FOCUS = """(wanted) => {
  const it = document.activeElement, style = getComputedStyle(it);
  const box = it.getBoundingClientRect();
  const places = [[box.x + box.width / 2, box.y + box.height / 2],
    [box.x + 3, box.y + 3], [box.right - 3, box.bottom - 3]];
  const isSeen = places.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (it.contains(top) || top.contains(it));
  });
  const isMarked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const isNowhere = it === document.body || it === document.documentElement;
  return {isThere: it.matches(wanted), isNowhere, isSeen, isMarked,
    what: it.outerHTML.slice(0, 120)};
}"""


class Hand:
    """What every way has: a page, and the mall's address."""

    has_script: bool

    def __init__(self, page: Page, mall: str) -> None:
        self.page = page
        self.mall = mall

    async def go(self, path: str) -> None:
        await self.page.goto(self.mall + path)

    async def came(self, path: str) -> None:
        await self.page.wait_for_url(self.mall + path)

    async def shows(self, wanted: str, text: str | None = None) -> None:
        found = self.page.locator(wanted).first
        await expect(found).to_be_visible(timeout=PATIENCE_MS)
        if text is not None:
            await expect(found).to_contain_text(text, timeout=PATIENCE_MS)

    async def until(self, state: str) -> None:
        """Wait until the redemption is so: the page changes by itself, or is loaded again."""
        if self.has_script:
            await self.shows(f"{STATE}[data-state={state}]")
            return
        for _ in range(60):
            if await self.page.get_attribute(STATE, "data-state") == state:
                return
            await self.page.wait_for_timeout(250)
            await self.page.reload()
        pytest.fail(f"never {state}: {await self.page.inner_text(STATE)}")

    async def stays(self, wanted: str) -> None:
        """The page has changed, and the focus is where it was, for there is a focus."""

    async def press(self, wanted: str) -> None:
        raise NotImplementedError

    async def write(self, wanted: str, text: str) -> None:
        raise NotImplementedError

    async def choose(self, wanted: str) -> None:
        raise NotImplementedError


class Taps(Hand):
    has_script = False

    async def press(self, wanted: str) -> None:
        await self.page.locator(wanted).first.click()

    async def write(self, wanted: str, text: str) -> None:
        await self.page.fill(wanted, text)

    async def choose(self, wanted: str) -> None:
        if wanted.startswith("option"):
            value = await self.page.get_attribute(wanted, "value")
            await self.page.locator("select", has=self.page.locator(wanted)).select_option(
                value
            )
        else:
            await self.page.check(wanted, force=True)


class Keys(Hand):
    """No mouse: each place on the way is to be marked, and covered by nothing."""

    has_script = True

    async def reach(self, wanted: str) -> None:
        await self.page.wait_for_selector(wanted)
        at = await self.page.evaluate(FOCUS, wanted)
        for _ in range(MOST_KEYS):
            if at["isThere"]:
                return
            await self.page.keyboard.press("Tab")
            at = await self.page.evaluate(FOCUS, wanted)
            assert at["isNowhere"] or (at["isMarked"] and at["isSeen"]), at
        pytest.fail(f"the keyboard does not reach {wanted}")

    async def stays(self, wanted: str) -> None:
        await expect(self.page.locator(wanted)).to_be_focused()

    async def press(self, wanted: str) -> None:
        await self.reach(wanted)
        await self.page.keyboard.press("Enter")

    async def write(self, wanted: str, text: str) -> None:
        await self.reach(wanted)
        await self.page.keyboard.press("Control+a")
        await self.page.keyboard.type(text)

    async def choose(self, wanted: str) -> None:
        """Go to a group and walk in it with the arrows."""
        if wanted.startswith("option"):
            group = self.page.locator("select", has=self.page.locator(wanted))
            name = await group.get_attribute("name")
            await self.reach(f"select[name={name}]")
            for _ in range(MOST_KEYS):
                if await self.page.locator(wanted).evaluate("(one) => one.selected"):
                    return
                await self.page.keyboard.press("ArrowDown")
        else:
            await self.reach(wanted.partition("[value")[0])
            for _ in range(MOST_KEYS):
                if await self.page.is_checked(wanted):
                    return
                await self.page.keyboard.press("ArrowDown")
        pytest.fail(f"the arrows do not reach {wanted}")


HANDS: dict[str, type[Hand]] = {"keys": Keys, "no script": Taps}
EACH = pytest.mark.parametrize("way", list(HANDS))

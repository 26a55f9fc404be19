"""Around a page by Tab: every place is marked and seen, none holds the keys, and it ends."""

import pytest
from playwright.async_api import StorageState

from tests.browser.hands import FOCUS, MOST_KEYS, Hand

from .conftest import DESK, Opening

MEMBERS = [
    "/", "/products", "/products/book-set", "/products/tote-bag", "/products/scarf/redeem",
    "/redemptions", "/points", "/points/expiry", "/tiers", "/rules", "/me", "/me/privacy",
    "/me/deletion", "/me/achievements",
]  # fmt: skip
STRANGERS = ["/", "/products?q=zzzz", "/products/scarf", "/sign-in", "/nowhere"]


async def around(one: Hand, key: str) -> list[dict[str, object]]:
    """Walk once around; tells what was not marked, or not seen."""
    wrong, met = [], 0
    for _ in range(2 * MOST_KEYS):
        await one.page.keyboard.press(key)
        at = await one.page.evaluate(FOCUS, ".skip")
        met += at["isThere"]
        if not at["isNowhere"] and not (at["isMarked"] and at["isSeen"]):
            wrong.append(at)
        if met == 2 or (met == 1 and at["isNowhere"]):
            return wrong
    pytest.fail(f"{key} never comes around")


@pytest.mark.parametrize("way", ["keys"])
class TestRound:
    @pytest.mark.parametrize("path", MEMBERS)
    async def test_of_a_member(
        self, opening: Opening, states: dict[str, StorageState], path: str
    ) -> None:
        async with opening(states["keys"]) as one:
            await one.go(path)
            assert await around(one, "Tab") == []
            assert await around(one, "Shift+Tab") == []

    @pytest.mark.parametrize("path", STRANGERS)
    async def test_of_a_stranger(self, opening: Opening, path: str) -> None:
        async with opening() as one:
            await one.go(path)
            assert await around(one, "Tab") == []
            assert await around(one, "Shift+Tab") == []

    @pytest.mark.parametrize("path", ["/", "/products/book-set", "/me"])
    async def test_at_a_desk(
        self, opening: Opening, states: dict[str, StorageState], path: str
    ) -> None:
        async with opening(states["keys"], DESK) as one:
            await one.go(path)
            assert await around(one, "Tab") == []

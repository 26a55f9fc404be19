"""Two ways to go on every journey, and a page for each; no mouse and no JavaScript, in turn."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from playwright.async_api import Browser, StorageState, ViewportSize

from tests.browser.conftest import signed_in
from tests.browser.hands import HANDS, Hand

RICH = {"keys": "13800000004", "no script": "13800000005"}
PHONE: ViewportSize = {"width": 375, "height": 720}  # Where the bars take the most room.
DESK: ViewportSize = {"width": 1280, "height": 800}
Opening = Callable[..., AbstractAsyncContextManager[Hand]]


@pytest.fixture(scope="session")
async def states(browser: Browser, mall: str) -> dict[str, StorageState]:
    """A visit of a member with many points, for each way."""
    found = {}
    for way, phone in RICH.items():
        visit = await signed_in(browser, mall, phone)
        found[way] = await visit.storage_state()
        await visit.close()
    return found


@pytest.fixture
def opening(browser: Browser, mall: str, way: str) -> Opening:
    """Open a page for this way."""

    @asynccontextmanager
    async def opened(
        state: StorageState | None = None, size: ViewportSize = PHONE
    ) -> AsyncIterator[Hand]:
        visit = await browser.new_context(
            storage_state=state, java_script_enabled=HANDS[way].has_script,
            reduced_motion="reduce", viewport=size, service_workers="block",
            locale="zh-CN", accept_downloads=True,
        )  # fmt: skip
        visit.set_default_timeout(15_000)
        yield HANDS[way](await visit.new_page(), mall)
        await visit.close()

    return opened


@pytest.fixture
async def member(
    opening: Opening, states: dict[str, StorageState], way: str
) -> AsyncIterator[Hand]:
    """A phone of a member with many points."""
    async with opening(states[way]) as one:
        yield one


@pytest.fixture
async def stranger(opening: Opening) -> AsyncIterator[Hand]:
    """A phone of nobody known."""
    async with opening() as one:
        yield one


async def come_in(one: Hand, phone: str) -> None:
    """Sign in where the page of signing in is open."""
    await one.write("#field-phone", phone)
    await one.press("#sign-in button")
    await one.write("#field-otp", await one.page.inner_text("[data-demo-code]"))
    await one.press(".signin__otp button")


Journey = Callable[[Hand], Awaitable[None]]

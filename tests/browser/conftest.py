"""A real browser, and visits with it to the mall."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

CHROMIUM = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
CHROMIUM += ["--disable-background-networking", "--disable-component-update"]
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)  # What must be fast says its own time.


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a test of a browser fail twice before it counts (decision 0025)."""
    for one in items:
        if Path(__file__).parent in one.path.parents:
            one.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session", autouse=True)
def chromium() -> str:
    """Where the browser is; without one these tests are skipped, or fail where required."""
    found = shutil.which("chromium")
    if found is None:
        reason = "Chromium was not found: apt-get install chromium, then run these tests again."
        if os.environ.get("LAUREL_BROWSER_REQUIRED") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as player:
        opened = await player.chromium.launch(executable_path=chromium, args=CHROMIUM)
        yield opened
        await opened.close()


async def signed_in(
    browser: Browser,
    mall: str,
    phone: str | None,
    *,
    language: str = "zh-CN",
    **options: object,
) -> BrowserContext:
    """Open a visit in a language; with `phone`, come in by its one-time code.

    Without the service worker, unless it is allowed: a player of tests holds each worker as it
    starts, and on a busy machine does not always let it go.
    """
    told = {"service_workers": "block", "reduced_motion": "reduce"} | options
    visit = await browser.new_context(**told)  # type: ignore[arg-type]
    visit.set_default_timeout(PATIENCE_MS)
    if phone is not None:
        page = await visit.new_page()
        await page.goto(f"{mall}/sign-in")
        await page.fill("#field-phone", phone)
        await page.click("#sign-in button")
        await page.fill("#field-otp", await page.inner_text("[data-demo-code]"))
        await page.click(".signin__otp button")
        await page.wait_for_url(f"{mall}/")
        await page.close()
    await visit.add_cookies([{"name": "laurel_lang", "value": language, "url": mall}])
    return visit

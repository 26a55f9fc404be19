"""What laurel.js adds to a page, in a real browser."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

SCRIPT = Path(__file__).parents[2] / "static/js/laurel.js"
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
CHROMIUM += ["--disable-background-networking", "--disable-component-update"]
PAGE = """<!doctype html><meta name="text-slow" content="slow"><div id="toasts"></div>
<x-countdown data-deadline="100000" data-now="40000"><time>00:01:00</time></x-countdown>
<x-stepper><button type="button" data-step="-1">-</button><input type="number"
min="1" max="3" value="2"><button type="button" data-step="1">+</button></x-stepper>
<x-count data-key="points">12,860</x-count>
<iframe name="away"></iframe>
<form id="f" method="post" action="about:blank" target="away"><button id="go">go</button></form>
"""


@pytest.fixture
async def opened() -> AsyncIterator[Page]:
    async with async_playwright() as player:
        browser = await player.chromium.launch(
            executable_path="/usr/bin/chromium", args=CHROMIUM
        )
        page = await browser.new_page()
        await page.clock.install(time=5_000_000)
        await page.set_content(PAGE)
        await page.add_script_tag(path=SCRIPT, type="module")
        await page.wait_for_function("!!customElements.get('x-toast')")
        yield page
        await browser.close()


class TestElements:
    async def test_a_countdown_believes_the_server_s_clock(self, opened: Page) -> None:
        await opened.clock.run_for(15_000)
        shown = await opened.inner_text("x-countdown")
        assert "00:00:40" <= shown <= "00:00:45"
        await opened.clock.run_for(60_000)
        await expect(opened.locator("x-countdown")).to_have_text("00:00:00")

    async def test_a_stepper_stays_within_its_limits(self, opened: Page) -> None:
        for _ in range(3):
            await opened.click("[data-step='1']")
        await expect(opened.locator("x-stepper input")).to_have_value("3")

    async def test_a_count_ends_at_what_the_server_said(self, opened: Page) -> None:
        await opened.clock.run_for(2_000)
        await expect(opened.locator("x-count")).to_have_text("12,860")

    async def test_a_form_is_sent_once(self, opened: Page) -> None:
        await opened.evaluate(
            "window.sent = 0; addEventListener('submit', e => { sent += !e.defaultPrevented });"
        )
        await opened.evaluate(
            "for (let i = 0; i < 3; i++) document.getElementById('go').click()"
        )
        assert await opened.evaluate("sent") == 1

    async def test_a_form_comes_back_when_its_request_is_over(self, opened: Page) -> None:
        await opened.evaluate("addEventListener('submit', e => e.preventDefault())")
        await opened.click("#go")
        assert await opened.get_attribute("#go", "aria-busy") == "true"
        await opened.evaluate(
            "const said = {bubbles: true, detail: {ctx: {sourceElement: f}}};"
            "f.dispatchEvent(new CustomEvent('htmx:finally:request', said))"
        )
        assert await opened.get_attribute("#f", "data-sent") is None
        assert await opened.get_attribute("#go", "aria-busy") is None

    async def test_a_toast_leaves_by_itself(self, opened: Page) -> None:
        toast = "Object.assign(document.createElement('x-toast'), {textContent: 'done'})"
        await opened.evaluate(f"document.getElementById('toasts').append({toast})")
        await expect(opened.locator("x-toast")).to_have_text("done")
        await opened.clock.run_for(7_000)
        await expect(opened.locator("x-toast")).to_have_count(0)

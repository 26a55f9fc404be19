"""The product's page in a real browser: pictures, the model, the calculator, the last tap."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from .conftest import CHROMIUM, PATIENCE_MS, signed_in

PHONE = {"width": 375, "height": 720}
DRAWING_MS = 90_000  # WebGL without a graphics card.
NOTE = """addEventListener("securitypolicyviolation", (event) => {
  (window.violations ??= []).push(event.violatedDirective + " " + event.blockedURI); });
  new PerformanceObserver((list) => { for (const one of list.getEntries())
    window.moved = (window.moved ?? 0) + one.value; })
    .observe({type: "layout-shift", buffered: true});
  addEventListener("click", (event) => { if (event.isTrusted)
    sessionStorage.taps = Number(sessionStorage.taps ?? 0) + 1; }, true);"""


@pytest.fixture(scope="module")
async def drawing(chromium: str) -> AsyncIterator[Browser]:
    """A browser that can draw in three dimensions."""
    args = [*CHROMIUM, "--enable-unsafe-swiftshader"]
    async with async_playwright() as player:
        opened = await player.chromium.launch(executable_path=chromium, args=args)
        yield opened
        await opened.close()


@pytest.fixture(scope="module")
async def flat(chromium: str) -> AsyncIterator[Browser]:
    """A browser that cannot."""
    async with async_playwright() as player:
        opened = await player.chromium.launch(
            executable_path=chromium, args=[*CHROMIUM, "--disable-3d-apis"]
        )
        yield opened
        await opened.close()


class Seen:
    """What a page asked for, and what it complained about."""

    def __init__(self, page: Page) -> None:
        self.asked: list[str] = []
        self.wrong: list[str] = []
        page.on("request", lambda one: self.asked.append(one.url))
        page.on("pageerror", lambda one: self.wrong.append(str(one)))
        page.on(
            "console", lambda one: self.wrong.append(one.text) if one.type == "error" else 0
        )

    @property
    def heavy(self) -> list[str]:
        parts = ("model", ".glb", "none/", "blob:")
        return [one for one in self.asked if any(part in one for part in parts)]


async def opened(
    browser: Browser, address: str, **options: object
) -> tuple[BrowserContext, Page]:
    told = {"viewport": PHONE, "reduced_motion": "reduce", "service_workers": "block"} | options
    visit = await browser.new_context(**told)  # type: ignore[arg-type]
    visit.set_default_timeout(DRAWING_MS)
    page = await visit.new_page()
    await page.add_init_script(NOTE)
    page.seen = Seen(page)  # type: ignore[attr-defined]
    await page.goto(address, wait_until="networkidle")
    return visit, page


class TestModel:
    async def test_is_fetched_at_the_tap_and_not_before(
        self, drawing: Browser, mall: str
    ) -> None:
        visit, page = await opened(drawing, f"{mall}/products/tote-bag")
        seen: Seen = page.seen  # type: ignore[attr-defined]
        assert seen.heavy == []
        await page.click("[data-action=model]")
        await page.wait_for_selector(".stage[data-state=ready] model-viewer", state="attached")
        fetched = sorted(urlsplit(one).path.rpartition("/")[2] for one in seen.heavy)
        assert fetched == ["model-viewer-4.4.0.min.js", "model.js", "tote-bag.glb"]
        assert {urlsplit(one).netloc for one in seen.asked} == {urlsplit(mall).netloc}
        assert seen.wrong == []
        assert await page.evaluate("window.violations ?? []") == []
        shape = "(it) => [it.loaded, it.autoRotate, it.cameraControls, it.alt.length > 0]"
        assert await page.eval_on_selector("model-viewer", shape) == [True, False, True, True]
        # Its styles hold without the <style> that the policy forbids: no way to AR, no button.
        room = "(it) => getComputedStyle(it.shadowRoot.querySelector('.ar-button')).display"
        assert await page.eval_on_selector("model-viewer", room) == "none"
        await page.click("[data-action=pictures]")
        await expect(page.locator(".stage__room")).to_be_hidden()
        await expect(page.locator("[data-action=model]")).to_be_focused()
        await visit.close()

    async def test_that_does_not_arrive_leaves_the_pictures(
        self, drawing: Browser, mall: str
    ) -> None:
        visit, page = await opened(drawing, f"{mall}/products/tote-bag")
        await page.route("**/*.glb*", lambda route: route.abort())
        await page.click("[data-action=model]")
        await expect(page.locator("[data-when=failed]")).to_be_visible(timeout=DRAWING_MS)
        await page.keyboard.press("Escape")
        await expect(page.locator("#picture-1 img")).to_be_visible()
        await visit.close()

    async def test_is_not_even_fetched_where_it_cannot_be_drawn(
        self, flat: Browser, mall: str
    ) -> None:
        visit, page = await opened(flat, f"{mall}/products/tea-set")
        await page.click("[data-action=model]")
        await expect(page.locator("[data-when=failed]")).to_be_visible()
        seen: Seen = page.seen  # type: ignore[attr-defined]
        assert [one for one in seen.heavy if "model.js" not in one] == []
        await visit.close()


class TestPictures:
    async def test_follow_their_dots_without_javascript(
        self, browser: Browser, mall: str
    ) -> None:
        visit, page = await opened(
            browser, f"{mall}/products/tote-bag", java_script_enabled=False
        )
        for dot in await page.locator(".gallery__dots a").all():
            box = await dot.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 44
        await page.click(".gallery__dots a:nth-child(2)")
        box = await page.locator("#picture-2").bounding_box()
        assert box is not None
        assert (abs(box["x"]) < 2, box["width"]) == (True, PHONE["width"])
        assert await page.locator("[data-action=model]").is_hidden()
        await page.click("#picture-2 a")
        await page.wait_for_url("**/tote-bag--2.svg*")
        await visit.close()

    async def test_move_under_their_dots_and_the_page_does_not(
        self, browser: Browser, mall: str
    ) -> None:
        visit, page = await opened(browser, f"{mall}/products/tote-bag")
        await page.click(".gallery__dots a:nth-child(3)")
        third = page.locator(".gallery__dots a:nth-child(3)")
        await expect(third).to_have_attribute("aria-current", "true")
        assert await page.evaluate("[scrollY, location.hash]") == [0, ""]
        wide = "document.documentElement.scrollWidth"
        assert await page.evaluate(wide) == PHONE["width"]
        assert await page.evaluate("window.moved ?? 0") <= 0.02
        await visit.close()

    async def test_work_after_a_link_that_only_swapped_the_body(
        self, browser: Browser, mall: str
    ) -> None:
        visit, page = await opened(browser, f"{mall}/products?q=Laurel+tote&lang=en")
        await page.click("a[href='/products/tote-bag']")
        await expect(page.locator("[data-action=model]")).to_be_visible()
        await visit.close()

    async def test_fill_the_screen_and_give_the_focus_back(
        self, browser: Browser, mall: str
    ) -> None:
        visit, page = await opened(browser, f"{mall}/products/tea-set")
        await page.click("#picture-1 a")
        await expect(page.locator("#zoom[open] img")).to_have_count(3)
        small = await page.locator("#zoom img").first.bounding_box()
        await page.locator("#zoom .zoom__slide").first.click()
        large = await page.locator("#zoom img").first.bounding_box()
        assert small is not None
        assert large is not None
        assert large["width"] == 2 * small["width"]
        await page.keyboard.press("Escape")
        await expect(page.locator("#zoom")).to_be_hidden()
        await expect(page.locator("#picture-1 a")).to_be_focused()
        await visit.close()


class TestChoice:
    async def test_is_worked_out_while_the_slider_moves(
        self, browser: Browser, mall: str
    ) -> None:
        visit = await signed_in(browser, mall, "13800000005", viewport=PHONE)
        page = await visit.new_page()
        await page.goto(f"{mall}/products/book-set")
        slider = page.locator("x-split input[type=range]")
        await expect(slider).to_have_attribute("max", "600")
        await slider.fill("100")
        await expect(page.locator("#sum")).to_contain_text("¥110.00")
        await expect(page.locator("#calculator-points")).to_have_value("100")
        for _ in range(2):
            await page.click("#calculator [data-step='1']")
        await expect(slider).to_have_attribute("max", "2880")
        await expect(page.locator("#sum")).to_contain_text("¥350.00")
        await visit.close()

    async def test_leads_to_the_thing_in_two_taps_none_of_them_below_a_bar(
        self, browser: Browser, mall: str
    ) -> None:
        visit = await signed_in(browser, mall, "13800000004", viewport=PHONE)
        page = await visit.new_page()
        await page.add_init_script(NOTE)
        await page.goto(f"{mall}/products/tote-bag")
        await page.click("[data-action=redeem]")
        await page.click("[data-action=confirm]")
        await page.wait_for_url("**/redemptions/*")
        assert await page.evaluate("sessionStorage.taps") == "2"
        await visit.close()

    @pytest.mark.parametrize("slug", ["tote-bag", "scarf", "photo-class", "topup-50"])
    async def test_is_confirmed_by_a_button_that_nothing_covers(
        self, browser: Browser, mall: str, slug: str
    ) -> None:
        visit = await signed_in(browser, mall, "13800000004", viewport=PHONE)
        visit.set_default_timeout(PATIENCE_MS)
        page = await visit.new_page()
        await page.goto(f"{mall}/products/{slug}/redeem")
        hit = """() => { const it = document.querySelector("[data-action=confirm]");
          const box = it.getBoundingClientRect();
          return [box.top + 2, box.bottom - 2].every((y) =>
            document.elementFromPoint(box.x + box.width / 2, y) === it); }"""
        assert await page.evaluate(hit)
        await visit.close()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_what_cannot_be_had_yet_leaves_its_ways_on_one_line(
    browser: Browser, mall: str, language: str
) -> None:
    """Two ways beside a price squeezed one of them to a letter's width."""
    visit = await signed_in(browser, mall, "13800000002", language=language, viewport=PHONE)
    page = await visit.new_page()
    await page.goto(f"{mall}/products/fountain-pen")
    ways = page.locator("#product-actions .btn")
    assert await ways.count() == 2
    for one in await ways.all():
        box = await one.bounding_box()
        assert box is not None
        assert 44 <= box["height"] <= 64
    await visit.close()

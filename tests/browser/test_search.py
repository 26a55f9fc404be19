"""The search in a browser: suggestions by the keys of a listbox, and a memory of its own."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from .conftest import signed_in

FIELD = "form[data-suggest] input"
LIST_FIELD = "#product-search input[type=search]"


@pytest.fixture
async def page(browser: Browser, mall: str) -> AsyncIterator[Page]:
    visit = await signed_in(browser, mall, None, language="zh-CN")
    yield await visit.new_page()
    await visit.close()


class TestSuggestions:
    async def test_follow_the_keys(self, page: Page, mall: str) -> None:
        await page.goto(mall)
        field, options = page.locator(FIELD), page.locator("#suggestions [role=option]")
        await field.press_sequentially("hf")
        await expect(options.first).to_be_visible()
        await expect(field).to_have_attribute("aria-expanded", "true")
        await field.press("ArrowDown")
        await expect(options.first).to_have_attribute("aria-selected", "true")
        chosen = await options.first.get_attribute("id")
        await expect(field).to_have_attribute("aria-activedescendant", chosen or "")
        await field.press("Escape")
        await expect(options).to_have_count(0)
        await expect(field).to_have_attribute("aria-expanded", "false")
        await field.press("ArrowDown")
        await expect(options.first).to_be_visible()
        url = await options.last.get_attribute("data-url")
        await field.press("ArrowUp")
        await field.press("Enter")
        await page.wait_for_url(f"{mall}{url}")

    async def test_leave_enter_to_the_form_when_none_is_chosen(
        self, page: Page, mall: str
    ) -> None:
        await page.goto(mall)
        await page.locator(FIELD).press_sequentially("huafei")
        await expect(page.locator("#suggestions")).to_be_visible()
        await page.locator(FIELD).press("Enter")
        await page.wait_for_url(f"{mall}/products?q=huafei")


class TestList:
    async def test_follows_what_is_typed_and_leaves_the_field_alone(
        self, page: Page, mall: str
    ) -> None:
        await page.goto(f"{mall}/products")
        await page.locator(LIST_FIELD).press_sequentially("huafei")
        await page.wait_for_url(f"{mall}/products?q=huafei")
        await expect(page.locator(LIST_FIELD)).to_be_focused()
        await expect(page.locator(LIST_FIELD)).to_have_value("huafei")

    async def test_remembers_here_and_forgets(self, page: Page, mall: str) -> None:
        await page.goto(f"{mall}/products")
        await page.fill(LIST_FIELD, "huafei")
        await page.press(LIST_FIELD, "Enter")
        kept = page.locator("#searched a")
        await expect(kept).to_have_text("huafei")
        await page.goto(f"{mall}/products")
        await expect(kept).to_have_attribute("href", "/products?q=huafei")
        await page.click("#searched button")
        await expect(page.locator("#searched")).to_be_hidden()
        assert await page.evaluate("localStorage.length") == 0

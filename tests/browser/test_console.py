"""The console in a browser: signing in, giving back with and without JavaScript, axe."""

import json
import os
import subprocess
import sys

import asyncpg
import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from .conftest import PATIENCE_MS, signed_in
from .measures import complaints
from .test_accessibility import DOUBLE_IDS, keep, violations

# The demo's sign-ins follow from its secret, which this process does not have installed.
TELL = """
import json
from datetime import timedelta
from app import demo, settings
from app.demo import sign_ins
from app.kit import clock, secrets
secrets.install(settings.current().secret)
at = clock.now()
told = {}
for late in (0, 30):
    for one in sign_ins.for_operators(at=at + timedelta(seconds=late)):
        told.setdefault(one.name, [one.password]).append(one.one_time_password)
print(json.dumps(told))
"""
USED: set[str] = set()  # A code lets its owner in once.
PAGES = (
    "/ops", "/ops/redemptions", "/ops/redemptions/1", "/ops/cases", "/ops/cases/1",
    "/ops/approvals",
    "/ops/suppliers", "/ops/members", "/ops/members/4", "/ops/audit", "/ops/search?q=1",
    "/ops/settlement", "/ops/settlement/contracts", "/ops/settlement/months", "/ops/events",
    "/ops/nowhere",
)  # fmt: skip


def keys(name: str) -> list[str]:
    """Tell the password, and a code of this half minute or the next that nobody has used."""
    environ = {key: one for key, one in os.environ.items() if not key.startswith("LAUREL_")}
    told = subprocess.check_output(
        [sys.executable, "-c", TELL], env=environ | {"LAUREL_MODE": "demo"}
    )
    password, *codes = json.loads(told)[name]
    code = next(one for one in codes if one not in USED)
    USED.add(code)
    return [password, code]


async def come_in(page: Page, mall: str, name: str) -> None:
    password, code = keys(name)
    await page.goto(f"{mall}/ops")
    await page.fill("#field-name", name)
    await page.fill("#field-password", password)
    await page.fill("#field-code", code)
    await page.click(".signin__form button")
    await page.wait_for_url(f"{mall}/ops")


async def plant(browser: Browser, mall: str, phone: str) -> str:
    """Redeem a tree as a member; tells the number of the redemption."""
    visit = await signed_in(browser, mall, phone)
    page = await visit.new_page()
    await page.goto(f"{mall}/products/forest-donation/redeem")
    await page.click("[data-action=confirm]")
    await page.wait_for_url("**/redemptions/*")
    number = page.url.rsplit("/", 1)[1]
    await visit.close()
    return number


async def visit_of(browser: Browser, mall: str, *, has_script: bool = True) -> BrowserContext:
    visit = await browser.new_context(
        java_script_enabled=has_script, reduced_motion="reduce", bypass_csp=True
    )
    visit.set_default_timeout(PATIENCE_MS)
    await visit.add_cookies([{"name": "laurel_lang", "value": "en", "url": mall}])
    return visit


@pytest.mark.parametrize(
    ("name", "has_script"), [("ops", True), ("support", False)], ids=["script", "no script"]
)
async def test_a_refund_goes_back(
    browser: Browser, mall: str, name: str, has_script: bool
) -> None:
    number = await plant(browser, mall, "13800000004")
    visit = await visit_of(browser, mall, has_script=has_script)
    page = await visit.new_page()
    await come_in(page, mall, name)
    await page.goto(f"{mall}/ops/redemptions/{number}")
    await page.fill("#field-reason-refund", "the member asked")
    await page.click("#refund button")
    await expect(page.locator("h1 .badge")).to_have_text("Returned")
    await expect(page.locator("#audit")).to_contain_text("the member asked")
    await visit.close()


async def open_case(database: str) -> None:
    """Put a case about the first redemption into the mall, once."""
    there = await asyncpg.connect(database)
    await there.execute(
        "INSERT INTO case_file (kind, redemption_id, facts, opened_at, due_at)"
        " VALUES ('contradiction', 1, $1, now(), now()) ON CONFLICT DO NOTHING",
        json.dumps({"supplier": "fake-main"}),
    )
    await there.close()


async def test_cases_are_worked_by_keys(
    browser: Browser, mall: str, mall_database: str
) -> None:
    await plant(browser, mall, "13800000004")
    await open_case(mall_database)
    visit = await visit_of(browser, mall)
    page = await visit.new_page()
    await come_in(page, mall, "support")
    await page.goto(f"{mall}/ops/cases")
    await page.keyboard.press("j")
    await expect(page.locator("tr[aria-selected=true] a[data-row]")).to_be_focused()
    await page.keyboard.press("x")
    await expect(page.locator("tr[aria-selected=true] input")).to_be_checked()
    await page.keyboard.press("t")
    await expect(page.locator("#toasts")).to_contain_text("It is yours now.")
    await page.keyboard.press("n")
    await page.keyboard.type("jkc")  # Inside a field they are letters.
    await expect(page.locator("#field-words")).to_have_value("jkc")
    await page.goto(f"{mall}/ops/cases")
    await page.keyboard.press("?")
    await expect(page.locator("#keys")).to_be_visible()
    assert await page.evaluate("scrollY") == 0
    await page.keyboard.press("Escape")
    await expect(page.locator("#keys")).to_be_hidden()
    await page.keyboard.press("j")
    await page.keyboard.press("c")
    await page.wait_for_url("**/ops/cases/*#closing")
    await expect(page.locator("#field-resolution")).to_be_focused()
    await page.goto(f"{mall}/ops/cases")
    assert await page.locator("#case-list tbody tr").first.is_visible()
    await visit.close()


async def test_every_page_is_for_everybody(
    browser: Browser, mall: str, mall_database: str
) -> None:
    await plant(browser, mall, "13800000004")
    await open_case(mall_database)
    visit = await visit_of(browser, mall)
    page = await visit.new_page()
    await page.goto(f"{mall}/ops/sign-in")
    assert await violations(page) == []
    await come_in(page, mall, "finance")
    for path in PAGES:
        for width in (375, 1280):
            await page.set_viewport_size({"width": width, "height": 812})
            await page.goto(mall + path)
            assert await violations(page) == [], path
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert await page.evaluate(DOUBLE_IDS) == [], path
            assert await page.locator("h1").count() == 1, path
            await keep(page, path, width, "en")
            assert await complaints(page, width) == [], path
    await visit.close()

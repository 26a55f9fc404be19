"""The console in a browser: by keys alone, without JavaScript, and for everybody."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest
from playwright.async_api import Browser, BrowserContext, Page, StorageState, expect

from .conftest import PATIENCE_MS, signed_in
from .hands import EACH, HANDS, Hand
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
Desks = dict[str, StorageState]
USED: set[str] = set()  # A code lets its owner in once.
PAGES = (
    "/ops", "/ops/redemptions", "/ops/redemptions/1", "/ops/cases", "/ops/cases/1",
    "/ops/approvals",
    "/ops/suppliers", "/ops/members", "/ops/members/4", "/ops/audit", "/ops/search?q=1",
    "/ops/settlement", "/ops/settlement/contracts", "/ops/settlement/months", "/ops/events",
    "/ops/nowhere",
)  # fmt: skip
OPS_PAGES = ("/ops/products", "/ops/products?q=lamp", "/ops/products/20", "/ops/codes")


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


async def redeem(browser: Browser, mall: str, phone: str, slug: str) -> str:
    """Redeem as a member; tells the number of the redemption."""
    visit = await signed_in(browser, mall, phone)
    page = await visit.new_page()
    await page.goto(f"{mall}/products/{slug}/redeem")
    await page.click("[data-action=confirm]")
    await page.wait_for_url("**/redemptions/*")
    number = page.url.rsplit("/", 1)[1]
    await visit.close()
    return number


async def visit_of(browser: Browser, mall: str, *, has_script: bool = True) -> BrowserContext:
    visit = await browser.new_context(
        java_script_enabled=has_script,
        reduced_motion="reduce",
        bypass_csp=True,
        service_workers="block",
    )
    visit.set_default_timeout(PATIENCE_MS)
    await visit.add_cookies([{"name": "laurel_lang", "value": "en", "url": mall}])
    return visit


@pytest.fixture(scope="module")
async def desks(browser: Browser, mall: str) -> Desks:
    """Who works here, come in by the way that is theirs: a visit of each to go on with."""
    found: Desks = {}
    for name, way in (("support", "keys"), ("finance", "no script")):
        async with desk(browser, mall, way, None) as one:
            password, code = keys(name)
            await one.go("/ops")
            await one.write("#field-name", name)
            await one.write("#field-password", password)
            await one.write("#field-code", code)
            await one.press(".signin__form button")
            await one.came("/ops")
            found[name] = await one.page.context.storage_state()
    return found


@asynccontextmanager
async def desk(
    browser: Browser, mall: str, way: str, state: StorageState | None
) -> AsyncIterator[Hand]:
    visit = await browser.new_context(
        storage_state=state, java_script_enabled=HANDS[way].has_script,
        reduced_motion="reduce", viewport={"width": 1280, "height": 800},
        service_workers="block",
    )  # fmt: skip
    visit.set_default_timeout(PATIENCE_MS)
    await visit.add_cookies([{"name": "laurel_lang", "value": "en", "url": mall}])
    yield HANDS[way](await visit.new_page(), mall)
    await visit.close()


@EACH
async def test_a_redemption_is_found_and_given_back(
    browser: Browser, mall: str, desks: Desks, way: str
) -> None:
    number = await redeem(browser, mall, "13800000004", "forest-donation")
    async with desk(browser, mall, way, desks["support"]) as one:
        await one.go("/ops")
        await one.write(".search [name=q]", number)
        await one.page.keyboard.press("Enter")
        await one.page.wait_for_url("**/ops/search*")
        await one.press(f"main a[href='/ops/redemptions/{number}']")
        await one.came(f"/ops/redemptions/{number}")
        await one.write("#field-reason-refund", "the member asked")
        await one.press("#refund button")
        await one.shows("h1 .badge", "Returned")
        await one.shows("#audit", "the member asked")


@EACH
async def test_a_large_refund_is_approved_by_another(
    browser: Browser, mall: str, desks: Desks, way: str
) -> None:
    number = await redeem(browser, mall, "13800000005", "fountain-pen")
    async with desk(browser, mall, way, desks["support"]) as one:
        await one.go(f"/ops/redemptions/{number}")
        await one.write("#field-reason-refund", "the pen leaks")
        await one.press("#refund button[type=submit]")
        await one.shows("#refund", "support asked for a refund")
    async with desk(browser, mall, way, desks["finance"]) as one:
        await one.go("/ops")
        await one.press(".ops__nav a[href='/ops/approvals']")
        await one.page.wait_for_url("**/ops/approvals")
        asked = f"article:has(a[href='/ops/redemptions/{number}'])"
        await one.press(f"{asked} button.btn--primary")
        await expect(one.page.locator(asked)).to_have_count(0)
        await one.go(f"/ops/redemptions/{number}")
        await one.shows("h1 .badge", "Returned")


@EACH
async def test_a_case_is_closed_with_what_was_done(
    browser: Browser, mall: str, mall_database: str, desks: Desks, way: str
) -> None:
    number = await redeem(browser, mall, "13800000004", "forest-donation")
    await open_case(mall_database, int(number), "account_missing")
    async with desk(browser, mall, way, desks["finance"]) as one:
        await one.go(f"/ops/redemptions/{number}")
        await one.press("main a[href^='/ops/cases/']")
        await one.page.wait_for_url("**/ops/cases/*")
        await one.choose("option[value=no_loss]")
        await one.write("#field-resolution", "talked with the member")
        await one.press("#closing button[type=submit]")
        await one.shows("main", "talked with the member")
        await expect(one.page.locator("#closing")).to_have_count(0)


async def open_case(database: str, redemption: int = 1, kind: str = "contradiction") -> None:
    """Put a case about a redemption into the mall, once."""
    there = await asyncpg.connect(database)
    await there.execute(
        "INSERT INTO case_file (kind, redemption_id, facts, opened_at, due_at)"
        " VALUES ($1, $2, $3, now(), now()) ON CONFLICT DO NOTHING",
        kind, redemption, json.dumps({"supplier": "fake-main"}),
    )  # fmt: skip
    await there.close()


async def test_cases_are_worked_by_keys(
    browser: Browser, mall: str, mall_database: str
) -> None:
    await redeem(browser, mall, "13800000004", "forest-donation")
    await open_case(mall_database)
    visit = await visit_of(browser, mall)
    page = await visit.new_page()
    await come_in(page, mall, "ops")
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
    await redeem(browser, mall, "13800000004", "forest-donation")
    await open_case(mall_database)
    visit = await visit_of(browser, mall)
    page = await visit.new_page()
    await page.goto(f"{mall}/ops/sign-in")
    assert await violations(page) == []
    await come_in(page, mall, "admin")
    await look_at_all(page, mall, PAGES)
    await visit.close()


async def test_every_page_of_the_shopkeepers_is_for_everybody(
    browser: Browser, mall: str
) -> None:
    visit = await visit_of(browser, mall)
    page = await visit.new_page()
    await come_in(page, mall, "ops")
    await look_at_all(page, mall, OPS_PAGES)
    await visit.close()


async def look_at_all(page: Page, mall: str, paths: tuple[str, ...]) -> None:
    for path in paths:
        for width in (375, 1280):
            await page.set_viewport_size({"width": width, "height": 812})
            await page.goto(mall + path)
            assert await violations(page) == [], path
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert await page.evaluate(DOUBLE_IDS) == [], path
            assert await page.locator("h1").count() == 1, path
            await keep(page, path, width, "en")
            assert await complaints(page, width) == [], path

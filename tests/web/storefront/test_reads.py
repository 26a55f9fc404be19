"""How often a page asks the database.

Who is asking is read by three statements that everybody of the same moment shares
(app/web/visits.py). While the shop's answers of the last moment are kept they are all that
a member's page asks, but for what is on its way to them; with nothing kept they are
counted apart.
"""

from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar

from app import catalogue, members
from app.catalogue import NewSlot
from app.kit import clock, db
from app.kit.db import connection
from app.kit.texts import Text
from app.web import page_cache

from .conftest import Form

WHO_IS_ASKING = 3
THEIR_OWN = {"/": 1}  # What is on its way to them.
MINE = ("/me/achievements", "/me/achievements?show=open")
PATHS = ("/", "/products", "/products/topup-50", "/products/tote-bag", "/products/scarf")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that reaches the database, by its text."""
    told: list[str] = []
    fetch = connection.fetch

    async def listen(sql: str, *values: Any) -> list[Any]:
        told.append(sql)
        return await fetch(sql, *values)

    monkeypatch.setattr(connection, "fetch", listen)
    monkeypatch.setattr(db, "fetch", listen)
    return told


@pytest.mark.parametrize("path", PATHS + MINE)
async def test_a_member_s_page_asks_three_times_at_most(
    inside: httpx.AsyncClient, web: Litestar, asked: list[str], path: str
) -> None:
    web.state.cache.answers.clear()
    asked.clear()
    assert (await inside.get(path)).status_code == 200
    assert 0 < len(asked) - WHO_IS_ASKING <= 3, asked


async def test_a_booking_with_a_limit_asks_no_more(
    inside: httpx.AsyncClient, web: Litestar, shop: dict[str, int], asked: list[str]
) -> None:
    slot = NewSlot(starts_at=clock.now() + timedelta(days=1), place=Text("沪", "S"), capacity=3)
    await catalogue.add_slot(product_id=shop["tote-bag"], slot=slot)
    await db.fetch("UPDATE product SET limit_per_member = 1")
    web.state.cache.answers.clear()
    asked.clear()
    assert (await inside.get("/products/tote-bag")).status_code == 200
    assert 0 < len(asked) - WHO_IS_ASKING <= 3, asked


async def test_one_tap_with_an_account_and_a_limit_asks_no_more(
    inside: httpx.AsyncClient,
    web: Litestar,
    rich: int,
    topup: Form,
    asked: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = msgspec.structs.replace(web.state.settings, undo_seconds=10)
    monkeypatch.setitem(web.state._state, "settings", settings)
    await inside.post("/redemptions", data=topup)
    await members.set_preferences(member_id=rich, is_express=True)
    await db.fetch("UPDATE product SET limit_per_member = 9")
    web.state.cache.answers.clear()
    asked.clear()
    assert 'data-action="express"' in (await inside.get("/products/topup-50")).text
    assert 0 < len(asked) - WHO_IS_ASKING <= 3, asked


@pytest.mark.parametrize("path", PATHS)
async def test_a_member_s_page_asks_only_who_it_is_for_while_the_shop_is_kept(
    inside: httpx.AsyncClient, web: Litestar, asked: list[str], path: str
) -> None:
    web.state.cache.seconds = 60  # However slow the machine is.
    try:
        await inside.get(path)
        asked.clear()
        assert (await inside.get(path)).status_code == 200
        assert 0 < len(asked) <= WHO_IS_ASKING + THEIR_OWN.get(path, 0), asked
    finally:
        web.state.cache.seconds = page_cache.SECONDS


@pytest.mark.parametrize("path", PATHS)
async def test_a_stranger_s_page_asks_three_times_at_most(
    client: httpx.AsyncClient, shop: dict[str, int], web: Litestar, asked: list[str], path: str
) -> None:
    web.state.cache.answers.clear()
    asked.clear()
    assert (await client.get(path)).status_code == 200
    assert 0 < len(asked) <= 3, asked


async def test_a_page_that_does_not_exist_leaves_nothing_behind(
    client: httpx.AsyncClient, shop: dict[str, int], web: Litestar
) -> None:
    assert (await client.get("/products/nowhere")).status_code == 404
    assert not web.state.cache.locks
    assert not web.state.cache.answers

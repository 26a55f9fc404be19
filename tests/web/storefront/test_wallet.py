"""The wallet: what expires when, and a statement that can be narrowed."""

import csv
import io
from typing import Any

import httpx
import pytest

from app.kit import db

Form = dict[str, Any]


class TestExpiry:
    async def test_shows_every_lot_under_its_month(self, inside: httpx.AsyncClient) -> None:
        page = (await inside.get("/points/expiry")).text
        assert page.count('id="month-') == 1
        assert "5,000" in page

    async def test_is_for_members_only(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/points/expiry")).status_code in (302, 303, 401)


class TestStatement:
    @pytest.mark.parametrize(
        ("query", "lines"),
        [
            ("", 1),
            ("?channel=web", 1),
            ("?channel=store", 0),
            ("?channel=nowhere", 1),
            ("?month=2001-01", 0),
            ("?month=0001-01", 1),
            ("?month=2001-13", 1),
            ("?month=9999-12", 1),
            ("?kind=spent", 0),
        ],
    )
    async def test_can_be_narrowed(
        self, inside: httpx.AsyncClient, query: str, lines: int
    ) -> None:
        page = (await inside.get(f"/points{query}")).text
        assert page.count('class="entry"') == lines

    async def test_carries_its_filters_along(self, inside: httpx.AsyncClient) -> None:
        page = (await inside.get("/points?channel=store&month=2026-01")).text
        assert 'href="/points?kind=spent&amp;channel=store&amp;month=2026-01"' in page

    async def test_names_what_was_redeemed_and_finds_it(
        self, inside: httpx.AsyncClient, topup: Form
    ) -> None:
        await inside.post("/redemptions", data=topup)
        row = await db.fetch_one("SELECT title_zh FROM redemption")
        assert row
        title: str = row["title_zh"]
        page = (await inside.get("/points")).text
        assert f">{title}</a></h3>" in page
        receipt = (await inside.get("/points/postings/2")).text
        assert f"<h1>{title}</h1>" in receipt
        assert 'id="lots"' in receipt
        for words, lines in ((title[:2], 1), ("1", 1), ("no such thing", 0), ("冻结", 1)):
            found = (await inside.get("/points", params={"q": words})).text
            assert found.count('class="entry"') == lines, words

    async def test_shows_its_months(self, inside: httpx.AsyncClient) -> None:
        assert 'id="month-sums"' in (await inside.get("/points")).text


class TestFile:
    async def test_is_the_statement_as_narrowed(
        self, inside: httpx.AsyncClient, topup: Form
    ) -> None:
        await inside.post("/redemptions", data=topup)
        told = await inside.get("/points/statement.csv?lang=en")
        assert told.headers["content-type"] == "text/csv; charset=utf-8"
        assert told.content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(told.text.removeprefix("\ufeff"))))
        assert [(row[4], row[5]) for row in rows[1:]] == [("-500", "4500"), ("5000", "5000")]
        spent = await inside.get("/points/statement.csv?kind=spent")
        assert len(spent.text.splitlines()) == 2

    async def test_holds_no_formula(self, inside: httpx.AsyncClient, topup: Form) -> None:
        await db.fetch("UPDATE product SET title_zh = '=1+1', title_en = '=1+1'")
        await inside.post("/redemptions", data=topup)
        rows = list(csv.reader(io.StringIO((await inside.get("/points/statement.csv")).text)))
        assert rows[1][2] == "'=1+1"

    async def test_is_for_the_member_alone(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/points/statement.csv")).status_code in (302, 303, 401)

"""What suppliers and providers tell us is kept before it is answered, or asked for again."""

from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest

from app import fulfilment, opening, payments
from app.kit import db
from app.settings import Settings
from suppliers.fake import wire
from tests.payments.keys import fake_gateway

from .conftest import SECRET

NEWS = msgspec.json.encode({"reference": "R1", "state": "delivered", "event_id": "e1"})
PATH = "/callbacks/suppliers/fake-main"
COUNT = "SELECT count(*) AS n FROM supplier_callback"


@pytest.fixture
async def told(client: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """A supplier that may post to us."""
    demo = Settings(mode="demo", secret=SECRET)
    await fulfilment.gateway.configure(opening.suppliers_of(demo, environ={}))
    yield client
    await fulfilment.gateway.close()


async def kept() -> int:
    row = await db.fetch_one(COUNT)
    assert row is not None
    return int(row["n"])


class TestSuppliers:
    async def test_are_heard_once_and_thanked_each_time(self, told: httpx.AsyncClient) -> None:
        headers = wire.signed(opening.FAKE_SECRET, "1795233600", NEWS)
        for _ in range(2):
            answer = await told.post(PATH, content=NEWS, headers=headers)
            assert answer.status_code == 200, answer.text
        assert await kept() == 1

    async def test_need_no_token_from_any_origin(self, told: httpx.AsyncClient) -> None:
        headers = wire.signed(opening.FAKE_SECRET, "1795233600", NEWS)
        headers["origin"] = "https://supplier.example"
        assert (await told.post(PATH, content=NEWS, headers=headers)).status_code == 200

    async def test_that_nobody_knows_are_not_found(self, told: httpx.AsyncClient) -> None:
        answer = await told.post("/callbacks/suppliers/nobody", content=NEWS)
        assert (answer.status_code, await kept()) == (404, 0)

    async def test_that_talk_nonsense_are_refused(self, told: httpx.AsyncClient) -> None:
        answer = await told.post(PATH, content=b"<html>")
        assert (answer.status_code, answer.json()["code"]) == (400, "callback_unreadable")

    async def test_that_say_what_no_text_can_hold_are_refused(
        self, told: httpx.AsyncClient
    ) -> None:
        news = {"reference": "R\x00", "state": "delivered", "event_id": "e1"}
        body = msgspec.json.encode(news)
        headers = wire.signed(opening.FAKE_SECRET, "1795233600", body)
        answer = await told.post(PATH, content=body, headers=headers)
        assert answer.status_code == 400, answer.text
        assert await kept() == 0

    async def test_are_asked_again_when_nothing_can_be_kept(
        self, told: httpx.AsyncClient
    ) -> None:
        headers = wire.signed(opening.FAKE_SECRET, "1795233600", NEWS)
        await db.fetch("ALTER TABLE supplier_callback RENAME TO elsewhere")
        try:
            answer = await told.post(PATH, content=NEWS, headers=headers)
        finally:
            await db.fetch("ALTER TABLE elsewhere RENAME TO supplier_callback")
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert answer.headers["retry-after"]


@pytest.fixture
async def paid(client: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """A provider that may post to us."""
    payments.install({"fake": fake_gateway("http://127.0.0.1:1")})
    yield client
    await payments.aclose()


class TestPayments:
    async def test_of_an_unknown_provider_are_not_found(self, paid: httpx.AsyncClient) -> None:
        assert (await paid.post("/callbacks/payments/nobody", content=b"")).status_code == 404

    async def test_that_are_not_genuine_are_refused(self, paid: httpx.AsyncClient) -> None:
        answer = await paid.post("/callbacks/payments/fake", content=b"{}")
        assert answer.status_code == 401

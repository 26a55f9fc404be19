"""The fake supplier keeps its word: the digits, the truth, the callbacks."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from suppliers import (
    Accepted,
    Adapter,
    Delivered,
    Kind,
    Missing,
    Outcome,
    Partial,
    Processing,
    Rejected,
    Unknown,
)
from suppliers.fake.behaviour import Timing, plan
from suppliers.fake.callbacks import is_loopback
from suppliers.fake.server import FakeSupplier
from suppliers.fake.truth import Truth

from ..serving import serving
from ..stages import NOW, PATIENCE, FakeStage, adapter_of, order

PROMISE = 172_800

# account: said at once, found at once, found 70 s later, found after the promise.
TABLE: dict[str, tuple[type[Outcome], ...]] = {
    "13800138100": (Delivered, Delivered, Delivered, Delivered),
    "13800138299": (Accepted, Processing, Delivered, Delivered),
    "13800138300": (Accepted, Processing, Delivered, Delivered),
    "13800138400": (Rejected, Rejected, Rejected, Rejected),
    "13800138500": (Unknown, Delivered, Delivered, Delivered),
    "13800138600": (Unknown, Delivered, Delivered, Delivered),
    "13800138700": (Unknown, Missing, Missing, Missing),
    "13800138800": (Accepted, Processing, Processing, Delivered),
    "13800138900": (Accepted, Partial, Partial, Partial),
    "13800138000": (Delivered, Delivered, Delivered, Delivered),
    "someone@example.com": (Delivered, Delivered, Delivered, Delivered),
    "١٤٠٠": (Delivered, Delivered, Delivered, Delivered),
    "": (Delivered, Delivered, Delivered, Delivered),
}


class Shop:
    """A fake supplier whose time the test sets."""

    def __init__(self, folder: Path) -> None:
        self.now = NOW
        self.truth = Truth(folder / "truth.db")
        self.app = FakeSupplier(
            self.truth, secret="stage-secret", clock=self.clock, timing=Timing()
        )

    def clock(self) -> datetime:
        return self.now


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.fixture
async def adapter(shop: Shop, tmp_path: Path) -> AsyncIterator[Adapter]:
    # The silent classes 6xx and 7xx cost a whole deadline, any other class none of it.
    patience = msgspec.structs.replace(PATIENCE, submit_deadline_seconds=1)
    async with serving(shop.app) as base_url:
        speaking = adapter_of(FakeStage(tmp_path), base_url, patience=patience)
        yield speaking
        await speaking.aclose()


class TestDigits:
    @pytest.mark.parametrize("account", TABLE)
    async def test_decide_what_is_said_and_done(
        self, adapter: Adapter, shop: Shop, account: str
    ) -> None:
        said, *found = TABLE[account]
        assert type(await adapter.submit(order(account=account))) is said
        for kind, seconds in zip(found, (0, 70, PROMISE + 61), strict=True):
            shop.now = NOW + timedelta(seconds=seconds)
            assert type(await adapter.query("M1", submitted_at=NOW)) is kind

    async def test_half_is_half_the_face_value(self, adapter: Adapter) -> None:
        await adapter.submit(order(account="13800138900", quantity=2))
        found = await adapter.query("M1", submitted_at=NOW)
        assert isinstance(found, Partial)
        assert found.delivered == 5000

    def test_too_late_is_too_late_however_fast(self) -> None:
        assert plan("800", Timing(promise_seconds=20, fast=100)).delay_seconds > 20


class TestTruth:
    async def test_tells_what_was_seen_but_no_codes(self, adapter: Adapter, shop: Shop) -> None:
        await adapter.submit(order(kind=Kind.CARD))
        found = await adapter.query("M1", submitted_at=NOW)
        assert isinstance(found, Delivered)
        [row] = shop.truth.summary(NOW)
        assert (row["submits"], row["queries"], row["delivered"]) == (1, 1, 1)
        assert found.cards[0].password not in str(row)

    async def test_knows_what_it_never_answered(self, adapter: Adapter, shop: Shop) -> None:
        await adapter.submit(order(account="13800138700"))
        [row] = shop.truth.summary(NOW)
        assert (row["submits"], row["delivered"]) == (1, 0)

    async def test_a_second_submission_changes_nothing(
        self, adapter: Adapter, shop: Shop
    ) -> None:
        await adapter.submit(order())
        before = shop.truth.balance_fen()
        await adapter.submit(order(account="13800138400", quantity=3))
        assert shop.truth.balance_fen() == before
        assert isinstance(await adapter.query("M1", submitted_at=NOW), Delivered)

    async def test_a_stranger_changes_nothing(self, shop: Shop) -> None:
        async with serving(shop.app) as base_url, httpx.AsyncClient() as client:
            answer = await client.post(f"{base_url}/orders", json={"reference": "M1"})
        assert answer.status_code == 401
        assert shop.truth.summary(NOW) == []


class Listener:
    """Takes callbacks; refuses as many as it is told to."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.taken = asyncio.Event()
        self.heard: list[tuple[bytes, dict[str, str]]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for kind in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{kind}.complete"})
            return
        headers = {key.decode(): value.decode() for key, value in scope["headers"]}
        self.heard.append(((await receive())["body"], headers))
        is_taken = len(self.heard) > self.refusals
        status = 200 if is_taken else 503
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})
        if is_taken:
            self.taken.set()


class TestCallbacks:
    async def test_are_repeated_until_taken_and_can_be_verified(self, tmp_path: Path) -> None:
        stage, listener = FakeStage(tmp_path), Listener(refusals=2)
        app = FakeSupplier(
            stage.truth, secret="stage-secret", clock=_running(), timing=Timing(fast=100)
        )
        async with serving(listener) as url, serving(app) as base_url:
            adapter = adapter_of(stage, base_url)
            asked = order(account="13800138200", kind=Kind.CARD, callback_url=f"{url}/x")
            await adapter.submit(asked)
            async with asyncio.timeout(5):
                await listener.taken.wait()
            await adapter.aclose()
        told = [adapter.read_callback(raw, headers) for raw, headers in listener.heard]
        assert len(told) == 3
        assert len({one.event_key for one in told}) == 1
        assert told[0].is_verified
        assert told[0].hint == Delivered(told[0].remote_no, 4900)

    @pytest.mark.parametrize(
        ("url", "is_ours"),
        [
            ("http://127.0.0.1:8000/x", True),
            ("http://localhost/x", True),
            ("http://[::1]:8000/x", True),
            ("http://127.0.0.1.example.com/x", False),
            ("http://127.0.0.1@example.com/x", False),
            ("http://10.0.0.1/x", False),
            ("file:///127.0.0.1", False),
            ("http://[", False),
            ("", False),
        ],
    )
    def test_never_leave_this_machine(self, url: str, is_ours: bool) -> None:
        assert is_loopback(url) is is_ours


def _running() -> Any:
    """A clock that runs with the loop, from a fixed start."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    return lambda: NOW + timedelta(seconds=loop.time() - began)

"""What the tests of payments stand on: a clock, a mall that takes notices, a provider."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from app import payments
from app.demo.fake_psp import Behaviour, FakePsp, Truth
from app.demo.fake_psp.asgi import Message, Receive, Send, headers_of, live, read, respond
from app.demo.fake_psp.bank import Bank
from app.kit import db
from app.payments.gateway.v3 import V3Gateway
from tests.payments.keys import fake_gateway

AMOUNT_FEN = 9900


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **span: float) -> datetime:
        """Move on; returns the new instant."""
        self.at += timedelta(**span)
        return self.at


class Mall:
    """The mall's callback address: stores, then acknowledges; counts what it answered."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.answered: list[int] = []
        self.changed = asyncio.Condition()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await live(asyncio.Event().wait, receive, send)  # type: ignore[arg-type]
        told = await payments.store_notice(
            provider=scope["path"].rpartition("/")[2],
            headers=headers_of(scope),
            body=await read(receive),
            now=self.clock(),
        )
        async with self.changed:
            self.answered.append(told.status)
            self.changed.notify_all()
        return await respond(send, told.status, told.body, {})


@dataclass
class Stage:
    psp: FakePsp
    mall: Mall
    mall_url: str
    psp_url: str
    clock: Clock
    browser: httpx.AsyncClient
    gateway: V3Gateway = field(init=False)

    def begin(self, truth: Truth, now: datetime) -> None:
        """Start afresh: nothing has happened at the provider, and the mall points to it."""
        self.clock.at = now
        self.psp.bank = Bank(truth)
        self.mall.answered.clear()
        self.behave()
        self.install(self.psp_url)

    def install(self, psp_url: str) -> None:
        """Point the mall at a provider."""
        self.gateway = fake_gateway(
            psp_url, notify_url=f"{self.mall_url}/callbacks/payments/fake"
        )
        payments.install({"fake": self.gateway})

    def impatient(self) -> None:
        """Let the mall wait for answers for a moment only."""
        self.gateway.line.deadline_seconds = 0.3

    def patient(self) -> None:
        """Let the mall wait again, however slow the machine is."""
        self.gateway.line.deadline_seconds = 30

    def behave(self, **faults: Any) -> None:
        """Tell the provider how to behave; it holds its notices unless told otherwise."""
        self.psp.bank.behaviour = Behaviour(**{"holds_notices": True} | faults)

    async def open(self, purpose: str = "redemption:7") -> payments.PaymentView:
        """Open a payment of 99.00 yuan and announce it to the provider."""
        opened = await self.open_only(purpose)
        await payments.prepare(payment_id=opened.id, now=self.clock())
        return opened

    async def open_only(self, purpose: str = "redemption:7") -> payments.PaymentView:
        return await payments.open_payment(
            purpose=purpose,
            member_id=1,
            amount_fen=AMOUNT_FEN,
            description="Coffee",
            provider="fake",
            expires_at=self.clock() + timedelta(minutes=15),
            now=self.clock(),
        )

    async def pay(self, payment: payments.PaymentView) -> None:
        """Press the button on the provider's page."""
        told = await payments.prepare(payment_id=payment.id, now=self.clock())
        assert told.pay_url is not None
        assert (await self.browser.post(told.pay_url)).status_code == 303

    async def capture(self, purpose: str = "redemption:7") -> payments.PaymentView:
        """Open, pay and hear of it."""
        opened = await self.open(purpose)
        await self.pay(opened)
        await payments.poll_payments(now=self.clock.pass_by(seconds=10))
        captured = await payments.payment(opened.id)
        assert captured.is_captured
        return captured

    async def refund(
        self, payment: payments.PaymentView, reference: str = "refund:7"
    ) -> payments.RefundView:
        return await payments.refund(
            payment_id=payment.id,
            amount_fen=AMOUNT_FEN,
            reference=reference,
            reason="failed",
            now=self.clock(),
        )

    async def deliver(self, expected: int = 1, **faults: Any) -> list[int]:
        """Let the provider deliver; returns the answers once `expected` of them are there."""
        before = len(self.mall.answered)
        self.behave(holds_notices=False, **faults)
        async with asyncio.timeout(20), self.mall.changed:
            await self.mall.changed.wait_for(
                lambda: len(self.mall.answered) >= before + expected
            )
        self.behave()
        return self.mall.answered[before:]

    def truth(self, table: str) -> list[dict[str, Any]]:
        """What the provider has really done."""
        return self.psp.bank.truth.everything()[table]


async def events(name: str) -> list[Any]:
    """The payloads of every announced event of this name."""
    rows = await db.fetch(
        "SELECT payload::text AS payload FROM outbox_event WHERE name = $1 ORDER BY id", name
    )
    return [row["payload"] for row in rows]


async def results() -> list[str | None]:
    """What became of each stored notice."""
    rows = await db.fetch("SELECT result FROM payment_notice ORDER BY id")
    return [row["result"] for row in rows]


async def told_not_once() -> list[Any]:
    """The captures and refunds that were announced never or twice."""
    return await db.fetch(
        "SELECT subject, count(event.id) FROM ("
        "    SELECT 'payment_id' AS subject, id, 'PaymentCaptured' AS name FROM payment"
        "     WHERE state = 'captured' UNION ALL"
        "    SELECT 'refund_id', id, 'CashRefunded' FROM refund WHERE state = 'done') ended"
        " LEFT JOIN outbox_event event"
        "   ON event.name = ended.name AND (event.payload ->> subject)::bigint = ended.id"
        " GROUP BY subject, ended.id HAVING count(event.id) <> 1"
    )

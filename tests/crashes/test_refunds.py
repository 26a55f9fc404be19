"""kill -9 between the provider's refund and our commit: the cash comes back once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest

from app import payments, redemption
from app.demo.fake_psp import FakePsp, Truth
from app.kit import clock, db
from tests.crashes.processes import Process
from tests.journeys.test_cash import CASH_FEN
from tests.payments.keys import fake_gateway, psp_keys
from tests.stage import Stage
from tests.suppliers.serving import serving


@pytest.fixture
async def psp(stage: Stage, tmp_path: Path) -> AsyncIterator[tuple[FakePsp, str]]:
    """A provider that keeps its own truth."""
    truth = Truth(tmp_path / "psp.sqlite")
    psp = FakePsp(truth, keys=psp_keys(), clock=clock.now, shop_url="http://127.0.0.1:1/")
    async with serving(psp) as url:
        payments.install({"fake": fake_gateway(url)})
        yield psp, url
        await payments.aclose()


async def refunded(database_url: str, redemption_id: int) -> None:
    """Wait until the redemption says that all has come back."""
    moved = asyncio.Event()
    listener = await asyncpg.connect(database_url)
    await listener.add_listener("laurel_live", lambda *_: moved.set())
    try:
        async with asyncio.timeout(60):
            while (
                await redemption.redemption(redemption_id, member_id=None)
            ).state != "refunded":
                await moved.wait()
                moved.clear()
    finally:
        await listener.close()


class TestKill:
    async def test_between_the_providers_refund_and_our_commit(
        self,
        stage: Stage,
        workers: dict[str, Process],
        psp: tuple[FakePsp, str],
        database_url: str,
    ) -> None:
        bank, url = psp
        await stage.member(points=5_000)
        stage.clock.turn(-60)  # So that the first poll is due by now.
        placed = await stage.place("scarf", account="13800000101")
        assert placed.payment_id is not None
        told = await payments.prepare(payment_id=placed.payment_id, now=stage.clock.now)
        assert told.pay_url is not None
        async with httpx.AsyncClient(trust_env=False) as browser:
            assert (await browser.post(told.pay_url)).status_code == 303
        stage.clock.now = clock.now()
        await payments.poll_payments(now=stage.clock.now)
        await stage.relay()
        await redemption.refund(
            redemption_id=placed.id, reason="asked", actor="ops", now=clock.now()
        )
        for role in ("relay", "dispatcher"):
            workers[role].environment |= psp_keys().settings() | {
                "LAUREL_PAYMENT_BASE_URL": url
            }
        await workers["relay"].run()
        await workers["dispatcher"].run("refund_answered")
        assert await workers["dispatcher"].dies()
        # A minute passes: the lease of the dead ends, and its work comes due again.
        await db.fetch(
            "UPDATE refund SET leased_until = leased_until - interval '1 minute',"
            " due_at = due_at - interval '1 minute'"
        )
        await workers["dispatcher"].run()
        await refunded(database_url, placed.id)
        given_back = [line["amount_fen"] for line in bank.bank.truth.everything()["refunds"]]
        assert given_back == [CASH_FEN]

"""The stage for journeys and races: two fake suppliers on sockets and a clock that stands."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from app import fulfilment, payments
from app.demo.fake_psp import FakePsp
from app.demo.fake_psp import Truth as BankTruth
from app.redemption import RedemptionView
from suppliers.fake.behaviour import Timing
from suppliers.fake.server import FakeSupplier
from suppliers.fake.truth import Truth
from tests.payments.keys import psp_keys
from tests.payments.stage import Mall
from tests.payments.stage import Stage as Bank
from tests.stage import CALM, SECRET, Clock, Stage, open_shop, supplier
from tests.suppliers.serving import serving


@pytest.fixture
async def stage(
    database: None, invariants: None, now: datetime, tmp_path: Path
) -> AsyncIterator[Stage]:
    """An open shop, two suppliers, nobody served yet; the invariants are checked after it."""
    clock = Clock(now)
    truths = [tmp_path / "main.sqlite", tmp_path / "backup.sqlite"]
    timing = Timing(promise_seconds=172_800)
    main, backup = (
        FakeSupplier(Truth(path), secret=SECRET, clock=clock, timing=timing) for path in truths
    )
    async with serving(main) as first, serving(backup) as second:
        await fulfilment.gateway.configure(
            [supplier("fake-main", first, 1), supplier("fake-backup", second, 2)],
            patience=CALM,
            time=clock,
        )
        yield Stage(clock, await open_shop(now), truths)
        main.closing.set()
        backup.closing.set()
        await fulfilment.gateway.close()


@pytest.fixture
async def bank(stage: Stage, tmp_path: Path) -> AsyncIterator[Bank]:
    """A payment provider on a socket, sharing the stage's clock."""
    mall = Mall(stage.clock)  # type: ignore[arg-type]  # Any callable clock will do.
    psp = FakePsp(
        BankTruth(tmp_path / "psp.sqlite"),
        keys=psp_keys(),
        clock=stage.clock,
        shop_url="http://127.0.0.1:1/",
    )
    async with (
        serving(mall) as mall_url,
        serving(psp) as psp_url,
        httpx.AsyncClient(base_url=psp_url, trust_env=False) as browser,
    ):
        bank = Bank(psp, mall, mall_url, psp_url, stage.clock, browser)  # type: ignore[arg-type]
        bank.install(psp_url)
        bank.behave()
        yield bank
        await payments.aclose()


async def pay(bank: Bank, placed: RedemptionView) -> None:
    assert placed.payment_id is not None
    await bank.pay(await payments.payment(placed.payment_id))

"""A provider and a mall that speak over sockets."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from app import payments
from app.demo.fake_psp import FakePsp, Truth
from tests.payments.stage import KEY, Clock, Mall, Stage
from tests.suppliers.serving import serving


@pytest.fixture
async def stage(database: None, now: datetime, tmp_path: Path) -> AsyncIterator[Stage]:
    """A provider that holds its notices until it is told to deliver them."""
    clock = Clock(now)
    mall = Mall(clock)
    psp = FakePsp(
        Truth(tmp_path / "truth.sqlite"), key=KEY, clock=clock, shop_url="http://127.0.0.1:1/"
    )
    async with (
        serving(mall) as mall_url,
        serving(psp) as psp_url,
        httpx.AsyncClient(base_url=psp_url, trust_env=False) as browser,
    ):
        stage = Stage(psp=psp, mall=mall, clock=clock, browser=browser)
        stage.install(psp_url, notify_url=f"{mall_url}/callbacks/payments/fake")
        stage.behave()
        yield stage
        await payments.aclose()

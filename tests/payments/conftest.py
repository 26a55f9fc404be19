"""A provider and a mall that speak over sockets."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from app import payments
from app.demo.fake_psp import FakePsp, Truth
from app.kit import db
from tests.conftest import NOW
from tests.payments.keys import psp_keys
from tests.payments.stage import Clock, Mall, Stage, told_not_once
from tests.suppliers.serving import serving


@pytest.fixture(scope="session")
async def _servers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Both programs, started once; each test gives the provider a truth of its own."""
    clock = Clock(NOW)
    mall = Mall(clock)
    truth = Truth(tmp_path_factory.mktemp("psp") / "truth.sqlite")
    psp = FakePsp(truth, keys=psp_keys(), clock=clock, shop_url="http://127.0.0.1:1/")
    async with (
        serving(mall) as mall_url,
        serving(psp) as psp_url,
        httpx.AsyncClient(base_url=psp_url, trust_env=False) as browser,
    ):
        yield Stage(psp, mall, mall_url, psp_url, clock, browser)


@pytest.fixture
async def stage(
    _servers: Stage, database: None, now: datetime, tmp_path: Path
) -> AsyncIterator[Stage]:
    """A provider that holds its notices until it is told to deliver them."""
    _servers.begin(Truth(tmp_path / "truth.sqlite"), now)
    yield _servers
    await payments.aclose()
    for name, sql in payments.INVARIANTS.items():
        if "$1" in sql:  # Of lateness; here the clock leaps and the workers rest.
            continue
        assert await db.fetch(sql) == [], name
    assert await told_not_once() == []

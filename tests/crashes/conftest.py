"""Workers as processes, over the database and a supplier of the test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.kit import clock
from suppliers.fake.behaviour import Timing
from suppliers.fake.server import FakeSupplier
from suppliers.fake.truth import Truth
from tests.crashes.processes import Process
from tests.stage import SECRET, Clock, Stage, open_shop
from tests.suppliers.serving import serving

PROMISE_SECONDS = 12
ROLES = ("relay", "dispatcher", "watchdog", "reaper", "auditor")

SUPPLIERS = """
[[supplier]]
name = "fake-main"
adapter = "fake"
base_url = "{url}"
keys = {{ secret = "{secret}" }}
priority = 1
offers = [ {{ product = "topup-50", sku = "1", cost_fen = 100 }} ]
"""


@pytest.fixture
async def stage(database: None, invariants: None, tmp_path: Path) -> AsyncIterator[Stage]:
    """An open shop at the present instant, and one supplier with a truth of its own."""
    truth = tmp_path / "truth.sqlite"
    timing = Timing(promise_seconds=PROMISE_SECONDS, fast=10)
    supplier = FakeSupplier(Truth(truth), secret=SECRET, clock=clock.now, timing=timing)
    async with serving(supplier) as url:
        (tmp_path / "suppliers.toml").write_text(SUPPLIERS.format(url=url, secret=SECRET))
        yield Stage(Clock(clock.now()), await open_shop(clock.now()), [truth])
        supplier.closing.set()


@pytest.fixture
async def workers(
    stage: Stage, database_url: str, tmp_path: Path
) -> AsyncIterator[dict[str, Process]]:
    """One process per role, not started yet; none outlives the test."""
    environment = {
        "LAUREL_MODE": "demo",
        "LAUREL_SECRET": "a-secret-for-tests-of-32-characters",
        "LAUREL_DATABASE_URL": database_url,
        "LAUREL_SUPPLIERS": str(tmp_path / "suppliers.toml"),
        "LAUREL_PROMISE_SECONDS": str(PROMISE_SECONDS),
        "LAUREL_WATCHDOG_EVERY_SECONDS": "1",
    }
    processes = {role: Process(role, environment) for role in ROLES}
    yield processes
    for process in processes.values():
        if process.child is not None:
            await process.kill()

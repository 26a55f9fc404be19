"""The mall as processes over sockets, with a supplier and a provider that keep count."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app import catalogue, payments
from app.demo.fake_psp import FakePsp
from app.demo.fake_psp import Truth as BankTruth
from app.kit import clock
from suppliers.fake.behaviour import Timing
from suppliers.fake.server import FakeSupplier
from suppliers.fake.truth import Truth
from tests.crashes.processes import Process, Zygote, zygote
from tests.crashes.world import PROGRAMS, World
from tests.payments.keys import fake_gateway, psp_keys
from tests.stage import SECRET, Clock, Stage, open_shop
from tests.suppliers.serving import free_port, serving

PROMISE_SECONDS = 600

SUPPLIERS = """
[[supplier]]
name = "fake-main"
adapter = "fake"
base_url = "{url}"
keys = {{ secret = "{secret}" }}
priority = 1
offers = [
  {{ product = "topup-50", sku = "1", cost_fen = 100 }},
  {{ product = "scarf", sku = "2", cost_fen = 100 }},
]
"""


@pytest.fixture(scope="session")
async def _zygote() -> AsyncIterator[Zygote]:
    async with zygote() as found:
        yield found


@pytest.fixture
async def stage(database: None, invariants: None, tmp_path: Path) -> AsyncIterator[Stage]:
    """An open shop at the present instant, and one supplier with a truth of its own."""
    truth = tmp_path / "truth.sqlite"
    timing = Timing(promise_seconds=PROMISE_SECONDS, fast=100)
    supplier = FakeSupplier(Truth(truth), secret=SECRET, clock=clock.now, timing=timing)
    async with serving(supplier) as url:
        (tmp_path / "suppliers.toml").write_text(SUPPLIERS.format(url=url, secret=SECRET))
        products = await open_shop(clock.now())
        await catalogue.set_stock(product_id=products["scarf"], total=100)
        yield Stage(Clock(clock.now()), products, [truth])
        supplier.closing.set()


@pytest.fixture
async def world(
    stage: Stage, _zygote: Zygote, database_url: str, tmp_path: Path
) -> AsyncIterator[World]:
    """Programs that are not started yet; none outlives the test."""
    port = free_port()
    truth = BankTruth(tmp_path / "psp.sqlite")
    psp = FakePsp(truth, keys=psp_keys(), clock=clock.now, shop_url="http://127.0.0.1:1/")
    async with serving(psp) as bank_url:
        notify = f"http://127.0.0.1:{port}/callbacks/payments/fake"
        payments.install({"fake": fake_gateway(bank_url, notify_url=notify)})
        environment = {
            "LAUREL_MODE": "demo",
            "LAUREL_SECRET": "a-secret-for-tests-of-32-characters",
            "LAUREL_DATABASE_URL": database_url,
            "LAUREL_SUPPLIERS": str(tmp_path / "suppliers.toml"),
            "LAUREL_BASE_URL": f"http://127.0.0.1:{port}",
            "LAUREL_PROMISE_SECONDS": str(PROMISE_SECONDS),
            "LAUREL_WATCHDOG_EVERY_SECONDS": "1",
            "LAUREL_PAYMENT_BASE_URL": bank_url,
            **psp_keys().settings(),
        }
        programs = {
            name: Process(f"web:{port}" if name == "web" else name, _zygote, environment)
            for name in PROGRAMS
        }
        yield World(stage, psp.bank, programs, database_url)
        for program in programs.values():
            await program.kill()
        await payments.aclose()

"""A pretended supplier in a process of its own, and this process's way to it."""

import asyncio
import contextlib
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from app import fulfilment
from suppliers import Offer, SupplierConfig
from tests.bench.servers import free_port
from tests.bench.slow_supplier import SECRET


@asynccontextmanager
async def fake_supplier(*, milliseconds: int = 0) -> AsyncIterator[None]:
    """Start one that answers after a while; this process has no other."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.bench.slow_supplier",
            str(port), str(Path(folder) / "truth.db"), str(milliseconds),
            stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            await _until_it_answers(f"http://127.0.0.1:{port}/health")
            await fulfilment.gateway.configure([_config(f"http://127.0.0.1:{port}")])
            yield
            await fulfilment.gateway.close()
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


def _config(base_url: str) -> SupplierConfig:
    return SupplierConfig(
        name="fake-main", adapter="fake", base_url=base_url, keys={"secret": SECRET},
        priority=1, concurrency=64,
        offers=(Offer(product="topup-50", sku="SKU", cost_fen=100),),
    )  # fmt: skip


async def _until_it_answers(url: str) -> None:
    async with asyncio.timeout(30), httpx.AsyncClient(trust_env=False) as client:
        while True:
            with contextlib.suppress(httpx.TransportError):
                if (await client.get(url)).status_code == 200:
                    return
            await asyncio.sleep(0.1)

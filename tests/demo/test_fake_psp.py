"""The program: its truth outlives kill -9, its page is plain, it calls only this machine."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from app.demo.fake_psp.notices import is_loopback
from app.kit import clock
from app.payments.gateway import Charge, ChargeState, Gateway, Prepaid
from tests.payments.keys import fake_gateway, psp_keys
from tests.suppliers.serving import free_port, is_open

FAR = datetime(2099, 1, 1, tzinfo=UTC)


@asynccontextmanager
async def running(truth: Path) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """Run the program as the demo does."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app.demo.fake_psp", "--port", str(port)),
        *(
            "--truth",
            str(truth),
            "--keys",
            str(psp_keys().folder),
            "--base-url",
            "http://127.0.0.1:8000/",
        ),
    )
    try:
        async with asyncio.timeout(20):
            while not await is_open(port):  # noqa: ASYNC110  # another process, no event
                await asyncio.sleep(0.02)
        yield f"http://127.0.0.1:{port}", process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def gateway(url: str) -> Gateway:
    return fake_gateway(url)


async def prepay(url: str, *, return_url: str = "") -> Prepaid:
    charge = Charge(
        trade_no="L1",
        amount_fen=9900,
        description="Coffee <for two>",
        expires_at=FAR,
        return_url=return_url,
    )
    answer = await gateway(url).prepay(charge, now=clock.now())
    assert isinstance(answer, Prepaid)
    return answer


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
async def test_the_truth_outlives_the_process(tmp_path: Path, end: signal.Signals) -> None:
    truth = tmp_path / "truth.sqlite"
    async with running(truth) as (url, process):
        prepaid = await prepay(url)
        async with httpx.AsyncClient(trust_env=False) as browser:
            await browser.post(f"{url}/pay/{prepaid.prepay_id}")
        process.send_signal(end)
        await process.wait()
    async with running(truth) as (url, _):
        found = await gateway(url).query("L1", now=clock.now())
        assert (found.state, found.amount_fen) == (ChargeState.PAID, 9900)
        async with httpx.AsyncClient(trust_env=False) as browser:
            told = (await browser.get(f"{url}/truth")).json()
        assert [charge["state"] for charge in told["charges"]] == ["SUCCESS"]
        assert len(told["notices"]) == 1


async def test_the_page_shows_the_sum_and_pays_once(tmp_path: Path) -> None:
    async with running(tmp_path / "truth.sqlite") as (url, _):
        back = "http://127.0.0.1:8000/redemptions/7"
        prepaid = await prepay(url, return_url=back)
        page = f"{url}/pay/{prepaid.prepay_id}"
        async with httpx.AsyncClient(trust_env=False) as browser:
            shown = await browser.get(page, headers={"Accept-Language": "en"})
            assert "99.00" in shown.text
            assert "Coffee &lt;for two&gt;" in shown.text
            assert (
                "确认支付" in (await browser.get(page, headers={"Accept-Language": "zh"})).text
            )
            for _ in range(2):
                paid = await browser.post(page)
                assert (paid.status_code, paid.headers["location"]) == (303, back)
            assert "<button" not in (await browser.get(page)).text
            told = (await browser.get(f"{url}/truth")).json()
        assert len(told["notices"]) == 1


@pytest.mark.parametrize("evil", ["javascript:alert(1)", "http://x\r\nSet-Cookie: a=b", "//x"])
async def test_the_page_goes_back_to_the_shop_rather_than_anywhere(
    tmp_path: Path, evil: str
) -> None:
    async with running(tmp_path / "truth.sqlite") as (url, _):
        prepaid = await prepay(url, return_url=evil)
        async with httpx.AsyncClient(trust_env=False) as browser:
            paid = await browser.post(f"{url}/pay/{prepaid.prepay_id}")
        assert paid.headers["location"] == "http://127.0.0.1:8000/"


async def test_an_unsigned_request_does_nothing(tmp_path: Path) -> None:
    async with running(tmp_path / "truth.sqlite") as (url, _):
        async with httpx.AsyncClient(trust_env=False) as stranger:
            answer = await stranger.post(f"{url}/v3/refund/domestic/refunds", json={})
            unknown = await stranger.get(f"{url}/pay/wx0")
        assert (answer.status_code, unknown.status_code) == (401, 404)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8000/callbacks/payments/fake", True),
        ("http://localhost/x", True),
        ("https://example.com/x", False),
        ("http://127.0.0.1@example.com/x", False),
        ("file:///etc/passwd", False),
        ("http://[", False),
    ],
)
def test_it_calls_only_this_machine(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected

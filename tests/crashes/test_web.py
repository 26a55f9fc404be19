"""kill -9 of the web process while a member redeems: the same key finds one redemption."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from app import members, redemption
from app.kit import clock
from tests.bench.servers import Server, serving
from tests.stage import Stage

ENVIRONMENT = {"LAUREL_MODE": "demo", "LAUREL_SECRET": "a-secret-for-tests-of-32-characters"}
PHONE = "13912345678"


@asynccontextmanager
async def mall(database_url: str, failpoint: str = "") -> AsyncIterator[Server]:
    async with serving(
        "app.main:app", "/health/live", LAUREL_DATABASE_URL=database_url,
        LAUREL_FAILPOINT=failpoint, **ENVIRONMENT,
    ) as server:  # fmt: skip
        yield server


async def token(stage: Stage) -> tuple[int, str]:
    """Make a member with 1,000 points and an access token."""
    now = clock.now()
    sent = await members.request_code(phone=PHONE, address=None, now=now)
    assert sent.demo_code is not None
    member = await members.sign_in_with_code(phone=PHONE, code=sent.demo_code, now=now)
    await stage.member(points=1_000, member_id=member.id)
    return member.id, (await members.open_tokens(member_id=member.id, now=now)).access_token


async def redeem(server: Server, stage: Stage, bearer: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=20) as client:
        return await client.post(
            "/api/v1/redemptions",
            json={"product_id": str(stage.products["topup-50"]), "account": "13800000101"},
            headers={"authorization": f"Bearer {bearer}", "idempotency-key": "one"},
        )


async def answered(server: Server, stage: Stage, bearer: str) -> httpx.Response:
    """Redeem, and again while the database has not yet noticed that the first is dead."""
    async with asyncio.timeout(20):
        while True:
            answer = await redeem(server, stage, bearer)
            if answer.status_code != 409:
                assert answer.status_code == 201
                return answer


class TestKill:
    @pytest.mark.parametrize(
        ("step", "is_replayed"), [("answer_written", False), ("answer_committed", True)]
    )
    async def test_in_the_middle_of_an_answer(
        self, stage: Stage, database_url: str, step: str, is_replayed: bool
    ) -> None:
        member_id, bearer = await token(stage)
        async with mall(database_url, step) as server:
            with pytest.raises(httpx.TransportError):
                await redeem(server, stage, bearer)
        async with mall(database_url) as server:
            first = await answered(server, stage, bearer)
            again = await answered(server, stage, bearer)
        assert ("idempotency-replayed" in first.headers) is is_replayed
        assert again.headers["idempotency-replayed"] == "true"
        assert first.json()["data"] == again.json()["data"]
        page = await redemption.redemptions(member_id=member_id)
        assert len(page.items) == 1
        stage.clock.now = clock.now()
        assert await stage.available(member_id) == 500

    async def test_ends_the_process_as_a_power_cut_would(self) -> None:
        """The failpoints of these tests are what they say: SIGKILL, no clean-up."""
        code = "from app.kit.failpoints import failpoint as f; f('x'); f('x'); print('alive')"
        child = await asyncio.create_subprocess_exec(
            "python3", "-c", code, env={**os.environ, "LAUREL_FAILPOINT": "x:2"}
        )
        assert await child.wait() == -signal.SIGKILL

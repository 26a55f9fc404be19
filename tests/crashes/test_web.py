"""kill -9 of the web process while a member redeems: the same key finds one redemption."""

import asyncio
import os
import signal

import httpx
import pytest

from app import members, redemption
from app.kit import clock
from tests.crashes.world import World

PHONE = "13912345678"
TIMES = 3

# Where it dies, and whether the answer was kept by then.
STEPS = {"answer_written": False, "answer_committed": True}


async def token(world: World) -> tuple[int, str]:
    """Make a member with 5,000 points and an access token."""
    now = clock.now()
    sent = await members.request_code(phone=PHONE, address=None, now=now)
    assert sent.demo_code is not None
    member = await members.sign_in_with_code(phone=PHONE, code=sent.demo_code, now=now)
    await world.stage.member(points=5_000, member_id=member.id)
    return member.id, (await members.open_tokens(member_id=member.id, now=now)).access_token


async def redeem(world: World, bearer: str, key: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=world.url, trust_env=False, timeout=20) as client:
        return await client.post(
            "/api/v1/redemptions",
            json={
                "product_id": str(world.stage.products["topup-50"]), "account": "13800000101"
            },
            headers={"authorization": f"Bearer {bearer}", "idempotency-key": key},
        )  # fmt: skip


async def answered(world: World, bearer: str, key: str) -> httpx.Response:
    """Redeem, and again while the database has not yet noticed that the first is dead."""
    async with asyncio.timeout(20):
        while True:
            answer = await redeem(world, bearer, key)
            if answer.status_code != 409:
                assert answer.status_code == 201
                return answer


class TestKill:
    @pytest.mark.parametrize("step", STEPS)
    async def test_in_the_middle_of_an_answer(self, world: World, step: str) -> None:
        member_id, bearer = await token(world)
        for number in range(TIMES):
            key = f"key-{number}"
            await world.open_web(step)
            with pytest.raises(httpx.TransportError):
                await redeem(world, bearer, key)
            assert await world.programs["web"].dies()
            await world.open_web()
            first = await answered(world, bearer, key)
            again = await answered(world, bearer, key)
            await world.programs["web"].kill()
            assert ("idempotency-replayed" in first.headers) is STEPS[step]
            assert again.headers["idempotency-replayed"] == "true"
            assert first.json()["data"] == again.json()["data"]
        page = await redemption.redemptions(member_id=member_id)
        assert len(page.items) == TIMES
        world.stage.clock.now = clock.now()
        assert await world.stage.available(member_id) == 5_000 - TIMES * 500

    async def test_ends_the_process_as_a_power_cut_would(self) -> None:
        """The failpoints of these tests are what they say: SIGKILL, no clean-up."""
        code = "from app.kit.failpoints import failpoint as f; f('x'); f('x'); print('alive')"
        child = await asyncio.create_subprocess_exec(
            "python3", "-c", code, env={**os.environ, "LAUREL_FAILPOINT": "x:2"}
        )
        assert await child.wait() == -signal.SIGKILL

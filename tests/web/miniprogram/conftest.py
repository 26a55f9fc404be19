"""A mini-program with a member, a shop, and suppliers behind it. The clock is the real one."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import members, payments
from app.demo.fake_psp import FakePsp, Truth
from app.kit import clock
from tests.journeys.conftest import stage  # noqa: F401 - a fixture.
from tests.members.conftest import demo, wechat  # noqa: F401 - fixtures.
from tests.payments.keys import fake_gateway, psp_keys
from tests.stage import Stage
from tests.suppliers.serving import serving


class Api:
    """What one member's program sends; `key` is an Idempotency-Key."""

    def __init__(self, client: httpx.AsyncClient, member_id: int, access_token: str) -> None:
        self.client = client
        self.member_id = member_id
        self.headers = {"authorization": f"Bearer {access_token}"}

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self._ask("GET", path, None, **more)

    async def post(
        self, path: str, body: Any = None, *, key: str | None = None, **more: Any
    ) -> httpx.Response:
        return await self._ask("POST", path, key, json=body, **more)

    async def put(self, path: str, body: Any, **more: Any) -> httpx.Response:
        return await self._ask("PUT", path, None, json=body, **more)

    async def delete(self, path: str, **more: Any) -> httpx.Response:
        return await self._ask("DELETE", path, None, **more)

    async def _ask(
        self, method: str, path: str, key: str | None, **more: Any
    ) -> httpx.Response:
        headers = self.headers | more.pop("headers", {})
        if key is not None:
            headers["idempotency-key"] = key
        if more.get("json") is None:
            more.pop("json", None)
        return await self.client.request(method, f"/api/v1{path}", headers=headers, **more)


@pytest.fixture
def now() -> datetime:
    """The web reads the real clock, so everything here begins at its instant."""
    return clock.now()


@pytest.fixture
async def api(client: httpx.AsyncClient, member_id: int, stage: Stage) -> Api:  # noqa: F811
    """The program of a gold member with 5,000 points, while the shop is open."""
    await stage.member(points=5_000, member_id=member_id)
    return await another(client, member_id)


@pytest.fixture
async def stranger(client: httpx.AsyncClient, api: Api, now: datetime) -> Api:
    """The program of somebody else, who owns nothing."""
    enrolled = await members.enrol(phone="13900000009", nickname="Eve", now=now)
    return await another(client, enrolled.id)


@pytest.fixture
async def _provider(
    stage: Stage,  # noqa: F811
    tmp_path: Path,
) -> AsyncIterator[tuple[FakePsp, str]]:
    psp = FakePsp(
        Truth(tmp_path / "psp.sqlite"),
        keys=psp_keys(),
        clock=clock.now,
        shop_url="http://127.0.0.1:1/",
    )
    async with serving(psp) as url:
        payments.install({"fake": fake_gateway(url)})
        yield psp, url
        await payments.aclose()


@pytest.fixture
def psp(_provider: tuple[FakePsp, str]) -> FakePsp:
    """A payment provider on a socket."""
    return _provider[0]


@pytest.fixture
def bank(_provider: tuple[FakePsp, str]) -> str:
    """Its address."""
    return _provider[1]


async def another(client: httpx.AsyncClient, member_id: int) -> Api:
    """Open a sign-in for a member."""
    tokens = await members.open_tokens(member_id=member_id, now=clock.now())
    return Api(client, member_id, tokens.access_token)


def wish(stage: Stage, slug: str, **more: Any) -> dict[str, Any]:  # noqa: F811
    """The body of a redemption."""
    return {"product_id": str(stage.products[slug]), **more}


def problem(response: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal, which must look like one."""
    told = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert told["status"] == response.status_code
    assert told["request_id"] == response.headers["x-request-id"]
    assert all(set(one) == {"field", "code", "message"} for one in told["errors"])
    return response.status_code, told["code"]

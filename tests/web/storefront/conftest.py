"""A small shop, and a browser in which a member with points is signed in."""

from datetime import datetime
from typing import Any

import httpx
import pytest
from litestar import Litestar

from app import ledger
from app.ledger import Receipt
from tests.stage import open_shop
from tests.web.test_sessions import enter

Form = dict[str, Any]


@pytest.fixture(autouse=True)
def _forget(web: Litestar) -> None:
    """Let no test see the window of the one before."""
    web.state.cache.answers.clear()


@pytest.fixture
async def shop(database: None, now: datetime) -> dict[str, int]:
    """The ids of the stage's products by slug."""
    return await open_shop(now)


@pytest.fixture
async def rich(member_id: int, now: datetime) -> int:
    """The member, with 5,000 points."""
    receipt = Receipt(rule="purchase", inputs={"units": 5000}, arithmetic="5000 × 1 = 5000")
    await ledger.earn(
        member_id=member_id, points=5000, reference="gift:1", receipt=receipt, now=now
    )
    return member_id


@pytest.fixture
async def inside(
    client: httpx.AsyncClient, shop: dict[str, int], rich: int
) -> httpx.AsyncClient:
    """A browser of that member."""
    await enter(client, rich)
    client.headers["x-csrftoken"] = client.cookies["laurel_csrf"]
    return client


@pytest.fixture
def topup(shop: dict[str, int]) -> Form:
    """A redeem form as a browser sends it."""
    return {
        "product_id": str(shop["topup-50"]),
        "quantity": "1",
        "account": "13800000101",
        "idempotency_key": "01JQZZZZZZZZZZZZZZZZZZZZZZ",
    }

"""A page says what truly came, and where the rest is sent."""

from datetime import datetime
from typing import Any

import httpx
import pytest

from app import fulfilment, members, redemption
from app.kit import db

from .test_handing import a_stranger

FORM = members.AddressForm(
    recipient="林晚", phone="13800000009", region="上海市徐汇区", detail="武康路 1 号"
)


async def half_delivered(
    inside: httpx.AsyncClient, topup: dict[str, Any], now: datetime
) -> str:
    """Half of a top-up came, and a person looks into it."""
    url = (await inside.post("/redemptions", data=topup)).headers["location"]
    redemption_id = int(url.rpartition("/")[2])
    await fulfilment.open_duty(redemption_id=redemption_id, now=now)
    await db.fetch(
        "UPDATE fulfilment SET state = 'partial', due_at = NULL, settled_at = $1", now
    )
    await redemption.start(redemption_id=redemption_id, now=now)
    await redemption.flag(redemption_id=redemption_id, reason="partial_delivery", now=now)
    await fulfilment.open_case(
        kind=fulfilment.CaseKind.PARTIAL_DELIVERY, redemption_id=redemption_id, now=now
    )
    return str(url)


class TestPart:
    @pytest.fixture
    async def url(self, inside: httpx.AsyncClient, topup: dict[str, Any], now: datetime) -> str:
        return await half_delivered(inside, topup, now)

    async def test_is_told_while_it_is_looked_into(
        self, inside: httpx.AsyncClient, url: str
    ) -> None:
        told = (await inside.get(url, headers={"accept-language": "en"})).text
        assert "Only a part of it has arrived." in told
        assert "was not clear" not in told

    @pytest.mark.tampers("no supplier delivered the part that is given back")
    async def test_is_told_after_the_rest_came_back(
        self, inside: httpx.AsyncClient, url: str, now: datetime
    ) -> None:
        await redemption.refund(
            redemption_id=int(url.rpartition("/")[2]), reason="half", actor="o", points=250,
            now=now,
        )  # fmt: skip
        told = (await inside.get(url, headers={"accept-language": "en"})).text
        assert "Delivered in part" in told
        assert "A part arrived, a part has come back" in told
        assert "The promise is kept" not in told
        listed = (await inside.get("/redemptions", headers={"accept-language": "en"})).text
        assert "a part came back" in listed


class TestParcel:
    @pytest.fixture
    async def url(
        self, inside: httpx.AsyncClient, rich: int, shop: dict[str, int], now: datetime
    ) -> str:
        to = await members.add_address(member_id=rich, form=FORM, now=now)
        form = {
            "product_id": str(shop["tote-bag"]), "quantity": "1", "idempotency_key": "k",
            "address_id": str(to.id),
        }  # fmt: skip
        return str((await inside.post("/redemptions", data=form)).headers["location"])

    async def test_says_where_it_goes_with_the_phone_masked(
        self, inside: httpx.AsyncClient, url: str
    ) -> None:
        facts = (await inside.get(url)).text.split('id="facts"')[1]
        for said in ("林晚", "138****0009", "上海市徐汇区 武康路 1 号"):
            assert said in facts
        assert "13800000009" not in facts

    async def test_tells_nobody_else(self, inside: httpx.AsyncClient, url: str) -> None:
        await a_stranger(inside)
        told = await inside.get(url)
        assert told.status_code == 404
        assert "武康路" not in told.text
        number = int(url.rpartition("/")[2])
        assert await redemption.sent_to(redemption_id=number, member_id=999) is None

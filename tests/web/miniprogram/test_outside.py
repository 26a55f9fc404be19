"""As a client from outside: one visit over a real socket, from WeChat's code to a receipt."""

from collections.abc import AsyncIterator

import httpx
import pytest
from litestar import Litestar

from app import ledger
from tests.stage import Stage
from tests.suppliers.serving import serving


@pytest.fixture
async def phone(
    database: None, demo: None, stage: Stage, web: Litestar
) -> AsyncIterator[httpx.AsyncClient]:
    """A phone that knows the address of the mall and nothing else."""
    async with (
        serving(web) as url,
        httpx.AsyncClient(
            base_url=f"{url}/api/v1/", trust_env=False, headers={"host": "127.0.0.1:8000"}
        ) as caller,
    ):
        yield caller


class TestVisit:
    async def test_ends_with_a_delivery_and_a_statement(
        self, phone: httpx.AsyncClient, stage: Stage
    ) -> None:
        signed_in = (await phone.post("sessions", json={"code": "demo-1"})).json()["data"]
        phone.headers["authorization"] = f"Bearer {signed_in['access_token']}"
        await _gift(int(signed_in["member"]["id"]), stage)

        shelf = (await phone.get("products", params={"affordable": 600})).json()["data"]
        chosen = next(one for one in shelf if one["slug"] == "topup-50")
        wish = {"product_id": chosen["id"], "quantity": 1}
        quote = (await phone.post("quotes", json=wish)).json()["data"]
        assert quote["points"] == chosen["points"] == 500

        body = wish | {"account": "13800000101", "quote_id": quote["quote_id"]}
        placed = await phone.post("redemptions", json=body, headers={"idempotency-key": "1"})
        assert placed.status_code == 201
        assert placed.json()["meta"]["points"] == 500
        path = f"redemptions/{placed.json()['data']['id']}"

        await stage.work()
        assert (await phone.get(path)).json()["data"]["state"] == "delivered"
        assert len(stage.deliveries()) == 1
        points = (await phone.get("points")).json()["data"]
        assert (points["available"], points["held"]) == (500, 0)
        statement = (await phone.get("points/postings")).json()["data"]
        assert [one["movement"] for one in statement] == ["capture", "hold", "earn"]
        receipt = (await phone.get(f"points/postings/{statement[-1]['id']}")).json()["data"]
        assert receipt["receipt"]["arithmetic"] == "1000"


async def _gift(member_id: int, stage: Stage) -> None:
    receipt = ledger.Receipt(rule="gift", arithmetic="1000")
    await ledger.earn(
        member_id=member_id, points=1_000, reference="gift", receipt=receipt,
        now=stage.clock.now,
    )  # fmt: skip

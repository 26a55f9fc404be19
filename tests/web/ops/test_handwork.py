"""Shipping, accepting, looking up an address, leaving a note."""

import asyncio

import pytest

from app import fulfilment
from app.fulfilment import service
from app.operators import Role
from app.redemption import RedemptionView
from suppliers import Delivered
from tests.stage import Stage

from .conftest import PHONE, Hire, deeds, submitted

WAYBILL = {"carrier": "SF", "waybill": "SF-1"}


class TestShipment:
    async def test_counts_as_delivered_and_is_written_down(
        self, hire: Hire, stage: Stage, parcel: RedemptionView
    ) -> None:
        ada = await hire(Role.OPS)
        assert (
            await ada.post(f"/redemptions/{parcel.id}/shipment", **WAYBILL)
        ).status_code == 303
        assert await stage.state(parcel) == "delivered"
        assert await deeds(parcel.id) == ["shipment"]
        assert "SF-1" in (await ada.get(f"/redemptions/{parcel.id}")).text

    async def test_happens_once_when_two_race(
        self, hire: Hire, stage: Stage, parcel: RedemptionView
    ) -> None:
        two = [await hire(Role.OPS, name=name) for name in ("ada", "eve")]
        path = f"/redemptions/{parcel.id}/shipment"
        answers = await asyncio.gather(*(one.post(path, **WAYBILL) for one in two))
        assert sorted(one.status_code for one in answers) == [303, 409]
        assert await deeds(parcel.id) == ["shipment"]

    async def test_needs_a_waybill(self, hire: Hire, parcel: RedemptionView) -> None:
        ada = await hire(Role.OPS)
        said = await ada.post(f"/redemptions/{parcel.id}/shipment", carrier="SF", waybill=" ")
        assert said.status_code == 422
        assert 'id="error-waybill"' in said.text
        assert 'value="SF"' in said.text

    async def test_of_anything_else_is_refused(
        self, hire: Hire, delivered: RedemptionView
    ) -> None:
        ada = await hire(Role.OPS)
        said = await ada.post(f"/redemptions/{delivered.id}/shipment", **WAYBILL)
        assert said.status_code == 409
        assert await deeds(delivered.id) == []


class TestAddress:
    async def test_is_shown_once_and_who_looked_is_written_down(
        self, hire: Hire, parcel: RedemptionView
    ) -> None:
        ada = await hire(Role.OPS)
        page = f"/redemptions/{parcel.id}"
        assert "Wukang" not in (await ada.get(page)).text
        said = await ada.post(f"{page}/address")
        assert (said.status_code, "Wukang" in said.text) == (200, True)
        assert "is_default" not in said.text, "as words, not as stored"
        assert said.headers["cache-control"] == "no-store"
        assert await deeds(parcel.id) == ["address_shown"]


class TestAcceptance:
    async def test_settles_what_came_without_its_codes(self, hire: Hire, stage: Stage) -> None:
        """The books must not call it broken for ever, for a person has seen it."""
        placed, attempt_id = await submitted(stage, "gamecard-30")
        await fulfilment.settle(
            attempt_id=attempt_id, outcome=Delivered("R-1", 100), now=stage.clock.now
        )
        ada = await hire(Role.OPS)
        await ada.post(f"/redemptions/{placed.id}/acceptance", reason="sent by letter")
        assert await stage.state(placed) == "delivered"

    async def test_settles_what_no_machine_could_send(self, hire: Hire, stage: Stage) -> None:
        placed = await stage.place("topup-50", account=PHONE)
        await stage.relay()
        [duty] = await service.claim_due(now=stage.clock.now)
        await service.hand_over(duty=duty, now=stage.clock.now)
        ada = await hire(Role.OPS)
        await ada.post(f"/redemptions/{placed.id}/acceptance", reason="recharged by hand")
        assert await stage.state(placed) == "delivered"

    async def test_settles_a_doubtful_delivery(
        self, hire: Hire, stage: Stage, doubtful: RedemptionView
    ) -> None:
        ada = await hire(Role.SUPPORT)
        path = f"/redemptions/{doubtful.id}/acceptance"
        assert (await ada.post(path, reason="the member has it")).status_code == 303
        assert await stage.state(doubtful) == "delivered"
        assert await deeds(doubtful.id) == ["acceptance"]
        assert (await ada.post(path, reason="again")).status_code == 409

    async def test_needs_a_reason(
        self, hire: Hire, stage: Stage, doubtful: RedemptionView
    ) -> None:
        ada = await hire(Role.SUPPORT)
        said = await ada.post(f"/redemptions/{doubtful.id}/acceptance", reason="")
        assert (said.status_code, 'id="error-reason-acceptance"' in said.text) == (422, True)
        assert await stage.state(doubtful) == "attention"

    async def test_of_what_is_still_on_its_way_is_refused(
        self, hire: Hire, stage: Stage, parcel: RedemptionView
    ) -> None:
        ada = await hire(Role.OPS)
        said = await ada.post(f"/redemptions/{parcel.id}/acceptance", reason="impatient")
        assert said.status_code == 409
        assert await stage.state(parcel) == "placed"

    async def test_leaves_a_part_to_be_given_back(
        self, hire: Hire, stage: Stage, doubtful: RedemptionView
    ) -> None:
        ada = await hire(Role.SUPPORT)
        said = await ada.refund(doubtful.id, extent="part", points="200")
        assert said.status_code == 303
        assert await stage.state(doubtful) == "delivered"
        assert await stage.available() == 50_000 - 300


class TestNote:
    async def test_is_for_colleagues_and_hides_phones(
        self, hire: Hire, delivered: RedemptionView
    ) -> None:
        ada = await hire(Role.ADMIN)
        said = await ada.post(f"/redemptions/{delivered.id}/notes", reason="call 13812345678")
        assert said.status_code == 303
        shown = (await ada.get(f"/redemptions/{delivered.id}")).text
        assert "138****5678" in shown
        assert "13812345678" not in shown
        assert await deeds(delivered.id) == ["note"]

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
    async def test_says_something(
        self, hire: Hire, delivered: RedemptionView, reason: str
    ) -> None:
        ada = await hire(Role.OPS)
        said = await ada.post(f"/redemptions/{delivered.id}/notes", reason=reason)
        assert said.status_code == 422
        assert await deeds(delivered.id) == []

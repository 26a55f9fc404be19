"""What people do by hand: codes, waybills, switches, cases."""

import asyncio
from datetime import timedelta

import pytest

from app import fulfilment, members, redemption
from app.fulfilment import CardsRefused, CaseClosed, CaseKind, NotShippable
from app.kit import db
from app.kit.errors import InvalidInput
from app.redemption import RedemptionView
from tests.stage import Stage

FORM = members.AddressForm(
    recipient="林晚", phone="13800000001", region="上海市徐汇区", detail="武康路 1 号"
)


async def parcel(stage: Stage) -> RedemptionView:
    """A tote bag that waits for its waybill."""
    sent = await members.request_code(phone="13800000001", address=None, now=stage.clock.now)
    assert sent.demo_code is not None
    member = await members.sign_in_with_code(
        phone="13800000001", code=sent.demo_code, now=stage.clock.now
    )
    await stage.member(points=800, member_id=member.id)
    address = await members.add_address(member_id=member.id, form=FORM, now=stage.clock.now)
    placed = await stage.place("tote-bag", member_id=member.id, address_id=address.id)
    await stage.relay()
    return placed


async def ship(stage: Stage, placed: RedemptionView, waybill: str = "SF1234567890") -> None:
    await fulfilment.ship(
        redemption_id=placed.id, carrier="顺丰", waybill=waybill, actor="support",
        now=stage.clock.now,
    )  # fmt: skip


class TestShip:
    async def test_a_waybill_is_a_delivery(self, stage: Stage) -> None:
        placed = await parcel(stage)
        await ship(stage, placed)
        tracked = await fulfilment.track(redemption_id=placed.id, member_id=None)
        assert (tracked.redemption.state, tracked.delivery.waybill) == (
            "delivered", "SF1234567890"
        )  # fmt: skip
        assert await stage.stock("tote-bag") == (9, 0, 1)

    async def test_two_at_once_record_one_waybill(self, stage: Stage) -> None:
        placed = await parcel(stage)
        answers = await asyncio.gather(
            ship(stage, placed, "A-1"), ship(stage, placed, "B-2"), return_exceptions=True
        )
        assert [type(one) for one in answers if one is not None] == [NotShippable]

    async def test_without_a_waybill_it_comes_back_at_the_deadline(self, stage: Stage) -> None:
        placed = await parcel(stage)
        stage.clock.turn(172_800)
        await stage.watch()
        assert await stage.state(placed) == "refunded"
        with pytest.raises(NotShippable):
            await ship(stage, placed)
        assert await stage.stock("tote-bag") == (10, 0, 0)

    async def test_nobody_ships_what_was_given_back(self, stage: Stage) -> None:
        placed = await parcel(stage)
        await redemption.refund(
            redemption_id=placed.id, reason="asked", actor="ops", now=stage.clock.now
        )
        await stage.relay()
        tracked = await fulfilment.track(redemption_id=placed.id, member_id=None)
        assert tracked.delivery.state == "withdrawn"

    @pytest.mark.parametrize("waybill", ["", " ", "x" * 61, "a\nb"])
    async def test_refuses_what_is_no_waybill(self, stage: Stage, waybill: str) -> None:
        placed = await parcel(stage)
        with pytest.raises(InvalidInput):
            await ship(stage, placed, waybill)


class TestAddCodes:
    async def test_a_file_with_one_known_code_is_refused_whole(self, stage: Stage) -> None:
        codes = [("A-1", None, None), ("A-2", None, None), ("A-1", None, None)]
        with pytest.raises(CardsRefused) as refused:
            await fulfilment.add_codes(
                product_slug="gamecard-30", codes=codes, source="x", now=stage.clock.now
            )
        assert refused.value.facts["line"] == 3
        assert await db.fetch("SELECT 1 FROM card_code") == []

    @pytest.mark.parametrize("day", ["2020-01-01", "2026-11-21", "soon", "2026-13-01"])
    async def test_what_no_member_could_use_is_refused(self, stage: Stage, day: str) -> None:
        with pytest.raises(CardsRefused):
            await fulfilment.add_codes(
                product_slug="gamecard-30", codes=[("A-1", None, day)], source="x",
                now=stage.clock.now,
            )  # fmt: skip

    async def test_a_code_that_expired_on_the_shelf_is_not_sold(self, stage: Stage) -> None:
        await stage.member(points=300)
        codes = [("OLD-0001", None, "2026-11-23"), ("NEW-0001", None, "2027-11-23")]
        await fulfilment.add_codes(
            product_slug="gamecard-30", codes=codes, source="x", now=stage.clock.now
        )
        stage.clock.turn(3 * 86_400)
        placed = await stage.place("gamecard-30")
        await stage.work(rounds=2)
        [shown] = await fulfilment.reveal(
            redemption_id=placed.id, member_id=1, address_masked=None, now=stage.clock.now
        )
        assert shown.number == "NEW-0001"


class TestClaimCodes:
    async def test_sells_none_on_its_last_day_as_the_mall_counts_days(
        self, stage: Stage
    ) -> None:
        """At 17:00 UTC it is tomorrow in Shanghai."""
        await stage.member(points=300)
        stage.clock.now = stage.clock.now.replace(hour=15, minute=0)
        tomorrow = (stage.clock.now + timedelta(days=1)).date().isoformat()
        await fulfilment.add_codes(
            product_slug="gamecard-30", codes=[("LAST-DAY", None, tomorrow)], source="x",
            now=stage.clock.now,
        )  # fmt: skip
        await fulfilment.gateway.configure([])
        stage.clock.turn(2 * 3_600)
        placed = await stage.place("gamecard-30")
        await stage.work(rounds=2)
        assert await stage.state(placed) == "refunded"

    async def test_takes_as_many_as_were_bought_whatever_the_plan(self, stage: Stage) -> None:
        """Where the planner believes in one row it asks once a row, and takes more."""
        await stage.member(points=300)
        codes = [(f"CODE-{number}", None, None) for number in range(5)]
        for some in (codes[:1], codes[1:]):
            await db.fetch("VACUUM ANALYZE card_code")
            await fulfilment.add_codes(
                product_slug="gamecard-30", codes=some, source="x", now=stage.clock.now
            )
        placed = await stage.place("gamecard-30")
        await stage.work(rounds=2)
        shown = await fulfilment.reveal(
            redemption_id=placed.id, member_id=1, address_masked=None, now=stage.clock.now
        )
        assert len(shown) == 1
        [stock] = await db.fetch(
            "SELECT count(*) AS free FROM card_code WHERE fulfilment IS NULL"
        )
        assert stock["free"] == 4


class TestSwitchSupplier:
    async def test_a_disarmed_supplier_is_waited_for(self, stage: Stage) -> None:
        for name in ("fake-main", "fake-backup"):
            await fulfilment.switch_supplier(
                supplier=name, is_armed=False, actor="ops", reason="restore",
                now=stage.clock.now,
            )  # fmt: skip
        await stage.member(points=500)
        placed = await stage.place("topup-50", account="13800000101")
        await stage.work(rounds=3)
        assert await fulfilment.attempts(redemption_id=placed.id) == ()
        for name in ("fake-main", "fake-backup"):
            await fulfilment.switch_supplier(
                supplier=name, is_armed=True, actor="ops", reason="checked", now=stage.clock.now
            )
        stage.clock.turn(61)
        await stage.work(rounds=2)
        assert await stage.state(placed) == "delivered"


class TestCases:
    async def test_two_closers_close_one_case_once(self, stage: Stage) -> None:
        await stage.member(points=500)
        placed = await stage.place("topup-50", account="13800000101")
        for _ in range(2):  # Each finding opens one case.
            await fulfilment.open_case(
                kind=CaseKind.CONTRADICTION, redemption_id=placed.id, now=stage.clock.now
            )
        [case] = (await fulfilment.cases()).items
        answers = await asyncio.gather(
            *(
                fulfilment.close_case(
                    case_id=case.id, closed_by=who, resolution="asked them", now=stage.clock.now
                )
                for who in ("a", "b")
            ),
            return_exceptions=True,
        )
        assert [type(one) for one in answers if one is not None] == [CaseClosed]

    async def test_a_partly_delivered_one_is_settled_by_a_part_refund(
        self, stage: Stage
    ) -> None:
        await stage.member(points=500)
        placed = await stage.place("topup-50", account="13800000901")
        await stage.work()
        stage.clock.turn(700)
        await stage.work()
        assert await stage.state(placed) == "attention"
        await redemption.refund(
            redemption_id=placed.id, reason="half came", actor="ops", points=250,
            now=stage.clock.now,
        )  # fmt: skip
        assert await stage.state(placed) == "delivered"
        assert await stage.available() == 250

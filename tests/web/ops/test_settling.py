"""What settles what a case is about: proof, a part given back, cash by other means."""

import asyncio

import pytest

from app import fulfilment, operators, payments, redemption
from app.fulfilment import CaseKind
from app.kit import db
from app.kit.errors import InvalidInput
from app.operators import Role
from app.redemption import RedemptionView
from app.redemption.policy import undelivered
from tests.stage import Stage

from .conftest import PHONE, Hire, deeds


@pytest.fixture
async def contradicted(stage: Stage) -> RedemptionView:
    """A recharge whose only attempt failed, and then was called delivered after all."""
    placed = await stage.place("topup-50", account=PHONE)
    stage.clock.turn(30)
    await stage.relay()
    stage.clock.turn(30)
    await stage.dispatch()
    [attempt] = await fulfilment.attempts(redemption_id=placed.id)
    assert attempt.state == "failed"
    await fulfilment.open_case(
        kind=CaseKind.CONTRADICTION, redemption_id=placed.id, attempt_id=attempt.id,
        facts={"supplier": "fake-main", "said": "delivered"}, now=stage.clock.now,
    )  # fmt: skip
    return placed


class TestContradiction:
    async def test_that_did_arrive_is_delivered_once_when_two_press(
        self, hire: Hire, stage: Stage, contradicted: RedemptionView
    ) -> None:
        two = [await hire(Role.SUPPORT, name=name) for name in ("ada", "eve")]
        said = await asyncio.gather(
            *(one.post("/cases/1/overruling", proof="their screenshot") for one in two)
        )
        assert sorted(one.status_code for one in said) == [303, 409]
        assert await stage.state(contradicted) == "delivered"
        assert await deeds(contradicted.id) == ["case_overruled"]

    async def test_that_did_arrive_after_the_refund_is_a_loss(
        self, hire: Hire, stage: Stage, contradicted: RedemptionView
    ) -> None:
        stage.clock.turn(30)
        await redemption.give_up(redemption_id=contradicted.id, now=stage.clock.now)
        await stage.relay()
        ada = await hire(Role.SUPPORT)
        await ada.post("/cases/1/overruling", proof="their screenshot")
        assert await stage.cases() == ["contradiction", "late_success_after_refund"]
        assert (await fulfilment.claim(2)).claimed_fen == 100
        assert await stage.available() == 50_000

    async def test_is_left_to_its_own_page_while_it_waits_for_a_person(
        self, hire: Hire, stage: Stage, contradicted: RedemptionView
    ) -> None:
        into, before = "UPDATE redemption SET state = $2", await stage.state(contradicted)
        await db.fetch(into + " WHERE id = $1", contradicted.id, "attention")
        await fulfilment.open_case(
            kind=CaseKind.UNKNOWN_AT_DEADLINE,
            redemption_id=contradicted.id,
            now=stage.clock.now,
        )
        ada = await hire(Role.SUPPORT)
        assert 'action="/ops/cases/1/overruling"' not in (await ada.get("/cases/1")).text
        said = await ada.post("/cases/1/overruling", proof="their screenshot")
        assert said.status_code == 409
        assert await stage.cases() == ["contradiction", "unknown_at_deadline"]
        assert (await fulfilment.claim(1)).claimed_fen == 0
        await db.fetch(into + " WHERE id = $1", contradicted.id, before)

    async def test_needs_proof(self, hire: Hire, contradicted: RedemptionView) -> None:
        ada = await hire(Role.SUPPORT)
        assert (await ada.post("/cases/1/overruling", proof=" ")).status_code == 422


class TestPart:
    async def test_goes_back_as_it_was_worked_out(
        self, hire: Hire, stage: Stage, doubtful: RedemptionView
    ) -> None:
        ada = await hire(Role.SUPPORT)
        shown = (await ada.get("/cases/1?came=1&of=3")).text
        assert 'name="points" value="334"' in " ".join(shown.split())
        said = await ada.refund(doubtful.id, extent="part", points="334", case_id="1")
        assert said.headers["location"] == "/ops/cases/1"
        assert await stage.state(doubtful) == "delivered"
        assert await stage.available() == 50_000 - 500 + 334

    async def test_is_armed_only_by_saying_what_came(
        self, hire: Hire, stage: Stage, doubtful: RedemptionView
    ) -> None:
        ada = await hire(Role.SUPPORT)
        shown = (await ada.get("/cases/1")).text
        assert 'name="extent"' not in shown
        assert 'href="/ops/cases/1?came=0&amp;of=1#giving"' in " ".join(shown.split())
        whole = " ".join((await ada.get("/cases/1?came=0&of=1")).text.split())
        assert 'name="extent" value="whole"' in whole
        for strange in ("came=&of=2", "came=3&of=2", "came=x&of=2"):
            assert 'name="extent"' not in (await ada.get(f"/cases/1?{strange}")).text

    async def test_that_went_back_does_not_go_back_again(
        self, hire: Hire, stage: Stage, doubtful: RedemptionView
    ) -> None:
        ada = await hire(Role.SUPPORT)
        await ada.refund(doubtful.id, extent="part", points="250", case_id="1", reason="half")
        shown = " ".join((await ada.get("/cases/1")).text.split())
        assert "已退还 250 积分，共 500 积分。" in shown
        assert "已退还 250 积分，共 500 积分。 half</textarea>" in shown  # What was done.
        assert 'name="extent"' not in shown
        again = " ".join((await ada.get("/cases/1?came=1&of=2")).text.split())
        assert 'name="extent"' not in again
        more = " ".join((await ada.get("/cases/1?came=1&of=4")).text.split())
        assert 'name="points" value="125"' in more

    async def test_that_all_came_is_accepted_from_the_case(
        self, hire: Hire, stage: Stage, doubtful: RedemptionView
    ) -> None:
        ada = await hire(Role.SUPPORT)
        said = await ada.post(
            f"/redemptions/{doubtful.id}/acceptance", reason="the member says so", case_id="1"
        )
        assert said.headers["location"] == "/ops/cases/1"
        assert await stage.state(doubtful) == "delivered"

    @pytest.mark.parametrize(
        ("came", "of", "back"),
        [(0, 3, (500, 999)), (1, 3, (334, 666)), (2, 3, (167, 333)), (3, 3, (0, 0))],
    )
    def test_is_rounded_in_the_members_favour(
        self, came: int, of: int, back: tuple[int, int]
    ) -> None:
        assert undelivered(500, 999, came=came, of=of) == back

    @pytest.mark.parametrize(("came", "of"), [(4, 3), (-1, 3), (0, 0)])
    def test_that_cannot_be_is_refused(self, came: int, of: int) -> None:
        with pytest.raises(InvalidInput):
            undelivered(500, 0, came=came, of=of)


class TestStuckRefund:
    @pytest.fixture
    async def stuck(self, stage: Stage) -> RedemptionView:
        """Cash of 1 yuan that the provider will not give back, and its case."""
        placed = await stage.place("scarf", account=PHONE)
        assert placed.payment_id is not None
        await db.fetch(
            "UPDATE payment SET state = 'captured', captured_at = $2, remote_no = 'T1',"
            " next_query_at = NULL WHERE id = $1", placed.payment_id, stage.clock.now,
        )  # fmt: skip
        await redemption.settle_payment(
            redemption_id=placed.id, payment_id=placed.payment_id,
            captured_at=stage.clock.now, now=stage.clock.now,
        )  # fmt: skip
        await redemption.give_up(redemption_id=placed.id, now=stage.clock.now)
        await db.fetch("UPDATE refund SET state = 'stuck', unpaid_at = $1", stage.clock.now)
        [refund] = await payments.refunds(placed.payment_id)
        await fulfilment.open_case(
            kind=CaseKind.REFUND_STUCK, redemption_id=placed.id, now=stage.clock.now,
            facts={"refund_id": refund.id},
        )  # fmt: skip
        return placed

    async def test_ends_when_two_have_seen_that_it_was_paid_otherwise(
        self, hire: Hire, stage: Stage, stuck: RedemptionView
    ) -> None:
        ada, fay = await hire(Role.SUPPORT), await hire(Role.FINANCE)
        said = await ada.post("/cases/1/refund-settlement", proof="bank slip 77")
        assert said.status_code == 303
        assert await stage.state(stuck) == "refunding"
        assert (await ada.post("/cases/1/refund-retry")).status_code == 409
        assert (await ada.post("/approvals/1/approval")).status_code == 403
        assert (await fay.post("/approvals/1/approval")).status_code == 303
        stage.clock.turn(60)
        await stage.relay()
        assert await stage.state(stuck) == "refunded"
        assert (await operators.spent_today(fay.id, at=stage.clock.now)) == stuck.cash_fen
        closed = await ada.post("/cases/1/resolution", decision="no_loss", resolution="paid")
        assert closed.status_code == 303

    async def test_is_not_ended_while_the_provider_may_be_paying_it(
        self, hire: Hire, stage: Stage, stuck: RedemptionView
    ) -> None:
        await db.fetch("UPDATE refund SET unpaid_at = NULL")
        ada, fay = await hire(Role.SUPPORT), await hire(Role.FINANCE)
        await ada.post("/cases/1/refund-settlement", proof="bank slip 77")
        assert (await fay.post("/approvals/1/approval")).status_code == 409
        assert await stage.state(stuck) == "refunding"

    async def test_is_tried_again_when_a_colleague_does_not_believe_it(
        self, hire: Hire, stuck: RedemptionView
    ) -> None:
        ada, fay = await hire(Role.SUPPORT), await hire(Role.FINANCE)
        assert "refund-retry" in (await ada.get("/cases/1")).text
        await ada.post("/cases/1/refund-settlement", proof="bank slip 77")
        assert "refund-retry" not in (await ada.get("/cases/1")).text
        assert (await fay.post("/approvals/1/rejection")).status_code == 303
        assert (await ada.post("/cases/1/refund-retry")).status_code == 303

    async def test_keeps_its_case_open_until_the_cash_has_gone_back(
        self, hire: Hire, stuck: RedemptionView
    ) -> None:
        ada = await hire(Role.SUPPORT)
        typed = {"decision": "no_loss", "resolution": "enough of it"}
        assert (await ada.post("/cases/1/resolution", **typed)).status_code == 409
        told = await ada.post("/cases/bulk", deed="close", case="1", **typed)
        assert "退款到账之前" in told.text
        assert (await fulfilment.case(1)).is_open

    async def test_is_tried_again_under_the_same_number(
        self, hire: Hire, stuck: RedemptionView
    ) -> None:
        ada = await hire(Role.SUPPORT)
        assert (await ada.post("/cases/1/refund-retry")).status_code == 303
        await db.fetch("UPDATE refund SET state = 'processing'")
        assert (await ada.post("/cases/1/refund-retry")).status_code == 409
        said = await ada.post("/cases/1/refund-settlement", proof="bank slip 77")
        assert said.status_code == 409
        await db.fetch("UPDATE refund SET state = 'stuck'")

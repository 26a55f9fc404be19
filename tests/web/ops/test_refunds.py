"""Giving back by hand: whole, part, never too much, never twice."""

import asyncio

import msgspec
import pytest

from app import operators, redemption
from app.kit import db
from app.operators import Role
from app.redemption import RedemptionView
from tests.stage import Stage

from .conftest import Hire, deeds


class TestRefund:
    async def test_of_the_whole_returns_every_point(
        self, hire: Hire, stage: Stage, delivered: RedemptionView
    ) -> None:
        ada = await hire(Role.SUPPORT)
        said = await ada.refund(delivered.id)
        assert said.headers["location"] == f"/ops/redemptions/{delivered.id}"
        assert await stage.state(delivered) == "refunded"
        assert await stage.available() == 50_000
        assert await deeds(delivered.id) == ["refund"]
        assert await operators.spent_today(ada.id, at=stage.clock.now) == 500

    async def test_of_a_part_leaves_it_delivered(
        self, hire: Hire, stage: Stage, delivered: RedemptionView
    ) -> None:
        ada = await hire(Role.OPS)
        said = await ada.refund(delivered.id, extent="part", points="20")
        assert said.status_code == 303
        assert await stage.state(delivered) == "delivered"
        assert await stage.available() == 50_000 - 30

    async def test_of_what_is_on_its_way_ends_it(
        self, hire: Hire, stage: Stage, parcel: RedemptionView
    ) -> None:
        ada = await hire(Role.OPS)
        assert (await ada.refund(parcel.id)).status_code == 303
        assert await stage.state(parcel) == "refunded"
        assert await stage.stock("tote-bag") == (10, 0, 0)

    @pytest.mark.parametrize(
        ("form", "status", "said"),
        [
            ({"extent": "part", "points": "51"}, 422, "50 积分"),
            ({"extent": "part", "points": ""}, 422, "必填"),
            ({"extent": "part", "points": "-5"}, 422, "格式不对"),
            ({"extent": "part", "points": "1.5"}, 422, "格式不对"),
            ({"extent": "part", "points": "5", "yuan": "x"}, 422, ""),
            ({"reason": "  "}, 422, "必填"),
            ({"reason": "x" * 501}, 422, "长度不合适"),
            ({"key": ""}, 400, ""),
            ({"seen": "7:0"}, 409, "期间已有部分被退还"),
        ],
    )
    async def test_is_refused_inline_and_moves_nothing(
        self, hire: Hire, stage: Stage, delivered: RedemptionView,
        form: dict[str, str], status: int, said: str,
    ) -> None:  # fmt: skip
        ada = await hire(Role.OPS)
        answer = await ada.refund(delivered.id, **form)
        assert answer.status_code == status
        assert 'action="/ops/redemptions/' in answer.text
        assert said in answer.text
        assert await stage.available() == 50_000 - 50
        assert await deeds(delivered.id) == []

    async def test_of_a_part_waits_until_it_is_settled(
        self, hire: Hire, stage: Stage, parcel: RedemptionView
    ) -> None:
        ada = await hire(Role.OPS)
        said = await ada.refund(parcel.id, extent="part", points="5")
        assert said.status_code == 409
        assert await stage.state(parcel) == "placed"

    async def test_of_what_is_over_is_refused(
        self, hire: Hire, delivered: RedemptionView
    ) -> None:
        ada = await hire(Role.OPS)
        await ada.refund(delivered.id)
        assert (await ada.refund(delivered.id, key="key-2")).status_code == 409

    async def test_of_nothing_is_not_found(self, hire: Hire, stage: Stage) -> None:
        ada = await hire(Role.OPS)
        assert (await ada.refund(404)).status_code == 404

    async def test_needs_a_token(self, hire: Hire, delivered: RedemptionView) -> None:
        ada = await hire(Role.OPS)
        ada.headers = {}
        assert (await ada.refund(delivered.id)).status_code == 403


class TestTwice:
    async def test_the_same_form_gives_back_once(
        self, hire: Hire, stage: Stage, delivered: RedemptionView
    ) -> None:
        ada = await hire(Role.OPS)
        for _ in range(2):
            said = await ada.refund(delivered.id, extent="part", points="20", seen="0:0")
            assert said.status_code == 303
        assert await stage.available() == 50_000 - 30
        assert await deeds(delivered.id) == ["refund"]

    async def test_two_operators_at_once_give_back_once(
        self, hire: Hire, stage: Stage, delivered: RedemptionView
    ) -> None:
        ada, eve = await hire(Role.OPS), await hire(Role.SUPPORT)
        answers = await asyncio.gather(
            *(one.refund(delivered.id, extent="part", points="20", seen="0:0")
              for one in (ada, eve))
        )  # fmt: skip
        assert sorted(one.status_code for one in answers) == [303, 409]
        assert await stage.available() == 50_000 - 30
        assert await deeds(delivered.id) == ["refund"]


class TestLargeRefund:
    async def test_becomes_a_request(
        self, hire: Hire, stage: Stage, costly: RedemptionView
    ) -> None:
        ada = await hire(Role.OPS)
        assert (await ada.refund(costly.id)).status_code == 303
        assert await stage.state(costly) == "delivered"
        assert await deeds(costly.id) == ["refund_requested"]
        [asked] = await operators.open_approvals(at=stage.clock.now)
        assert asked.content == {
            "redemption_id": costly.id, "points": 5_000, "cash_fen": 0, "value_fen": 50_000,
            "seen": "delivered:0:0",
        }  # fmt: skip

    async def test_cannot_be_cut_into_slices(
        self, hire: Hire, stage: Stage, costly: RedemptionView
    ) -> None:
        ada = await hire(Role.OPS)
        await ada.refund(costly.id, extent="part", points="4999")
        assert await stage.available() == 50_000 - 1
        await ada.refund(costly.id, key="key-2", extent="part", points="1")
        assert await stage.available() == 50_000 - 1
        assert len(await operators.open_approvals(at=stage.clock.now)) == 1

    async def test_is_asked_for_once(
        self, hire: Hire, stage: Stage, costly: RedemptionView
    ) -> None:
        ada = await hire(Role.OPS)
        await ada.refund(costly.id)
        assert (await ada.refund(costly.id, key="key-2")).status_code == 409
        assert len(await operators.open_approvals(at=stage.clock.now)) == 1


class TestCap:
    async def test_of_a_day_is_kept(
        self, hire: Hire, stage: Stage, delivered: RedemptionView
    ) -> None:
        ada = await hire(Role.SUPPORT)
        await operators.spend(operator_id=ada.id, value_fen=199_501, now=stage.clock.now)
        assert (await ada.refund(delivered.id)).status_code == 403
        assert (await redemption.redemption(delivered.id, member_id=None)).points_refunded == 0
        assert await deeds(delivered.id) == []


class TestConfirmation:
    async def test_is_asked_for_after_five_minutes(
        self, hire: Hire, stage: Stage, delivered: RedemptionView
    ) -> None:
        ada = await hire(Role.OPS)
        await _grow_old(301)
        said = await ada.refund(delivered.id)
        assert (said.status_code, 'name="code"' in said.text) == (403, True)
        assert (await ada.refund(delivered.id, code="000000")).status_code == 401
        assert await stage.state(delivered) == "delivered"

    async def test_is_not_asked_for_before(self, hire: Hire, delivered: RedemptionView) -> None:
        ada = await hire(Role.OPS)
        await _grow_old(280)
        assert (await ada.refund(delivered.id)).status_code == 303


async def _grow_old(seconds: int) -> None:
    """Let the console's only session have begun so long ago."""
    rows = await db.fetch("SELECT id, content FROM web_session")
    for row in rows:
        content = msgspec.json.decode(row["content"])
        content["started_at"] -= seconds
        await db.fetch(
            "UPDATE web_session SET content = $2 WHERE id = $1",
            row["id"], msgspec.json.encode(content),
        )  # fmt: skip

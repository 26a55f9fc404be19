"""Four eyes: who asks never decides, and only one decision counts."""

import asyncio

from app import operators
from app.operators import Role
from app.redemption import RedemptionView
from tests.stage import Stage

from .conftest import Hire, deeds


class TestApproval:
    async def test_by_another_gives_back(
        self, hire: Hire, stage: Stage, costly: RedemptionView
    ) -> None:
        ada, fay = await hire(Role.OPS), await hire(Role.FINANCE)
        await ada.refund(costly.id)
        assert "¥500.00" in (await fay.get("/approvals")).text
        said = await fay.post("/approvals/1/approval")
        assert said.headers["location"] == f"/ops/redemptions/{costly.id}"
        assert await stage.state(costly) == "refunded"
        assert await stage.available() == 50_000
        assert await deeds(costly.id) == ["refund_requested", "refund_approved", "refund"]

    async def test_by_its_maker_is_refused(
        self, hire: Hire, stage: Stage, costly: RedemptionView
    ) -> None:
        fay = await hire(Role.FINANCE)
        await fay.refund(costly.id)
        assert (await fay.post("/approvals/1/approval")).status_code == 403
        assert await stage.state(costly) == "delivered"
        assert len(await operators.open_approvals(at=stage.clock.now)) == 1

    async def test_is_counted_for_those_who_may_decide_it(
        self, hire: Hire, stage: Stage, costly: RedemptionView
    ) -> None:
        asked = await hire(Role.FINANCE)
        await asked.refund(costly.id)
        for role, name, count in (
            (Role.FINANCE, "fox", 1), (Role.ADMIN, "eve", 0), (Role.OPS, "ada", 0),
        ):  # fmt: skip
            shown = (await (await hire(role, name=name)).get("/approvals")).text
            badge = shown.partition('href="/ops/approvals"')[2].partition("</a>")[0]
            assert ('class="views__n">1<' in badge) == bool(count), name
            assert ('action="/ops/approvals/1/approval"' in shown) == bool(count), name
        own = (await asked.get("/approvals")).text
        badge = own.partition('href="/ops/approvals"')[2].partition("</a>")[0]
        assert "views__n" not in badge

    async def test_of_two_at_once_gives_back_once(
        self, hire: Hire, stage: Stage, costly: RedemptionView
    ) -> None:
        ada = await hire(Role.OPS)
        two = [await hire(Role.FINANCE, name=name) for name in ("fay", "fox")]
        await ada.refund(costly.id)
        answers = await asyncio.gather(*(one.post("/approvals/1/approval") for one in two))
        assert sorted(one.status_code for one in answers) == [303, 409]
        assert await stage.available() == 50_000
        assert (await deeds(costly.id)).count("refund") == 1

    async def test_of_what_has_changed_since_is_refused(
        self, hire: Hire, stage: Stage, costly: RedemptionView
    ) -> None:
        ada, fay = await hire(Role.OPS), await hire(Role.FINANCE)
        await ada.refund(costly.id)
        await ada.refund(costly.id, key="key-2", extent="part", points="10")
        assert (await fay.post("/approvals/1/approval")).status_code == 409
        assert await stage.available() == 45_010
        assert len(await operators.open_approvals(at=stage.clock.now)) == 1

    async def test_cannot_change_what_was_asked(
        self, hire: Hire, stage: Stage, costly: RedemptionView
    ) -> None:
        ada, fay = await hire(Role.OPS), await hire(Role.FINANCE)
        await ada.refund(costly.id, extent="part", points="5000")
        await fay.post("/approvals/1/approval", points="1", cash_fen="9", redemption_id="9")
        assert await stage.available() == 50_000

    async def test_counts_towards_the_checkers_day(
        self, hire: Hire, stage: Stage, costly: RedemptionView
    ) -> None:
        ada, fay = await hire(Role.OPS), await hire(Role.FINANCE)
        await operators.spend(operator_id=fay.id, value_fen=1_990_000, now=stage.clock.now)
        await ada.refund(costly.id)
        assert (await fay.post("/approvals/1/approval")).status_code == 403
        assert await stage.state(costly) == "delivered"
        assert len(await operators.open_approvals(at=stage.clock.now)) == 1

    async def test_of_nothing_is_not_found(self, hire: Hire, stage: Stage) -> None:
        fay = await hire(Role.FINANCE)
        assert (await fay.post("/approvals/7/approval")).status_code == 404


class TestRejection:
    async def test_moves_nothing_and_is_final(
        self, hire: Hire, stage: Stage, costly: RedemptionView
    ) -> None:
        ada, fay = await hire(Role.OPS), await hire(Role.FINANCE)
        await ada.refund(costly.id)
        assert (await fay.post("/approvals/1/rejection")).status_code == 303
        assert (await fay.post("/approvals/1/approval")).status_code == 409
        assert await stage.state(costly) == "delivered"
        assert await deeds(costly.id) == ["refund_requested", "refund_rejected"]

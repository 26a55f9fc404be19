"""Cases: found, taken, handed over, noted, put off, and closed once with a decision."""

import asyncio
from datetime import timedelta

import pytest

from app import fulfilment, operators
from app.fulfilment import CaseKind, Decision
from app.kit import clock
from app.operators import Role
from app.redemption import RedemptionView
from tests.stage import Stage

from .conftest import Hire, Person, deeds


@pytest.fixture
async def case(stage: Stage, delivered: RedemptionView) -> RedemptionView:
    """A redemption with an open case, the first."""
    await fulfilment.open_case(
        kind=CaseKind.CONTRADICTION, redemption_id=delivered.id, now=stage.clock.now,
        facts={"supplier": "fake-main"},
    )  # fmt: skip
    return delivered


@pytest.fixture
async def mismatch(stage: Stage) -> None:
    """A case about a line of a statement, the first."""
    await fulfilment.open_case(
        kind=CaseKind.STATEMENT_MISMATCH, redemption_id=None, reference="statement:3:17",
        facts={"supplier": "=cmd()", "excess_fen": 60_000}, now=stage.clock.now,
    )  # fmt: skip


class TestCase:
    async def test_is_taken_and_closed(self, hire: Hire, case: RedemptionView) -> None:
        ada = await hire(Role.SUPPORT)
        assert "/ops/cases/1" in (await ada.get("/cases")).text
        assert (await ada.post("/cases/1/owner")).status_code == 303
        assert (await fulfilment.case(1)).owner == "support"
        assert "已由你接手" in (await ada.get("/cases/1")).text
        assert "已由你接手" not in (await ada.get("/cases/1")).text
        said = await ada.post("/cases/1/resolution", resolution="they were right")
        assert said.status_code == 303
        closed = await fulfilment.case(1)
        assert (closed.resolution, closed.decision) == ("they were right", Decision.NO_LOSS)
        assert await deeds(case.id) == ["case_taken", "case_closed"]
        assert "/ops/cases/1" not in (await ada.get("/cases")).text
        assert "/ops/cases/1" in (await ada.get("/cases?show=all")).text

    async def test_is_taken_by_one_when_two_race(
        self, hire: Hire, case: RedemptionView
    ) -> None:
        two = [await hire(Role.SUPPORT, name=name) for name in ("ada", "eve")]
        said = await asyncio.gather(*(one.post("/cases/1/owner") for one in two))
        assert sorted(one.status_code for one in said) == [303, 409]
        assert await deeds(case.id) == ["case_taken"]

    async def test_is_handed_over_by_who_knows_whose_it_is(
        self, hire: Hire, case: RedemptionView
    ) -> None:
        ada, eve = [await hire(Role.SUPPORT, name=name) for name in ("ada", "eve")]
        await ada.post("/cases/1/owner")
        assert (await eve.post("/cases/1/owner", from_owner="")).status_code == 409
        said = await eve.post("/cases/1/owner", owner="eve", from_owner="ada")
        assert (said.status_code, (await fulfilment.case(1)).owner) == (303, "eve")
        said = await eve.post("/cases/1/owner", owner="nobody-here", from_owner="eve")
        assert said.status_code == 422

    async def test_keeps_its_notes(self, hire: Hire, case: RedemptionView) -> None:
        ada = await hire(Role.OPS)
        await ada.post("/cases/1/notes", words="called them, <b>no</b> answer")
        shown = (await ada.get("/cases/1")).text
        assert "called them, &lt;b&gt;no&lt;/b&gt; answer" in shown
        [note] = await fulfilment.case_notes(1)
        assert note.author == "ops"

    async def test_is_put_off_and_taken_up_again(
        self, hire: Hire, stage: Stage, case: RedemptionView
    ) -> None:
        ada = await hire(Role.OPS)
        day = f"{stage.clock.now + timedelta(days=2):%Y-%m-%d}"
        assert (await ada.post("/cases/1/snooze", until=day, why="they answer on Monday")
                ).status_code == 303  # fmt: skip
        assert 'id="case-1"' not in (await ada.get("/cases")).text
        assert 'id="case-1"' in (await ada.get("/cases?show=snoozed")).text
        assert (
            await ada.post("/cases/1/snooze", until="2020-01-01", why="x")
        ).status_code == 422
        await ada.post("/cases/1/snooze")
        assert 'id="case-1"' in (await ada.get("/cases")).text

    async def test_is_closed_once_when_two_race(self, hire: Hire, case: RedemptionView) -> None:
        two = [await hire(Role.SUPPORT, name=name) for name in ("ada", "eve")]
        answers = await asyncio.gather(
            *(one.post("/cases/1/resolution", resolution=one.name) for one in two)
        )
        assert sorted(one.status_code for one in answers) == [303, 409]
        assert await deeds(case.id) == ["case_closed"]

    async def test_is_not_closed_without_words(self, hire: Hire, case: RedemptionView) -> None:
        ada = await hire(Role.OPS)
        said = await ada.post("/cases/1/resolution", resolution=" ")
        assert (said.status_code, 'id="error-resolution"' in said.text) == (422, True)
        assert (await fulfilment.case(1)).is_open

    async def test_that_is_closed_is_not_taken(self, hire: Hire, case: RedemptionView) -> None:
        ada = await hire(Role.OPS)
        await ada.post("/cases/1/resolution", resolution="done")
        assert (await ada.post("/cases/1/owner")).status_code == 409

    @pytest.mark.parametrize("path", ["/owner", "/resolution", "/notes", "/query", "/loss"])
    async def test_of_nothing_is_not_found(self, hire: Hire, stage: Stage, path: str) -> None:
        ada = await hire(Role.FINANCE)
        said = await ada.post(
            f"/cases/7{path}", resolution="done", words="x", amount="1", supplier="x",
            loss_reason="x",
        )  # fmt: skip
        assert said.status_code == 404


@pytest.mark.usefixtures("mismatch")
class TestLoss:
    async def test_is_booked_and_written_off_by_one(self, hire: Hire) -> None:
        ada = await hire(Role.FINANCE)
        form = {"amount": "499.99", "loss_reason": "they charged twice"}
        assert (await ada.post("/cases/1/loss", **form)).status_code == 303
        assert (await ada.post("/cases/1/loss", **form)).status_code == 409
        said = await ada.post("/cases/1/resolution", decision="no_loss", resolution="x")
        assert said.status_code == 422
        await ada.post("/cases/1/resolution", decision="written_off", resolution="their word")
        assert (await fulfilment.claim(1)).written_off_fen == 49_999
        assert (await fulfilment.case(1)).decision is Decision.WRITTEN_OFF

    async def test_of_500_yuan_is_written_off_by_two(self, hire: Hire) -> None:
        eve, fay = [await hire(Role.FINANCE, name=name) for name in ("eve", "fay")]
        await booked(eve, fay)
        ada = await hire(Role.SUPPORT)
        said = await ada.post(
            "/cases/1/resolution", decision="recovered", recovered="100", resolution="in part"
        )
        assert said.status_code == 303
        assert (await fulfilment.case(1)).is_open
        assert (await ada.post("/approvals/2/approval")).status_code == 403
        said = await fay.post("/approvals/2/approval")
        assert said.headers["location"] == "/ops/cases/1"
        claim = await fulfilment.claim(1)
        assert (claim.recovered_fen, claim.written_off_fen) == (10_000, 50_000)

    async def test_of_500_yuan_is_booked_by_two(self, hire: Hire) -> None:
        eve, fay = [await hire(Role.FINANCE, name=name) for name in ("eve", "fay")]
        said = await eve.post("/cases/1/loss", amount="600", loss_reason="x")
        assert (said.status_code, (await fulfilment.claim(1)).claimed_fen) == (303, 0)
        assert "待登记的损失" in (await fay.get("/approvals")).text
        assert (await eve.post("/approvals/1/approval")).status_code == 403
        assert (await fay.post("/approvals/1/approval")).status_code == 303
        assert (await fulfilment.claim(1)).claimed_fen == 60_000
        said = await eve.post("/cases/1/loss", amount="600", loss_reason="x")
        assert said.status_code == 409

    @pytest.mark.parametrize("decision", ["recovered", "written_off"])
    async def test_of_500_yuan_is_not_ended_by_one(self, hire: Hire, decision: str) -> None:
        eve, fay = [await hire(Role.FINANCE, name=name) for name in ("eve", "fay")]
        await booked(eve, fay)
        await eve.post("/cases/1/resolution", decision=decision, resolution="credited")
        assert (await fulfilment.claim(1)).open_fen == 60_000
        assert (await fay.post("/approvals/2/approval")).status_code == 303
        assert not (await fulfilment.case(1)).is_open

    async def test_of_which_nothing_is_credited_is_no_credit(self, hire: Hire) -> None:
        eve, fay = [await hire(Role.FINANCE, name=name) for name in ("eve", "fay")]
        await booked(eve, fay)
        said = await eve.post(
            "/cases/1/resolution", decision="recovered", recovered="0", resolution="none"
        )
        assert (said.status_code, 'id="error-recovered"' in said.text) == (422, True)
        assert len(await operators.open_approvals(at=clock.now())) == 0

    @pytest.mark.parametrize(
        ("amount", "supplier", "field"),
        [("600.01", "", "amount"), ("0", "", "amount"), ("1", "fake-main", "supplier")],
    )
    async def test_is_no_more_than_they_charge_and_nobody_elses(
        self, hire: Hire, amount: str, supplier: str, field: str
    ) -> None:
        eve = await hire(Role.FINANCE)
        said = await eve.post(
            "/cases/1/loss", amount=amount, supplier=supplier, loss_reason="x"
        )
        assert (said.status_code, f'id="error-{field}"' in said.text) == (422, True)

    async def test_is_booked_by_finance_alone(self, hire: Hire) -> None:
        for role in (Role.SUPPORT, Role.OPS):
            one = await hire(role)
            said = await one.post("/cases/1/loss", amount="1", loss_reason="x")
            assert said.status_code == 403
            assert 'action="/ops/cases/1/loss"' not in (await one.get("/cases/1")).text


async def booked(maker: Person, checker: Person) -> None:
    """Book a loss of 600 yuan, by two."""
    await maker.post("/cases/1/loss", amount="600", loss_reason="x")
    await checker.post("/approvals/1/approval")


class TestQueue:
    async def test_filters_and_counts(self, hire: Hire, case: RedemptionView) -> None:
        ada = await hire(Role.OPS)
        for query, is_there in (
            ("owner=nobody", True), ("owner=mine", False), ("supplier=fake-main", True),
            ("supplier=else", False), ("age=2", False), (f"q={case.id}", True),
            ("q=999", False), ("q=statement", False), ("kind=contradiction", True),
            ("kind=late_payment", False),
        ):  # fmt: skip
            shown = (await ada.get(f"/cases?{query}")).text
            assert ('id="case-1"' in shown) is is_there, query
        assert (await ada.get("/cases?kind=nonsense")).status_code == 422

    async def test_goes_on_from_page_to_page(self, hire: Hire, stage: Stage) -> None:
        for number in range(25):
            await fulfilment.open_case(
                kind=CaseKind.STOCK_LOW, redemption_id=None, reference=f"stock:{number}",
                now=stage.clock.now,
            )  # fmt: skip
        search = fulfilment.CaseSearch()
        first = await fulfilment.case_queue(search=search, at=stage.clock.now)
        rest = await fulfilment.case_queue(
            search=search, at=stage.clock.now, cursor=first.next_cursor
        )
        assert [one.id for one in (*first.items, *rest.items)] == list(range(1, 26))
        assert rest.next_cursor is None

    @pytest.mark.usefixtures("mismatch")
    async def test_is_exported_without_formulas(self, hire: Hire) -> None:
        ada = await hire(Role.OPS)
        said = await ada.get("/cases/export?show=all")
        assert said.headers["content-type"] == "text/csv; charset=utf-8"
        assert "'=cmd()" in said.text
        assert ",=cmd()" not in said.text

    @pytest.mark.usefixtures("mismatch")
    async def test_does_one_deed_for_many(self, hire: Hire, case: RedemptionView) -> None:
        ada = await hire(Role.OPS)
        said = await ada.browser.post(
            "/ops/cases/bulk", headers=ada.headers,
            data={"case": ["1", "2", "9"], "deed": "close", "decision": "no_loss",
                  "resolution": "all the same"},
        )  # fmt: skip
        assert said.status_code == 200
        assert (said.text.count("badge--ok"), said.text.count("badge--bad")) == (2, 1)
        assert not (await fulfilment.case(2)).is_open

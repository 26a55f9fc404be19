"""Settling in the console: a file with and without mistakes, a contract, a month."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from app import fulfilment, operators, settlement
from app.fulfilment import AttemptView
from app.kit import clock, db
from app.operators import Role
from suppliers.fake.behaviour import Timing
from suppliers.fake.server import FakeSupplier
from suppliers.fake.truth import Truth
from tests.stage import SECRET, Stage
from tests.suppliers.serving import serving

from .conftest import Hire, Person, shop

STATEMENTS = "/settlement/statements"
MONTHS = "/settlement/months"
CONTRACTS = "/settlement/contracts"
HEADINGS = "reference,sku,cost,status"


@pytest.fixture
async def attempt(client: httpx.AsyncClient, tmp_path: Path) -> AsyncIterator[AttemptView]:
    """A top-up for 500 points that fake-main delivered for 40.00 yuan."""
    fake = FakeSupplier(
        Truth(tmp_path / "truth.sqlite"), secret=SECRET, clock=clock.now,
        timing=Timing(promise_seconds=172_800),
    )  # fmt: skip
    async with serving(fake) as address, shop(address) as stage:
        await stage.member(points=1_000)
        placed = await stage.place("topup-50", account="13800000101")
        await stage.relay()
        await stage.dispatch()
        await db.fetch("UPDATE attempt SET cost_fen = 4000")
        yield (await fulfilment.attempts(redemption_id=placed.id))[0]
        fake.closing.set()


@pytest.fixture
async def finance(hire: Hire) -> Person:
    return await hire(Role.FINANCE)


def this_month() -> str:
    return f"{clock.now() + timedelta(hours=8):%Y-%m}"


async def send(
    person: Person, content: str, *, month: str = "", supplier: str = "fake-main"
) -> httpx.Response:
    """Send a file as a browser's form does, with the token in a field."""
    return await person.browser.post(
        f"/ops{STATEMENTS}",
        data={
            "supplier": supplier,
            "month": month or this_month(),
            "_csrf_token": person.headers["x-csrftoken"],
        },
        files={"file": ("october.csv", content.encode(), "text/csv")},
    )


async def deeds(subject: str) -> list[str]:
    return [one.action for one in reversed(await operators.entries(subject))]


class TestStatement:
    async def test_is_imported_compared_and_written_down(
        self, attempt: AttemptView, finance: Person
    ) -> None:
        lines = f"{HEADINGS}\n{attempt.reference},S,40.01,成功\nSTRANGE,S,1,成功\n"
        said = await send(finance, lines)
        assert (said.status_code, said.headers["location"]) == (303, f"/ops{STATEMENTS}/1")
        shown = (await finance.get(f"{STATEMENTS}/1")).text
        assert "成本不符" in shown
        assert "¥40.01" in shown
        assert "¥40.00" in shown
        only = (await finance.get(f"{STATEMENTS}/1?verdict=unknown_reference")).text
        assert "STRANGE" in only
        assert attempt.reference not in only
        assert await deeds("statement:1") == ["statement_imported"]
        assert len((await fulfilment.cases()).items) == 2

    async def test_its_line_and_its_case_lead_to_one_another(
        self, attempt: AttemptView, finance: Person, hire: Hire
    ) -> None:
        lines = f"{HEADINGS}\n{attempt.reference},S,40.01,成功\nSTRANGE,S,1,成功\n"
        await send(finance, lines)
        case = (await fulfilment.cases()).items[0]
        assert case.reference == "statement:1:3"
        assert f"/ops{STATEMENTS}/1?line=3" in (await finance.get(f"/cases/{case.id}")).text
        only = (await finance.get(f"{STATEMENTS}/1?line=3")).text
        assert "STRANGE" in only
        assert attempt.reference not in only
        assert "/ops/cases?show=all&amp;q=statement%3A1%3A3" in only
        found = (await finance.get("/cases?show=all&q=statement%3A1%3A3")).text
        assert f"/ops/cases/{case.id}" in found
        ada = await hire(Role.SUPPORT)
        assert "?line=3" not in (await ada.get(f"/cases/{case.id}")).text

    async def test_says_what_was_delivered_near_its_edge(
        self, attempt: AttemptView, finance: Person
    ) -> None:
        await send(finance, f"{HEADINGS}\n{attempt.reference},S,40,成功\n")
        shown = (await finance.get(f"{STATEMENTS}/1")).text
        assert "账期首尾一小时内有 1 笔交付" in shown

    async def test_the_same_file_is_refused_in_a_clear_sentence(
        self, attempt: AttemptView, finance: Person
    ) -> None:
        lines = f"{HEADINGS}\n{attempt.reference},S,40,成功\n"
        await send(finance, lines)
        said = await send(finance, lines)
        assert said.status_code == 409
        assert "这份文件已经导入过，即对账单 1。" in said.text

    async def test_every_bad_line_is_shown(self, attempt: AttemptView, finance: Person) -> None:
        lines = f"{HEADINGS}\nA,S,4e1,成功\nB,S,1,<b>?</b>\n"
        said = await send(finance, lines)
        assert said.status_code == 422
        assert "金额不是精确到分的数" in said.text
        assert "&lt;b&gt;" in said.text
        assert (await settlement.statements()).items == []

    @pytest.mark.parametrize(
        ("form", "status"), [({"month": "never"}, 422), ({"supplier": "nobody"}, 404)]
    )
    async def test_what_is_nonsense_is_refused(
        self, attempt: AttemptView, finance: Person, form: dict[str, str], status: int
    ) -> None:
        assert (await send(finance, f"{HEADINGS}\nA,S,1,成功", **form)).status_code == status

    async def test_too_large_a_file_is_refused(
        self, attempt: AttemptView, finance: Person
    ) -> None:
        said = await send(finance, "x" * (settlement.MOST_BYTES + 100_000))
        assert said.status_code == 413

    async def test_is_compared_again_and_withdrawn(
        self, attempt: AttemptView, finance: Person
    ) -> None:
        await send(finance, f"{HEADINGS}\n{attempt.reference},S,40,成功\n")
        assert (await finance.post(f"{STATEMENTS}/1/matches")).status_code == 303
        assert (await finance.post(f"{STATEMENTS}/1/withdrawal")).status_code == 422
        said = await finance.post(f"{STATEMENTS}/1/withdrawal", reason="the wrong month")
        assert said.status_code == 303
        assert (await finance.post(f"{STATEMENTS}/1/matches")).status_code == 409
        assert await deeds("statement:1") == [
            "statement_imported", "statement_matched", "statement_withdrawn",
        ]  # fmt: skip

    async def test_leaves_as_a_file_without_formulas(
        self, attempt: AttemptView, finance: Person
    ) -> None:
        await send(finance, f'{HEADINGS}\n{attempt.reference},"=cmd|x",40,成功\n@A,S,1,成功\n')
        said = await finance.get(f"{STATEMENTS}/1/lines.csv")
        assert said.headers["content-type"] == "text/csv; charset=utf-8"
        assert "'=cmd|x" in said.text
        assert ",'@A," in said.text
        assert ",40.00,40.00,matched" in said.text
        name = f"statement-fake-main-{this_month()}-1.csv"
        assert name in said.headers["content-disposition"]


class TestMonth:
    async def test_takes_two_people_and_then_stays(
        self, attempt: AttemptView, finance: Person, hire: Hire
    ) -> None:
        boss, other = await hire(Role.ADMIN), await hire(Role.FINANCE, name="second")
        said = await finance.post(
            CONTRACTS, supplier="fake-main", share="20", since="2026-01-01", reason="signed"
        )
        assert said.status_code == 303
        said = await finance.post(MONTHS, supplier="fake-main", month=this_month())
        assert said.headers["location"] == f"/ops{MONTHS}/1"
        shown = (await finance.get(f"{MONTHS}/1")).text
        assert "¥10.00 × 20% = ¥2.00" in shown
        assert "= ¥42.00" in shown
        said = await finance.post(f"{MONTHS}/1/submission", reason="all is agreed")
        assert said.status_code == 303
        assert (await finance.post(f"{MONTHS}/1/approval")).status_code == 403
        assert f"/ops{MONTHS}/1" in (await other.get("/approvals")).text
        assert (await boss.post(f"{MONTHS}/1/rejection")).status_code == 303
        await finance.post(f"{MONTHS}/1/submission", reason="look again")
        assert (await other.post(f"{MONTHS}/1/approval")).status_code == 303
        assert (await boss.post(f"{MONTHS}/1/approval")).status_code == 404
        (issued,) = (await settlement.months()).items
        assert issued.is_issued
        assert issued.issued_by == "second"
        assert "month_issued" in await deeds("month:1")
        said = await finance.get(f"{MONTHS}/1/parts.csv")
        assert f"month-fake-main-{this_month()}-1.csv" in said.headers["content-disposition"]
        assert "payable,42.00" in said.text
        assert f"delivery,{attempt.reference}," in said.text
        assert "+08:00,1,500,0.00,40.00,,1" in said.text

    async def test_tells_a_loss_as_a_memo_beside_its_cost(
        self, attempt: AttemptView, finance: Person
    ) -> None:
        await finance.post(
            CONTRACTS, supplier="fake-main", share="20", since="2026-01-01", reason="signed"
        )
        await fulfilment.open_case(
            kind=fulfilment.CaseKind.CONTRADICTION, redemption_id=attempt.redemption_id,
            attempt_id=attempt.id, facts={"supplier": "fake-main"}, now=clock.now(),
        )  # fmt: skip
        await fulfilment.book_loss(
            case_id=1, amount_fen=4_000, actor="ada", now=clock.now() - timedelta(seconds=1)
        )
        await finance.post(MONTHS, supplier="fake-main", month=this_month())
        csv = (await finance.get(f"{MONTHS}/1/parts.csv")).text
        assert "+08:00,1,500,0.00,40.00,,1" in csv
        assert "+08:00,0,0,0.00,,40.00,1" in csv
        shown = (await finance.get(f"{MONTHS}/1")).text
        assert "(¥40.00)" in shown

    async def test_nobody_decided_in_time_is_no_dead_end(
        self, attempt: AttemptView, finance: Person
    ) -> None:
        await finance.post(
            CONTRACTS, supplier="fake-main", share="20", since="2026-01-01", reason="signed"
        )
        await finance.post(MONTHS, supplier="fake-main", month=this_month())
        await finance.post(f"{MONTHS}/1/submission", reason="all is agreed")
        assert (await finance.post(f"{MONTHS}/1/draft")).status_code == 409
        await db.fetch("UPDATE approval SET expires_at = made_at")
        assert "一天内无人审核" in (await finance.get(f"{MONTHS}/1")).text
        said = await finance.post(f"{MONTHS}/1/submission", reason="once more")
        assert said.status_code == 303
        await db.fetch("UPDATE approval SET expires_at = made_at")
        assert (await finance.post(f"{MONTHS}/1/draft")).status_code == 303
        assert (await settlement.month_statement(1)).is_draft

    async def test_without_a_contract_is_refused_in_words(
        self, attempt: AttemptView, finance: Person
    ) -> None:
        said = await finance.post(MONTHS, supplier="fake-main", month=this_month())
        assert (said.status_code, "没有有效的合同" in said.text) == (409, True)

    @pytest.mark.parametrize(
        "form", [{"share": "31"}, {"share": "a lot"}, {"since": "soon"}, {"reason": ""}]
    )
    async def test_a_contract_out_of_bounds_is_refused(
        self, attempt: AttemptView, finance: Person, form: dict[str, str]
    ) -> None:
        good = {"supplier": "fake-main", "share": "20", "since": "2026-01-01", "reason": "x"}
        said = await finance.post(CONTRACTS, **{**good, **form})
        assert said.status_code == 422
        assert await settlement.contracts("fake-main") == ()


class TestRoles:
    @pytest.mark.parametrize("role", [Role.SUPPORT, Role.OPS])
    async def test_others_may_not_look(self, hire: Hire, stage: Stage, role: Role) -> None:
        ada = await hire(role)
        for path in ("/settlement", STATEMENTS, MONTHS, CONTRACTS):
            assert (await ada.get(path)).status_code == 403
        assert 'href="/ops/settlement"' not in (await ada.get("")).text

    async def test_administration_looks_and_brings_nothing(
        self, hire: Hire, stage: Stage
    ) -> None:
        boss = await hire(Role.ADMIN)
        assert (await boss.get(STATEMENTS)).status_code == 200
        assert (await send(boss, HEADINGS)).status_code == 403
        assert (await boss.post(MONTHS, supplier="x", month="2026-10")).status_code == 403
        assert (await boss.post(CONTRACTS, supplier="x")).status_code == 403

    async def test_nothing_goes_without_the_token(self, hire: Hire, stage: Stage) -> None:
        ada = await hire(Role.FINANCE)
        ada.headers = {"x-csrftoken": ""}
        assert (await send(ada, HEADINGS)).status_code == 403

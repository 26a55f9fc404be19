"""A file is taken whole or not at all, once, and every bad line is named."""

import asyncio
from datetime import UTC, datetime

import pytest

from app import settlement
from app.fulfilment import SupplierUnknown
from app.kit import db
from app.kit.errors import InvalidInput
from app.settlement import AlreadyImported, LineProblem, StatementRefused
from tests.stage import Stage

from .conftest import HEADINGS, Deliver, Import, csv_of, line_of, untimed, verdicts

GOOD = "ORDER-1,R1,S,1,9.80,成功,2026-11-20 10:00:00"
OTHER = "ORDER-2,R2,S,1,9.80,成功,2026-11-20 11:00:00"


async def refused(take: Import, content: bytes) -> list[LineProblem]:
    """Import what must be refused; nothing of it may stay."""
    with pytest.raises(StatementRefused) as why:
        await take(content)
    assert await db.fetch("SELECT id FROM supplier_statement") == []
    assert await db.fetch("SELECT id FROM statement_line") == []
    assert why.value.facts["count"] == len(why.value.problems)
    return why.value.problems


class TestReading:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    async def test_chinese_headings_are_read_in_either_encoding(
        self, deliver: Deliver, take: Import, encoding: str
    ) -> None:
        attempt = await deliver()
        text = (
            "商户订单号,平台订单号,商品编号,数量,金额,状态,完成时间,备注\r\n"
            f"\t{attempt.reference},,,1,{(attempt.cost_fen or 0) / 100:.2f},充值成功,,无\r\n"
            "合计,,,1,9999.00,,,\r\n"
        )
        found = await take(text.encode(encoding))
        assert await verdicts(found.id) == ["matched"]

    async def test_every_bad_line_is_named_with_its_number_and_reason(
        self, stage: Stage, take: Import
    ) -> None:
        problems = await refused(
            take,
            csv_of(
                GOOD,
                ",R,S,1,1.00,成功,",
                "A,R,S,1,1.005,成功,",
                "A,R,S,1,-1.00,成功,",
                "A,R,S,0,1.00,成功,",
                "A,R,S,1,1.00,也许,",
                "A,R,S,1,1.00,成功,tomorrow",
                "A,R,S\x00,1,1.00,成功,",
            ),
        )
        assert [(one.number, one.reason) for one in problems] == [
            (3, "reference"), (4, "cost"), (5, "cost"), (6, "quantity"), (7, "status"),
            (8, "occurred_at"), (9, "sku"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("content", "number", "reason"),
        [
            (b"", 1, "empty"),
            (HEADINGS.encode(), 1, "empty"),
            (b"reference,cost\nA,1", 1, "column_missing"),
            (b"reference,cost,status,amount\nA,1,failed,1", 1, "column_twice"),
            (csv_of(GOOD, '"open,R,S,1,1.00,failed,', GOOD), 3, "quotes"),
            (csv_of("A" * 5_000), 2, "line_too_long"),
            (b"\xff\xfe\x00a\x81", 1, "encoding"),
            (b"," * 200 + b"a\nb", 1, "too_many_columns"),
        ],
    )
    async def test_what_spoils_the_file_is_told(
        self, stage: Stage, take: Import, content: bytes, number: int, reason: str
    ) -> None:
        (problem,) = await refused(take, content)
        assert (problem.number, problem.reason) == (number, reason)

    async def test_a_quoted_cell_may_hold_a_comma_and_a_line_end(
        self, stage: Stage, take: Import
    ) -> None:
        headings = f"{HEADINGS},remark"
        content = f'{headings}\nA-1,"R",S,1,"1,000.00",失败,,"two\nlines"\n{GOOD},-\n'
        found = await take(content.encode())
        assert found.line_count == 2

    async def test_a_month_to_come_and_a_stranger_are_refused(
        self, stage: Stage, take: Import
    ) -> None:
        with pytest.raises(InvalidInput):
            await take(csv_of(GOOD), month="2027-01")
        with pytest.raises(InvalidInput):
            await take(csv_of(GOOD), month="2026-13")
        with pytest.raises(SupplierUnknown):
            await take(csv_of(GOOD), supplier="nobody")


class TestOnce:
    async def test_the_same_bytes_count_once(self, stage: Stage, take: Import) -> None:
        first = await take(csv_of(GOOD))
        with pytest.raises(AlreadyImported) as again:
            await take(csv_of(GOOD))
        assert again.value.facts["statement_id"] == first.id

    @pytest.mark.parametrize(
        "again",
        [
            csv_of(GOOD, OTHER, ""),
            csv_of(OTHER, GOOD),
            csv_of("", GOOD, OTHER).replace(b"\n", b"\r\n"),
            "\ufeff".encode() + csv_of(GOOD.replace("9.80", "9.8"), OTHER),
        ],
    )
    async def test_the_same_lines_count_once_however_they_are_written(
        self, stage: Stage, take: Import, again: bytes
    ) -> None:
        first = await take(csv_of(GOOD, OTHER))
        with pytest.raises(AlreadyImported) as refused_as:
            await take(again)
        assert refused_as.value.facts["statement_id"] == first.id
        assert len(await db.fetch("SELECT id FROM supplier_statement")) == 1

    async def test_other_lines_are_another_file(self, stage: Stage, take: Import) -> None:
        first, second = await take(csv_of(GOOD)), await take(csv_of(GOOD, OTHER))
        assert first.id != second.id

    async def test_of_two_at_once_one_is_taken(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        attempt = await deliver()
        at = datetime(2026, 11, 25, tzinfo=UTC)
        answers = await asyncio.gather(
            *(take(csv_of(line_of(attempt)), at=at) for _ in range(4)), return_exceptions=True
        )
        assert sum(isinstance(one, AlreadyImported) for one in answers) == 3
        (found,) = (await settlement.statements()).items
        assert await verdicts(found.id) == ["matched"]

    async def test_two_files_at_once_charge_a_delivery_once(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        attempt = await deliver()
        at = datetime(2026, 11, 25, tzinfo=UTC)
        one, other = csv_of(line_of(attempt)), csv_of(untimed(attempt))
        await asyncio.gather(take(one, at=at), take(other, at=at))
        found = (await settlement.statements()).items
        assert sorted([(await verdicts(each.id))[0] for each in found]) == [
            "duplicate_line", "matched",
        ]  # fmt: skip

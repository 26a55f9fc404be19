"""A file of card codes is taken in whole or not at all, sealed, and once."""

import asyncio
import io
from collections.abc import Iterator

import pytest

from app import fulfilment
from app.fulfilment import queries
from app.fulfilment.code_files import CodeFile, CodeLine
from app.fulfilment.errors import CardsRefused, FileKnown, ImportBusy
from app.kit import db
from tests.stage import Stage

SLUG = "gamecard-30"


async def take(stage: Stage, raw: bytes, slug: str = SLUG) -> int:
    file = CodeFile(io.BytesIO(raw))
    return await fulfilment.import_codes(
        product_slug=slug, lines=file.lines, file_name="codes.csv", digest=file.digest,
        actor="operator:7", now=stage.clock.now,
    )  # fmt: skip


async def count() -> int:
    row = await db.fetch_one("SELECT count(*) AS n FROM card_code")
    assert row is not None
    return int(row["n"])


def codes(first: int, last: int) -> bytes:
    return b"".join(b"CARD-%d,pw-%d,2027-12-31\n" % (n, n) for n in range(first, last))


class TestImportCodes:
    async def test_keeps_every_code_sealed_and_says_where_it_came_from(
        self, stage: Stage
    ) -> None:
        assert await take(stage, codes(0, 2_500)) == 2_500
        assert await count() == 2_500
        sealed = await db.fetch("SELECT number_sealed FROM card_code WHERE id <= 50")
        assert not any(b"CARD" in row["number_sealed"] for row in sealed)
        [one] = await queries.code_imports()
        assert (one.file_name, one.codes, one.imported_by) == ("codes.csv", 2_500, "operator:7")
        assert len(one.digest or "") == 64

    @pytest.mark.parametrize(
        ("more", "line", "why"),
        [
            (b"CARD-9\n", 2_002, "repeated"),
            (b"OLD-1\n", 2_002, "duplicate"),
            (b"NEW-1,,2020-01-01\n", 2_002, "expired"),
        ],
    )
    async def test_one_bad_line_in_a_later_batch_refuses_all(
        self, stage: Stage, more: bytes, line: int, why: str
    ) -> None:
        await take(stage, b"OLD-1\n")
        with pytest.raises(CardsRefused) as refused:
            await take(stage, codes(0, 2_001) + more)
        assert refused.value.facts == {"line": line, "why": why}
        assert await count() == 1
        assert len(await queries.code_imports()) == 1

    async def test_the_same_file_is_known_even_for_another_product(self, stage: Stage) -> None:
        await take(stage, codes(0, 3))
        for slug in (SLUG, "topup-50"):
            with pytest.raises(FileKnown):
                await take(stage, codes(0, 3), slug)
        assert await count() == 3

    async def test_an_empty_file_is_refused(self, stage: Stage) -> None:
        with pytest.raises(CardsRefused):
            await take(stage, b"number,password\n")

    async def test_two_at_once_take_one_file_once(self, stage: Stage) -> None:
        said = await asyncio.gather(
            *(take(stage, codes(0, 1_500)) for _ in range(4)), return_exceptions=True
        )
        assert [one for one in said if one == 1_500] == [1_500]
        assert {type(one) for one in said if one != 1_500} <= {ImportBusy, FileKnown}
        assert await count() == 1_500

    async def test_a_repeated_transaction_reads_the_file_again(self, stage: Stage) -> None:
        reads = []

        def lines() -> Iterator[CodeLine]:
            reads.append(1)
            yield CodeLine(1, "CARD-1")

        await db.fetch(
            "CREATE FUNCTION drill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF nextval('drill_once') = 1 THEN RAISE EXCEPTION USING ERRCODE = '40001';"
            " END IF; RETURN NEW; END $$"
        )
        await db.fetch("CREATE SEQUENCE drill_once")
        await db.fetch(
            "CREATE TRIGGER drill BEFORE INSERT ON card_code FOR EACH ROW"
            " EXECUTE FUNCTION drill()"
        )
        try:
            taken = await fulfilment.import_codes(
                product_slug=SLUG, lines=lines, file_name="x", digest=b"x", actor="ops",
                now=stage.clock.now,
            )  # fmt: skip
        finally:
            await db.fetch("DROP FUNCTION drill CASCADE")
            await db.fetch("DROP SEQUENCE drill_once")
        assert (taken, len(reads), await count()) == (1, 2, 1)


class TestCodeStock:
    async def test_counts_free_claimed_expiring_and_expired(self, stage: Stage) -> None:
        raw = b"A,,2026-12-01\nB,,2027-12-31\nC\nD,,2026-11-23\n"
        await take(stage, raw)
        await stage.member(points=300)
        await stage.place(SLUG)
        await stage.work(rounds=2)
        stage.clock.turn(3 * 86_400)
        [stock] = await queries.code_stock(on=stage.clock.now.date())
        told = (stock.free, stock.claimed, stock.expiring, stock.expired)
        assert told == (3, 1, 1, 0)

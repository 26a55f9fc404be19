"""The check that follows every test sees what is wrong."""

import pytest

from app.kit import db
from tests.invariants import TOGETHER, check
from tests.stage import Stage


class TestCheck:
    async def test_passes_over_good_books(self, stage: Stage) -> None:
        await stage.member(points=5)
        await check()

    @pytest.mark.tampers("so that there is something to see")
    async def test_names_what_is_broken(self, stage: Stage) -> None:
        await stage.member(points=5)
        await db.fetch("UPDATE wallet SET available = available + 1")
        with pytest.raises(AssertionError, match="available is what the lots have left"):
            await check()

    def test_asks_in_statements_that_the_driver_keeps(self) -> None:
        assert max(map(len, TOGETHER)) < 15 * 1024

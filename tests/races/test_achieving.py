"""A badge and a deletion at once: who comes second knows of the first."""

from app import achievements, members, redemption
from app.kit import db
from tests.achievements.conftest import joined
from tests.redemption.test_erasing import WEEK, ask
from tests.stage import Stage

from .test_erasing import apart, waits


class TestWeigh:
    async def test_gives_nothing_to_who_is_deleted_meanwhile(self, stage: Stage) -> None:
        ada = await joined(stage.clock.now, days_ago=400)
        await ask(stage, ada)
        stage.clock.turn(WEEK)
        async with db.transaction():
            await members.lock(ada)
            weighing = apart(achievements.award(member_id=ada, now=stage.clock.now))
            assert await waits(weighing)
            assert await redemption.jobs.erase_members(now=stage.clock.now) == 1
        assert await weighing == 0
        assert not await db.fetch("SELECT id FROM achievement")

    async def test_that_came_first_is_undone_by_the_news_of_a_deletion(
        self, stage: Stage
    ) -> None:
        ada = await joined(stage.clock.now, days_ago=400)
        await ask(stage, ada)
        stage.clock.turn(WEEK)
        async with db.transaction():
            assert await achievements.award(member_id=ada, now=stage.clock.now) == 1
            erasing = apart(redemption.jobs.erase_members(now=stage.clock.now))
            assert await waits(erasing)
        assert await erasing == 1
        await stage.relay()
        assert not await db.fetch("SELECT id FROM achievement")

"""/changes: nothing that changed is left out, also what was under way when it was asked."""

import asyncio
from typing import Any

import asyncpg
import pytest

from app.kit import db
from tests.stage import Stage

from .conftest import Api, problem, wish


async def news(api: Api, since: str | None = None, wait: int = 0) -> tuple[dict[str, Any], str]:
    query = {"wait": str(wait)} | ({"since": since} if since else {})
    told = (await api.get("/changes", params=query)).json()
    return told["data"], told["meta"]["next_cursor"]


async def caught_up(api: Api, since: str | None = None) -> str:
    """Ask until nothing is told; while anybody writes, what was told may be told again."""
    cursor = since or (await news(api))[1]
    async with asyncio.timeout(10):
        while True:
            told, cursor = await news(api, cursor)
            if told == NOTHING:
                return cursor


NOTHING = {"points": False, "redemptions": [], "everything": False}


class TestChanges:
    async def test_begin_with_a_cursor_and_nothing(self, api: Api) -> None:
        told, cursor = await news(api)
        assert told == NOTHING
        await caught_up(api, cursor)

    async def test_name_what_changed(self, api: Api, stage: Stage) -> None:
        cursor = await caught_up(api)
        made = await api.post("/redemptions", wish(stage, "forest"), key="k")
        told, later = await news(api, cursor)
        assert told == NOTHING | {"points": True, "redemptions": [made.json()["data"]["id"]]}
        later = await caught_up(api, later)
        await stage.work()
        told, _ = await news(api, later)
        assert told["redemptions"] == [made.json()["data"]["id"]]

    async def test_are_ones_own(self, api: Api, stranger: Api, stage: Stage) -> None:
        cursor = await caught_up(stranger)
        await api.post("/redemptions", wish(stage, "forest"), key="k")
        assert (await news(stranger, cursor))[0] == NOTHING

    async def test_hold_what_was_under_way_when_the_cursor_was_made(
        self, api: Api, stage: Stage, database_url: str
    ) -> None:
        """A clock or a counter would have passed by this one."""
        other = await asyncpg.connect(database_url)
        try:
            await other.execute("BEGIN")
            await other.execute(
                "UPDATE wallet SET held = held WHERE member_id = $1", api.member_id
            )
            await stage.member(points=10, member_id=77)
            told, cursor = await news(api)
            assert told == NOTHING
            await other.execute("COMMIT")
        finally:
            await other.close()
        assert (await news(api, cursor))[0]["points"] is True

    async def test_can_be_waited_for(self, api: Api, stage: Stage) -> None:
        _, cursor = await news(api)
        waiting = asyncio.create_task(news(api, cursor, wait=20))
        await asyncio.sleep(0.3)
        await api.post("/redemptions", wish(stage, "forest"), key="k")
        told, _ = await asyncio.wait_for(waiting, 5)
        assert told["points"]

    async def test_are_not_waited_for_longer_than_asked(self, api: Api) -> None:
        cursor = await caught_up(api)
        assert (await asyncio.wait_for(news(api, cursor, wait=1), 5))[0] == NOTHING

    @pytest.mark.parametrize("cursor", ["nonsense", "m", "mzz", "m0", "m" + "f" * 40])
    async def test_refuse_a_cursor_that_is_none(self, api: Api, cursor: str) -> None:
        assert problem(await api.get(f"/changes?since={cursor}")) == (422, "invalid_input")

    @pytest.mark.parametrize("cursor", ["m7000000000000", "m3"])
    async def test_ask_to_read_all_again_after_a_cursor_of_elsewhere(
        self, api: Api, cursor: str
    ) -> None:
        told, later = await news(api, cursor)
        if cursor == "m3":  # The first transactions of this very database.
            assert told["points"]
        else:
            assert told["everything"]
        await caught_up(api, later)

    async def test_are_not_told_to_who_signed_out_meanwhile(self, api: Api) -> None:
        _, cursor = await news(api)
        asked = asyncio.create_task(api.get(f"/changes?since={cursor}&wait=20"))
        await asyncio.sleep(0.3)
        await api.delete("/sessions/current")
        await db.fetch("SELECT pg_notify('laurel_live', $1)", f"{api.member_id}:points")
        assert problem(await asyncio.wait_for(asked, 5)) == (401, "sign_in_required")

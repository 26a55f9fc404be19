"""The wall as JSON."""

from datetime import datetime

from app import achievements
from app.achievements import BADGES

from .conftest import Api, problem


class TestWall:
    async def test_is_told_with_what_is_missing(self, api: Api, now: datetime) -> None:
        await achievements.award_badges(now=now)
        told = (await api.get("/me/achievements?lang=en")).json()["data"]
        assert (told["earned"], told["total"]) == (1, len(BADGES))
        first, *rest = told["achievements"]
        assert (first["badge"], first["name"]) == ("golden-osmanthus", "Golden osmanthus")
        assert (first["is_new"], first["has"], first["goal"]) == (True, 2, 2)
        assert first["rarity"] == {"holders": 1, "members": 1, "permille": None}
        assert all(one["earned_at"] is None for one in rest)
        assert [one["name"] for one in rest if one["badge"] is None] == ["???", "???"]

    async def test_has_not_changed_since(self, api: Api) -> None:
        tag = (await api.get("/me/achievements")).headers["etag"]
        again = await api.get("/me/achievements", headers={"if-none-match": tag})
        assert again.status_code == 304

    async def test_is_each_member_s_own(self, api: Api, stranger: Api, now: datetime) -> None:
        await achievements.award(member_id=api.member_id, now=now)
        assert (await stranger.get("/me/achievements")).json()["data"]["earned"] == 0

    async def test_needs_a_token(self, api: Api) -> None:
        api.headers = {}
        assert problem(await api.get("/me/achievements")) == (401, "sign_in_required")

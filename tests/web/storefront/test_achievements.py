"""The wall as its member sees it, and nobody else."""

import re
from datetime import datetime
from xml.etree import ElementTree

import httpx
import pytest

from app import achievements, members
from app.achievements import BADGES, BadgeId, Rarity
from app.kit import db
from app.web import languages
from app.web.assets import Assets
from app.web.views.achievements import SPRITE, WREATH, drawings, rarity

WALL = "/me/achievements"
SVG = "{http://www.w3.org/2000/svg}"


async def give(member_id: int, now: datetime, *badges: BadgeId) -> None:
    for badge in badges:
        await db.fetch(
            "INSERT INTO achievement (member_id, badge, earned_at, noted_at)"
            " VALUES ($1, $2, $3, $3)",
            member_id, badge.value, now,
        )  # fmt: skip


@pytest.fixture
async def decorated(inside: httpx.AsyncClient, rich: int, now: datetime) -> httpx.AsyncClient:
    """A browser of a member with four badges."""
    await give(
        rich, now, BadgeId.FIRST_LEAF, BadgeId.A_SEED, BadgeId.ONE_YEAR, BadgeId.OPEN_BOOK
    )
    return inside


class TestWall:
    async def test_shows_every_badge_once(self, decorated: httpx.AsyncClient) -> None:
        told = (await decorated.get(WALL)).text
        assert told.count('<article class="badgecard"') == len(BADGES)
        assert told.count("medal--earned") == 4
        assert told.count("medal--untold") == 2

    @pytest.mark.parametrize(
        ("show", "count"), [("earned", 4), ("open", 10), ("all", 14), ("nonsense", 14)]
    )
    async def test_filters_by_address(
        self, decorated: httpx.AsyncClient, show: str, count: int
    ) -> None:
        told = await decorated.get(WALL, params={"show": show})
        assert (told.status_code, told.text.count('class="badgecard"')) == (200, count)

    async def test_is_empty_with_an_action(self, inside: httpx.AsyncClient) -> None:
        assert 'id="empty"' in (await inside.get(f"{WALL}?show=earned")).text

    async def test_tells_nothing_of_what_is_hidden(self, inside: httpx.AsyncClient) -> None:
        told = (await inside.get(f"{WALL}?lang=en")).text
        for one in BADGES:
            assert (one.id.value in told, one.name.en in told) == (not one.is_hidden,) * 2

    async def test_reveals_what_is_new_until_it_was_seen(
        self, decorated: httpx.AsyncClient
    ) -> None:
        assert (await decorated.get(WALL)).text.count("medal--new") == 4
        assert 'id="fresh"' in (await decorated.get(WALL)).text
        seen = await decorated.post(f"{WALL}/sightings")
        assert (seen.status_code, seen.headers["location"]) == (303, WALL)
        told = (await decorated.get(WALL)).text
        assert ("medal--new" in told, 'id="fresh"' in told) == (False, False)

    async def test_is_taken_note_of_without_a_page(self, decorated: httpx.AsyncClient) -> None:
        asked = {"hx-request": "true", "hx-request-type": "partial"}
        assert (await decorated.post(f"{WALL}/sightings", headers=asked)).status_code == 204

    async def test_is_for_members(self, client: httpx.AsyncClient) -> None:
        told = await client.get(WALL)
        assert (told.status_code, "/sign-in" in told.headers["location"]) == (303, True)


class TestBadge:
    async def test_tells_its_story(self, decorated: httpx.AsyncClient) -> None:
        told = await decorated.get(f"{WALL}/first-leaf?lang=en")
        assert (told.status_code, "put out its first leaf" in told.text) == (200, True)

    @pytest.mark.parametrize("name", ["nothing", "word-kept", "reunited", "untold", "wreath"])
    @pytest.mark.parametrize("behind", ["", "/card.svg"])
    async def test_is_not_found_when_unknown_or_hidden(
        self, decorated: httpx.AsyncClient, name: str, behind: str
    ) -> None:
        assert (await decorated.get(f"{WALL}/{name}{behind}")).status_code == 404

    async def test_that_was_hidden_is_there_for_who_has_it(
        self, decorated: httpx.AsyncClient, rich: int, now: datetime
    ) -> None:
        await give(rich, now, BadgeId.WORD_KEPT)
        assert (await decorated.get(f"{WALL}/word-kept")).status_code == 200

    async def test_of_another_member_is_not_mine(
        self, decorated: httpx.AsyncClient, now: datetime
    ) -> None:
        eve = await members.enrol(phone="13900000009", nickname="Eve", now=now)
        await give(eve.id, now, BadgeId.FULL_CROWN, BadgeId.REUNITED)
        told = (await decorated.get(f"{WALL}/full-crown")).text
        assert ("medal--open" in told, "card.svg" in told) == (True, False)
        assert (await decorated.get(f"{WALL}/reunited")).status_code == 404
        assert (await decorated.get(f"{WALL}/full-crown/card.svg")).status_code == 404
        assert (await decorated.post(f"{WALL}/full-crown/pin")).status_code == 404


class TestPin:
    async def test_stands_on_my_page(self, decorated: httpx.AsyncClient) -> None:
        told = await decorated.post(f"{WALL}/a-seed/pin")
        assert (told.status_code, told.headers["location"]) == (303, f"{WALL}/a-seed")
        assert f'href="{WALL}/a-seed"' in (await decorated.get("/me")).text
        await decorated.post(f"{WALL}/a-seed/pin/removal")
        assert 'id="pinned"' not in (await decorated.get("/me")).text

    async def test_a_fourth_is_refused_beside_the_badge(
        self, decorated: httpx.AsyncClient
    ) -> None:
        for one in ("first-leaf", "a-seed", "one-year"):
            assert (await decorated.post(f"{WALL}/{one}/pin")).status_code == 303
        told = await decorated.post(f"{WALL}/open-book/pin")
        assert (told.status_code, 'data-code="pins_full"' in told.text) == (409, True)
        assert (await decorated.get("/me")).text.count("pinned__one") == 3

    @pytest.mark.parametrize(
        "name", ["full-crown/pin", "nothing/pin", "nothing/pin/removal", "word-kept/pin"]
    )
    async def test_is_for_what_is_mine(self, decorated: httpx.AsyncClient, name: str) -> None:
        assert (await decorated.post(f"{WALL}/{name}")).status_code == 404

    @pytest.mark.parametrize("name", ["a-seed/pin", "a-seed/pin/removal", "sightings"])
    async def test_needs_the_token_of_the_form(
        self, decorated: httpx.AsyncClient, name: str
    ) -> None:
        del decorated.headers["x-csrftoken"]
        assert (await decorated.post(f"{WALL}/{name}")).status_code == 403


class TestCard:
    async def test_is_a_picture_without_a_person(
        self, decorated: httpx.AsyncClient, rich: int
    ) -> None:
        await members.set_preferences(member_id=rich, nickname="江<script>&'\"楼")
        told = await decorated.get(f"{WALL}/a-seed/card.svg")
        assert told.headers["content-type"].startswith("image/svg+xml")
        drawn = ElementTree.fromstring(told.text)
        words = " ".join(one.text or "" for one in drawn.iter(f"{SVG}text"))
        assert ("江＊＊" in words, "script" in told.text, "楼" in told.text) == (
            True,
            False,
            False,
        )

    @pytest.mark.parametrize(
        "nickname", ["<", "&&", "\ufffe\ufffe", "李", "'\"><svg onload=x>"]
    )
    async def test_can_be_read_whatever_the_name(
        self, decorated: httpx.AsyncClient, rich: int, nickname: str
    ) -> None:
        await db.fetch("UPDATE member SET nickname = $2 WHERE id = $1", rich, nickname)
        told = await decorated.get(f"{WALL}/a-seed/card.svg")
        drawn = ElementTree.fromstring(told.content)
        assert "onload" not in told.text
        assert any((one.text or "").startswith("＊＊") for one in drawn.iter(f"{SVG}text"))

    async def test_holds_its_drawing_and_asks_for_nothing(
        self, decorated: httpx.AsyncClient
    ) -> None:
        told = (await decorated.get(f"{WALL}/a-seed/card.svg")).text
        assert re.findall(r"href|<style|<script|<image|url\((?!#)", told) == []
        assert told.count("<path") > 30

    async def test_is_not_drawn_before_it_is_earned(self, decorated: httpx.AsyncClient) -> None:
        assert (await decorated.get(f"{WALL}/full-crown/card.svg")).status_code == 404


async def test_the_export_holds_what_was_earned(decorated: httpx.AsyncClient) -> None:
    told = (await decorated.get("/me/privacy/export")).json()
    earned = {one["badge"] for one in told["achievements"]}
    assert earned == {"first-leaf", "a-seed", "one-year", "open-book"}


def test_every_badge_has_a_drawing() -> None:
    drawn = drawings(Assets().files[SPRITE].plain)
    assert set(drawn) == {one.value for one in BadgeId} | {WREATH, "untold"}


@pytest.mark.parametrize(
    ("told", "zh", "en"),
    [
        ((23, 1000, 23), "仅 2.3 % 会员拥有", "Only 2.3% of members have it"),
        ((400, 1000, 400), "40.0 % 会员拥有", "40.0% of members have it"),
        ((1, 5000, 0), "不足 0.1 % 会员拥有", "Fewer than 0.1% of members have it"),
        ((0, 5000, 0), "还没有人拥有", "Nobody has it yet"),
        ((1, 5, None), "1 位会员拥有", "1 member has it"),
        ((3, 5, None), "3 位会员拥有", "3 members have it"),
        ((0, 5, None), "", ""),
    ],
)
def test_rarity_in_words(told: tuple[int, int, int | None], zh: str, en: str) -> None:
    holders, among, permille = told
    one = Rarity(holders=holders, members=among, permille=permille)
    for language, said in (("zh-CN", zh), ("en", en)):
        languages.use(language)
        assert rarity(one) == said


async def test_the_wall_follows_the_facts(
    inside: httpx.AsyncClient, rich: int, now: datetime
) -> None:
    """What is not noted yet is not earned, however far it is."""
    assert "medal--earned" not in (await inside.get(WALL)).text
    assert await achievements.award_badges(now=now) == 1
    assert (await inside.get(WALL)).text.count("medal--earned") == 1  # Gold.

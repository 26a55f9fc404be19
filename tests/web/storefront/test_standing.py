"""Where a member stands: the page, the card at home and the JSON say the same."""

import re
from datetime import datetime, timedelta

import httpx
import pytest

from app import ledger, loyalty, members
from app.kit import clock, db
from app.kit.tiers import Tier
from app.ledger import Receipt


@pytest.fixture
async def score(inside: httpx.AsyncClient, rich: int, now: datetime) -> int:
    """Spend 10,000.00 yuan elsewhere and earn 2,501 points: 6,000 and 1,000.4 of a score."""
    for rule, points, cash_fen in (("purchase", 9, 1_000_000), ("reading", 2_501, 0)):
        await ledger.earn(
            member_id=rich, points=points, reference=rule, now=now,
            receipt=Receipt(rule=rule, inputs={"cash_fen": cash_fen}),
        )  # fmt: skip
    await loyalty.review_tier(member_id=rich, now=now)
    return 7_000


async def ends_in(member_id: int, left: timedelta) -> None:
    """Let the tier end so long from now; its past is as if it had been so."""
    await db.fetch("ALTER TABLE tier_change DISABLE TRIGGER tier_change_is_append_only")
    until = clock.now() + left
    await db.fetch("UPDATE member SET tier_until = $2 WHERE id = $1", member_id, until)
    await db.fetch("UPDATE tier_change SET lasts_until = $1", until)
    await db.fetch("ALTER TABLE tier_change ENABLE TRIGGER tier_change_is_append_only")


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


class TestPage:
    async def test_shows_the_score_and_what_it_is_made_of(
        self, inside: httpx.AsyncClient, score: int
    ) -> None:
        page = (await inside.get("/tiers", headers={"accept-language": "en"})).text
        part = page.split('id="standing"')[1].split("</section>")[0]
        assert re.findall(r'max="(\d+)"\s+value="(\d+)"', part) == [
            ("20000", "7000"), ("20000", "6000"), ("20000", "1000")
        ]  # fmt: skip
        told = words(part)
        assert "7,000 score of the last twelve months" in told
        assert "13,000 to go for Platinum: ¥21,666.00 spent, or 32,499 points" in told
        assert "kept for another twelve months if the score then is 6,000 or more" in told
        assert ("Today it would be kept." in told, 'id="sprint"' in part) == (True, False)

    async def test_tells_who_would_fall(
        self, inside: httpx.AsyncClient, rich: int, now: datetime
    ) -> None:
        told = words((await inside.get("/tiers", headers={"accept-language": "en"})).text)
        assert "else it becomes Silver" in told
        assert "Today it would not: 6,000 to go." in told

    async def test_of_the_basic_tier_has_no_end(
        self, inside: httpx.AsyncClient, rich: int, now: datetime
    ) -> None:
        await members.set_tier(member_id=rich, tier=Tier.BASIC, now=now)
        told = words((await inside.get("/tiers", headers={"accept-language": "en"})).text)
        assert ("2,000 to go for Silver" in told, "Valid to" in told) == (True, False)

    async def test_of_the_highest_tier_has_no_next(
        self, inside: httpx.AsyncClient, rich: int, now: datetime
    ) -> None:
        await members.set_tier(member_id=rich, tier=Tier.DIAMOND, now=now)
        for path in ("/tiers", "/"):
            told = words((await inside.get(path, headers={"accept-language": "en"})).text)
            assert ("Valid to the end of" in told, "to go" in told.split("Today")[0]) == (
                True, False
            )  # fmt: skip

    @pytest.mark.parametrize(
        ("left", "is_shown"),
        [(timedelta(days=31), False), (timedelta(days=30, seconds=60), False),
         (timedelta(days=30), True), (timedelta(minutes=5), True)],
    )  # fmt: skip
    async def test_and_home_sprint_in_the_last_thirty_days(
        self, inside: httpx.AsyncClient, rich: int, left: timedelta, is_shown: bool
    ) -> None:
        await ends_in(rich, left)
        page = (await inside.get("/tiers")).text
        home = (await inside.get("/")).text.split('id="member-card"')[1].split("</section>")[0]
        assert ('id="sprint"' in page, "×2" in home) == (is_shown, is_shown)

    async def test_compares_all_tiers_in_a_table_with_heads(
        self, client: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        page = (await client.get("/tiers", headers={"accept-language": "en"})).text
        table = page.split("<table")[1].split("</table>")[0]
        assert (table.count('scope="row"'), table.count('scope="col"')) == (5, 5)
        for number in ("2,000", "6,000", "20,000", "40,000"):
            assert f">{number}<" in table
        assert 'id="standing"' not in page


class TestHome:
    async def test_shows_the_way_to_the_next_tier_from_the_member_s_row(
        self, inside: httpx.AsyncClient, score: int
    ) -> None:
        home = (await inside.get("/", headers={"accept-language": "en"})).text
        card = home.split('id="member-card"')[1].split("</section>")[0]
        assert re.search(r'max="20000"\s+value="7000"', card)
        assert "13,000 to go" in words(card)


class TestRepaint:
    async def test_is_asked_of_a_page_that_shows_another_tier(
        self, inside: httpx.AsyncClient
    ) -> None:
        old = await inside.get("/me/tier?shown=basic")
        assert (old.status_code, old.headers.get("hx-refresh")) == (204, "true")
        same = await inside.get("/me/tier?shown=gold")
        assert (same.status_code, same.headers.get("hx-refresh")) == (204, None)

    async def test_page_tells_its_stream_which_tier_it_shows(
        self, inside: httpx.AsyncClient
    ) -> None:
        for path in ("/", "/tiers", "/products", "/products/topup-50", "/rules"):
            page = (await inside.get(path)).text
            assert 'hx-sse:connect="/me/stream?tier=gold"' in page
            assert 'id="tier-news"' in page


class TestTwin:
    async def test_says_the_same_in_json(
        self, inside: httpx.AsyncClient, score: int, rich: int
    ) -> None:
        pair = await members.open_tokens(member_id=rich, now=clock.now())
        headers = {"authorization": f"Bearer {pair.access_token}"}
        me = (await inside.get("/api/v1/me", headers=headers)).json()["data"]
        told = me["tier_progress"]
        until = (await members.member(rich)).tier_until
        assert until
        assert (told["score"], told["spend"], told["engagement"]) == (7_000, 10_000, 2_501)
        assert (told["next_tier"], told["threshold"], told["missing"]) == (
            "platinum", 20_000, 13_000
        )  # fmt: skip
        assert datetime.fromisoformat(told["tier_until"]) == until
        assert (told["in_sprint"], told["keep_threshold"], told["falls_to"]) == (
            False, 6_000, "silver"
        )  # fmt: skip
        wallet = (await inside.get("/api/v1/me/overview", headers=headers)).json()["data"]
        assert wallet["tier_progress"] == told
        home = (await inside.get("/api/v1/home", headers=headers)).json()["data"]["standing"]
        assert home == {name: told[name] for name in home}

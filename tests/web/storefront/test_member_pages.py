"""A member's list, spliced from what their tier shares: who asks and what they have is new."""

import asyncio
from datetime import datetime, timedelta

import httpx
import pytest
from litestar import Litestar
from msgspec.structs import replace

from app import ledger, members
from app.kit import clock, db, secrets
from app.kit.tiers import Tier
from app.ledger import Receipt
from app.web.short_cache import ShortCache
from app.web.storefront.member_pages import Drawn
from app.web.visits import Visits
from tests.web.conftest import eve
from tests.web.test_sessions import enter

MARK = "<!-- the short way -->"
RECEIPT = Receipt(rule="purchase", inputs={})


@pytest.fixture
async def drawn(inside: httpx.AsyncClient, web: Litestar) -> httpx.AsyncClient:
    """A browser whose list has been drawn, and is marked: only the short way shows it."""
    assert MARK not in (await inside.get("/products")).text
    for key, (_, answer) in web.state.cache.answers.items():
        if isinstance(answer, Drawn):
            marked = replace(answer, pieces=[*answer.pieces[:-1], MARK.encode()])
            web.state.cache.answers[key] = (asyncio.get_running_loop().time() + 60, marked)
    return inside


class TestMemberPages:
    async def test_go_out_with_what_is_the_members_own(self, drawn: httpx.AsyncClient) -> None:
        told = await drawn.get("/products")
        assert MARK in told.text
        assert ">5,000<" in told.text
        assert f'"X-CSRFToken":"{drawn.cookies["laurel_csrf"]}"' in told.text
        assert int(told.headers["content-length"]) == len(told.content)
        assert told.headers["content-type"] == "text/html; charset=utf-8"
        assert told.headers["cache-control"] == "no-store"
        assert "set-cookie" not in told.headers

    async def test_show_a_balance_that_has_changed_at_once(
        self, drawn: httpx.AsyncClient, rich: int
    ) -> None:
        await ledger.earn(
            member_id=rich, points=34, reference="gift:2", receipt=RECEIPT, now=clock.now()
        )
        told = (await drawn.get("/products")).text
        assert MARK in told
        assert ">5,034<" in told
        assert "affordable=5034" in told
        await ledger.hold(member_id=rich, points=1000, purpose="p:1", now=clock.now())
        assert ">4,034<" in (await drawn.get("/products")).text

    async def test_count_no_points_that_have_expired(
        self, drawn: httpx.AsyncClient, rich: int, now: datetime
    ) -> None:
        await ledger.earn(
            member_id=rich, points=700, reference="gift:3", receipt=RECEIPT, now=now,
            expires_at=clock.now() + timedelta(days=1),
        )  # fmt: skip
        told = (await drawn.get("/products")).text
        assert (">5,700<" in told, "points-chip__dot" in told) == (True, True)
        await db.fetch("UPDATE lot SET expires_at = now() WHERE points_left = 700")
        told = (await drawn.get("/products")).text
        assert (">5,000<" in told, "points-chip__dot" in told, MARK in told) == (
            True, False, True,
        )  # fmt: skip

    async def test_are_closed_to_a_disabled_member_at_once(
        self, drawn: httpx.AsyncClient, rich: int
    ) -> None:
        await db.fetch("UPDATE member SET is_disabled = true WHERE id = $1", rich)
        told = (await drawn.get("/products")).text
        assert (MARK in told, "points-chip" in told) == (False, False)

    async def test_are_closed_to_a_session_that_was_signed_out(
        self, drawn: httpx.AsyncClient
    ) -> None:
        kept = drawn.cookies["laurel"]
        await drawn.post("/-sign-out")
        drawn.cookies.set("laurel", kept)
        told = (await drawn.get("/products")).text
        assert (MARK in told, "points-chip" in told) == (False, False)

    async def test_are_closed_to_a_session_that_is_over(self, drawn: httpx.AsyncClient) -> None:
        await db.fetch("UPDATE web_session SET expires_at = now() - interval '1 second'")
        assert "points-chip" not in (await drawn.get("/products")).text

    async def test_show_another_member_their_own(
        self, drawn: httpx.AsyncClient, rich: int
    ) -> None:
        token = drawn.cookies["laurel_csrf"]
        await enter(drawn, await eve(clock.now()))
        told = (await drawn.get("/products")).text
        assert MARK in told
        assert (">5,000<" in told, ">0<" in told, "affordable=0" in told) == (False, True, True)
        assert (token in told, drawn.cookies["laurel_csrf"] in told) == (False, True)

    async def test_keep_tiers_languages_and_sizes_apart(
        self, drawn: httpx.AsyncClient, rich: int
    ) -> None:
        assert (
            MARK not in (await drawn.get("/products", headers={"accept-language": "en"})).text
        )
        assert MARK not in (await drawn.get("/products?q=x")).text
        assert MARK not in (await drawn.get("/products", headers={"hx-request": "true"})).text
        await db.fetch("UPDATE member SET text_size = 'elder' WHERE id = $1", rich)
        assert 'data-size="elder"' in (await drawn.get("/products")).text
        await members.set_tier(member_id=rich, tier=Tier.DIAMOND, now=clock.now())
        assert 'data-tier="diamond"' in (await drawn.get("/products")).text

    async def test_leave_the_extending_of_a_session_to_the_long_way(
        self, drawn: httpx.AsyncClient
    ) -> None:
        await db.fetch("UPDATE web_session SET expires_at = now() + interval '1 hour'")
        assert MARK not in (await drawn.get("/products")).text
        assert MARK in (await drawn.get("/products")).text

    async def test_leave_a_browser_without_a_token_to_the_long_way(
        self, drawn: httpx.AsyncClient
    ) -> None:
        drawn.cookies.delete("laurel_csrf")
        told = await drawn.get("/products")
        assert MARK not in told.text
        assert "laurel_csrf" in told.headers["set-cookie"]

    async def test_let_no_cookie_write_into_the_page(self, drawn: httpx.AsyncClient) -> None:
        session, told = drawn.cookies["laurel"], "'><b>"
        drawn.cookies.clear()
        cookie = {"cookie": f"laurel={session}; laurel_csrf={told}"}
        page = (await drawn.get("/products", headers=cookie)).text
        assert MARK in page
        assert told not in page


class TestVisits:
    async def test_that_begin_after_a_change_see_it(self, client: None, rich: int) -> None:
        visits, key = Visits(), secrets.digest("member:x")
        await db.fetch(
            "INSERT INTO web_session (key_hash, content, expires_at)"
            " VALUES ($1, $2, now() + interval '1 day')",
            key, b'{"subject_id":%d,"started_at":1}' % rich,
        )  # fmt: skip
        first = asyncio.create_task(visits.read(key, at=clock.now()))
        for _ in range(2):
            await asyncio.sleep(0)
        assert visits.running is not None
        await db.fetch("UPDATE member SET is_disabled = true WHERE id = $1", rich)
        after = await visits.read(key, at=clock.now())
        assert await first is not None
        assert after is not None
        assert after.member is None

    async def test_never_join_a_read_that_has_begun(self, client: None) -> None:
        visits, key = Visits(), secrets.digest("nobody")
        first = asyncio.create_task(visits.read(key, at=clock.now()))
        for _ in range(2):
            await asyncio.sleep(0)
        assert visits.running is not None
        second = asyncio.create_task(visits.read(key, at=clock.now()))
        await asyncio.sleep(0)
        assert visits.following is not None
        assert await asyncio.gather(first, second) == [None, None]

    async def test_of_many_are_told_apart(self, client: None, rich: int) -> None:
        visits, ids = Visits(), [rich, *[await eve(clock.now(), number=n) for n in range(9)]]
        for one in ids:
            await db.fetch(
                "INSERT INTO web_session (key_hash, content, expires_at)"
                " VALUES ($1, $2, now() + interval '1 day')",
                secrets.digest(str(one)), b'{"subject_id":%d,"started_at":1}' % one,
            )  # fmt: skip
        found = await asyncio.gather(
            *(visits.read(secrets.digest(str(one)), at=clock.now()) for one in [*ids, 0])
        )
        assert found.pop() is None
        assert [one and one.member and one.member.id for one in found] == ids
        assert [one and one.balance and one.balance.available for one in found] == [
            5000, *[0] * 9,
        ]  # fmt: skip

    async def test_of_one_who_gave_up_still_serve_the_others(
        self, client: None, rich: int
    ) -> None:
        visits, key = Visits(), secrets.digest("nobody")
        first = asyncio.create_task(visits.read(key, at=clock.now()))
        second = asyncio.create_task(visits.read(key, at=clock.now()))
        await asyncio.sleep(0)
        first.cancel()
        assert await asyncio.wait_for(second, 5) is None


class TestKept:
    async def test_is_never_older_than_what_it_was_made_from(self) -> None:
        cache = ShortCache(60)

        async def part() -> str:
            return "part"

        async def whole() -> str:
            return await cache.get("part", part) + "!"

        await cache.get("part", part)
        soon = asyncio.get_running_loop().time() + 5
        cache.answers["part"] = (soon, "part")
        assert await cache.get("whole", whole) == "part!"
        assert cache.answers["whole"] == (soon, "part!")


async def test_viewers_are_the_living(rich: int) -> None:
    other = await eve(clock.now())
    assert set(await members.viewers([rich, other, 999999])) == {rich, other}
    await db.fetch("UPDATE member SET is_disabled = true WHERE id = $1", other)
    assert set(await members.viewers([rich, other])) == {rich}

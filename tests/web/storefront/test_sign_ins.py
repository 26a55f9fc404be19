"""A member sees where they are signed in, and can end it there."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from litestar import Litestar

from app import members
from app.kit import browsers, clock, db
from app.web.devices import device_of
from tests.suppliers.serving import serving
from tests.web.conftest import BASE_URL, eve
from tests.web.test_sessions import enter

ID = re.compile(r'action="/me/sign-ins/([\w-]+)/revocation"')
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Safari/604.1"
ROBOT = "Mozilla/5.0 (Linux; Android 16; Pixel 9) Chrome/142.0 Mobile"


@pytest.fixture
async def elsewhere(
    web: Litestar, inside: httpx.AsyncClient, rich: int
) -> AsyncIterator[httpx.AsyncClient]:
    """The same member's phone."""
    transport = httpx.ASGITransport(web, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(
        transport=transport, base_url=BASE_URL, headers={"user-agent": PHONE}
    ) as one:
        await enter(one, rich)
        one.headers["x-csrftoken"] = one.cookies["laurel_csrf"]
        yield one


async def listed(client: httpx.AsyncClient) -> list[str]:
    """The ids that a page offers to end."""
    answer = await client.get("/me")
    assert answer.status_code == 200
    return ID.findall(answer.text)


async def is_inside(client: httpx.AsyncClient) -> bool:
    return (await client.get("/-me")).status_code == 200


class TestList:
    async def test_marks_this_one_and_names_the_others(
        self, inside: httpx.AsyncClient, elsewhere: httpx.AsyncClient, rich: int
    ) -> None:
        await members.open_tokens(member_id=rich, now=clock.now(), device="android")
        page = (await inside.get("/me")).text
        section = page.partition('id="sign-ins"')[2].partition("</section>")[0]
        assert section.count("本机") == 1
        assert "浏览器 · iOS" in section
        assert "小程序 · Android" in section
        assert "iPhone" not in section
        assert len(ID.findall(section)) == 2

    async def test_of_one_alone_offers_nothing_to_end(self, inside: httpx.AsyncClient) -> None:
        assert await listed(inside) == []
        assert "/me/sign-ins/revocation" not in (await inside.get("/me")).text

    async def test_folds_what_is_more_than_five(
        self, inside: httpx.AsyncClient, rich: int
    ) -> None:
        for _ in range(6):
            await members.open_tokens(member_id=rich, now=clock.now())
        page = (await inside.get("/me")).text
        shown, _, folded = page.partition('id="sign-ins"')[2].partition("还有 2 处")
        assert len(ID.findall(shown)) == 4  # This one cannot be ended here.
        assert len(ID.findall(folded)) == 2

    async def test_leaves_out_what_is_over(
        self, inside: httpx.AsyncClient, elsewhere: httpx.AsyncClient, rich: int
    ) -> None:
        long_ago = clock.now() - timedelta(days=31)
        await members.open_tokens(member_id=rich, now=long_ago)
        over = await members.open_tokens(member_id=rich, now=clock.now())
        await members.revoke(over.access_token, now=clock.now())
        await db.fetch("UPDATE web_session SET expires_at = now() WHERE device = 'ios'")
        assert await listed(inside) == []

    async def test_keeps_nothing_that_tells_the_device_exactly(
        self, elsewhere: httpx.AsyncClient
    ) -> None:
        rows = await db.fetch("SELECT w::text AS told FROM web_session w")
        assert [
            one for one in rows if "127.0.0.1" in one["told"] or "iPhone" in one["told"]
        ] == []


class TestEnding:
    async def test_one_leaves_the_others(
        self, inside: httpx.AsyncClient, elsewhere: httpx.AsyncClient, rich: int
    ) -> None:
        tokens = await members.open_tokens(member_id=rich, now=clock.now())
        phone = next(one for one in await listed(inside) if one.startswith("browser-"))
        answer = await inside.post(f"/me/sign-ins/{phone}/revocation")
        assert (answer.status_code, answer.headers["location"]) == (303, "/me#sign-ins")
        assert not await is_inside(elsewhere)
        assert await is_inside(inside)
        await members.authenticate(tokens.access_token, at=clock.now())
        assert (await inside.post(f"/me/sign-ins/{phone}/revocation")).status_code == 404

    async def test_a_mini_program_s_ends_its_tokens(
        self, inside: httpx.AsyncClient, rich: int
    ) -> None:
        tokens = await members.open_tokens(member_id=rich, now=clock.now())
        (program,) = await listed(inside)
        assert (await inside.post(f"/me/sign-ins/{program}/revocation")).status_code == 303
        with pytest.raises(members.TokenInvalid):
            await members.authenticate(tokens.access_token, at=clock.now())
        with pytest.raises(members.TokenInvalid):
            await members.refresh(refresh_token=tokens.refresh_token, now=clock.now())

    async def test_all_others_keeps_this_one(
        self, inside: httpx.AsyncClient, elsewhere: httpx.AsyncClient, rich: int
    ) -> None:
        tokens = await members.open_tokens(member_id=rich, now=clock.now())
        assert (await inside.post("/me/sign-ins/revocation")).status_code == 303
        assert await is_inside(inside)
        assert not await is_inside(elsewhere)
        with pytest.raises(members.TokenInvalid):
            await members.authenticate(tokens.access_token, at=clock.now())
        assert await listed(inside) == []

    async def test_another_member_s_is_not_found(
        self, inside: httpx.AsyncClient, web: Litestar
    ) -> None:
        now = clock.now()
        other = await eve(now)
        tokens = await members.open_tokens(member_id=other, now=now)
        await db.fetch(
            "INSERT INTO web_session (key_hash, content, expires_at, member_id, used_at)"
            " VALUES ('k', $1, $2, $3, now())",
            b'{"subject_id":%d,"started_at":1}' % other, now + timedelta(days=1), other,
        )  # fmt: skip
        (theirs,) = await browsers.of_member(other, at=now)
        (program,) = await members.open_sign_ins(other, at=now)
        for one in (f"browser-{theirs.id}", f"miniprogram-{program.id}"):
            assert (await inside.post(f"/me/sign-ins/{one}/revocation")).status_code == 404
        await inside.post("/me/sign-ins/revocation")
        assert len(await browsers.of_member(other, at=now)) == 1
        await members.authenticate(tokens.access_token, at=now)

    @pytest.mark.parametrize(
        "written", ["browser-0", "browser-x", "browser", "tablet-1", "miniprogram-" + "9" * 40]
    )
    async def test_what_is_no_id_is_not_found(
        self, inside: httpx.AsyncClient, written: str
    ) -> None:
        assert (await inside.post(f"/me/sign-ins/{written}/revocation")).status_code == 404

    async def test_asks_for_the_form_s_token(
        self, inside: httpx.AsyncClient, elsewhere: httpx.AsyncClient
    ) -> None:
        del inside.headers["x-csrftoken"]
        assert (await inside.post("/me/sign-ins/revocation")).status_code == 403
        assert await is_inside(elsewhere)

    async def test_an_operator_with_the_same_number_stays(
        self, inside: httpx.AsyncClient, rich: int
    ) -> None:
        await db.fetch(
            "INSERT INTO web_session (key_hash, content, expires_at) VALUES ('op', $1, $2)",
            b'{"subject_id":%d,"started_at":1}' % rich, clock.now() + timedelta(hours=1),
        )  # fmt: skip
        await inside.post("/me/sign-ins/revocation")
        assert await db.fetch("SELECT id FROM web_session WHERE key_hash = 'op'")

    async def test_ends_its_streams_at_once(
        self, inside: httpx.AsyncClient, elsewhere: httpx.AsyncClient, web: Litestar
    ) -> None:
        cookie = "; ".join(f"{one.name}={one.value}" for one in elsewhere.cookies.jar)
        told = {"host": "127.0.0.1:8000", "cookie": cookie}
        async with (
            serving(web) as url,
            httpx.AsyncClient(base_url=url, trust_env=False, timeout=5) as caller,
            caller.stream("GET", "/me/stream", headers=told) as answer,
        ):
            lines = answer.aiter_lines()
            async with asyncio.timeout(5):
                while await anext(lines):  # A blank line ends the first message.
                    pass
                await inside.post("/me/sign-ins/revocation")
                assert [one async for one in lines if "<hx-partial" in one] == []


async def test_who_is_shut_out_or_erased_leaves_no_session(
    inside: httpx.AsyncClient, elsewhere: httpx.AsyncClient, rich: int
) -> None:
    assert len(await browsers.of_member(rich, at=clock.now())) == 2
    await members.disable(member_id=rich, now=clock.now())
    assert await db.fetch("SELECT id FROM web_session") == []


@pytest.mark.parametrize(
    ("told", "device"),
    [
        ({"user-agent": PHONE}, "ios"),
        ({"user-agent": ROBOT}, "android"),
        ({"user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"}, "windows"),
        ({"user-agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0)"}, "mac"),
        ({"user-agent": "Mozilla/5.0 (X11; Linux x86_64)"}, "linux"),
        ({"user-agent": PHONE, "x-client": "weapp/1.4.0 (lib 3.7.2; android)"}, "android"),
        ({"user-agent": "curl/8"}, None),
        ({}, None),
    ],
)
def test_a_device_is_told_coarsely(told: dict[str, str], device: str | None) -> None:
    scope = {"headers": [(name.encode(), one.encode()) for name, one in told.items()]}
    assert device_of(scope) == device  # type: ignore[arg-type]

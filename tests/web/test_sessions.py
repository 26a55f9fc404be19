"""A session id is ours, changes at sign-in, and dies at sign-out."""

import httpx
from litestar import Litestar

from app import members
from app.kit import clock, db, secrets
from app.web import sessions

from .conftest import token


async def enter(client: httpx.AsyncClient, member_id: int, below: str = "") -> httpx.Response:
    answer = await client.post(f"{below}/-sign-in/{member_id}", headers=await token(client))
    assert answer.status_code == 303, answer.text
    return answer


async def rows() -> list[object]:
    return await db.fetch("SELECT * FROM web_session")


class TestSession:
    async def test_belongs_to_nobody_before_sign_in(self, client: httpx.AsyncClient) -> None:
        await client.get("/")
        await client.get("/-counted")
        assert await rows() == []
        assert "laurel" not in client.cookies

    async def test_never_adopts_an_id_that_it_did_not_make(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        planted = "planted-by-an-attacker-0123456789abcdefghij"
        client.cookies.set("laurel", planted, domain="127.0.0.1", path="/")
        await enter(client, member_id)
        assert client.cookies["laurel"] != planted
        client.cookies.clear()
        client.cookies.set("laurel", planted)
        assert (await client.get("/-me")).status_code == 303

    async def test_for_a_note_takes_no_planted_id(self, client: httpx.AsyncClient) -> None:
        planted = {
            "cookie": f"laurel=planted; laurel_csrf={(await token(client))['x-csrftoken']}"
        }
        told = {**planted, "x-csrftoken": client.cookies["laurel_csrf"]}
        await client.post("/-note", headers=told)
        assert client.cookies["laurel"] != "planted"
        assert len(await rows()) == 1

    async def test_takes_a_new_id_at_each_sign_in(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        await enter(client, member_id)
        first = client.cookies["laurel"]
        await enter(client, member_id)
        assert client.cookies["laurel"] != first
        client.cookies.clear()
        client.cookies.set("laurel", first)
        assert (await client.get("/-me")).status_code == 303
        assert len(await rows()) == 1

    async def test_is_dead_after_sign_out(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        await enter(client, member_id)
        assert (await client.get("/-me")).json() == {"id": member_id}
        kept = client.cookies["laurel"]
        await client.post("/-sign-out", headers=await token(client))
        assert "laurel" not in client.cookies
        client.cookies.set("laurel", kept)
        assert (await client.get("/-me")).status_code == 303
        assert await rows() == []

    async def test_that_was_ended_does_not_come_back(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        await enter(client, member_id)
        assert (await client.get("/-ends-elsewhere")).status_code == 303
        assert await rows() == []
        assert (await client.get("/-me")).status_code == 303

    async def test_is_hashed_at_rest(self, client: httpx.AsyncClient, member_id: int) -> None:
        await enter(client, member_id)
        kept = await db.fetch_one("SELECT key_hash, content FROM web_session")
        assert kept is not None
        assert kept["key_hash"] == secrets.digest(f"member:{client.cookies['laurel']}")
        assert client.cookies["laurel"].encode() not in kept["content"]

    async def test_is_written_only_when_it_changes(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        await enter(client, member_id)
        before = await db.fetch_one("SELECT xmin::text AS at FROM web_session")
        answer = await client.get("/-me")
        after = await db.fetch_one("SELECT xmin::text AS at FROM web_session")
        assert (before, answer.headers.get("set-cookie")) == (after, None)

    async def test_of_a_disabled_member_is_over_at_once(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        await enter(client, member_id)
        await db.fetch("UPDATE member SET is_disabled = true WHERE id = $1", member_id)
        assert (await client.get("/-me")).status_code == 303

    async def test_ends_when_idle(self, client: httpx.AsyncClient, member_id: int) -> None:
        await enter(client, member_id)
        await db.fetch("UPDATE web_session SET expires_at = now() - interval '1 second'")
        assert (await client.get("/-me")).status_code == 303

    async def test_ends_at_its_absolute_limit(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        await enter(client, member_id)
        started = clock.now() - sessions.MEMBER.absolute
        content = b'{"subject_id":%d,"started_at":%d}' % (member_id, int(started.timestamp()))
        await db.fetch("UPDATE web_session SET content = $1", content)
        assert (await client.get("/-me")).status_code == 303

    async def test_of_a_visitor_who_returns_is_extended(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        await enter(client, member_id)
        await db.fetch("UPDATE web_session SET expires_at = now() + interval '1 hour'")
        await client.get("/-me")
        row = await db.fetch_one(
            "SELECT expires_at > now() + interval '29 days' AS is_long FROM web_session"
        )
        assert row is not None
        assert row["is_long"]

    async def test_of_the_console_is_another_one(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        await enter(client, member_id)
        await enter(client, 1, "/ops")
        assert {"laurel", "laurel_ops"} <= set(client.cookies)
        await client.post("/-sign-out", headers=await token(client))
        assert "laurel" not in client.cookies
        assert "laurel_ops" in client.cookies

    async def test_of_a_member_is_no_key_to_the_console(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        await db.fetch(
            "INSERT INTO operator (id, name, role, password_hash, totp_sealed, created_at)"
            " VALUES ($1, 'eve', 'finance', '', '', now())",
            member_id,
        )
        await enter(client, member_id)
        client.cookies.set("laurel_ops", client.cookies["laurel"])
        answer = await client.get("/ops/-ledger")
        assert answer.headers["location"] == "/ops/sign-in?next=/ops/-ledger"

    async def test_never_opens_the_api(self, client: httpx.AsyncClient, member_id: int) -> None:
        await enter(client, member_id)
        assert (await client.get("/api/-bearer")).status_code == 401


class TestBearer:
    async def test_opens_the_api_and_nothing_else(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        told = await members.open_tokens(member_id=member_id, now=clock.now())
        proof = {"authorization": f"Bearer {told.access_token}"}
        assert (await client.get("/api/-bearer", headers=proof)).json() == {
            "id": str(member_id)
        }
        assert (await client.get("/-me", headers=proof)).status_code == 303

    async def test_that_is_wrong_is_refused(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/api/-bearer", headers={"authorization": "Bearer no"})
        assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_production_names_are_bound_to_the_host(web: Litestar) -> None:
    from app.web.cookies import Cookies, write

    assert Cookies(is_secure=True).member == "__Host-laurel"
    written = write("__Host-laurel", "x", max_age=1, is_secure=True).decode()
    assert "; Secure" in written
    assert "; Path=/;" in written
    assert "HttpOnly; SameSite=Lax" in written
    assert "Domain" not in written

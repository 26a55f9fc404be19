"""A form that is none is refused with a problem, signed in or not; no traceback is written."""

# ruff: noqa: F811 - fixtures are imported under the names that tests ask for.
import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import structlog
from litestar import Litestar

from app.operators import Role
from tests.suppliers.serving import serving
from tests.web.ops.conftest import Hire, hire  # noqa: F401 - a fixture.

from .conftest import token
from .test_metrics import figures

EDGE = "b"
LONG = "é" * 100


@pytest.fixture
def told() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs() as lines:
        yield lines


def part(disposition: str, content: bytes = b"x", more: str = "") -> bytes:
    """Write one part of a multipart form, by hand."""
    head = f"--{EDGE}\r\nContent-Disposition: form-data; {disposition}\r\n{more}\r\n"
    return head.encode("latin-1") + content + f"\r\n--{EDGE}--\r\n".encode()


UNREADABLE = {
    "no UTF-8": part('name="x"', b"\xff\xfe"),
    "no UTF-8 as a file without a name": part('name="x"; filename=""', b"\xff\xfe"),
    "a name in another way": part("name=\"x\"; filename*=utf-8''%ff", b"\xff\xfe"),
    "a name in no charset": part("name=\"x\"; filename*=nosuch''%ff", b"\xff\xfe"),
    "a charset of nowhere": part(
        'name="x"', more="Content-Type: text/plain; charset=nosuch\r\n"
    ),
    "the token as a file": part('name="_csrf_token"; filename="t"'),
    "cut off": part('name="x"')[:30],
}
MULTIPART = {"content-type": f"multipart/form-data; boundary={EDGE}"}


class TestForms:
    @pytest.mark.parametrize("what", UNREADABLE)
    @pytest.mark.parametrize("path", ["/sign-in", "/ops/sign-in", "/health/live"])
    async def test_that_cannot_be_read_are_refused(
        self, client: httpx.AsyncClient, told: list[Any], path: str, what: str
    ) -> None:
        await token(client)
        said = await client.post(path, content=UNREADABLE[what], headers=MULTIPART)
        assert said.status_code in (400, 403, 405)
        assert [one for one in told if one.get("exc_info")] == []

    @pytest.mark.parametrize("what", UNREADABLE)
    async def test_are_not_read_where_none_belongs(
        self, client: httpx.AsyncClient, what: str
    ) -> None:
        said = await client.request(
            "GET", "/rules", content=UNREADABLE[what], headers=MULTIPART
        )
        assert said.status_code == 200

    async def test_of_bytes_are_refused(self, client: httpx.AsyncClient) -> None:
        coded = {"content-type": "application/x-www-form-urlencoded"}
        for content in (b"_csrf_token=\xff", b"_csrf_token=%ff%fe", b"\xff=1"):
            said = await client.post("/sign-in", content=content, headers=coded)
            assert said.status_code in (400, 403)


class TestTokens:
    async def test_of_strange_letters_are_wrong(
        self, client: httpx.AsyncClient, told: list[Any]
    ) -> None:
        await token(client)
        by_form = await client.post("/sign-in", data={"_csrf_token": LONG})
        by_header = await client.post("/sign-in", headers={b"x-csrftoken": LONG.encode()})
        assert (by_form.status_code, by_header.status_code) == (403, 403)
        assert "csrf_failed" in by_form.text
        assert [one for one in told if one.get("exc_info")] == []

    async def test_of_strange_letters_in_the_cookie_are_wrong(
        self, client: httpx.AsyncClient
    ) -> None:
        right = await token(client)
        client.cookies.clear()
        told = [(name.encode(), shown.encode()) for name, shown in right.items()]
        told.append((b"cookie", f"laurel_csrf={LONG}".encode()))
        said = await client.post("/sign-in", headers=told)
        assert said.status_code == 403


class TestStrangeSigns:
    @pytest.mark.parametrize(
        "path", ["/redemptions?product=%00", "/products?q=%00", "/products?q=a%00b"]
    )
    async def test_in_the_consoles_filters_are_no_fault_of_ours(
        self, hire: Hire, path: str, told: list[Any]
    ) -> None:
        ada = await hire(Role.OPS)
        assert (await ada.get(path)).status_code in (200, 422)
        assert [one for one in told if one.get("exc_info")] == []

    async def test_in_the_consoles_forms_are_refused(self, hire: Hire, told: list[Any]) -> None:
        ada = await hire(Role.OPS)
        said = await ada.post("/cases/1/owner", owner="ops", from_owner="\x00")
        assert said.status_code in (404, 422)
        assert [one for one in told if one.get("exc_info")] == []

    async def test_that_reach_the_database_are_refused(
        self, client: httpx.AsyncClient, told: list[Any]
    ) -> None:
        for kind in ("nul", "wide"):
            said = await client.get(f"/api/-refuse/{kind}")
            assert (said.status_code, said.json()["code"]) == (422, "invalid_input")
        assert [one["event"] for one in told if one.get("exc_info")] == [
            "request_unstorable", "request_unstorable"
        ]  # fmt: skip


class TestCallers:
    async def test_who_hang_up_are_no_fault_of_ours(
        self, client: httpx.AsyncClient, web: Litestar, told: list[Any]
    ) -> None:
        async with serving(web) as url:
            port = int(url.rpartition(":")[2])
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(
                b"POST /api/v1/phone-codes HTTP/1.1\r\nHost: 127.0.0.1:8000\r\n"
                b"Content-Type: application/json\r\nContent-Length: 90\r\n\r\n{"
            )
            await writer.drain()
            writer.close()
            async with asyncio.timeout(5):
                while not any(one["event"] == "caller_gone" for one in told):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        assert [one for one in told if one["log_level"] == "error"] == []
        failed = [
            name
            for name in figures((await client.get("/metrics")).text)
            if "phone-codes" in name and 'status_code="5' in name
        ]
        assert failed == []

"""Behind proxies of ours the caller is whom they name; nobody else is believed."""

import httpx
import pytest
from litestar import Litestar

from app.kit import db, redact
from app.main import create_app
from app.settings import Settings
from app.web.proxies import believe
from tests.web.conftest import BASE_URL, SECRET
from tests.web.storefront.test_sign_in import PHONE, ask

PEER = "10.0.0.1"


@pytest.mark.parametrize(
    ("hops", "told", "caller"),
    [
        (0, ["203.0.113.9"], PEER),
        (1, ["203.0.113.9"], "203.0.113.9"),
        (1, ["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
        (1, ["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
        (2, ["198.51.100.1, 203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        (2, ["203.0.113.9"], PEER),
        (1, ["nonsense"], PEER),
        (1, [""], PEER),
        (1, [], PEER),
        (1, ["203.0.113.9:4711"], "203.0.113.9"),
        (1, ["[2001:db8::9]:4711"], "2001:db8::9"),
        (1, ["2001:DB8::9"], "2001:db8::9"),
    ],
)
def test_the_right_most_that_is_not_ours(hops: int, told: list[str], caller: str) -> None:
    headers = [(b"x-forwarded-for", one.encode()) for one in told]
    scope = {"client": (PEER, 1), "headers": headers}
    believe(scope, hops=hops)  # type: ignore[arg-type]
    assert scope["client"][0] == caller


async def test_limits_by_address_count_the_caller(web: Litestar, database_url: str) -> None:
    settings = Settings(
        mode="demo", secret=SECRET, database_url=database_url, base_url=BASE_URL,
        trusted_proxies=1,
    )  # fmt: skip
    seen: list[object] = []
    app = create_app(settings)
    inner = app.asgi_handler.app  # type: ignore[attr-defined]

    async def look(scope: object, receive: object, send: object) -> None:
        seen.append(scope["client"])  # type: ignore[index]
        await inner(scope, receive, send)

    app.asgi_handler.app = look  # type: ignore[attr-defined]
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        await client.get("/health/live", headers={"x-forwarded-for": "1.1.1.1, 203.0.113.9"})
    assert seen == [("203.0.113.9", 0)]


async def test_trying_codes_is_limited_by_address(client: httpx.AsyncClient) -> None:
    await ask(client)
    await client.post("/sign-in", data={"phone": PHONE, "otp": "000000", "next": "/"})
    rows = await db.fetch("SELECT key FROM rate_counter WHERE key LIKE '%code-try%'")
    assert len(rows) == 1


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        (None, None),
        ("203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("testclient", "?"),
    ],
)
def test_only_the_network_of_an_address_is_kept(
    address: str | None, masked: str | None
) -> None:
    assert redact.address(address) == masked

"""A whole application over the real database, with a few pages that only tests need."""

from collections.abc import AsyncIterator
from datetime import datetime
from itertools import count

import asyncpg
import httpx
import pytest
from litestar import Litestar, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from app import members, operators, payments
from app.kit import db
from app.kit.errors import InvalidInput, MallError
from app.kit.throttle import TooManyRequests
from app.kit.tiers import Tier
from app.ledger import InsufficientPoints
from app.main import create_app
from app.settings import Settings
from app.web import envelope, sessions
from app.web.guards import bearer_required, member_required, operator_required, public
from app.web.lifespan import running
from app.web.requests import HX
from app.web.shells import page
from tests.payments.keys import fake_gateway

SECRET = "a-secret-for-tests-of-32-characters"
BASE_URL = "http://127.0.0.1:8000"
REFUSALS: dict[str, type[Exception] | Exception] = {
    "points": InsufficientPoints(need=6800, available=5600),
    "field": InvalidInput(field="phone", reason="not_a_mobile_number"),
    "often": TooManyRequests(retry_after=7),
    "unheard": type("Unheard", (MallError,), {"status": 409, "code": "never_heard_of"})(),
    "bug": KeyError("secret 13800000001"),
    "away": ConnectionRefusedError("postgres"),
    "nul": asyncpg.CharacterNotInRepertoireError("0x00"),
    "wide": asyncpg.DataError("value out of int32 range"),
}
renders = count()


@post("/-sign-in/{subject_id:int}", guards=[public])
async def sign_in(subject_id: FromPath[int], request: HX) -> Redirect:
    sessions.sign_in(request, subject_id=subject_id)
    return Redirect("/-me", status_code=303)


@post("/-sign-out", guards=[public])
async def sign_out(request: HX) -> Redirect:
    sessions.sign_out(request)
    return Redirect("/", status_code=303)


@get("/-ends-elsewhere", guards=[public])
async def ends_elsewhere(request: HX) -> Redirect:
    """Let the session end in another window while this request is under way."""
    request.session["note"] = 1
    await db.fetch("DELETE FROM web_session")
    return Redirect("/", status_code=303)


@post("/-note", guards=[public])
async def note(request: HX) -> Redirect:
    request.session["note"] = 1
    return Redirect("/", status_code=303)


@get("/-me", guards=[member_required])
async def me(member: NamedDependency[members.MemberView]) -> dict[str, int]:
    return {"id": member.id}


@get("/-refuse/{kind:str}", guards=[public])
async def refuse(kind: FromPath[str]) -> None:
    raise REFUSALS[kind]


@get("/-counted", guards=[public])
async def counted(request: HX) -> Template:
    return page(request, "storefront/rules/page.html", active=f"n{next(renders)}")


@get("/-form", guards=[public])
async def form() -> Template:
    return Template(template_str="<form>{{ csrf_input | safe }}</form>")


@get("/-things", guards=[public])
async def things(request: HX) -> Response[bytes]:
    await db.fetch("SELECT 1")
    return envelope.success(request, {"id": 7, "n": next(renders)}, next_cursor=None)


@get("/-steady", guards=[public])
async def steady(request: HX) -> Response[bytes]:
    return envelope.success(request, {"id": 7, "member_id": 2**60, "points": 5}, points=12)


@get("/-bearer", guards=[bearer_required])
async def bearer(member_id: NamedDependency[int]) -> dict[str, str]:
    return {"id": str(member_id)}


@get("/-typed", guards=[public])
async def typed(quantity: FromQuery[int]) -> dict[str, int]:
    return {"quantity": quantity}


@post("/-once", guards=[bearer_required])
async def once(request: HX, member_id: NamedDependency[int]) -> Response[bytes]:
    async def answer() -> envelope.Content:
        return envelope.Content({"n": next(renders)}, {"points": 5})

    return await envelope.once(request, member_id=member_id, status=201, answer=answer)


@get("/-ledger", guards=[operator_required(operators.Action.SEE_LEDGER)])
async def see_ledger(operator: NamedDependency[operators.OperatorView]) -> dict[str, str]:
    return {"name": operator.name}


@pytest.fixture
async def takes_cash() -> AsyncIterator[None]:
    """A payment provider is configured; it is away."""
    payments.install({"fake": fake_gateway("http://127.0.0.1:1")})
    yield
    await payments.aclose()


@pytest.fixture(scope="session")
def web(database_url: str) -> Litestar:
    """The demo application, and the pages above."""
    settings = Settings(
        mode="demo",
        secret=SECRET,
        database_url=database_url,
        base_url=BASE_URL,
        undo_seconds=0,
    )
    app = create_app(settings)
    for one in (sign_in, sign_out, ends_elsewhere, note, me, refuse, counted, form):
        app.register(one)
    app.register(Router("/products", route_handlers=[counted, form]))
    app.register(Router("/api/v1/products", route_handlers=[things]))
    app.register(Router("/api", route_handlers=[refuse, bearer, typed, steady, once]))
    app.register(Router("/x/api", route_handlers=[sign_out]))
    app.register(Router("/ops", route_handlers=[sign_in, see_ledger]))
    return app


@pytest.fixture
async def client(web: Litestar, database: None) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that has been nowhere yet."""
    web.state.pages.pages.clear()
    transport = httpx.ASGITransport(web, raise_app_exceptions=False)
    async with (
        running(web),
        httpx.AsyncClient(transport=transport, base_url=BASE_URL) as one,
    ):
        yield one


@pytest.fixture
async def member_id(database: None, now: datetime) -> int:
    """A living member."""
    row = await db.fetch_one(
        "INSERT INTO member (nickname, language, text_size, is_disabled, joined_at)"
        " VALUES ('Ada', 'zh-CN', 'm', false, $1) RETURNING id",
        now,
    )
    assert row is not None
    await members.set_tier(member_id=row["id"], tier=Tier.GOLD, now=now)
    return int(row["id"])


async def eve(now: datetime, *, number: int = 0) -> int:
    """Make another member of the same tier, without points."""
    found = await members.enrol(phone=f"138000009{number:02}", nickname="Eve", now=now)
    await members.set_tier(member_id=found.id, tier=Tier.GOLD, now=now)
    return found.id


async def token(client: httpx.AsyncClient) -> dict[str, str]:
    """Fetch a page and read the CSRF cookie that came with it."""
    await client.get("/problems/sold_out")
    return {"x-csrftoken": client.cookies["laurel_csrf"]}

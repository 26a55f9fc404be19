"""Pages and JSON per second, each against a bare handler that returns the same bytes."""

import statistics
import tempfile
from collections.abc import Mapping
from pathlib import Path

import httpx

from tests.bench.measures import Measure
from tests.bench.servers import Server, rate, serving

LIST = "/products"
JSON_LIST = "/api/v1/products"
ROUNDS = 3
PHONE = "13800000003"


async def products_page(mall: Server) -> Measure:
    """The list page as a stranger sees it."""
    return await _compare(
        "products_page", mall, LIST, {}, 0.6, "list page, anonymous, against the same bytes"
    )


async def products_json(mall: Server) -> Measure:
    """The list as the mini-program reads it before sign-in."""
    return await _compare(
        "products_json",
        mall,
        JSON_LIST,
        {},
        0.6,
        "list JSON, anonymous, against the same bytes",
    )


async def products_page_signed_in(mall: Server) -> Measure:
    """The list page with a member's balance on it."""
    cookie = {"cookie": await sign_in(mall)}
    return await _compare(
        "products_page_signed_in", mall, LIST, cookie, 0.25,
        "list page, signed in, against the same bytes",
    )  # fmt: skip


async def web_memory(mall: Server) -> Measure:
    """What one web process holds after the load, beside a bare one."""
    with tempfile.NamedTemporaryFile() as body:
        async with serving("tests.bench.bare:app", "/same", BENCH_BODY=body.name) as bare:
            limit = _mebibytes(bare)
    value = _mebibytes(mall)
    return Measure(
        name="web_memory", value=value, unit="MiB", limit=limit, ratio=value / limit,
        bound=None, is_most=True, what="one web process, beside a bare Litestar handler",
    )  # fmt: skip


async def sign_in(mall: Server) -> str:
    """Sign in as the gold demo member; returns the cookie header."""
    async with httpx.AsyncClient(base_url=mall.url, trust_env=False) as browser:
        told = await browser.post("/api/v1/phone-codes", json={"phone": PHONE})
        code = told.json()["meta"]["demo_otp"]
        page = await browser.get("/sign-in")
        token = page.text.partition('name="_csrf_token" value="')[2].partition('"')[0]
        form = {"phone": PHONE, "otp": code, "_csrf_token": token}
        answer = await browser.post("/sign-in", data=form, headers={"origin": mall.url})
        if answer.status_code != 303:
            raise RuntimeError(f"sign-in answered {answer.status_code}")
        return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())


async def _compare(
    name: str, mall: Server, path: str, headers: Mapping[str, str], bound: float, what: str
) -> Measure:
    """Load ours and the bare one in turns, A B A B."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{mall.url}{path}", headers=dict(headers))
    with tempfile.NamedTemporaryFile() as body:
        body.write(answer.content)
        body.flush()
        kind = answer.headers["content-type"]
        async with serving(
            "tests.bench.bare:app", "/same", BENCH_BODY=body.name, BENCH_KIND=kind
        ) as bare:
            pairs = [
                (await rate(mall, path, headers), await rate(bare, "/same"))
                for _ in range(ROUNDS)
            ]
    return Measure(
        name=name, value=statistics.median(one for one, _ in pairs), unit="answers/s",
        limit=statistics.median(other for _, other in pairs),
        ratio=statistics.median(one / other for one, other in pairs), bound=bound, what=what,
    )  # fmt: skip


def _mebibytes(server: Server) -> float:
    """Sum the resident memory of a server and its children (Linux)."""
    mine = [server.pid, *_children(server.pid)]
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in mine]
    return sum(pages) * 4096 / 2**20


def _children(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in told]

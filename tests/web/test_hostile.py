"""No address, query or form makes a page fail: what is nonsense is refused, never a 5xx."""

# ruff: noqa: F811 - fixtures are imported under the names that tests ask for.
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from app.operators import Role
from tests.web.ops.conftest import Hire, hire  # noqa: F401 - a fixture.
from tests.web.storefront.conftest import inside, rich, shop  # noqa: F401 - fixtures.

HUGE = "9" * 5000
NASTY = [
    "", " ", "-1", "0", "1e5", "٣", "\x00", "a\x00@b.co", "😀", "\ud7ff", "'", "%", "[]",
    "9" * 20, str(2**63), str(2**63 - 1), str(2**53), HUGE, "../x", "null",
]  # fmt: skip
ASKED = (
    "q", "cursor", "limit", "tab", "kind", "state", "overdue", "delivery", "category", "layer",
    "affordable", "sort", "in_stock", "quantity", "points", "next", "lang", "month", "subject",
    "actor", "action", "phone", "supplier", "page", "by", "number",
)  # fmt: skip
# It never ends; its one parameter has a test of its own.
ENDLESS = "/me/stream"
FIELDS = ("account", "quantity", "points", "product_id", "quote_id", "phone", "otp")


def handlers(web: Litestar, *, below_ops: bool) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    """List method, path template and handler of each page."""
    for route in web.routes:
        path = route.path
        if path.startswith(
            ("/api", "/callbacks", "/health", "/static", "/schema", "/-", "/x", "/metrics")
        ):
            continue
        if path.startswith("/ops") is not below_ops or path == ENDLESS or "/-" in path:
            continue
        for handler in getattr(route, "route_handlers", ()):
            for method in handler.http_methods & {"GET", "POST"}:
                yield method, path, handler


def addresses(template: str) -> set[str]:
    """Fill a path template with what is no id."""
    written = [one for one in NASTY if one.strip() and "/" not in one] + ["7"]
    if "{" not in template:
        return {template}
    ids = re.compile(r"{[^}]+}")
    return {ids.sub(escaped(one), template) for one in written}


def escaped(written: str) -> str:
    return quote(written, safe="")


def fields_of(handler: HTTPRouteHandler) -> tuple[str, ...]:
    field = handler.parsed_data_field
    names = getattr(field.annotation, "__struct_fields__", FIELDS) if field else FIELDS
    return tuple(names)


async def sweep(
    browser: httpx.AsyncClient, web: Litestar, headers: dict[str, str], *, below_ops: bool
) -> list[tuple[str, str, int]]:
    """Ask everything of every page; returns what failed."""
    failed: list[tuple[str, str, int]] = []

    async def ask(method: str, path: str, **more: Any) -> None:
        told = await browser.request(method, path, headers=headers, **more)
        if told.status_code >= 500:
            failed.append((method, path[:80] + repr(more)[:80], told.status_code))

    for method, template, handler in handlers(web, below_ops=below_ops):
        if template.endswith("/sign-out"):
            continue
        for path in addresses(template):
            await ask(method, path, **({"data": {"x": "1"}} if method == "POST" else {}))
        known = re.sub(r"{[^}]+}", "1", template)
        for written in map(escaped, NASTY) if method == "GET" else NASTY:
            if method == "GET":
                for some in (ASKED[:9], ASKED[9:18], ASKED[18:]):
                    query = "&".join(f"{name}={written}" for name in some)
                    await ask(method, f"{known}?{query}")
            else:
                names = fields_of(handler)
                await ask(method, known, data=dict.fromkeys(names, written))
                await ask(method, known, data={name: [written, "1"] for name in names})
    return failed


class TestPages:
    async def test_of_members_refuse_nonsense(
        self,
        web: Litestar,
        inside: httpx.AsyncClient,
    ) -> None:
        assert await sweep(inside, web, {}, below_ops=False) == []
        assert (await inside.get("/me")).status_code == 200, "it was signed in all the while"

    @pytest.mark.parametrize("role", [Role.OPS, Role.FINANCE])
    async def test_of_operators_refuse_nonsense(
        self,
        web: Litestar,
        hire: Hire,
        role: Role,
    ) -> None:
        person = await hire(role)
        failed = await sweep(person.browser, web, person.headers, below_ops=True)
        assert failed == []
        assert (await person.get("")).status_code == 200, "it was signed in all the while"


@pytest.mark.parametrize(
    "path",
    [
        "/redemptions/99999999999999999999",
        f"/redemptions/{HUGE}",
        "/redemptions/9223372036854775808/status",
        "/redemptions/0",
        "/points/postings/99999999999999999999",
        f"/me/stream?redemption={HUGE}",
    ],
)
async def test_an_impossible_id_is_not_found(
    inside: httpx.AsyncClient,
    path: str,
) -> None:
    assert (await inside.get(path)).status_code == 404


@pytest.mark.parametrize("written", [HUGE, "9" * 20, "٣", "-1", "", "1\x00"])
async def test_an_impossible_product_is_not_found(
    inside: httpx.AsyncClient,
    written: str,
) -> None:
    form = {"product_id": written, "quantity": "1", "idempotency_key": "k"}
    assert (await inside.post("/redemptions", data=form)).status_code == 404

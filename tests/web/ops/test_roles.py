"""Every route of the console against every role; a new route without a row fails."""

import re

import httpx
import pytest
from litestar import Litestar

from app.operators import Role
from app.redemption import RedemptionView

from .conftest import Hire

EVERYBODY = {"support", "ops", "finance", "admin"}
# What each route lets in. Refused are the others, and everybody who is not signed in.
MATRIX: dict[tuple[str, str], set[str]] = {
    ("GET", "/ops"): EVERYBODY,
    ("GET", "/ops/search"): EVERYBODY,
    ("POST", "/ops/search"): EVERYBODY,
    ("GET", "/ops/redemptions"): EVERYBODY,
    ("POST", "/ops/redemptions/searches"): EVERYBODY,
    ("GET", "/ops/redemptions/1"): EVERYBODY,
    ("POST", "/ops/redemptions/1/refunds"): {"support", "ops", "finance"},
    ("POST", "/ops/redemptions/1/shipment"): {"ops"},
    ("POST", "/ops/redemptions/1/address"): {"ops"},
    ("POST", "/ops/redemptions/1/acceptance"): {"support", "ops", "finance"},
    ("POST", "/ops/redemptions/1/notes"): EVERYBODY,
    ("GET", "/ops/cases"): EVERYBODY,
    ("GET", "/ops/cases/1"): EVERYBODY,
    ("GET", "/ops/cases/1/preview"): EVERYBODY,
    ("GET", "/ops/cases/export"): {"support", "ops", "finance"},
    ("POST", "/ops/cases/bulk"): {"support", "ops", "finance"},
    ("POST", "/ops/cases/1/notes"): {"support", "ops", "finance"},
    ("POST", "/ops/cases/1/snooze"): {"support", "ops", "finance"},
    ("POST", "/ops/cases/1/loss"): {"finance"},
    ("POST", "/ops/cases/1/query"): {"support", "ops", "finance"},
    ("POST", "/ops/cases/1/answer"): {"support", "ops", "finance"},
    ("POST", "/ops/cases/1/overruling"): {"support", "ops", "finance"},
    ("POST", "/ops/cases/1/refund-retry"): {"support", "ops", "finance"},
    ("POST", "/ops/cases/1/refund-settlement"): {"support", "ops", "finance"},
    ("POST", "/ops/cases/1/owner"): {"support", "ops", "finance"},
    ("POST", "/ops/cases/1/resolution"): {"support", "ops", "finance"},
    ("GET", "/ops/events"): EVERYBODY,
    ("POST", "/ops/events/1/replay"): {"ops"},
    ("GET", "/ops/approvals"): EVERYBODY,
    ("POST", "/ops/approvals/1/approval"): {"finance"},
    ("POST", "/ops/approvals/1/rejection"): {"finance"},
    ("GET", "/ops/suppliers"): {"ops", "finance", "admin"},
    ("POST", "/ops/suppliers/1/switch"): {"ops"},
    ("POST", "/ops/suppliers/1/circuit"): {"ops"},
    ("POST", "/ops/suppliers/disarmament"): {"ops"},
    ("GET", "/ops/codes"): {"ops"},
    ("POST", "/ops/codes"): {"ops"},
    ("GET", "/ops/products"): {"ops"},
    ("GET", "/ops/products/1"): {"ops"},
    ("POST", "/ops/products/1/pictures"): {"ops"},
    ("POST", "/ops/products/1/pictures/order"): {"ops"},
    ("POST", "/ops/products/1/pictures/description"): {"ops"},
    ("POST", "/ops/products/1/pictures/removal"): {"ops"},
    ("GET", "/ops/members"): EVERYBODY,
    ("POST", "/ops/members/searches"): EVERYBODY,
    ("GET", "/ops/members/1"): EVERYBODY,
    ("GET", "/ops/audit"): {"finance", "admin"},
    ("GET", "/ops/settlement"): {"finance", "admin"},
    ("GET", "/ops/settlement/statements"): {"finance", "admin"},
    ("POST", "/ops/settlement/statements"): {"finance"},
    ("GET", "/ops/settlement/statements/1"): {"finance", "admin"},
    ("GET", "/ops/settlement/statements/1/lines.csv"): {"finance", "admin"},
    ("POST", "/ops/settlement/statements/1/matches"): {"finance"},
    ("POST", "/ops/settlement/statements/1/withdrawal"): {"finance"},
    ("GET", "/ops/settlement/contracts"): {"finance", "admin"},
    ("POST", "/ops/settlement/contracts"): {"finance"},
    ("GET", "/ops/settlement/months"): {"finance", "admin"},
    ("POST", "/ops/settlement/months"): {"finance"},
    ("GET", "/ops/settlement/months/1"): {"finance", "admin"},
    ("GET", "/ops/settlement/months/1/parts.csv"): {"finance", "admin"},
    ("POST", "/ops/settlement/months/1/submission"): {"finance"},
    ("POST", "/ops/settlement/months/1/draft"): {"finance"},
    ("POST", "/ops/settlement/months/1/approval"): {"finance", "admin"},
    ("POST", "/ops/settlement/months/1/rejection"): {"finance", "admin"},
}
PUBLIC = {("GET", "/ops/sign-in"), ("POST", "/ops/sign-in"), ("POST", "/ops/sign-out")}
TESTS_OWN = ("/ops/-",)


def test_no_route_is_missing(web: Litestar) -> None:
    found = {
        (method, re.sub(r"\{[^}]*\}", "1", route.path))
        for route in web.routes
        for method in getattr(route, "methods", ())
        if route.path.startswith("/ops") and not route.path.startswith(TESTS_OWN)
        if method in ("GET", "POST", "PUT", "PATCH", "DELETE")
    }
    assert found == set(MATRIX) | PUBLIC


@pytest.mark.parametrize("role", Role)
async def test_each_role_may_what_it_may(
    hire: Hire, parcel: RedemptionView, role: Role
) -> None:
    person = await hire(role)
    refused = set()
    for method, path in MATRIX:
        send = person.browser.get if method == "GET" else person.browser.post
        said: httpx.Response = await send(path, headers=person.headers)
        assert said.status_code < 500, path
        if said.status_code == 403:
            refused.add((method, path))
    assert refused == {row for row, roles in MATRIX.items() if role.value not in roles}


async def test_a_stranger_may_nothing(hire: Hire, parcel: RedemptionView) -> None:
    stranger = await hire(Role.OPS, comes_in=False)
    await stranger.get("/sign-in")
    headers = {"x-csrftoken": stranger.browser.cookies["laurel_csrf"]}
    for method, path in MATRIX:
        send = stranger.browser.get if method == "GET" else stranger.browser.post
        said = await send(path, headers=headers)
        assert said.status_code == (303 if method == "GET" else 401), path


async def test_the_navigation_hides_what_is_refused(hire: Hire) -> None:
    shown = (await (await hire(Role.SUPPORT)).get("")).text
    assert 'href="/ops/cases"' in shown
    assert 'href="/ops/suppliers"' not in shown
    assert 'href="/ops/audit"' not in shown

"""What cannot be read is refused by name, never obeyed and never a fault of ours."""

from typing import Any

import httpx
import pytest

from .conftest import Api, another, problem

HUGE = 10**40
DEEP = "[" * 100_000
EVENT = {"type": "read", "id": "e1", "at": "2026-11-21T12:00:00+08:00"}
ADDRESS = {"recipient": "A", "phone": "13800000001", "region": "S", "detail": "1"}


@pytest.fixture
async def api(client: httpx.AsyncClient, member_id: int) -> Api:
    """A member's program, with no shop behind it."""
    return await another(client, member_id)


def posts() -> list[Any]:
    """Every field of every body with every wrong value: (path, body, field, code)."""
    good: dict[str, dict[str, Any]] = {
        "/quotes": {"product_id": "1"},
        "/redemptions": {"product_id": "1"},
        "/redemptions/1/payment": {"provider": "fake"},
        "/addresses": ADDRESS,
        "/sessions": {},
        "/sessions/refresh": {"refresh_token": "x"},
        "/phone-codes": {"phone": "13800000001"},
        "/events": {"events": [EVENT]},
    }
    numbers = [("wrong_type", one) for one in (True, 1.5, "1", [], {}, HUGE, -HUGE)]
    ids = [("wrong_type", one) for one in (1, True, 1.0, [])] + [
        ("out_of_range", one) for one in ("", "0", "-1", "abc", "1.0", " 1", "9" * 40)
    ]
    lines = [("wrong_type", one) for one in (1, True, [], {})]
    wrong = {
        ("/quotes", "product_id"): [*ids, ("wrong_type", None)],
        ("/quotes", "quantity"): [*numbers, ("out_of_range", 0), ("out_of_range", -1)],
        ("/quotes", "points"): [*numbers, ("out_of_range", -1), ("out_of_range", 2**53)],
        ("/redemptions", "product_id"): [*ids, ("wrong_type", None)],
        ("/redemptions", "quantity"): [*numbers, ("out_of_range", 1000)],
        ("/redemptions", "points"): [*numbers, ("out_of_range", -1)],
        ("/redemptions", "account"): [*lines, ("out_of_range", "x" * 201)],
        ("/redemptions", "address_id"): ids,
        ("/redemptions", "slot_id"): ids,
        ("/redemptions", "quote_id"): ids,
        ("/redemptions/1/payment", "provider"): [*lines, ("wrong_type", None)],
        ("/addresses", "recipient"): [*lines, ("out_of_range", "x" * 31)],
        ("/addresses", "is_default"): [("wrong_type", 1), ("wrong_type", "true")],
        ("/sessions", "code"): lines,
        ("/sessions", "phone"): lines,
        ("/sessions/refresh", "refresh_token"): [*lines, ("out_of_range", "")],
        ("/phone-codes", "phone"): lines,
        ("/events", "events"): [*lines, ("out_of_range", [EVENT] * 51)],
    }
    made = [
        (path, good[path] | {field: value}, field, code)
        for (path, field), values in wrong.items()
        for code, value in values
    ]
    made += [(path, body | {"price": 1}, "price", "unknown") for path, body in good.items()]
    made += [
        (path, {}, field, "missing") for path, body in good.items() for field in list(body)[:1]
    ]
    return made


class TestBodies:
    async def test_are_refused_by_field(self, api: Api) -> None:
        for path, body, field, code in posts():
            answer = await api.post(path, body, key="k")
            assert answer.status_code == 400, (path, body, answer.text)
            problem(answer)
            wrong = answer.json()["errors"]
            assert [(one["field"], one["code"]) for one in wrong] in (
                [[(field, code)], [(field, "wrong_type")], [(field, "out_of_range")]]
            ), (path, body, wrong)
            assert wrong[0]["message"]

    @pytest.mark.parametrize(
        "event",
        [
            {"type": "Bad"}, {"type": 1}, {"id": ""}, {"id": 7}, {"at": "yesterday"},
            {"at": "2026-11-21T12:00:00"}, {"at": "0001-01-01T00:00:00+14:00"},
            {"at": "9999-12-31T23:59:59-14:00"}, {"at": 1}, {"data": []},
            {"data": {"a": "\x00"}}, {"data": {"a": "x" * 2048}}, {"points": 5},
        ],
    )  # fmt: skip
    async def test_of_events_are_bounded(self, api: Api, event: dict[str, Any]) -> None:
        answer = await api.post("/events", {"events": [EVENT | event]})
        assert answer.status_code in (400, 422), answer.text
        problem(answer)
        assert answer.json()["errors"] or "unknown" in answer.text

    @pytest.mark.parametrize(
        "body", [b"{", b"", b"null", b"[]", b'"x"', b"\xff\xfe", b"{'a':1}", DEEP.encode(),
                 b'{"product_id": "\\ud800"}', b'{"product_id": 1e400}']
    )  # fmt: skip
    @pytest.mark.parametrize("path", ["/quotes", "/redemptions", "/sessions", "/events"])
    async def test_must_be_json_objects(self, api: Api, path: str, body: bytes) -> None:
        headers = {"content-type": "application/json"}
        answer = await api.post(path, key="k", content=body, headers=headers)
        assert answer.status_code == 400, answer.text
        problem(answer)

    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x"]
    )
    async def test_must_say_that_they_are_json(self, api: Api, kind: str) -> None:
        headers = {"content-type": kind}
        answer = await api.post("/quotes", content=b'{"product_id":"1"}', headers=headers)
        assert problem(answer) == (415, "unsupported_media_type")

    async def test_must_not_be_too_large(self, api: Api) -> None:
        answer = await api.post("/events", {"events": [EVENT | {"data": {"a": "x" * 2**20}}]})
        assert problem(answer) == (413, "body_too_large")


class TestQueries:
    @pytest.mark.parametrize(
        "query",
        ["limit=abc", "limit=0", "limit=-1", "limit=1.5", "limit=true",
         "cursor=%00", "cursor=nonsense", "cursor=LTE", f"cursor={'A' * 5000}"],
    )  # fmt: skip
    @pytest.mark.parametrize("path", ["/products", "/redemptions", "/points/postings"])
    async def test_are_refused(self, api: Api, path: str, query: str) -> None:
        answer = await api.get(f"{path}?{query}")
        assert answer.status_code in (400, 422), (query, answer.text)
        problem(answer)

    @pytest.mark.parametrize(
        "query",
        ["layer=x", "delivery=x", "affordable=x", "affordable=-1", f"affordable={HUGE}",
         "sort=x", "q=%00", f"q={'x' * 61}", "category=%00", "in_stock=perhaps"],
    )  # fmt: skip
    async def test_of_products_name_the_filter(self, api: Api, query: str) -> None:
        answer = await api.get(f"/products?{query}")
        assert problem(answer) == (422, "invalid_input")
        assert answer.json()["errors"][0]["field"] == query.partition("=")[0]

    @pytest.mark.parametrize(
        "path",
        ["/products/999", "/products/none", "/products/%00", "/products/" + "9" * 40,
         "/points/postings/999", "/points/postings/abc", "/points/postings/" + "9" * 40,
         "/redemptions/999", "/nowhere"],
    )  # fmt: skip
    async def test_of_nothing_find_nothing(self, api: Api, path: str) -> None:
        assert problem(await api.get(path)) == (404, "not_found")

    async def test_with_another_method_are_refused(self, api: Api) -> None:
        answer = await api.delete("/products")
        assert problem(answer) == (405, "method_not_allowed")
        assert "GET" in answer.headers["allow"]

    async def test_for_more_than_fifty_get_fifty(self, api: Api) -> None:
        assert (await api.get(f"/products?limit={HUGE}")).status_code == 200

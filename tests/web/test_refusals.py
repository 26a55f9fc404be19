"""A refusal keeps its status in all three shapes, and a bug tells nothing but its number."""

import json
from typing import Any

import httpx
import pytest

from app.kit.errors import MallError
from app.web import messages

JSON = "application/problem+json"
HTMX = {"hx-request": "true", "hx-request-type": "partial"}


class TestShape:
    async def test_for_programs_is_problem_json(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/api/-refuse/points")
        told = answer.json()
        assert (answer.status_code, answer.headers["content-type"]) == (422, JSON)
        assert told["request_id"] == answer.headers["x-request-id"]
        assert {name: told[name] for name in ("title", "detail", "need", "available")} == {
            "title": "还差 1,200 积分。",
            "detail": "需要 6,800 积分，你有 5,600。",
            "need": 6800,
            "available": 5600,
        }
        assert told["type"] == "http://127.0.0.1:8000/problems/points_insufficient"
        assert told["action"]["kind"] == "earn"

    async def test_for_htmx_is_a_piece(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/-refuse/points", headers=HTMX)
        assert answer.status_code == 422
        assert answer.text.lstrip().startswith('<div class="note')
        assert "<html" not in answer.text

    async def test_for_readers_is_a_page(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/-refuse/points", headers={"accept-language": "en-GB"})
        assert answer.status_code == 422
        assert answer.text.lower().startswith("<!doctype html>")
        assert "You are 1,200 points short." in answer.text

    async def test_of_a_whole_page_asked_by_htmx_is_a_page(
        self, client: httpx.AsyncClient
    ) -> None:
        told = {"hx-request": "true", "hx-request-type": "full"}
        assert "<html" in (await client.get("/-refuse/points", headers=told)).text


class TestCode:
    async def test_names_the_field(self, client: httpx.AsyncClient) -> None:
        told = (
            await client.get("/api/-refuse/field", headers={"accept-language": "en"})
        ).json()
        assert told["errors"] == [
            {
                "field": "phone",
                "code": "not_a_mobile_number",
                "message": "This is not a mobile number.",
            }
        ]

    async def test_says_when_to_come_back(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/api/-refuse/often")
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")

    async def test_that_nobody_has_heard_of_gets_a_general_sentence(
        self, client: httpx.AsyncClient
    ) -> None:
        answer = await client.get("/api/-refuse/unheard")
        assert (answer.status_code, answer.json()["code"]) == (409, "never_heard_of")
        assert answer.json()["title"] == "当前状态已不能这样操作。"

    async def test_of_a_malformed_value_names_it(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/api/-typed", params={"quantity": "many"})
        told = answer.json()
        assert (answer.status_code, told["code"]) == (400, "invalid_request")
        assert (told["errors"][0]["field"], told["errors"][0]["code"]) == (
            "quantity",
            "wrong_type",
        )

    async def test_of_a_wrong_method_names_the_right_ones(
        self, client: httpx.AsyncClient
    ) -> None:
        answer = await client.delete("/api/-bearer")
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
        assert "GET" in answer.headers["allow"]

    @pytest.mark.parametrize(
        ("asked", "page"),
        [
            ("/me/addresses/1/removal?lang=en", "/me/addresses/1?lang=en"),
            ("/sign-in/codes", "/sign-in"),
            ("/sign-out", "/"),
        ],
    )
    async def test_of_an_address_that_takes_a_form_leads_to_the_page_above(
        self, client: httpx.AsyncClient, asked: str, page: str
    ) -> None:
        answer = await client.get(asked)
        assert (answer.status_code, answer.headers["location"]) == (303, page)

    async def test_of_an_absent_database_is_503(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/api/-refuse/away")
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert answer.headers["retry-after"]

    async def test_of_a_large_body_is_413(self, client: httpx.AsyncClient) -> None:
        answer = await client.post("/callbacks/suppliers/fake", content=b"x" * 65537)
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("path", ["/-refuse/bug", "/api/-refuse/bug"])
async def test_a_bug_tells_its_number_only_and_is_logged_once(
    client: httpx.AsyncClient, path: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    answer = await client.get(path)
    assert answer.status_code == 500
    assert "13800000001" not in answer.text
    assert "KeyError" not in answer.text
    assert answer.headers["x-request-id"] in answer.text
    lines = [json.loads(one) for one in capfdbinary.readouterr().out.splitlines()]
    failed = [one for one in lines if one["event"] == "request_failed"]
    assert len(failed) == 1
    assert failed[0]["request_id"] == answer.headers["x-request-id"]
    assert "KeyError" in failed[0]["exception"]
    assert "13800000001" not in failed[0]["exception"]


class TestSignIn:
    async def test_is_asked_of_readers_by_redirect(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/-me")
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/-me")

    async def test_is_asked_of_pieces_by_401(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/-me", headers=HTMX)
        assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/sign-in?next=/")

    @pytest.mark.parametrize(
        ("told", "next_url"),
        [
            ("{base}/points?kind=spent#entries", "/points%3Fkind%3Dspent"),
            ("http://else.where/points", "/"),
            ("http://[", "/"),
            ("points", "/"),
        ],
    )
    async def test_of_a_piece_leads_back_to_its_page(
        self, client: httpx.AsyncClient, told: str, next_url: str
    ) -> None:
        told = told.format(base=str(client.base_url).rstrip("/"))
        answer = await client.get("/-me", headers=HTMX | {"hx-current-url": told})
        assert answer.headers["hx-redirect"] == f"/sign-in?next={next_url}"

    async def test_keeps_what_a_page_was_asked_for(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/-me?kind=spent&q=%E8%8C%B6")
        assert answer.headers["location"].endswith("/-me%3Fkind%3Dspent%26q%3D%25E8%258C%25B6")

    async def test_is_asked_of_programs_by_401(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/api/-bearer")
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_required")


def codes(kind: type[MallError]) -> set[str]:
    found = {kind.code} if kind.__module__.startswith("app.") else set()
    return found.union(*(codes(one) for one in kind.__subclasses__()))


async def test_every_code_of_the_rooms_has_words(client: httpx.AsyncClient) -> None:
    general = {"refused", "not_found", "too_many_requests"}
    assert codes(MallError) - general - set(_known()) == set()


def _known() -> dict[str, Any]:
    return dict(messages.MESSAGES)


async def test_a_problem_type_can_be_read(client: httpx.AsyncClient) -> None:
    told = await client.get("/problems/sold_out", headers={"accept-language": "en"})
    assert (told.status_code, "It has just sold out." in told.text) == (200, True)
    assert (await client.get("/problems/nonsense")).status_code == 404

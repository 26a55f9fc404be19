"""X-Envelope: clients that were written for other malls read ours by their own rules."""

from typing import Any

import httpx
import pytest
from litestar import Litestar

from app.kit import clock
from tests.stage import Stage

from .conftest import Api, problem, wish


def litemall(answer: httpx.Response) -> Any:
    """As litemall-wx reads: HTTP 200, errno 0; 501 leads to the sign-in."""
    assert answer.status_code == 200
    told = answer.json()
    if told["errno"] == 501:
        return "sign in"
    return told["data"] if told["errno"] == 0 else told["errmsg"]


def code0(answer: httpx.Response) -> Any:
    """As ruoyi-vue-pro's clients read: code 0."""
    told = answer.json()
    if told["code"] == 401:
        return "sign in"
    return told["data"] if told["code"] == 0 else told["msg"]


def status200(answer: httpx.Response) -> Any:
    """As CRMEB's clients read: status 200; three numbers lead to the sign-in."""
    told = answer.json()
    if told["status"] in (110002, 110003, 110004):
        return "sign in"
    return told["data"] if told["status"] == 200 else told["msg"]


READERS = [
    ("litemall", litemall, "x-litemall-token", "total"),
    ("code0", code0, "token", "total"),
    ("status200", status200, "authori-zation", "count"),
]


@pytest.mark.parametrize(("name", "read", "token", "total"), READERS)
class TestEnvelope:
    async def test_is_read_by_its_client(
        self, api: Api, stage: Stage, name: str, read: Any, token: str, total: str
    ) -> None:
        asked = {"x-envelope": name}
        assert read(await api.get("/points", headers=asked))["available"] == 5_000
        page = read(await api.get("/products?page=2&limit=4", headers=asked))
        every = len(stage.products)
        assert (len(page["list"]), page[total], page["pages"], page["page"]) == (
            every - 4, every, 2, 2
        )  # fmt: skip
        assert read(await api.get("/redemptions", headers=asked)) == {
            "list": [], "next_cursor": None
        }  # fmt: skip

    async def test_tells_refusals(
        self, api: Api, stage: Stage, name: str, read: Any, token: str, total: str
    ) -> None:
        asked = {"x-envelope": name, "accept-language": "en"}
        body = wish(stage, "tote-bag", quantity=5)
        answer = await api.post("/redemptions", body, key="k", headers=asked)
        assert read(answer) == "A delivery address is needed. Choose or add one."
        assert answer.json()["problem"]["code"] == "address_required"

    async def test_finds_the_token_where_its_client_puts_it(
        self, api: Api, stage: Stage, name: str, read: Any, token: str, total: str
    ) -> None:
        bearer = api.headers["authorization"]
        headers = {"x-envelope": name, token: bearer.removeprefix("Bearer ")}
        told = await api.client.get("/api/v1/points", headers=headers)
        assert read(told)["available"] == 5_000
        headers[token] = "wrong"
        assert read(await api.client.get("/api/v1/points", headers=headers)) == "sign in"
        stranger = await api.client.get("/api/v1/points", headers={"x-envelope": name})
        assert read(stranger) == "sign in"

    async def test_says_that_nothing_is_left_of_what_is_deleted(
        self, api: Api, stage: Stage, name: str, read: Any, token: str, total: str
    ) -> None:
        assert read(await api.get("/me", headers={"x-envelope": name}))["tier"] == "gold"
        answer = await api.client.delete(
            "/api/v1/sessions/current", headers=api.headers | {"x-envelope": name}
        )
        assert (answer.status_code, read(answer)) == (200, None)


class TestOthers:
    async def test_are_refused_also_what_is_in_memory(
        self,
        client: httpx.AsyncClient,
        stage: Stage,
        web: Litestar,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(web.state.pages, "seconds", 60)
        assert (await client.get("/api/v1/products")).status_code == 200
        answer = await client.get("/api/v1/products", headers={"x-envelope": "mall9"})
        assert problem(answer) == (400, "envelope_unknown")
        assert answer.json()["errors"][0]["field"] == "X-Envelope"

    async def test_see_nothing_of_it(self, api: Api) -> None:
        answer = await api.get("/points")
        assert set(answer.json()) == {"data", "meta"}
        assert clock.now().isoformat()[:10] in answer.json()["meta"]["server_time"]

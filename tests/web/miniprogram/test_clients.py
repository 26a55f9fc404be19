"""What programs are told beside content: how old they may be, how often, in which coding."""

import gzip

import brotli
import httpx
import pytest
from litestar import Litestar

from tests.stage import Stage

from .conftest import Api, problem

OLD = {"x-client": "weapp/1.3.9 (lib 3.7.2; ios)"}


@pytest.fixture
def minimum(web: Litestar, monkeypatch: pytest.MonkeyPatch) -> None:
    """No program below 1.4.0 is served."""
    clients = web.asgi_handler.app.app.app.app  # type: ignore[attr-defined]
    monkeypatch.setattr(clients, "minimum", (1, 4, 0))


@pytest.mark.usefixtures("minimum")
class TestTooOld:
    async def test_is_refused_with_what_to_do(self, api: Api) -> None:
        answer = await api.get("/points", headers=OLD)
        assert problem(answer) == (426, "client_too_old")
        assert answer.json()["action"]["kind"] == "update_app"

    async def test_is_refused_what_strangers_read_from_memory(
        self,
        client: httpx.AsyncClient,
        stage: Stage,
        web: Litestar,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(web.state.pages, "seconds", 60)
        assert (await client.get("/api/v1/products")).status_code == 200
        answer = await client.get("/api/v1/products", headers=OLD)
        assert problem(answer) == (426, "client_too_old")

    @pytest.mark.parametrize(
        "told", ["weapp/1.4.0 (lib 3.7.2; ios)", "weapp/1.10.0", "weapp/2.0.0", "weapp", ""]
    )
    async def test_is_not_who_is_new_or_tells_nothing(self, api: Api, told: str) -> None:
        assert (await api.get("/points", headers={"x-client": told})).status_code == 200

    async def test_still_learns_how_old_it_may_be(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/api/v1/config", headers=OLD)
        assert answer.status_code == 200


class TestRate:
    async def test_is_told_with_each_call_that_counts(self, api: Api, stage: Stage) -> None:
        wish = {"product_id": str(stage.products["topup-50"])}
        told = [await api.post("/quotes", wish) for _ in range(2)]
        assert [one.headers["ratelimit-policy"] for one in told] == [
            '"quotes";q=3600;w=3600'
        ] * 2
        left = [one.headers["ratelimit"].partition(";t=") for one in told]
        assert [one[0] for one in left] == ['"quotes";r=3599', '"quotes";r=3598']
        assert all(0 < int(one[2]) <= 3600 for one in left)
        assert "ratelimit" not in (await api.get("/points")).headers

    async def test_is_told_when_it_is_over(
        self, api: Api, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.web.miniprogram.quotes.QUOTES_AN_HOUR", 1)
        wish = {"product_id": str(stage.products["topup-50"])}
        told = [await api.post("/quotes", wish) for _ in range(2)]
        assert problem(told[1]) == (429, "too_many_requests")
        assert told[1].headers["ratelimit"].startswith('"quotes";r=0;t=')
        assert int(told[1].headers["retry-after"]) >= int(
            told[1].headers["ratelimit"].rpartition("=")[2]
        )


class TestPacking:
    @pytest.mark.parametrize(
        ("accepted", "coding"),
        [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("identity", None)],
    )
    async def test_is_as_the_caller_reads(
        self, api: Api, stage: Stage, accepted: str, coding: str | None
    ) -> None:
        headers = {"accept-encoding": accepted}
        async with api.client.stream(
            "GET", "/api/v1/products", headers=api.headers | headers
        ) as answer:
            raw = b"".join([part async for part in answer.aiter_raw()])
        assert answer.headers.get("content-encoding") == coding
        unpacked = {"br": brotli.decompress, "gzip": gzip.decompress}.get(coding or "", bytes)
        assert b'"topup-50"' in unpacked(raw)

    async def test_leaves_pages_alone(self, client: httpx.AsyncClient, stage: Stage) -> None:
        answer = await client.get("/products", headers={"accept-encoding": "br, gzip"})
        assert "content-encoding" not in answer.headers

    async def test_keeps_the_tag(self, client: httpx.AsyncClient, stage: Stage) -> None:
        for headers in ({"accept-encoding": "br"}, {"accept-encoding": "identity"}):
            answer = await client.get("/api/v1/products", headers=headers)
            weak = {"if-none-match": f'"other", W/{answer.headers["etag"]}'} | headers
            again = await client.get("/api/v1/products", headers=weak)
            assert (again.status_code, again.content) == (304, b"")

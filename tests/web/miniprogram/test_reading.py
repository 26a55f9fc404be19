"""What can be read: the first screen, products, the member, points and how they came."""

import httpx
import pytest

from app import catalogue, ledger
from app.kit import clock
from app.ledger import Receipt
from tests.stage import Stage

from .conftest import Api, problem, wish


class TestHome:
    async def test_shows_strangers_the_shelves(
        self, client: httpx.AsyncClient, stage: Stage
    ) -> None:
        told = (await client.get("/api/v1/home")).json()["data"]
        assert (told["member"], told["balance"], told["affordable"]) == (None, None, [])
        assert [one["layer"] for one in told["shelves"]] == ["starter", "core", "dream"]
        assert told["shelves"][0]["products"][0]["slug"] == "topup-50"

    async def test_shows_a_member_what_is_within_reach(self, api: Api, stage: Stage) -> None:
        await api.post("/redemptions", wish(stage, "forest"), key="k")
        told = (await api.get("/home")).json()["data"]
        assert told["member"]["id"] == str(api.member_id)
        assert told["balance"]["available"] == 4_950
        assert told["affordable"][0]["slug"] == "tote-bag"
        assert [one["product"]["slug"] for one in told["on_the_way"]] == ["forest"]

    async def test_shows_what_is_almost_within_reach(self, stranger: Api, stage: Stage) -> None:
        await stage.member(points=420, member_id=stranger.member_id)
        told = (await stranger.get("/home")).json()["data"]
        assert [one["slug"] for one in told["nearly"]] == ["topup-50"]


class TestProducts:
    async def test_are_listed_for_strangers(
        self, client: httpx.AsyncClient, stage: Stage
    ) -> None:
        answer = await client.get("/api/v1/products")
        assert len(answer.json()["data"]) == len(stage.products)
        assert answer.json()["meta"]["next_cursor"] is None
        first = answer.json()["data"][0]
        assert (first["id"], first["points"], first["title"]) == (
            str(stage.products["topup-50"]), 500, "月桂笔记本"
        )  # fmt: skip

    async def test_speak_the_callers_language(
        self, client: httpx.AsyncClient, stage: Stage
    ) -> None:
        answer = await client.get("/api/v1/products", headers={"accept-language": "en"})
        assert answer.headers["content-language"] == "en"
        assert answer.json()["data"][0]["title"] == "Laurel notebook"

    @pytest.mark.parametrize(
        ("query", "slugs"),
        [
            ("delivery=card", {"gamecard-30"}),
            ("affordable=100", {"last-one", "forest", "coffee"}),
            ("category=shelf&delivery=donation", {"forest"}),
            ("category=nowhere", set()),
            ("q=notebook&delivery=shipment", {"tote-bag"}),
            ("layer=dream", set()),
        ],
    )
    async def test_can_be_narrowed(self, api: Api, query: str, slugs: set[str]) -> None:
        found = (await api.get(f"/products?{query}")).json()["data"]
        assert {one["slug"] for one in found} == slugs

    async def test_are_paged(self, api: Api, stage: Stage) -> None:
        seen: list[str] = []
        cursor = None
        while cursor is not None or not seen:
            query = {"limit": "4"} | ({"cursor": cursor} if cursor else {})
            told = (await api.get("/products", params=query)).json()
            seen += [one["slug"] for one in told["data"]]
            cursor = told["meta"]["next_cursor"]
        assert len(seen) == len(set(seen)) == len(stage.products)

    async def test_are_found_by_id_and_by_slug(self, api: Api, stage: Stage) -> None:
        by_id = await api.get(f"/products/{stage.products['scarf']}")
        by_slug = await api.get("/products/scarf")
        assert by_id.json()["data"] == by_slug.json()["data"]
        assert by_id.json()["data"]["description"]

    async def test_are_not_shown_when_retired(self, api: Api, stage: Stage) -> None:
        await catalogue.retire(product_id=stage.products["scarf"])
        assert problem(await api.get("/products/scarf")) == (404, "not_found")

    async def test_have_a_tag(self, api: Api) -> None:
        for path in ("/products", "/products/scarf", "/home", "/me", "/points", "/redemptions"):
            tag = (await api.get(path)).headers["etag"]
            again = await api.get(path, headers={"if-none-match": tag})
            assert (again.status_code, again.content) == (304, b""), path


class TestPoints:
    async def test_tell_what_is_available_and_held(self, api: Api, stage: Stage) -> None:
        await api.post("/redemptions", wish(stage, "forest"), key="k")
        told = (await api.get("/points")).json()["data"]
        assert told == {"available": 4_950, "held": 50, "debt": 0, "expiring": []}

    async def test_are_stated_with_receipts(self, api: Api, stage: Stage) -> None:
        made = await api.post("/redemptions", wish(stage, "forest"), key="k")
        told = (await api.get("/points/postings")).json()
        assert [(one["movement"], one["signed_points"]) for one in told["data"]] == [
            ("hold", -50), ("earn", 5_000)
        ]  # fmt: skip
        assert told["data"][0]["redemption_id"] == made.json()["data"]["id"]
        earned = told["data"][1]["id"]
        one = (await api.get(f"/points/postings/{earned}")).json()["data"]
        assert one["receipt"]["rule"] == "gift"
        assert [lot["points"] for lot in one["lots"]] == [one["points"]]
        narrow = (await api.get("/points/postings?movement=hold")).json()["data"]
        assert [one["movement"] for one in narrow] == ["hold"]

    async def test_say_what_they_were_for_and_lie_in_lots_and_months(
        self, api: Api, stage: Stage
    ) -> None:
        await api.post("/redemptions", wish(stage, "forest"), key="k")
        spent = (await api.get("/points/postings")).json()["data"][0]
        assert spent["about"] == "月桂笔记本"
        (lot,) = (await api.get("/points/lots")).json()["data"]
        assert (lot["points_left"], lot["points_held"]) == (4_950, 50)
        assert "expires_at" in lot
        (month,) = (await api.get("/points/months")).json()["data"]
        assert (month["gained"], month["spent"]) == (5_000, 50)

    async def test_can_be_narrowed_to_a_kind_and_a_month(self, api: Api, stage: Stage) -> None:
        await api.post("/redemptions", wish(stage, "forest"), key="k")
        (month,) = (await api.get("/points/months")).json()["data"]
        this = month["month"]
        for query, moved in (
            ("kind=earned", ["earn"]), ("kind=spent", ["hold"]), ("kind=expired", []),
            (f"kind=all&month={this}", ["hold", "earn"]), ("month=2001-02", []),
        ):  # fmt: skip
            told = (await api.get(f"/points/postings?{query}")).json()["data"]
            assert [one["movement"] for one in told] == moved, query
        for query in ("kind=other", "month=2026-13", "month=now"):
            assert problem(await api.get(f"/points/postings?{query}"))[0] == 400, query

    async def test_are_called_as_on_the_page_and_say_why(self, api: Api, stage: Stage) -> None:
        await api.post("/redemptions", wish(stage, "forest"), key="k")
        why = Receipt(rule="purchase", arithmetic="58 × 1 = 58", cap=58)
        await ledger.earn(
            member_id=api.member_id, points=58, reference="p:1", receipt=why, now=clock.now()
        )
        told = (await api.get("/me/overview")).json()["data"]["postings"]
        assert [(one["title"], one["about"]) for one in told] == [
            ("消费", None), ("兑换冻结", "月桂笔记本"), ("获得", None)
        ]  # fmt: skip
        one = (await api.get(f"/points/postings/{told[0]['id']}")).json()["data"]
        assert one["reasons"] == ["58 × 1 = 58", "封顶 58"]

    async def test_are_ones_own(self, api: Api, stranger: Api) -> None:
        assert (await stranger.get("/points/lots")).json()["data"] == []
        assert (await stranger.get("/points/months")).json()["data"] == []
        mine = (await api.get("/points/postings")).json()["data"][0]["id"]
        answer = await stranger.get(f"/points/postings/{mine}")
        assert problem(answer) == (404, "not_found")


class TestEvents:
    async def test_are_kept_once_and_earn_nothing_yet(self, api: Api) -> None:
        event = {"type": "article.read", "id": "e1", "at": clock.now().isoformat()}
        first = await api.post("/events", {"events": [event]})
        again = await api.post("/events", {"events": [event]})
        assert first.json()["data"] == [{"id": "e1", "is_new": True, "points": 0}]
        assert again.json()["data"] == [{"id": "e1", "is_new": False, "points": 0}]
        assert first.json()["meta"]["points"] == 5_000

    async def test_are_limited(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.web.miniprogram.events.CALLS_AN_HOUR", 1)
        event = {"type": "article.read", "id": "e1", "at": clock.now().isoformat()}
        told = [await api.post("/events", {"events": [event]}) for _ in range(2)]
        assert [one.status_code for one in told] == [200, 429]
        assert problem(told[1]) == (429, "too_many_requests")
        assert int(told[1].headers["retry-after"]) > 0


class TestAddresses:
    async def test_are_kept_listed_and_removed(self, api: Api, stranger: Api) -> None:
        form = {"recipient": "Ada", "phone": "13800000001", "region": "沪", "detail": "1"}
        made = await api.post("/addresses", form)
        assert made.status_code == 201
        kept = made.json()["data"]
        assert kept["is_default"] is True
        assert (await api.get("/addresses")).json()["data"] == [kept]
        path = f"/addresses/{kept['id']}"
        assert problem(await stranger.delete(path)) == (404, "not_found")
        assert (await api.delete(path)).status_code == 204
        assert problem(await api.delete(path)) == (404, "not_found")
        assert (await api.get("/addresses")).json()["data"] == []

"""Tremendous' answers are a closed world: what is not listed is unknown."""

import contextlib
import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppliers import (
    Accepted,
    CallbackRejected,
    Card,
    Delivered,
    Kind,
    Missing,
    Outcome,
    Processing,
    RechargeOrder,
    Rejected,
    Reversed,
    Unknown,
)
from suppliers.http import Line
from suppliers.tremendous.adapter import Tremendous

from ..stages import NOW, PATIENCE, order
from ..tremendous_server import WEBHOOK_KEY, hex_of

UNFINISHED = {
    "CART", "OPEN", "PENDING APPROVAL", "PENDING INTERNAL PAYMENT APPROVAL",
    "PENDING SETTLEMENT",
}  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
STATUSES = st.one_of(
    TEXT,
    st.sampled_from(
        [*UNFINISHED, "EXECUTED", "FAILED", "CANCELED", "CANCELLED", "DONE", "open"]
    ),
)
DELIVERIES = st.one_of(TEXT, st.sampled_from(["SUCCEEDED", "FAILED", "PENDING", "SCHEDULED"]))
LINK = "https://t.example/r/1"


def reward(**changes: Any) -> RechargeOrder:
    return order(**{"sku": "OKMHM2X2OHYV:USD:10", **changes})


def tremendous(
    *replies: tuple[int, object], seen: list[httpx.Request] | None = None
) -> Tremendous:
    """An adapter that gets `replies` one after the other, and the last one for ever."""
    left = list(replies)

    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        status, reply = left.pop(0) if len(left) > 1 else left[0]
        return httpx.Response(status, stream=httpx.ByteStream(json.dumps(reply).encode()))

    line = Line("http://t", patience=PATIENCE, transport=httpx.MockTransport(answer))
    keys = {"api_key": "TEST_key", "webhook_key": WEBHOOK_KEY}
    return Tremendous(name="t", line=line, keys=keys, clock=lambda: NOW)


def told(
    status: str = "EXECUTED", delivered: str = "SUCCEEDED", method: str = "LINK", **more: Any
) -> dict[str, Any]:
    delivery = {"method": method, "status": delivered, "link": LINK}
    rewards = [{"id": "REWARD1", "delivery": delivery}]
    found = {"id": "ORDER1", "external_id": "M1", "status": status, "rewards": rewards, **more}
    return {"order": found}


async def queried(*replies: tuple[int, object]) -> Outcome:
    return await tremendous(*replies).query("M1", submitted_at=NOW)


class TestClosedWorld:
    @given(status=STATUSES, delivered=DELIVERIES)
    async def test_only_listed_statuses_settle_a_query(
        self, status: str, delivered: str
    ) -> None:
        outcome = await queried((200, told(status, delivered)))
        executed = status == "EXECUTED"
        assert isinstance(outcome, Delivered) == (executed and delivered == "SUCCEEDED")
        assert isinstance(outcome, Rejected) == (status in {"FAILED", "CANCELED"})
        under_way = executed and delivered in {"PENDING", "SCHEDULED"}
        assert isinstance(outcome, Processing) == (status in UNFINISHED or under_way)

    @given(http=st.integers(300, 599))
    async def test_only_listed_statuses_reject_a_submission(self, http: int) -> None:
        outcome = await tremendous((http, {"errors": {"message": "x"}})).submit(reward())
        assert isinstance(outcome, Rejected) == (http in {400, 401, 402, 422})
        assert isinstance(outcome, Rejected | Unknown)

    @given(http=st.integers(201, 599))
    async def test_no_error_settles_a_query(self, http: int) -> None:
        outcome = await queried((http, {"errors": {"message": "x"}}))
        assert isinstance(outcome, Missing) == (http == 404)
        assert not outcome.is_final

    @pytest.mark.parametrize("http", [400, 402, 409, 422])
    @pytest.mark.parametrize("body", [{}, [], "<html>", {"errors": "x"}, {"errors": []}])
    async def test_another_hand_refuses_nothing(self, http: int, body: object) -> None:
        assert isinstance(await tremendous((http, body)).submit(reward()), Unknown)


class TestSubmit:
    async def test_a_conflict_is_our_mistake_and_never_a_refusal(self) -> None:
        outcome = await tremendous((409, {"errors": {"message": "x"}})).submit(reward())
        assert isinstance(outcome, Unknown)
        assert "409" in outcome.reason

    @pytest.mark.parametrize("http", [200, 201])
    async def test_the_status_of_the_order_decides(self, http: int) -> None:
        card = Card("REWARD1", LINK)
        assert await tremendous((http, told())).submit(reward()) == Delivered(
            "ORDER1", None, (card,)
        )
        assert await tremendous((http, told("OPEN"))).submit(reward()) == Accepted("ORDER1")
        assert isinstance(await tremendous((http, told("FAILED"))).submit(reward()), Rejected)

    async def test_a_link_that_is_not_there_yet_is_fetched_by_the_query(self) -> None:
        bare = told()
        del bare["order"]["rewards"][0]["delivery"]["link"]
        seen: list[httpx.Request] = []
        assert await tremendous((200, bare), seen=seen).submit(reward()) == Accepted("ORDER1")
        assert len(seen) == 1
        fetched = {"reward": told()["order"]["rewards"][0]}
        found = await queried((200, bare), (200, fetched))
        assert isinstance(found, Delivered)
        assert found.cards == (Card("REWARD1", LINK),)
        other = {"reward": {**fetched["reward"], "id": "REWARD2"}}
        assert isinstance(await queried((200, bare), (200, other)), Unknown)

    @pytest.mark.parametrize(
        ("changes", "method", "recipient"),
        [
            ({"kind": Kind.CARD, "account": ""}, "LINK", {"name": "Member"}),
            ({"account": "a@b.example"}, "EMAIL", {"name": "Member", "email": "a@b.example"}),
            ({}, "PHONE", {"name": "Member", "phone": "+8613800138100"}),
        ],
    )
    async def test_sends_the_documented_fields(
        self, changes: dict[str, Any], method: str, recipient: dict[str, str]
    ) -> None:
        seen: list[httpx.Request] = []
        await tremendous((500, {}), seen=seen).submit(reward(**changes))
        assert seen[0].headers["authorization"] == "Bearer TEST_key"
        assert (seen[0].method, seen[0].url.path) == ("POST", "/api/v2/orders")
        assert json.loads(seen[0].content) == {
            "external_id": "M1",
            "payment": {"funding_source_id": "balance"},
            "reward": {
                "products": ["OKMHM2X2OHYV"],
                "value": {"denomination": 10, "currency_code": "USD"},
                "recipient": recipient,
                "delivery": {"method": method},
            },
        }

    @pytest.mark.parametrize(
        "changes", [{"account": ""}, {"account": "@"}, {"quantity": 2}, {"sku": "10000001"}]
    )
    async def test_what_they_cannot_carry_is_refused_here(
        self, changes: dict[str, Any]
    ) -> None:
        seen: list[httpx.Request] = []
        outcome = await tremendous((200, told()), seen=seen).submit(reward(**changes))
        assert isinstance(outcome, Rejected)
        assert outcome.code.startswith("laurel.")
        assert seen == []


class TestQuery:
    async def test_a_delivery_that_failed_was_paid_and_is_no_failure(self) -> None:
        outcome = await queried((200, told(delivered="FAILED", method="EMAIL")))
        assert isinstance(outcome, Unknown)

    async def test_several_rewards_are_unknown(self) -> None:
        twice = told()["order"]["rewards"] * 2
        assert isinstance(await queried((200, told(rewards=twice))), Unknown)

    async def test_another_order_is_unknown(self) -> None:
        assert isinstance(await queried((200, told("FAILED", external_id="M2"))), Unknown)

    @pytest.mark.parametrize(("currency", "fen"), [("CNY", 1050), ("USD", None)])
    async def test_only_yuan_are_a_cost(self, currency: str, fen: int | None) -> None:
        paid = {"total": 10.5, "currency_code": currency}
        found = await queried((200, told(method="EMAIL", payment=paid)))
        assert found == Delivered("ORDER1", fen)

    async def test_a_link_is_in_no_reason_and_no_print(self) -> None:
        found = await queried((200, told()))
        spoilt = await queried((200, told(rewards=[{"id": 1, "delivery": {"link": LINK}}])))
        assert LINK not in repr(found)
        assert LINK not in repr(spoilt)


def posted(event: str, uuid: str = "u-1", type: str = "orders") -> bytes:
    payload = {"resource": {"id": "ORDER1", "type": type}}
    return json.dumps({"event": event, "uuid": uuid, "payload": payload}).encode()


class TestCallback:
    @pytest.mark.parametrize(
        ("event", "hint"),
        [
            ("REWARDS.DELIVERY.SUCCEEDED", Delivered()),
            ("ORDERS.FAILED", Rejected(code="ORDERS.FAILED")),
            ("REWARDS.CANCELED", Reversed()),
            ("REWARDS.DELIVERY.FAILED", None),
            ("INVOICES.PAID", None),
        ],
    )
    def test_only_listed_events_are_hints(self, event: str, hint: Outcome | None) -> None:
        raw = posted(event)
        told = tremendous((200, {})).read_callback(
            raw, {"TREMENDOUS-WEBHOOK-SIGNATURE": hex_of(raw)}
        )
        assert (told.is_verified, told.hint) == (True, hint)

    def test_the_same_uuid_is_the_same_event_only_when_signed(self) -> None:
        one, two = posted("ORDERS.CREATED"), posted("ORDERS.APPROVED")
        adapter = tremendous((200, {}))
        name = "tremendous-webhook-signature"
        genuine = [adapter.read_callback(raw, {name: hex_of(raw)}) for raw in (one, two)]
        assert {told.event_key for told in genuine} == {"u-1"}
        assert adapter.read_callback(one, {name: hex_of(two)}).event_key != "u-1"

    @given(st.text(), st.text())
    def test_no_stranger_is_verified(self, signature: str, key: str) -> None:
        headers = {"tremendous-webhook-signature": signature}
        told = tremendous((200, {})).read_callback(posted("ORDERS.FAILED"), headers)
        assert (told.is_verified, told.hint) == (False, None)

    @given(st.binary(max_size=200))
    def test_noise_is_refused(self, raw: bytes) -> None:
        with contextlib.suppress(CallbackRejected):
            raise AssertionError(tremendous((200, {})).read_callback(raw, {}))

"""Mifeng's answers are a closed world: what is not listed is unknown."""

import contextlib
import json
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppliers import (
    CallbackRejected,
    Card,
    Delivered,
    Duplicate,
    Kind,
    Missing,
    Outcome,
    Processing,
    Rejected,
    Unknown,
)
from suppliers.http import Line
from suppliers.mifeng.adapter import Mifeng

from ..mifeng_server import SECRET, md5_of
from ..stages import NOW, PATIENCE, order

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
CODES = st.one_of(
    st.integers(-10, 20_000),
    st.integers(10_000, 10_020),
    st.sampled_from(["0", "00", " 0", "0.0", "10014 ", "x"]),
)
STATES = st.one_of(TEXT, st.integers(-5, 50), st.sampled_from(["03", "3.0", " 3", "success"]))
NOES = {"10001", "10002", "10003", "10004", "10005", "10006", "10011", "10012", "10014"}


def mifeng(reply: object, seen: list[bytes] | None = None) -> Mifeng:
    """An adapter that gets `reply` to whatever it asks."""

    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request.content)
        return httpx.Response(200, stream=httpx.ByteStream(json.dumps(reply).encode()))

    line = Line("http://mifeng", patience=PATIENCE, transport=httpx.MockTransport(answer))
    keys = {"app_key": "demo", "app_secret": SECRET}
    return Mifeng(name="mifeng", line=line, keys=keys, clock=lambda: NOW)


def told(code: object, **data: Any) -> dict[str, object]:
    return {"code": code, "message": "", "data": data}


async def queried(**data: Any) -> Outcome:
    return await mifeng(told(0, third_id="M1", **data)).query("M1", submitted_at=NOW)


class TestClosedWorld:
    @given(code=CODES)
    async def test_only_listed_codes_reject_a_submission(self, code: int | str) -> None:
        outcome = await mifeng(told(code)).submit(order())
        assert isinstance(outcome, Rejected) == (str(code) in NOES)
        assert isinstance(outcome, Duplicate) == (str(code) == "10010")
        assert isinstance(outcome, Rejected | Duplicate | Unknown)

    @given(code=CODES)
    async def test_no_code_settles_a_query(self, code: int | str) -> None:
        outcome = await mifeng(told(code)).query("M1", submitted_at=NOW, remote_no="9001")
        assert isinstance(outcome, Missing) == (str(code) == "10015")
        assert not outcome.is_final

    async def test_what_is_not_found_by_its_second_may_be_there_all_the_same(self) -> None:
        outcome = await mifeng(told(10015)).query("M1", submitted_at=NOW)
        assert isinstance(outcome, Unknown)

    @given(state=STATES)
    async def test_only_listed_states_settle_a_query(self, state: int | str) -> None:
        outcome = await queried(state=state)
        assert isinstance(outcome, Delivered) == (str(state) == "3")
        assert isinstance(outcome, Rejected) == (str(state) in {"4", "6"})
        assert isinstance(outcome, Processing) == (str(state) in {"1", "2", "11", "12"})

    async def test_a_result_that_people_decide_is_unknown(self) -> None:
        assert isinstance(await queried(state=41), Unknown)


class TestSubmit:
    async def test_sends_the_documented_fields_and_caps_the_cost(self) -> None:
        seen: list[bytes] = []
        await mifeng(told(10013), seen).submit(order())
        fields = json.loads(seen[0])
        assert fields.pop("sign") == md5_of(fields)
        assert fields == {
            "third_id": "M1",
            "miniunit_id": "10000001",
            "call_back_url": "http://127.0.0.1:9/callbacks/suppliers/x",
            "app_key": "demo",
            "timestamp": "1767225600",
            "datas": {"target": "13800138100", "maxAmount": 49.0},
        }
        assert b'"maxAmount":49.00' in seen[0]

    async def test_caps_each_card(self) -> None:
        seen: list[bytes] = []
        await mifeng(told(1), seen).submit(order(account="", kind=Kind.CARD, quantity=3))
        assert json.loads(seen[0])["datas"] == {"num": 3, "maxAmount": 16.33}

    async def test_an_answer_about_another_order_is_unknown(self) -> None:
        outcome = await mifeng(told(0, third_id="M2", state=3)).submit(order())
        assert isinstance(outcome, Unknown)
        assert isinstance(
            await mifeng(told(0, third_id="M2", state=4)).query("M1", submitted_at=NOW), Unknown
        )

    @pytest.mark.parametrize(
        "changes", [{"account": ""}, {"quantity": 2}, {"sku": "a"}, {"account": "1" * 65}]
    )
    async def test_what_they_cannot_carry_is_refused_here(
        self, changes: dict[str, Any]
    ) -> None:
        seen: list[bytes] = []
        outcome = await mifeng(told(0), seen).submit(order(**changes))
        assert isinstance(outcome, Rejected)
        assert outcome.code.startswith("laurel.")
        assert seen == []

    @pytest.mark.parametrize(
        ("code", "elsewhere", "ours"),
        [(10011, True, True), (10012, True, False), (10014, False, False)],
    )
    async def test_says_what_a_no_means(self, code: int, elsewhere: bool, ours: bool) -> None:
        no = await mifeng(told(code)).submit(order())
        assert isinstance(no, Rejected)
        assert (no.is_retryable_elsewhere, no.is_our_fault) == (elsewhere, ours)


class TestQuery:
    @pytest.mark.parametrize("many", [True, False])
    async def test_reads_one_card_or_several(self, many: bool) -> None:
        card = {"card_no": " ", "card_pwd": "https://mifeng.example/x", "card_type": 4}
        found = await queried(state=3, ys_cards=[card] if many else card)
        assert isinstance(found, Delivered)
        assert found.cards == (Card("https://mifeng.example/x", "https://mifeng.example/x"),)

    async def test_a_price_for_several_is_not_guessed(self) -> None:
        cards = [{"card_no": f"CD{n}", "card_pwd": "x"} for n in range(2)]
        one = await queried(state=3, cost="46.3", ys_cards=cards[:1])
        two = await queried(state=3, cost="46.3", ys_cards=cards)
        assert isinstance(one, Delivered)
        assert isinstance(two, Delivered)
        assert (one.cost_fen, two.cost_fen) == (4630, None)

    async def test_an_empty_card_is_unknown(self) -> None:
        assert isinstance(await queried(state=3, ys_cards=[{"card_no": ""}]), Unknown)

    async def test_a_card_that_cannot_be_read_is_in_no_reason(self) -> None:
        outcome = await queried(state=3, ys_cards=[{"card_pwd": {"deep": "SECRET"}}])
        assert isinstance(outcome, Unknown)
        assert "SECRET" not in outcome.reason

    @pytest.mark.parametrize(
        ("cost", "fen"), [("46.3000", 4630), (46.3, 4630), ("1.005", None)]
    )
    async def test_reads_prices_exactly(self, cost: object, fen: int | None) -> None:
        assert await queried(state=3, cost=cost) == Delivered(None, fen)

    def test_waits_a_minute(self) -> None:
        adapter = mifeng({})
        assert adapter.first_query_after_seconds == adapter.min_query_interval_seconds == 60
        assert adapter.ack == b"SUCCESS"


class TestCallback:
    FIELDS = {"third_id": "M1", "order_id": "7", "state": "3", "info": ""}  # noqa: RUF012

    def test_an_object_is_read_as_a_form_is(self) -> None:
        fields = {**self.FIELDS, "state": 3, "ys_cards": [{"card_no": "1"}]}
        raw = json.dumps({**fields, "sign": md5_of(fields)}).encode()
        assert mifeng({}).read_callback(raw, {}).hint == Delivered("7")

    def test_cards_in_a_form_count_as_one_word(self) -> None:
        sign = md5_of({**self.FIELDS, "ys_cards": []})
        posted = {**self.FIELDS, "ys_cards[0][card_no]": "1", "ys_cards[0][card_pwd]": "2"}
        raw = urlencode({**posted, "sign": sign}).encode()
        assert mifeng({}).read_callback(raw, {}).is_verified

    @pytest.mark.parametrize("field", ["third_id", "order_id", "state", "info"])
    def test_every_field_is_covered(self, field: str) -> None:
        posted = {**self.FIELDS, "sign": md5_of(self.FIELDS), field: "4"}
        told = mifeng({}).read_callback(urlencode(posted).encode(), {})
        assert (told.is_verified, told.hint) == (False, None)

    @given(
        st.dictionaries(
            st.sampled_from(["third_id", "sign", "state", "x"]),
            st.none() | st.booleans() | st.integers() | TEXT | st.lists(TEXT),
        )
    )
    def test_no_stranger_is_verified(self, fields: dict[str, Any]) -> None:
        raw = json.dumps({"third_id": "M1", **fields}).encode()
        try:
            told = mifeng({}).read_callback(raw, {})
        except CallbackRejected:
            return
        assert (told.is_verified, told.hint) == (False, None)

    @given(st.binary(max_size=200))
    def test_noise_is_refused_or_unverified(self, raw: bytes) -> None:
        with contextlib.suppress(CallbackRejected):
            assert not mifeng({}).read_callback(raw, {}).is_verified

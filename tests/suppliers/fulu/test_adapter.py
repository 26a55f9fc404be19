"""Fulu's answers are a closed world: what is not listed is unknown."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppliers import (
    Accepted,
    CallbackRejected,
    Delivered,
    Duplicate,
    Kind,
    Missing,
    Outcome,
    Partial,
    Processing,
    Rejected,
    Unknown,
)
from suppliers.fulu import states
from suppliers.fulu.adapter import Fulu
from suppliers.http import Line

from ..fulu_server import APP_SECRET, md5_of_sorted
from ..stages import NOW, PATIENCE, order

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
CODES = st.one_of(
    st.integers(-10, 10_000), st.sampled_from(["0", "00", "0.0", " 0", "3001", "x"])
)
STATES = st.one_of(TEXT, st.sampled_from(["Success", "success ", "fail", "FAILED", "41", ""]))


def fulu(reply: object, seen: list[bytes] | None = None) -> Fulu:
    """An adapter that gets `reply` to whatever it asks."""

    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request.content)
        return httpx.Response(200, stream=httpx.ByteStream(json.dumps(reply).encode()))

    line = Line("http://fulu", patience=PATIENCE, transport=httpx.MockTransport(answer))
    keys = {"app_key": "demo-app-key", "app_secret": APP_SECRET}
    return Fulu(name="fulu", line=line, keys=keys, clock=lambda: NOW)


def reply(code: object, message: object = "", **result: Any) -> dict[str, object]:
    text = json.dumps(result) if result else ""
    return {"code": code, "message": message, "result": text, "sign": md5_of_sorted(text)}


async def queried(**result: Any) -> Outcome:
    return await fulu(reply(0, customer_order_no="M1", **result)).query("M1", submitted_at=NOW)


class TestClosedWorld:
    @given(code=CODES, message=TEXT)
    async def test_only_listed_codes_reject_a_submission(
        self, code: int | str, message: str
    ) -> None:
        outcome = await fulu(reply(code, message)).submit(order())
        listed = str(code) in states.REFUSALS
        assert isinstance(outcome, Rejected) == listed
        assert not isinstance(outcome, Delivered | Accepted | Partial)

    @given(code=CODES, message=TEXT)
    async def test_no_code_settles_a_query(self, code: int | str, message: str) -> None:
        outcome = await fulu(reply(code, message)).query("M1", submitted_at=NOW)
        assert isinstance(outcome, Unknown | Missing)

    @given(state=STATES)
    async def test_only_listed_states_settle_a_query(self, state: str) -> None:
        outcome = await queried(order_state=state)
        assert isinstance(outcome, Delivered) == (state == "success")
        assert isinstance(outcome, Rejected) == (state == "failed")

    @given(
        st.recursive(st.none() | st.booleans() | st.integers() | TEXT, st.lists, max_leaves=5)
    )
    async def test_no_other_shape_settles_anything(self, shape: object) -> None:
        for junk in (shape, {"code": shape}, {"code": 0, "result": shape, "sign": shape}):
            assert not (await fulu(junk).query("M1", submitted_at=NOW)).is_final


class TestSubmit:
    @pytest.mark.parametrize("answer", [reply(3000), reply(1, "外部订单号已存在！")])
    async def test_a_used_reference_is_a_duplicate(self, answer: object) -> None:
        assert await fulu(answer).submit(order()) == Duplicate()

    @pytest.mark.parametrize("sign", ["", None, "0" * 32])
    async def test_a_success_must_be_signed(self, sign: str | None) -> None:
        answer = {**reply(0, customer_order_no="M1", order_id=1), "sign": sign}
        assert isinstance(await fulu(answer).submit(order()), Unknown)

    async def test_a_forged_refusal_is_unknown(self) -> None:
        assert isinstance(
            await fulu({**reply(3001), "sign": "0" * 32}).submit(order()), Unknown
        )

    async def test_an_answer_about_another_order_is_unknown(self) -> None:
        answer = reply(0, customer_order_no="M2", order_id=1, order_state="success")
        assert isinstance(await fulu(answer).submit(order()), Unknown)
        assert isinstance(await fulu(answer).query("M1", submitted_at=NOW), Unknown)

    async def test_sends_the_documented_fields(self) -> None:
        seen: list[bytes] = []
        await fulu(reply(0, customer_order_no="M1", order_id=1), seen).submit(order(quantity=2))
        envelope = json.loads(seen[0])
        assert envelope["timestamp"] == "2026-01-01 08:00:00"
        assert json.loads(envelope["biz_content"]) == {
            "product_id": 10000001,
            "customer_order_no": "M1",
            "charge_account": "13800138100",
            "buy_num": 2,
        }

    @pytest.mark.parametrize(
        "changes",
        [
            {"account": "😀"},
            {"account": "a\u2028b"},
            {"account": "a\nb"},
            {"account": "1" * 51},
            {"account": ""},
            {"account": "😀", "kind": Kind.CARD},
            {"sku": "topup"},
            {"sku": "١"},
            {"reference": "M" * 51},
        ],
    )
    async def test_what_they_would_garble_is_refused_here(
        self, changes: dict[str, Any]
    ) -> None:
        seen: list[bytes] = []
        outcome = await fulu(reply(0), seen).submit(order(**changes))
        assert isinstance(outcome, Rejected)
        assert outcome.code.startswith("laurel.")
        assert seen == []


class TestQuery:
    @pytest.mark.parametrize("state", ["processing", "untreated"])
    async def test_unfinished_is_processing(self, state: str) -> None:
        assert await queried(order_state=state, order_id=7) == Processing("7")

    async def test_a_price_for_several_is_not_guessed(self) -> None:
        one = await queried(order_state="success", order_price=46.3, buy_num=1)
        two = await queried(order_state="success", order_price=46.3, buy_num=2)
        assert (one, two) == (Delivered(None, 4630), Delivered(None, None))

    async def test_cards_that_do_not_open_are_unknown(self) -> None:
        cards = [{"card_number": "AAAA", "card_pwd": "AAAA"}]
        assert isinstance(await queried(order_state="success", cards=cards), Unknown)


class TestCallback:
    def test_a_failure_is_a_hint(self) -> None:
        fields = {"customer_order_no": "M1", "order_status": "failed", "order_id": "9"}
        text = json.dumps(fields, separators=(",", ":"))
        raw = json.dumps({**fields, "sign": md5_of_sorted(text)}).encode()
        told = fulu({}).read_callback(raw, {})
        assert (told.remote_no, told.is_verified) == ("9", True)
        assert isinstance(told.hint, Rejected)

    @given(
        st.dictionaries(
            st.sampled_from(["customer_order_no", "sign", "x"]),
            st.integers() | TEXT | st.floats(allow_nan=False),
        )
    )
    def test_no_stranger_is_verified(self, fields: dict[str, Any]) -> None:
        raw = json.dumps(
            {"customer_order_no": "M1", **fields, "order_status": "success"}
        ).encode()
        try:
            told = fulu({}).read_callback(raw, {})
        except CallbackRejected:
            return
        assert (told.is_verified, told.hint) == (False, None)

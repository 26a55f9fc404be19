"""大猿人's answers are a closed world: what is not listed is unknown."""

import contextlib
import json
from typing import Any
from urllib.parse import parse_qs, urlencode

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
from suppliers.dayuanren.adapter import Dayuanren
from suppliers.http import Line

from ..dayuanren_server import KEY, md5_of
from ..stages import NOW, PATIENCE, order

TEXT = st.text(st.characters(exclude_categories=["Cs", "Lo"]), max_size=20)
ERRNOS = st.one_of(st.integers(-10, 600), st.sampled_from(["00", " 0", "0.0", "x", "-0"]))
STATES = st.one_of(TEXT, st.integers(-5, 9), st.sampled_from(["01", "1.0", " 1", "success"]))


def dayuanren(reply: object, seen: list[bytes] | None = None) -> Dayuanren:
    """An adapter that gets `reply` to whatever it asks."""

    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request.content)
        return httpx.Response(200, stream=httpx.ByteStream(json.dumps(reply).encode()))

    line = Line("http://yuan", patience=PATIENCE, transport=httpx.MockTransport(answer))
    keys = {"userid": "10001", "apikey": KEY}
    return Dayuanren(name="dyr", line=line, keys=keys, clock=lambda: NOW)


def told(errno: object, message: str = "", data: object = "") -> dict[str, object]:
    return {"errno": errno, "errmsg": message, "data": data}


async def queried(**fields: Any) -> Outcome:
    data = [{"out_trade_num": "M1", **fields}]
    return await dayuanren(told(0, data=data)).query("M1", submitted_at=NOW)


class TestClosedWorld:
    @given(errno=ERRNOS, message=TEXT)
    async def test_no_errno_rejects_by_itself(self, errno: int | str, message: str) -> None:
        outcome = await dayuanren(told(errno, message)).submit(order())
        assert isinstance(outcome, Unknown) or "IP" in message

    @given(errno=ERRNOS, message=st.text("产品号码余额不足签名系统繁忙异常"))
    async def test_no_words_settle_a_query(self, errno: int | str, message: str) -> None:
        outcome = await dayuanren(told(errno, message)).query("M1", submitted_at=NOW)
        assert isinstance(outcome, Unknown)

    @given(state=STATES)
    async def test_only_listed_states_settle_a_query(self, state: int | str) -> None:
        outcome = await queried(state=state)
        assert isinstance(outcome, Delivered) == (str(state) == "1")
        assert isinstance(outcome, Rejected) == (str(state) in {"-1", "2"})
        assert isinstance(outcome, Processing) == (str(state) == "0")
        assert isinstance(outcome, Partial) == (str(state) == "3")


class TestSubmit:
    @pytest.mark.parametrize(
        "words", ["已存在相同商户订单号", "订单号重复，产品维护", "余额不足，重复提交"]
    )
    async def test_a_used_number_is_never_a_refusal(self, words: str) -> None:
        assert await dayuanren(told(1, words)).submit(order()) == Duplicate()

    @pytest.mark.parametrize(
        ("words", "elsewhere", "ours"),
        [
            ("余额不足", True, True),
            ("签名错误", True, True),
            ("产品面值不符", True, False),
            ("号码在黑名单", False, False),
        ],
    )
    async def test_says_what_a_no_means(self, words: str, elsewhere: bool, ours: bool) -> None:
        no = await dayuanren(told(500, words)).submit(order())
        assert isinstance(no, Rejected)
        assert (no.is_retryable_elsewhere, no.is_our_fault) == (elsewhere, ours)

    async def test_words_of_refusal_with_success_are_no_refusal(self) -> None:
        placed = {"out_trade_num": "M1", "order_number": "CZH1"}
        assert await dayuanren(told("0", "余额不足", placed)).submit(order()) == Accepted(
            "CZH1"
        )
        assert isinstance(await dayuanren(told(0, "余额不足")).submit(order()), Unknown)

    async def test_sends_the_documented_fields_and_caps_the_cost(self) -> None:
        seen: list[bytes] = []
        await dayuanren(told(9), seen).submit(order(price_cap_fen=9480, face_fen=10000))
        fields = {name: values[0] for name, values in parse_qs(seen[0].decode()).items()}
        assert fields.pop("sign") == md5_of(fields)
        assert fields == {
            "userid": "10001",
            "out_trade_num": "M1",
            "product_id": "10000001",
            "mobile": "13800138100",
            "notify_url": "http://127.0.0.1:9/callbacks/suppliers/x",
            "amount": "100",
            "price": "94.8",
        }

    @pytest.mark.parametrize(
        "changes",
        [
            {"account": ""},
            {"account": "1 2"},
            {"quantity": 2},
            {"sku": "a"},
            {"kind": Kind.CARD},
        ],
    )
    async def test_what_they_cannot_carry_is_refused_here(
        self, changes: dict[str, Any]
    ) -> None:
        seen: list[bytes] = []
        outcome = await dayuanren(told(0), seen).submit(order(**changes))
        assert isinstance(outcome, Rejected)
        assert outcome.code.startswith("laurel.")
        assert seen == []


class TestQuery:
    async def test_partial_says_how_much(self) -> None:
        found = await queried(state="3", order_number="CZH1", charge_amount=30.5)
        assert isinstance(found, Partial)
        assert (found.remote_no, found.delivered) == ("CZH1", 3050)

    async def test_reads_an_object_as_a_list_of_one(self) -> None:
        data = {"out_trade_num": "M1", "state": 1}
        outcome = await dayuanren(told(0, data=data)).query("M1", submitted_at=NOW)
        assert outcome == Delivered()

    async def test_an_empty_list_is_missing(self) -> None:
        assert await dayuanren(told(0, data=[])).query("M1", submitted_at=NOW) == Missing()

    @pytest.mark.parametrize("numbers", [["M2"], ["M1", "M1"], ["M1", "M2"]])
    async def test_another_order_is_unknown(self, numbers: list[str]) -> None:
        data = [{"out_trade_num": one, "state": 2} for one in numbers]
        outcome = await dayuanren(told(0, data=data)).query("M1", submitted_at=NOW)
        assert isinstance(outcome, Unknown)


class TestCallback:
    FIELDS = {"out_trade_num": "M1", "state": "3", "charge_amount": "30.00", "a": "ä&=%"}  # noqa: RUF012

    def test_signs_every_field_that_came(self) -> None:
        raw = urlencode({**self.FIELDS, "sign": md5_of(self.FIELDS)}).encode()
        told = dayuanren({}).read_callback(raw, {})
        assert told.is_verified
        assert isinstance(told.hint, Partial)
        assert told.hint.delivered == 3000

    @pytest.mark.parametrize("field", ["out_trade_num", "state", "charge_amount", "a", "b"])
    def test_every_field_is_covered(self, field: str) -> None:
        posted = {**self.FIELDS, "sign": md5_of(self.FIELDS), field: "4"}
        told = dayuanren({}).read_callback(urlencode(posted).encode(), {})
        assert (told.is_verified, told.hint) == (False, None)

    def test_a_lower_case_signature_is_none(self) -> None:
        posted = {**self.FIELDS, "sign": md5_of(self.FIELDS).lower()}
        assert not dayuanren({}).read_callback(urlencode(posted).encode(), {}).is_verified

    @given(st.binary(max_size=200))
    def test_noise_is_refused_or_unverified(self, raw: bytes) -> None:
        with contextlib.suppress(CallbackRejected):
            assert not dayuanren({}).read_callback(raw, {}).is_verified

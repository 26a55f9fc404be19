"""DT One's answers are a closed world: what is not listed is unknown."""

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
    Duplicate,
    Kind,
    Missing,
    Outcome,
    Processing,
    Rejected,
    Reversed,
    Unknown,
)
from suppliers.dtone.adapter import DTOne
from suppliers.http import Line

from ..dtone_server import CLASSES, SECRET, status
from ..stages import NOW, PATIENCE, order

NOES = {1000400, 1000401, 1003001, 1003002, 1003003, 1005003, 1006001, 1007500}
LISTED = [*NOES, 1007001, 1000404, 1000429, 1007002, 1008004, 1009001, 1009503]
CODES = st.one_of(st.integers(1_000_000, 1_010_000), st.sampled_from(LISTED))


def dtone(reply: object, code: int = 200, seen: list[httpx.Request] | None = None) -> DTOne:
    """An adapter that gets `reply` to whatever it asks."""

    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        return httpx.Response(code, stream=httpx.ByteStream(json.dumps(reply).encode()))

    line = Line("http://dtone", patience=PATIENCE, transport=httpx.MockTransport(answer))
    keys = {"api_key": "key", "api_secret": SECRET}
    return DTOne(name="dtone", line=line, keys=keys, clock=lambda: NOW)


def said(word: str, why: str = "", **fields: Any) -> dict[str, Any]:
    return {"external_id": "M1", "id": 7, "status": status(word, why), **fields}


async def queried(*found: dict[str, Any]) -> Outcome:
    return await dtone(list(found)).query("M1", submitted_at=NOW)


class TestClosedWorld:
    @given(code=CODES, http=st.sampled_from([400, 401, 404]))
    async def test_only_listed_errors_reject_a_submission(self, code: int, http: int) -> None:
        outcome = await dtone({"errors": [{"code": code}]}, http).submit(order())
        assert isinstance(outcome, Rejected) == (code in NOES)
        assert isinstance(outcome, Duplicate) == (code == 1007001)
        assert isinstance(outcome, Rejected | Duplicate | Unknown)

    @given(code=CODES, http=st.sampled_from([200, 403, 409, 422, 429, 500, 503]))
    async def test_no_other_status_rejects_anything(self, code: int, http: int) -> None:
        outcome = await dtone({"errors": [{"code": code}]}, http).submit(order())
        assert isinstance(outcome, Unknown)

    @given(code=CODES, http=st.sampled_from([200, 201, 400, 401, 404, 429, 500]))
    async def test_no_error_settles_a_query(self, code: int, http: int) -> None:
        outcome = await dtone({"errors": [{"code": code}]}, http).query("M1", submitted_at=NOW)
        assert isinstance(outcome, Unknown)

    @given(id=st.integers(-1, 12), word=st.sampled_from([*CLASSES, "completed", "", "X"]))
    async def test_only_a_class_whose_number_and_word_agree_says_anything(
        self, id: int, word: str
    ) -> None:
        told = {"external_id": "M1", "status": {"class": {"id": id, "message": word}}}
        assert isinstance(await queried(told), Unknown) == (CLASSES.get(word) != id)


class TestClass:
    @pytest.mark.parametrize(
        ("word", "outcome"),
        [
            ("CREATED", Processing("7")),
            ("CONFIRMED", Processing("7")),
            ("SUBMITTED", Processing("7")),
            ("COMPLETED", Delivered("7")),
            ("REVERSED", Reversed("7")),
            ("REJECTED", Rejected(code="REJECTED")),
            ("DECLINED", Rejected(code="DECLINED")),
            ("CANCELLED", Rejected(code="CANCELLED")),
        ],
    )
    async def test_decides_and_the_status_does_not(self, word: str, outcome: Outcome) -> None:
        assert await queried(said(word)) == outcome
        lying = said(word, "COMPLETED") if word in {"SUBMITTED", "REVERSED"} else said(word)
        assert await queried(lying) == outcome

    async def test_what_was_completed_may_be_reversed(self) -> None:
        assert isinstance(await queried(said("COMPLETED")), Delivered)
        taken_back = await queried(said("REVERSED"))
        assert isinstance(taken_back, Reversed)
        assert taken_back.is_definite_failure

    @pytest.mark.parametrize(
        ("word", "why", "elsewhere", "ours"),
        [
            ("DECLINED", "DECLINED-INVALID-CREDIT-PARTY", False, False),
            ("DECLINED", "DECLINED-OPERATOR-CURRENTLY-UNAVAILABLE", True, False),
            ("REJECTED", "REJECTED-INSUFFICIENT-BALANCE", True, True),
        ],
    )
    async def test_the_status_says_why(
        self, word: str, why: str, elsewhere: bool, ours: bool
    ) -> None:
        no = await queried(said(word, why))
        assert isinstance(no, Rejected)
        assert (no.is_retryable_elsewhere, no.is_our_fault) == (elsewhere, ours)


class TestSubmit:
    @pytest.mark.parametrize("http", [201, 202])
    async def test_unfinished_is_accepted(self, http: int) -> None:
        assert await dtone(said("CREATED"), http).submit(order()) == Accepted("7")
        assert isinstance(await dtone(said("REJECTED"), http).submit(order()), Rejected)

    async def test_sends_the_documented_fields(self) -> None:
        seen: list[httpx.Request] = []
        await dtone({}, 500, seen).submit(order())
        assert seen[0].url.path == "/v1/async/transactions"
        assert seen[0].headers["authorization"].startswith("Basic ")
        assert json.loads(seen[0].content) == {
            "external_id": "M1",
            "product_id": 10000001,
            "auto_confirm": True,
            "callback_url": "http://127.0.0.1:9/callbacks/suppliers/x",
            "credit_party_identifier": {"mobile_number": "+8613800138100"},
        }

    async def test_two_errors_prove_nothing(self) -> None:
        errors = {"errors": [{"code": 1005003}, {"code": 1007001}]}
        assert isinstance(await dtone(errors, 400).submit(order()), Unknown)

    @pytest.mark.parametrize(
        "changes",
        [
            {"account": ""},
            {"account": "95123100"},
            {"account": "95123100", "kind": Kind.CARD},
            {"quantity": 2},
            {"sku": "a"},
        ],
    )
    async def test_what_they_cannot_carry_is_refused_here(
        self, changes: dict[str, Any]
    ) -> None:
        seen: list[httpx.Request] = []
        outcome = await dtone(said("CREATED"), 201, seen).submit(order(**changes))
        assert isinstance(outcome, Rejected)
        assert outcome.code.startswith("laurel.")
        assert seen == []


class TestQuery:
    async def test_nothing_is_missing_and_several_are_unknown(self) -> None:
        assert await queried() == Missing()
        assert isinstance(await queried(said("DECLINED"), said("DECLINED")), Unknown)

    async def test_another_order_is_unknown(self) -> None:
        assert isinstance(await queried({**said("DECLINED"), "external_id": "M2"}), Unknown)

    async def test_a_number_cannot_change_the_question(self) -> None:
        seen: list[httpx.Request] = []
        await dtone([], 200, seen).query("M1&external_id=M2", submitted_at=NOW)
        assert dict(seen[0].url.params) == {"external_id": "M1&external_id=M2"}

    async def test_only_yuan_are_a_cost(self) -> None:
        paid = {"amount": 46.3, "unit": "CNY", "fee": 0.7}
        yuan = said("COMPLETED", prices={"wholesale": paid})
        dollars = said("COMPLETED", prices={"wholesale": {**paid, "unit": "USD"}})
        assert (await queried(yuan), await queried(dollars)) == (
            Delivered("7", 4700),
            Delivered("7", None),
        )

    async def test_a_pin_without_serial_stands_for_itself(self) -> None:
        found = await queried(said("COMPLETED", pin={"code": "1234"}))
        assert isinstance(found, Delivered)
        assert found.cards == (Card("1234", "1234"),)
        assert "1234" not in repr(found)


class TestCallback:
    @given(st.sampled_from([*CLASSES]), st.dictionaries(st.text(), st.text()))
    def test_nothing_is_ever_verified(self, word: str, headers: dict[str, str]) -> None:
        told = dtone({}).read_callback(json.dumps(said(word)).encode(), headers)
        assert (told.reference, told.remote_no) == ("M1", "7")
        assert (told.is_verified, told.hint) == (False, None)

    @given(st.binary(max_size=200))
    def test_noise_is_refused(self, raw: bytes) -> None:
        with contextlib.suppress(CallbackRejected):
            raise AssertionError(dtone({}).read_callback(raw, {}))

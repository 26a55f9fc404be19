"""The fake's answers are a closed world too, and only signed ones count."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppliers import Delivered, Outcome, Partial, Rejected, Reversed, Unknown
from suppliers.fake.adapter import REFUSALS, Fake
from suppliers.fake.wire import SIGNATURE, signed
from suppliers.http import Line

from ..stages import NOW, PATIENCE, order

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
STATES = TEXT | st.sampled_from(
    ["Delivered", "delivered ", "failed", "reversed", "rejected", ""]
)
CODES = TEXT | st.sampled_from([*REFUSALS, "Refused", "refused "])


def fake(told: dict[str, Any], **headers: str) -> Fake:
    """An adapter that gets `told` to whatever it asks, signed unless `headers` differ."""
    body = json.dumps(told).encode()
    given_headers = {**signed("secret", "1767225600", body), **headers}

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=httpx.ByteStream(body), headers=given_headers)

    line = Line("http://fake", patience=PATIENCE, transport=httpx.MockTransport(answer))
    return Fake(name="fake", line=line, keys={"secret": "secret"}, clock=lambda: NOW)


async def both(adapter: Fake) -> tuple[Outcome, Outcome]:
    return await adapter.submit(order()), await adapter.query("M1", submitted_at=NOW)


class TestClosedWorld:
    @given(state=STATES, code=CODES)
    async def test_only_listed_words_settle_anything(self, state: str, code: str) -> None:
        for outcome in await both(fake({"reference": "M1", "state": state, "code": code})):
            assert isinstance(outcome, Delivered) == (state == "delivered")
            assert isinstance(outcome, Partial) == (state == "partial")
            is_listed = state == "rejected" and code in REFUSALS
            assert isinstance(outcome, Rejected) == is_listed
            assert not isinstance(outcome, Reversed)


class TestTrust:
    @pytest.mark.parametrize("signature", ["", "0" * 64])
    async def test_an_unsigned_success_is_unknown(self, signature: str) -> None:
        told = {"reference": "M1", "state": "delivered"}
        for outcome in await both(fake(told, **{SIGNATURE: signature})):
            assert isinstance(outcome, Unknown)

    async def test_an_answer_about_another_order_is_unknown(self) -> None:
        for outcome in await both(fake({"reference": "M2", "state": "delivered"})):
            assert isinstance(outcome, Unknown)

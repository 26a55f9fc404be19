"""Operators sign in with two factors; guessing ends soon, in parallel too, and for guessers."""

import asyncio
import time
from datetime import datetime, timedelta

import pytest

from app import operators
from app.kit import db
from app.kit.errors import NotFound
from app.kit.throttle import TooManyRequests
from app.operators import Added, OperatorView, Role, SignInRefused


def code(operator: Added, at: datetime) -> str:
    return operators.one_time_password(operator.totp_secret, at=at)


async def sign_in(operator: Added, at: datetime, **other: str) -> OperatorView:
    given = {"name": operator.name, "password": operator.password, "code": code(operator, at)}
    return await operators.sign_in(now=at, **{**given, **other})


class TestAdd:
    async def test_tells_the_keys_once_and_keeps_none(self, support: Added) -> None:
        kept = str(await db.fetch("SELECT *, encode(totp_sealed, 'escape') FROM operator"))
        assert support.password not in kept
        assert support.totp_secret not in kept
        assert support.totp_uri.startswith("otpauth://totp/Laurel:support?")

    async def test_refuses_a_name_twice(self, support: Added, now: datetime) -> None:
        with pytest.raises(operators.NameTaken):
            await operators.add(name="Support", role=Role.OPS, now=now)


class TestSignIn:
    async def test_lets_in_with_both_factors(self, support: Added, now: datetime) -> None:
        shown = await sign_in(support, now)
        assert shown == OperatorView(id=support.id, name="support", role=Role.SUPPORT)
        assert await operators.operator(support.id) == shown

    @pytest.mark.parametrize("off_seconds", [-30, 30])
    async def test_forgives_a_clock_that_is_one_step_off(
        self, support: Added, now: datetime, off_seconds: int
    ) -> None:
        given = code(support, now + timedelta(seconds=off_seconds))
        assert await sign_in(support, now, code=given)

    async def test_refuses_a_clock_that_is_two_steps_off(
        self, support: Added, now: datetime
    ) -> None:
        with pytest.raises(SignInRefused):
            await sign_in(support, now, code=code(support, now + timedelta(seconds=60)))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"password": "not-the-password"},
            {"code": "000000"},
            {"code": "一二三四五六"},
            {"name": "nobody"},
            {"name": "no\x00body"},
            {"password": ""},
            {"code": ""},
        ],
    )
    async def test_refuses_anything_wrong_in_the_same_words(
        self, support: Added, now: datetime, wrong: dict[str, str]
    ) -> None:
        with pytest.raises(SignInRefused) as refused:
            await sign_in(support, now, **wrong)
        assert refused.value.facts == {}

    async def test_accepts_a_code_once(self, support: Added, now: datetime) -> None:
        tried = await asyncio.gather(
            *(sign_in(support, now) for _ in range(4)), return_exceptions=True
        )
        assert sum(isinstance(one, OperatorView) for one in tried) == 1
        assert sum(isinstance(one, SignInRefused) for one in tried) == 3

    async def test_refuses_a_step_before_the_last_one(
        self, support: Added, now: datetime
    ) -> None:
        await sign_in(support, now)
        with pytest.raises(SignInRefused):
            await sign_in(support, now, code=code(support, now - timedelta(seconds=30)))

    async def test_is_refused_in_a_network_after_five_failures_there(
        self, support: Added, now: datetime
    ) -> None:
        await fail(support, now, 5, address="192.0.2.7")
        with pytest.raises(TooManyRequests):
            await sign_in(support, now, address="192.0.2.8")  # The same network.
        later = now + timedelta(minutes=15)
        assert await sign_in(support, later, address="192.0.2.7")

    async def test_is_open_elsewhere_while_somebody_guesses(
        self, support: Added, now: datetime
    ) -> None:
        await fail(support, now, 5, address="192.0.2.7")
        assert await sign_in(support, now, address="198.51.100.7")

    async def test_counts_no_other_name(
        self, support: Added, finance: Added, now: datetime
    ) -> None:
        await fail(support, now, 5, address="192.0.2.7")
        assert await sign_in(finance, now, address="192.0.2.7")

    async def test_shuts_out_strangers_after_fifty_failures_everywhere(
        self, support: Added, now: datetime
    ) -> None:
        await sign_in(support, now, address="198.51.100.7")
        for network in range(10):
            await fail(support, now, 5, address=f"192.0.{network}.7")
        later = now + timedelta(minutes=1)
        with pytest.raises(SignInRefused):
            await sign_in(support, later, address="203.0.113.7")
        assert await sign_in(support, later, address="198.51.100.8")  # Where she works.

    async def test_lets_strangers_try_again_after_an_hour(
        self, support: Added, now: datetime
    ) -> None:
        for network in range(10):
            await fail(support, now, 5, address=f"192.0.{network}.7")
        later = now + timedelta(hours=1)
        with pytest.raises(SignInRefused):
            await sign_in(support, later - timedelta(seconds=1), address="203.0.113.7")
        assert await sign_in(support, later, address="203.0.113.7")

    async def test_judges_five_of_forty_parallel_guesses(
        self, support: Added, now: datetime
    ) -> None:
        tried = await asyncio.gather(
            *(sign_in(support, now, code="000000") for _ in range(40)), return_exceptions=True
        )
        assert sum(isinstance(one, SignInRefused) for one in tried) == 5
        assert sum(isinstance(one, TooManyRequests) for one in tried) == 35
        assert await refusals(support, "sign_in_refused") == 5

    async def test_forgets_failures_after_a_success(
        self, support: Added, now: datetime
    ) -> None:
        for _ in range(4):
            with pytest.raises(SignInRefused):
                await sign_in(support, now, code="000000")
        await sign_in(support, now)
        with pytest.raises(SignInRefused):
            await sign_in(support, now, code="000000")
        assert await sign_in(support, now + timedelta(seconds=30))

    async def test_works_as_long_for_an_unknown_name(
        self, support: Added, now: datetime
    ) -> None:
        async def seconds(**wrong: str) -> float:
            began = time.perf_counter()
            with pytest.raises(SignInRefused):
                await sign_in(support, now, **wrong)
            return time.perf_counter() - began

        await seconds(name="warm-up")
        known = min([await seconds(password="not-the-password") for _ in range(4)])
        unknown = min([await seconds(name="nobody") for _ in range(4)])
        assert unknown > known / 2

    async def test_counts_tries_per_address(self, support: Added, now: datetime) -> None:
        with pytest.raises(SignInRefused):
            await sign_in(support, now, name="other", address="192.0.2.7")
        await db.fetch("UPDATE rate_counter SET attempts = 120")
        with pytest.raises(TooManyRequests):
            await sign_in(support, now, address="192.0.2.7")
        assert await sign_in(support, now, address="192.0.2.8")

    async def test_refuses_who_was_let_go(
        self, support: Added, finance: Added, now: datetime
    ) -> None:
        await operators.disable(
            operator_id=support.id, by=finance.id, reason="moved on", now=now
        )
        with pytest.raises(SignInRefused):
            await sign_in(support, now)
        with pytest.raises(NotFound):
            await operators.operator(support.id)


class TestConfirm:
    async def test_wants_a_new_code(self, support: Added, now: datetime) -> None:
        await sign_in(support, now)
        with pytest.raises(SignInRefused):
            await operators.confirm(operator_id=support.id, code=code(support, now), now=now)
        later = now + timedelta(seconds=30)
        await operators.confirm(operator_id=support.id, code=code(support, later), now=later)

    async def test_is_nobody_elses_to_lock(self, support: Added, now: datetime) -> None:
        for network in range(10):
            await fail(support, now, 5, address=f"192.0.{network}.7")
        await operators.confirm(operator_id=support.id, code=code(support, now), now=now)

    async def test_is_refused_after_five_failures(self, support: Added, now: datetime) -> None:
        tried = await asyncio.gather(
            *(
                operators.confirm(operator_id=support.id, code="000000", now=now)
                for _ in range(20)
            ),
            return_exceptions=True,
        )
        assert sum(isinstance(one, SignInRefused) for one in tried) == 5
        assert await refusals(support, "confirmation_refused") == 5
        with pytest.raises(TooManyRequests):
            await operators.confirm(operator_id=support.id, code=code(support, now), now=now)

    async def test_that_is_right_forgets_failures(self, support: Added, now: datetime) -> None:
        for at in (now, now + timedelta(seconds=30)):
            for _ in range(4):
                with pytest.raises(SignInRefused):
                    await operators.confirm(operator_id=support.id, code="000000", now=at)
            await operators.confirm(operator_id=support.id, code=code(support, at), now=at)


async def fail(operator: Added, at: datetime, times: int, *, address: str) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            await sign_in(operator, at, password="not-the-password", address=address)


async def refusals(operator: Added, action: str) -> int:
    entries = await operators.entries(f"operator:{operator.id}")
    return sum(entry.action == action for entry in entries)

"""A one-time code opens one phone once, and can hardly be guessed."""

import asyncio
from datetime import datetime, timedelta

import pytest

from app import members
from app.kit import db
from app.kit.errors import InvalidInput
from app.kit.throttle import TooManyRequests

PHONE = "13912345678"
OTHER = "13812345678"

pytestmark = pytest.mark.usefixtures("database", "demo")


async def code_for(phone: str, now: datetime) -> str:
    sent = await members.request_code(phone=phone, address="192.0.2.1", now=now)
    assert sent.demo_code is not None
    return sent.demo_code


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


class TestPhone:
    @pytest.mark.parametrize(
        "written", ["13912345678", "+86 139 1234 5678", "0086-139-1234-5678", " 139 12345678 "]
    )
    def test_is_read_as_people_write_it(self, written: str) -> None:
        assert members.normal_phone(written) == PHONE

    @pytest.mark.parametrize(
        "written",
        ["", "12345678901", "1391234567", "139123456789", "+14155550100", "１３９12345678"]
    )  # fmt: skip
    def test_refuses_what_is_no_mobile_number(self, written: str) -> None:
        with pytest.raises(InvalidInput):
            members.normal_phone(written)


class TestRequestCode:
    async def test_says_the_same_for_a_known_and_an_unknown_phone(self, now: datetime) -> None:
        code = await code_for(PHONE, now)
        await members.sign_in_with_code(phone=PHONE, code=code, now=now)
        known = await members.request_code(phone=PHONE, address=None, now=now)
        unknown = await members.request_code(phone=OTHER, address=None, now=now)
        assert (known.expires_at, known.resend_after_seconds) == (
            unknown.expires_at,
            unknown.resend_after_seconds,
        )
        assert known.demo_code is not None
        assert known.demo_code != unknown.demo_code or len(known.demo_code) == 6

    async def test_waits_a_minute_before_it_sends_again(self, now: datetime) -> None:
        shown = await code_for(PHONE, now)
        with pytest.raises(members.CodeSentRecently) as refused:
            await code_for(PHONE, now + timedelta(seconds=59))
        assert refused.value.facts == {"retry_after": 1, "demo_otp": shown}
        await code_for(PHONE, now + timedelta(seconds=60))

    async def test_sends_once_when_asked_at_the_same_time(self, now: datetime) -> None:
        asked = await asyncio.gather(
            *(code_for(PHONE, now) for _ in range(20)), return_exceptions=True
        )
        assert sum(isinstance(one, str) for one in asked) == 1
        assert sum(isinstance(one, members.CodeSentRecently) for one in asked) == 19

    async def test_stops_after_five_unused_codes_in_an_hour(self, now: datetime) -> None:
        for minute in range(5):
            await code_for(PHONE, now + timedelta(minutes=minute))
        with pytest.raises(members.CodeSentRecently):
            await code_for(PHONE, now + timedelta(minutes=30))
        await code_for(PHONE, now + timedelta(minutes=65))

    async def test_counts_the_callers_address_over_all_phones(self, now: datetime) -> None:
        for number in range(200):
            await code_for(f"139{number:08}", now)
        with pytest.raises(TooManyRequests):
            await code_for(OTHER, now)

    @pytest.mark.usefixtures("production")
    async def test_refuses_plainly_where_no_sms_can_be_sent(self, now: datetime) -> None:
        with pytest.raises(members.SmsUnavailable):
            await members.request_code(phone=PHONE, address=None, now=now)
        assert await db.fetch("SELECT FROM phone_code") == []


class TestSignInWithCode:
    async def test_makes_a_member_once(self, now: datetime) -> None:
        first = await members.sign_in_with_code(
            phone=PHONE, code=await code_for(PHONE, now), now=now
        )
        again = await members.sign_in_with_code(
            phone="+86 139-1234-5678", code=await code_for(PHONE, now), now=now
        )
        assert first == again
        assert first.phone_masked == "139****5678"
        assert first.joined_at == now

    async def test_accepts_a_code_once(self, now: datetime) -> None:
        code = await code_for(PHONE, now)
        tried = await asyncio.gather(
            *(members.sign_in_with_code(phone=PHONE, code=code, now=now) for _ in range(10)),
            return_exceptions=True,
        )
        assert sum(isinstance(one, members.MemberView) for one in tried) == 1
        assert sum(isinstance(one, members.PhoneCodeInvalid) for one in tried) == 9

    async def test_refuses_a_code_of_another_phone(self, now: datetime) -> None:
        code = await code_for(PHONE, now)
        await code_for(OTHER, now)
        with pytest.raises(members.PhoneCodeInvalid):
            await members.sign_in_with_code(phone=OTHER, code=code, now=now)

    async def test_refuses_a_code_whose_row_was_moved_to_another_phone(
        self, now: datetime
    ) -> None:
        code, _ = await code_for(PHONE, now), await code_for(OTHER, now)
        await db.fetch(
            "UPDATE phone_code SET code_hash = (SELECT code_hash FROM phone_code WHERE id = 1)"
        )
        with pytest.raises(members.PhoneCodeInvalid):
            await members.sign_in_with_code(phone=OTHER, code=code, now=now)

    async def test_refuses_a_code_that_was_replaced(self, now: datetime) -> None:
        old, later = await code_for(PHONE, now), now + timedelta(minutes=1)
        new = await code_for(PHONE, later)
        if old != new:
            with pytest.raises(members.PhoneCodeInvalid):
                await members.sign_in_with_code(phone=PHONE, code=old, now=later)
        assert await members.sign_in_with_code(phone=PHONE, code=new, now=later)

    async def test_refuses_a_code_after_five_minutes(self, now: datetime) -> None:
        code = await code_for(PHONE, now)
        with pytest.raises(members.PhoneCodeInvalid):
            await members.sign_in_with_code(
                phone=PHONE, code=code, now=now + timedelta(minutes=5)
            )

    async def test_refuses_the_right_code_after_five_wrong_ones(self, now: datetime) -> None:
        code = await code_for(PHONE, now)
        for _ in range(5):
            with pytest.raises(members.PhoneCodeInvalid):
                await members.sign_in_with_code(phone=PHONE, code=wrong(code), now=now)
        with pytest.raises(members.PhoneCodeInvalid):
            await members.sign_in_with_code(phone=PHONE, code=code, now=now)

    async def test_counts_five_of_ten_thousand_parallel_guesses(self, now: datetime) -> None:
        code = await code_for(PHONE, now)

        async def guess() -> None:
            with pytest.raises(members.PhoneCodeInvalid):
                await members.sign_in_with_code(phone=PHONE, code=wrong(code), now=now)

        await asyncio.gather(*(guess() for _ in range(10_000)))
        assert [row["tries"] for row in await db.fetch("SELECT tries FROM phone_code")] == [5]

    async def test_gives_a_phone_to_one_of_two_members_enrolled_at_once(
        self, now: datetime
    ) -> None:
        first = members.enrol(phone=PHONE, nickname="one", now=now)
        second = members.enrol(phone=PHONE, nickname="two", now=now)
        done = await asyncio.gather(first, second, return_exceptions=True)
        assert sum(isinstance(one, members.IdentityTaken) for one in done) == 1
        assert len(await db.fetch("SELECT FROM member")) == 1

    async def test_refuses_guesses_from_one_address(self, now: datetime) -> None:
        tried = await asyncio.gather(
            *(
                members.sign_in_with_code(
                    phone=PHONE, code="000000", now=now, address="192.0.2.9"
                )
                for _ in range(401)
            ),
            return_exceptions=True,
        )
        assert sum(isinstance(one, TooManyRequests) for one in tried) == 1

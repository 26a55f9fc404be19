"""Opening is an intent: one payment per purpose, one number for ever, nothing sent."""

from datetime import datetime, timedelta

import pytest

from app import payments


class TestOpenPayment:
    async def test_is_remembered_as_open(self, database: None, now: datetime) -> None:
        opened = await open_one(now)
        assert opened.is_open
        assert await payments.payment(opened.id) == opened
        assert await payments.payment_for("redemption:7") == opened
        assert len(opened.trade_no) <= 32

    async def test_repeats_by_purpose(self, database: None, now: datetime) -> None:
        assert await open_one(now) == await open_one(now + timedelta(seconds=1))

    async def test_refuses_another_amount_for_the_same_purpose(
        self, database: None, now: datetime
    ) -> None:
        await open_one(now)
        with pytest.raises(payments.PaymentDiffers):
            await open_one(now, amount_fen=1)


async def open_one(now: datetime, *, amount_fen: int = 9900) -> payments.PaymentView:
    return await payments.open_payment(
        purpose="redemption:7",
        member_id=1,
        amount_fen=amount_fen,
        description="Coffee",
        provider="fake",
        expires_at=now + timedelta(minutes=15),
        now=now,
    )

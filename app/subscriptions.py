"""What happens when…: every event of the house and who listens, on one screen.

The relay delivers at least once and in no promised order. So each listener makes one domain
call that is guarded by a unique key or a state: the second time it finds nothing to do.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import msgspec

from app import achievements, activity, fulfilment, loyalty, payments, redemption
from app.activity import BehaviourRecorded
from app.fulfilment import CaseKind
from app.members import MemberErased, TierChanged
from app.payments import (
    CashRefunded,
    PaymentCaptured,
    PaymentMismatch,
    RefundPaidTwice,
    RefundStuck,
)
from app.redemption import (
    LatePaymentReturned,
    RedemptionCancelled,
    RedemptionDelivered,
    RedemptionGivenBack,
    RedemptionPlaced,
)

Handler = Callable[..., Awaitable[Any]]


async def open_duty(event: RedemptionPlaced, *, now: datetime) -> None:
    await fulfilment.open_duty(redemption_id=event.redemption_id, now=now)


async def withdraw_duty(
    event: RedemptionCancelled | RedemptionGivenBack, *, now: datetime
) -> None:
    await fulfilment.withdraw(redemption_id=event.redemption_id, now=now)


async def close_payment(event: RedemptionCancelled, *, now: datetime) -> None:
    """Make it unpayable at the provider; what is paid all the same comes back (P06)."""
    if event.payment_id is not None:
        await payments.close(payment_id=event.payment_id, now=now)


async def settle_payment(event: PaymentCaptured, *, now: datetime) -> None:
    await redemption.settle_payment(
        redemption_id=_redemption_id(event.purpose),
        payment_id=event.payment_id,
        captured_at=event.captured_at,
        now=now,
    )


async def finish_refund(event: CashRefunded, *, now: datetime) -> None:
    await redemption.finish_refund(redemption_id=_redemption_id(event.purpose), now=now)


async def show_late_payment(event: LatePaymentReturned, *, now: datetime) -> None:
    await fulfilment.open_case(
        kind=CaseKind.LATE_PAYMENT,
        redemption_id=event.redemption_id,
        facts={"payment_id": event.payment_id, "amount_fen": event.amount_fen},
        now=now,
    )


async def show_mismatch(event: PaymentMismatch, *, now: datetime) -> None:
    await fulfilment.open_case(
        kind=CaseKind.PAYMENT_MISMATCH,
        redemption_id=_redemption_id(event.purpose),
        facts={
            "payment_id": event.payment_id, "amount_fen": event.amount_fen,
            "said_fen": event.said_fen, "said_currency": event.said_currency,
        },
        now=now,
    )  # fmt: skip


async def show_stuck_refund(event: RefundStuck, *, now: datetime) -> None:
    """Open a case for each refund; it cannot be closed before the refund has ended."""
    await fulfilment.open_case(
        kind=CaseKind.REFUND_STUCK,
        redemption_id=_redemption_id(event.purpose),
        reference=f"refund:{event.refund_id}",
        facts={
            "refund_id": event.refund_id, "amount_fen": event.amount_fen, "why": event.reason
        },
        now=now,
    )  # fmt: skip


async def show_double_refund(event: RefundPaidTwice, *, now: datetime) -> None:
    await fulfilment.open_case(
        kind=CaseKind.CONTRADICTION,
        redemption_id=_redemption_id(event.purpose),
        reference=f"refund:{event.refund_id}",
        facts={
            "refund_id": event.refund_id, "amount_fen": event.amount_fen, "said": "paid_twice"
        },
        now=now,
    )  # fmt: skip


async def review_tier(
    event: RedemptionDelivered | RedemptionGivenBack, *, now: datetime
) -> None:
    """Look at the score again: cash counts from when its thing has come until it went back."""
    await loyalty.review_tier(member_id=event.member_id, now=now)


async def review_payer(event: CashRefunded, *, now: datetime) -> None:
    """Look at the score again: cash that went back counts no more."""
    owed = await redemption.redemption(_redemption_id(event.purpose), member_id=None)
    await loyalty.review_tier(member_id=owed.member_id, now=now)


async def give_badges(
    event: RedemptionDelivered | RedemptionGivenBack | TierChanged, *, now: datetime
) -> None:
    await achievements.award(member_id=event.member_id, now=now)


async def give_reading_badges(event: BehaviourRecorded, *, now: datetime) -> None:
    if not achievements.BADGE_KINDS.isdisjoint(event.kinds):
        await achievements.award(member_id=event.member_id, now=now)


async def forget_behaviour(event: MemberErased, *, now: datetime) -> None:
    await activity.erase(member_id=event.member_id)


async def forget_badges(event: MemberErased, *, now: datetime) -> None:
    await achievements.erase(member_id=event.member_id)


SUBSCRIPTIONS: dict[str, tuple[type[msgspec.Struct], tuple[Handler, ...]]] = {
    "RedemptionPlaced": (RedemptionPlaced, (open_duty,)),
    "RedemptionCancelled": (RedemptionCancelled, (withdraw_duty, close_payment)),
    "RedemptionGivenBack": (RedemptionGivenBack, (withdraw_duty, review_tier, give_badges)),
    "RedemptionDelivered": (RedemptionDelivered, (review_tier, give_badges)),
    "TierChanged": (TierChanged, (give_badges,)),
    "BehaviourRecorded": (BehaviourRecorded, (give_reading_badges,)),
    "MemberErased": (MemberErased, (forget_behaviour, forget_badges)),
    "PaymentCaptured": (PaymentCaptured, (settle_payment,)),
    "PaymentMismatch": (PaymentMismatch, (show_mismatch,)),
    "LatePaymentReturned": (LatePaymentReturned, (show_late_payment,)),
    "CashRefunded": (CashRefunded, (finish_refund, review_payer)),
    "RefundStuck": (RefundStuck, (show_stuck_refund,)),
    "RefundPaidTwice": (RefundPaidTwice, (show_double_refund,)),
}


async def handle(name: str, payload: bytes, *, now: datetime) -> None:
    """Hand one announced event to all who listen. Safe to repeat.

    Raises KeyError for an event that this version does not know, so that it waits for one
    that does.
    """
    kind, handlers = SUBSCRIPTIONS[name]
    event = msgspec.json.decode(payload, type=kind)
    for handler in handlers:
        await handler(event, now=now)


def _redemption_id(purpose: str) -> int:
    """Read "redemption:7"; raises ValueError for a purpose of another room."""
    room, _, number = purpose.partition(":")
    if room != "redemption":
        raise ValueError(f"nobody listens to payments for {room}")
    return int(number)

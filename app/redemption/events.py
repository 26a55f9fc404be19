"""What has happened to a redemption."""

from datetime import datetime

import msgspec


class RedemptionPlaced(msgspec.Struct, frozen=True):
    """It is paid for and is owed from now on."""

    redemption_id: int
    member_id: int
    delivery: str
    occurred_at: datetime


class RedemptionCancelled(msgspec.Struct, frozen=True):
    """It was withdrawn before anything was submitted; an open payment should be closed."""

    redemption_id: int
    member_id: int
    payment_id: int | None
    occurred_at: datetime


class LatePaymentReturned(msgspec.Struct, frozen=True):
    """Cash came after the cancellation and was ordered back."""

    redemption_id: int
    payment_id: int
    amount_fen: int
    occurred_at: datetime


class RedemptionDelivered(msgspec.Struct, frozen=True):
    """The member has it, or the part of it that came."""

    redemption_id: int
    member_id: int
    occurred_at: datetime


class RedemptionGivenBack(msgspec.Struct, frozen=True):
    """It is not owed any more, though it was; whoever was about to deliver it should stop."""

    redemption_id: int
    member_id: int
    occurred_at: datetime

"""Where a redemption may stand, and what its timeline may tell."""

from enum import StrEnum


class State(StrEnum):
    """Where a redemption stands; the way between states is `policy.TRANSITIONS`."""

    AWAITING_PAYMENT = "awaiting_payment"
    PLACED = "placed"
    DELIVERING = "delivering"
    DELIVERED = "delivered"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    ATTENTION = "attention"


PENDING = frozenset({State.AWAITING_PAYMENT, State.PLACED, State.DELIVERING, State.REFUNDING})
PROMISED = frozenset({State.PLACED, State.DELIVERING})
# What a member still waits for; with what is on its way back, all that is not settled.
ON_THE_WAY = frozenset({State.AWAITING_PAYMENT, *PROMISED, State.ATTENTION})
UNSETTLED = ON_THE_WAY | {State.REFUNDING}
CANCELLED_BY_MEMBER = "cancelled_by_member"


class Step(StrEnum):
    """What a timeline tells. What begins a state is named like it."""

    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    PLACED = "placed"
    SUBMITTED = "submitted"
    ATTEMPT_FAILED = "attempt_failed"
    DELIVERED = "delivered"
    ATTENTION = "attention"
    CANCELLED = "cancelled"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    REFUNDED_PART = "refunded_part"
    LATE_PAYMENT_RETURNED = "late_payment_returned"

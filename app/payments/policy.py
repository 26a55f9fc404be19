"""Decisions about cash: what may follow what, and when to ask again."""

from datetime import datetime, timedelta

from .schemas import PaymentState, RefundState

# Every change that may happen; what is not listed cannot. A closed payment may still turn
# out to be paid: the provider's word about money outranks ours.
PAYMENT_STATES: dict[PaymentState, frozenset[PaymentState]] = {
    PaymentState.OPEN: frozenset({PaymentState.CAPTURED, PaymentState.CLOSED}),
    PaymentState.CLOSED: frozenset({PaymentState.CAPTURED}),
    PaymentState.CAPTURED: frozenset(),
}

# A stuck refund needs a person; what they settle at the provider is found by asking again.
REFUND_STATES: dict[RefundState, frozenset[RefundState]] = {
    RefundState.REQUESTED: frozenset(
        {RefundState.PROCESSING, RefundState.DONE, RefundState.STUCK}
    ),
    RefundState.PROCESSING: frozenset(
        {RefundState.PROCESSING, RefundState.DONE, RefundState.STUCK}
    ),
    RefundState.STUCK: frozenset({RefundState.STUCK, RefundState.PROCESSING, RefundState.DONE}),
    RefundState.DONE: frozenset(),
}

FIRST_QUERY_SECONDS = 10
QUERY_MOST_SECONDS = 600
REFUND_LEASE_SECONDS = 60
REFUND_PAUSE_MOST_SECONDS = 3600
STUCK_PAUSE_SECONDS = 12 * 3600
# Then a person hears of a refund that has no end.
REFUND_LASTS = timedelta(hours=24)
# What WeChat Pay allows: 50 refunds of one payment, a minute apart (suppliers.md 8.6).
MOST_REFUNDS = 50
REFUNDS_APART_SECONDS = 60
# A provider that refuses twelve times, the last times an hour apart, needs a person.
REFUSALS_BEFORE_STUCK = 12
NOTICE_PAUSE_MOST_SECONDS = 3600
NOTICE_WAITS_DAYS = 3
MOST_FEN = 10**12
NO_END = "no_end_in_a_day"
REFUND_WORDS = {
    "late_payment": "订单已取消，款项退回",
    "cancelled_by_member": "会员取消兑换",
    "promise_passed": "未能在承诺时间内送达",
    "no_supplier_delivers": "暂无法供货",
}


def sources(target: PaymentState) -> list[PaymentState]:
    """List the states from which a payment may become `target`."""
    return [state for state, next_ones in PAYMENT_STATES.items() if target in next_ones]


def refund_sources(target: RefundState) -> list[RefundState]:
    """List the states from which a refund may become `target`."""
    return [state for state, next_ones in REFUND_STATES.items() if target in next_ones]


def trade_no(ulid: str) -> str:
    """Name a payment at the provider: at most 32 of its characters, never used again."""
    return f"L{ulid}"


def refund_no(trade_no: str, nth: int) -> str:
    """Derive the number of a payment's `nth` refund, so that a repeat cannot invent another."""
    return f"R{trade_no}-{nth}"


def next_query_at(*, created_at: datetime, expires_at: datetime, now: datetime) -> datetime:
    """Ask again after half the payment's age, 10 s to 10 min, and at its end at the latest."""
    age = (now - created_at).total_seconds() / 2
    pause = min(max(age, FIRST_QUERY_SECONDS), QUERY_MOST_SECONDS)
    later = now + timedelta(seconds=pause)
    return min(later, expires_at) if now < expires_at else later


def refund_due_at(*, attempts: int, now: datetime) -> datetime:
    """Try a refund again after 4, 8, 16… seconds, an hour at most."""
    pause = min(2.0 ** min(attempts + 1, 12), REFUND_PAUSE_MOST_SECONDS)
    return now + timedelta(seconds=pause)


def stuck_due_at(*, since: datetime, now: datetime) -> datetime:
    """Ask about a refund that a person sees to after twelve hours, then ever more rarely."""
    return now + max(timedelta(seconds=STUCK_PAUSE_SECONDS), now - since)


def is_refused_for_good(state: RefundState, attempts: int) -> bool:
    """Tell whether one more refusal is one too many; a stuck refund just stays what it is."""
    return state != RefundState.STUCK and attempts >= REFUSALS_BEFORE_STUCK


def refund_words(reason: str) -> str:
    """Say to whoever reads it at the provider why cash goes back; a colleague's own words
    stay here.
    """
    return REFUND_WORDS.get(reason, "商家退款")


def notice_due_at(*, received_at: datetime, now: datetime) -> datetime | None:
    """Look at a notice of an unknown payment again, more and more rarely; None after 3 days."""
    age = now - received_at
    if age >= timedelta(days=NOTICE_WAITS_DAYS):
        return None
    pause = min(max(age.total_seconds(), 5), NOTICE_PAUSE_MOST_SECONDS)
    return now + timedelta(seconds=pause)


def said_fen(told: int) -> int:
    """Hold an amount that somebody else told to what we can write down."""
    return max(-MOST_FEN, min(told, MOST_FEN))


def words(told: str, most: int) -> str:
    """Take what can be stored of a provider's words: printable, at most `most` characters."""
    return "".join(one for one in told[: most * 2] if one.isprintable())[:most]


def captured_at(*, paid_at: datetime | None, created_at: datetime, now: datetime) -> datetime:
    """Take the provider's instant, within what can be: after our creation, not after now."""
    return max(created_at, min(paid_at or now, now))

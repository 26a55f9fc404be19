"""What is asked for, at which price."""

from datetime import datetime

import msgspec

from app.kit.tiers import Tier
from app.loyalty import Earning

from .states import State


class Asker(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks for a price, and where; `tier_until` is when their tier ends, if it does."""

    member_id: int
    tier: Tier
    tier_until: datetime | None = None
    channel: str = "web"


class Placing(Asker, frozen=True, kw_only=True):
    """Who places, where, and under which key; spans in seconds.

    `payment_provider` None takes the one that is configured. Paid by points alone, nobody
    sets to work for `undo_seconds`: so long it can be undone. `express_cap` is the most
    points that one tap may give; None where the member has not switched it on.
    """

    idempotency_key: str
    promise_seconds: int
    payment_window_seconds: int
    payment_provider: str | None = None
    undo_seconds: int = 0
    express_cap: int | None = None


class RedemptionRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a member may say about what they want; never a price (R18).

    `points` is the member's choice for a mixed price; None means as many as may be used.
    Without an `account` it is that of `account_from`, a redemption of the same member.
    `express_points` is what the button said that redeems in one tap, None for any other way:
    it is compared with the price, and never one.
    """

    product_id: int
    quantity: int = 1
    account: str | None = None
    account_from: int | None = None
    address_id: int | None = None
    slot_id: int | None = None
    points: int | None = None
    quote_id: int | None = None
    express_points: int | None = None


class QuoteLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a quote's arithmetic; `label` is "unit", "points_share" or "total"."""

    label: str
    quantity: int
    points: int
    cash_fen: int


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """What an order would cost a member now.

    `most_points` is the largest share that rule R15 lets points pay. `earning` is what the
    cash will earn, None without any.
    """

    product_id: int
    quantity: int
    points: int
    cash_fen: int
    most_points: int
    available_after: int
    lines: tuple[QuoteLine, ...]
    earning: Earning | None = None

    @property
    def earns(self) -> int:
        """Points that the cash earns when the thing has come."""
        return self.earning.points if self.earning else 0


class QuoteView(Price, frozen=True, kw_only=True):
    """A price the server stands by until `expires_at`."""

    id: int
    expires_at: datetime


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator may filter by."""

    state: State | None = None
    delivery: str | None = None
    product: str | None = None
    member_id: int | None = None
    redemption_id: int | None = None
    overdue_at: datetime | None = None

"""What settlement compares with a supplier's statement."""

from datetime import datetime

import msgspec

from .duties import AttemptState


class SettledAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """One submission as the month's sums need it; `cost_fen` is for the whole order.

    `cost_fen` is what the supplier told when it delivered, None where it does not tell.
    """

    id: int
    redemption_id: int
    product_slug: str
    quantity: int
    supplier: str
    sku: str
    reference: str
    remote_no: str | None
    state: AttemptState
    cost_fen: int | None
    sent_at: datetime
    settled_at: datetime | None

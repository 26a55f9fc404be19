"""What settlement compares with a supplier's statement."""

from datetime import datetime

import msgspec

from .duties import AttemptState


class SettledAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """One submission as the month's sums need it; amounts in fen, for the whole order.

    `told_fen` is what the supplier told when it delivered, None where it does not tell;
    `agreed_fen` the price when it was ordered.
    """

    id: int
    redemption_id: int
    quantity: int
    supplier: str
    sku: str
    reference: str
    remote_no: str | None
    state: AttemptState
    told_fen: int | None
    agreed_fen: int
    sent_at: datetime
    settled_at: datetime | None

    @property
    def cost_fen(self) -> int | None:
        """What it costs us: as told, else as agreed; None for a part that nobody priced."""
        if self.told_fen is None and self.state is AttemptState.PARTIAL:
            return None
        return self.agreed_fen if self.told_fen is None else self.told_fen

"""What a month with a supplier comes to, and the contracts that say how it is shared."""

from datetime import date, datetime
from enum import StrEnum

import msgspec


class MonthState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ISSUED = "issued"


class PartKind(StrEnum):
    """What a part of a month is; RETURN went back to a member after the delivery, REVERSAL
    is what the supplier took back, RECOVERY what it credited. LOSS is what nobody owed:
    shown, and in the cost already, of its delivery or else of a CHARGE, which is a loss that
    no delivery carries (a failure that arrived after all, more charged than we hold it to
    cost). So what is credited was in the cost before.
    """

    DELIVERY = "delivery"
    RETURN = "return"
    REVERSAL = "reversal"
    RECOVERY = "recovery"
    LOSS = "loss"
    CHARGE = "charge"


class ContractView(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a contract: it counts from `valid_from` until the next one does."""

    id: int
    supplier: str
    valid_from: datetime
    profit_share_bps: int
    note: str
    set_by: str
    set_at: datetime


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of a month; amounts are never negative, the kind says what they do."""

    kind: PartKind
    origin: int
    contract: int
    occurred_at: datetime
    attempt_id: int | None = None
    redemption_id: int | None = None
    reference: str = ""
    sku: str = ""
    quantity: int = 0
    points: int = 0
    cash_fen: int = 0
    cost_fen: int = 0
    is_agreed_cost: bool = False

    @property
    def is_memo(self) -> bool:
        """A loss tells again what a delivery or a charge has cost; it is in no sum of costs."""
        return self.kind is PartKind.LOSS


class ShareLine(msgspec.Struct, frozen=True, kw_only=True):
    """The margin under one version of the contract, and the supplier's share of it."""

    contract: int
    profit_share_bps: int
    margin_fen: int
    share_fen: int


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """The sums of a month, as they are printed. Only two can be below zero: the margin, and
    what is payable when the supplier took back more than it delivered.
    """

    deliveries: int = 0
    quantity: int = 0
    points: int = 0
    cash_fen: int = 0
    revenue_fen: int = 0
    given_back_fen: int = 0
    cost_fen: int = 0
    reversed_fen: int = 0
    recovered_fen: int = 0
    lost_fen: int = 0
    margin_fen: int = 0
    share_fen: int = 0
    payable_fen: int = 0


class MonthView(msgspec.Struct, frozen=True, kw_only=True):
    """A month's statement to a supplier; `agreed_costs` counts costs that it never told."""

    id: int
    supplier: str
    month: date
    version: int
    state: MonthState
    number: str | None
    period_from: datetime
    period_to: datetime
    totals: Totals
    drafted_by: str
    drafted_at: datetime
    issued_by: str | None
    issued_at: datetime | None
    shares: tuple[ShareLine, ...] = ()
    agreed_costs: int = 0

    @property
    def is_draft(self) -> bool:
        return self.state is MonthState.DRAFT

    @property
    def is_submitted(self) -> bool:
        return self.state is MonthState.SUBMITTED

    @property
    def is_issued(self) -> bool:
        return self.state is MonthState.ISSUED

    @property
    def subject(self) -> str:
        """Name it for the audit trail and for approvals."""
        return f"month:{self.id}"

"""The words of what a delivery has cost us that nobody owed (R21)."""

from datetime import datetime
from enum import StrEnum

import msgspec


class LossMovement(StrEnum):
    """A loss is claimed from the supplier, then credited by it or written off."""

    LOSS = "loss"
    CLAIM = "claim"
    RECOVER = "recover"
    WRITE_OFF = "write_off"


class LossAccount(StrEnum):
    PAYABLE = "payable"
    LOSS = "loss"
    CLAIM = "claim"
    WRITTEN_OFF = "written_off"


class Decision(StrEnum):
    """How a case ends: with the supplier's credit, at our cost, or without any loss."""

    RECOVERED = "recovered"
    WRITTEN_OFF = "written_off"
    NO_LOSS = "no_loss"


class LossView(msgspec.Struct, frozen=True, kw_only=True):
    """One posting; `amount_fen` > 0. `is_extra` says that no delivery carries the cost: the
    attempt counts as none, or a statement charges more than we hold it to cost.
    """

    id: int
    case_id: int
    redemption_id: int | None
    attempt_id: int | None
    supplier: str
    movement: LossMovement
    amount_fen: int
    actor: str
    posted_at: datetime
    is_extra: bool = False


class Liability(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a case can be claimed from, and the most that it can have cost."""

    supplier: str
    most_fen: int


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What a case has cost, in fen: claimed, and what became of it."""

    supplier: str = ""
    claimed_fen: int = 0
    recovered_fen: int = 0
    written_off_fen: int = 0

    @property
    def open_fen(self) -> int:
        return self.claimed_fen - self.recovered_fen - self.written_off_fen

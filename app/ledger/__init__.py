"""Points: earned into lots, held, captured, given back, expired, each by a posting."""

from app.ledger.chain import chain_heads, chain_postings, verify_chain
from app.ledger.errors import (
    ClawbackExceedsEarning,
    HoldAlreadyResolved,
    InsufficientPoints,
    ReferenceReused,
)
from app.ledger.invariants import INVARIANTS
from app.ledger.jobs import expire_lots
from app.ledger.queries import (
    balance,
    balances,
    hold_for,
    lots,
    posting,
    postings_about,
    postings_for,
    statement,
)
from app.ledger.schemas import (
    Account,
    Balance,
    Expiring,
    Filters,
    HoldView,
    LotView,
    Movement,
    PostingView,
    Receipt,
)
from app.ledger.service import (
    adjust,
    capture,
    claw_back,
    earn,
    forfeit,
    grant,
    hold,
    refund,
    reinstate,
    release,
)

__all__ = [
    "INVARIANTS",
    "Account",
    "Balance",
    "ClawbackExceedsEarning",
    "Expiring",
    "Filters",
    "HoldAlreadyResolved",
    "HoldView",
    "InsufficientPoints",
    "LotView",
    "Movement",
    "PostingView",
    "Receipt",
    "ReferenceReused",
    "adjust",
    "balance",
    "balances",
    "capture",
    "chain_heads",
    "chain_postings",
    "claw_back",
    "earn",
    "expire_lots",
    "forfeit",
    "grant",
    "hold",
    "hold_for",
    "lots",
    "posting",
    "postings_about",
    "postings_for",
    "refund",
    "reinstate",
    "release",
    "statement",
    "verify_chain",
]

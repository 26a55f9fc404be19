"""The only code that moves points. One verb, one transaction, mostly one statement."""

from app.ledger.service.corrections import adjust, claw_back, forfeit, reinstate
from app.ledger.service.earning import earn, grant
from app.ledger.service.holds import capture, hold, refund, release

__all__ = [
    "adjust",
    "capture",
    "claw_back",
    "earn",
    "forfeit",
    "grant",
    "hold",
    "refund",
    "reinstate",
    "release",
]

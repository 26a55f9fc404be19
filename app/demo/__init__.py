"""What only the demo runs: strangers on loopback, and a shop to try."""

from .files import SUPPLIERS
from .schemas import DemoSummary, MemberSignIn, OperatorSignIn
from .service import load
from .sign_ins import for_operators

__all__ = [
    "SUPPLIERS",
    "DemoSummary",
    "MemberSignIn",
    "OperatorSignIn",
    "for_operators",
    "load",
]

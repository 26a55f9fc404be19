"""What can be done about settlement; the only writer of this room's tables."""

from .contracts import set_contract
from .importing import import_statement, withdraw_statement
from .matching import rematch
from .monthly import draft_month, issue_month, return_month, submit_month

__all__ = [
    "draft_month",
    "import_statement",
    "issue_month",
    "rematch",
    "return_month",
    "set_contract",
    "submit_month",
    "withdraw_statement",
]

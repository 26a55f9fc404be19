"""What operators do that has no place at the desk (`app/desk`) yet."""

from .settlement import (
    approve_month,
    draft_month,
    import_statement,
    month_request,
    reject_month,
    rematch,
    set_contract,
    submit_month,
    withdraw_statement,
)

__all__ = [
    "approve_month",
    "draft_month",
    "import_statement",
    "month_request",
    "reject_month",
    "rematch",
    "set_contract",
    "submit_month",
    "withdraw_statement",
]

"""What operators can do: the only code that writes this room's tables."""

from app.operators.service.approvals import approve, reject, request_approval
from app.operators.service.audit import record
from app.operators.service.caps import spend
from app.operators.service.people import add, disable, one_time_password
from app.operators.service.sign_in import confirm, sign_in

__all__ = [
    "add",
    "approve",
    "confirm",
    "disable",
    "one_time_password",
    "record",
    "reject",
    "request_approval",
    "sign_in",
    "spend",
]

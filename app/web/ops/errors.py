"""How the console says no, where no room below can."""

from app.kit.errors import MallError


class ConfirmationRequired(MallError):
    """The operator signed in too long ago to move value without a new code (S06)."""

    status = 403
    code = "confirmation_required"
    field = "code"

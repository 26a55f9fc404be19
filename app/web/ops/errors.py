"""How the console says no, where no room below can."""

from app.kit.errors import MallError


class Overtaken(MallError):
    """Somebody gave something back since the form was drawn."""

    status = 409
    code = "overtaken"


class NotDoubtful(MallError):
    """Only a redemption that waits for a person can be accepted; `facts`: state."""

    status = 409
    code = "not_doubtful"


class ConfirmationRequired(MallError):
    """The operator signed in too long ago to move value without a new code (S06)."""

    status = 403
    code = "confirmation_required"
    field = "code"

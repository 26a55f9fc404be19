"""How the operators' room says no."""

from app.kit.errors import MallError


class SignInRefused(MallError):
    """Name, password, code or patience was wrong; which one is not told."""

    status = 401
    code = "operator_sign_in_refused"
    action = "operator_login"


class Forbidden(MallError):
    """The role may not do this; `facts` hold `needs`."""

    status = 403
    code = "forbidden"


class NameTaken(MallError):
    status = 409
    code = "name_taken"
    field = "name"


class ApprovalOpen(MallError):
    """The subject already has an open request of this kind."""

    status = 409
    code = "approval_open"


class ApprovalDecided(MallError):
    """Somebody was faster; the request is closed."""

    status = 409
    code = "approval_decided"


class ApprovalExpired(MallError):
    """Nobody decided it in time; it must be asked for again."""

    status = 409
    code = "approval_expired"


class OwnRequest(MallError):
    """Who made the request must not decide it."""

    status = 403
    code = "own_request"


class DailyCapReached(MallError):
    """`facts` hold `cap_fen` and `spent_fen`."""

    status = 403
    code = "daily_cap_reached"

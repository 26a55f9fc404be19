"""How the desk says no, where no room below can."""

from app.kit.errors import MallError


class Overtaken(MallError):
    """What this is about has changed since it was looked at."""

    status = 409
    code = "overtaken"


class NotDoubtful(MallError):
    """Only a redemption that waits for a person can be accepted; `facts`: state."""

    status = 409
    code = "not_doubtful"


class RefundNotEnded(MallError):
    """The case of a stuck refund stays open until its cash has gone back."""

    status = 409
    code = "refund_not_ended"

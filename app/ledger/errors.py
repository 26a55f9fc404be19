"""How the ledger says no."""

from app.kit.errors import MallError


class InsufficientPoints(MallError):
    """Fewer points than needed; `facts` hold `need` and `available`."""

    status = 422
    code = "points_insufficient"
    field = "points"
    action = "earn"


class HoldAlreadyResolved(MallError):
    """Nothing, or not so much, is left of the hold; `facts` hold `hold` and `left`."""

    status = 409
    code = "hold_already_resolved"


class ReferenceReused(MallError):
    """The reference already stands for something else; `facts` hold `reference`."""

    status = 409
    code = "reference_reused"


class ClawbackExceedsEarning(MallError):
    """More would be taken back than was earned; `facts` hold `earned` and `clawed`."""

    status = 409
    code = "clawback_exceeds_earning"

"""How a redemption says no."""

from app.kit.errors import MallError


class LimitReached(MallError):
    """The member has had as many as the product allows; `facts`: limit."""

    status = 422
    code = "limit_reached"
    field = "quantity"


class AccountInvalid(MallError):
    """The account to recharge does not look like one; `facts`: kind."""

    status = 422
    code = "account_invalid"
    field = "account"


class AddressRequired(MallError):
    status = 422
    code = "address_required"
    field = "address_id"


class SlotRequired(MallError):
    status = 422
    code = "slot_required"
    field = "slot_id"


class PointsShareTooHigh(MallError):
    """More points than rule R15 lets pay; `facts`: most."""

    status = 422
    code = "points_share_too_high"
    field = "points"


class PriceChanged(MallError):
    """The quote is not what it would cost now; `facts`: points, cash_fen."""

    status = 409
    code = "price_changed"


class ExpressOff(MallError):
    """The member has not switched on that one tap redeems, or no longer."""

    status = 409
    code = "express_off"


class ExpressUnavailable(MallError):
    """More than one piece, not digital, or dearer than one tap may be; `facts`: most."""

    status = 409
    code = "express_unavailable"


class ExpressAgain(MallError):
    """One tap redeemed the same thing a moment ago; `facts`: minutes, how long that counts."""

    status = 409
    code = "express_again"


class QuoteExpired(MallError):
    status = 409
    code = "quote_expired"


class TooLateToCancel(MallError):
    """It was submitted, or is over; `facts`: state."""

    status = 409
    code = "too_late_to_cancel"


class NotRefundable(MallError):
    """There is nothing left to give back in this state; `facts`: state."""

    status = 409
    code = "not_refundable"


class RefundTooLarge(MallError):
    """More than is left; `facts`: points_left, cash_left_fen."""

    status = 422
    code = "refund_too_large"
    field = "points"


class StillOnItsWay(MallError):
    """A part goes back only of what came, or came in doubt; `facts`: state."""

    status = 409
    code = "still_on_its_way"


class NotPayable(MallError):
    """There is nothing to pay; `facts`: state."""

    status = 409
    code = "not_payable"

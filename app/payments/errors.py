"""How this room says no, and how a call to a provider can fail."""

from app.kit.errors import ConfigurationRefused, MallError, NotFound

__all__ = [
    "UNANSWERED",
    "CashNotTaken",
    "ConfigurationRefused",
    "GatewayError",
    "NotCaptured",
    "NotFound",
    "NotGenuine",
    "NotSent",
    "OutcomeUnknown",
    "PayerUnknown",
    "PaymentAlreadyCaptured",
    "PaymentDiffers",
    "PaymentOver",
    "ProviderUnavailable",
    "ProviderUnknown",
    "RefundDiffers",
    "RefundExceedsPayment",
    "TooManyRefunds",
    "Unreadable",
]


class PaymentOver(MallError):
    """The payment was closed, or its time has run out; nothing can be paid any more."""

    code = "payment_over"


class PaymentAlreadyCaptured(MallError):
    """It has been paid already."""

    code = "payment_already_captured"


class PaymentDiffers(MallError):
    """The purpose has a payment already, for something else."""

    code = "payment_differs"


class ProviderUnavailable(MallError):
    """The provider cannot be reached or did not answer; the same call may be repeated."""

    status = 503
    code = "payment_unavailable"
    action = "retry"


class CashNotTaken(MallError):
    """No payment provider is configured: what costs cash cannot be had here."""

    status = 503
    code = "cash_not_taken"


class PayerUnknown(MallError):
    """The provider takes cash only from those it knows; this member is not known to it."""

    status = 422
    code = "payer_unknown"
    field = "provider"


class ProviderUnknown(NotFound):
    """No gateway has this name."""


class NotCaptured(MallError):
    """What was never paid cannot be given back."""

    code = "payment_not_captured"


class RefundExceedsPayment(MallError):
    """More would go back than was paid; `facts` hold `amount_fen` and `left_fen`."""

    code = "refund_exceeds_payment"


class TooManyRefunds(MallError):
    """The last refund that the provider makes of a payment must give back all of the rest."""

    code = "too_many_refunds"


class RefundDiffers(MallError):
    """The reference has a refund already, of another amount or another payment."""

    code = "refund_differs"


class GatewayError(Exception):
    """A call to a provider failed; not a refusal, never shown."""


class NotSent(GatewayError):
    """No connection was made: nothing has happened at the provider."""


class OutcomeUnknown(GatewayError):
    """The request left and no answer came that could be understood."""


# Nothing was learnt, and the same question may be asked again later.
UNANSWERED = (GatewayError, ProviderUnknown)


class NotGenuine(Exception):
    """A notice whose signature is not the provider's, or is not of the last five minutes."""


class Unreadable(Exception):
    """A genuine notice in a shape that we do not know."""


class NotStuck(MallError):
    """The refund goes on by itself, or is done; `facts`: state."""

    status = 409
    code = "refund_not_stuck"


class RefundHeld(MallError):
    """A second operator is deciding whether its cash went back by other means."""

    status = 409
    code = "refund_held"


class RefundMaybePaid(MallError):
    """The provider has not said, since it was last asked to pay, that it did not pay."""

    status = 409
    code = "refund_maybe_paid"

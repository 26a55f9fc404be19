"""What we say about a refund that the provider does not finish."""

from app.web.languages import N_

from .schemas import Message

REFUNDS = {
    "refund_held": Message(
        N_("A colleague is deciding whether this refund was paid by other means."),
        N_("Wait for their decision."),
    ),
    "refund_maybe_paid": Message(
        N_("The provider has not yet said that it did not pay this refund."),
        N_("It is being asked. Look again soon."),
    ),
    "refund_not_ended": Message(
        N_("This case stays open until the cash has gone back."),
        N_("Let the refund be tried again, or say that it was paid by other means."),
    ),
}

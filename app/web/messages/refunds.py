"""What we say about refunds of cash."""

from app.web.languages import N_

from .schemas import Message

REFUNDS = {
    "refund_differs": Message(N_("Another refund has this reference.")),
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
    "too_many_refunds": Message(
        N_("The provider makes no more refunds of this payment than one."),
        N_("Give back all that is left."),
    ),
}

"""How the console calls what cases and losses are, and what was done about them."""

from app.web.languages import N_

WORDS = {
    "Decision": {
        "recovered": N_("The supplier credits it"),
        "written_off": N_("Written off"),
        "no_loss": N_("It cost nothing"),
    },
    "Standing": {
        "open": N_("To do"),
        "snoozed": N_("Put off"),
        "closed": N_("Closed"),
        "all": N_("All"),
    },
}

DEEDS = {
    "case_handed_over": N_("Handed a case over"),
    "case_noted": N_("Wrote on a case"),
    "case_snoozed": N_("Put a case off"),
    "case_answered": N_("Wrote down what the supplier said"),
    "case_overruled": N_("Let it count as arrived"),
    "cases_exported": N_("Exported cases"),
    "loss_booked": N_("Booked a loss"),
    "supplier_asked": N_("Asked the supplier again"),
    "refund_retried": N_("Sent a stuck refund again"),
    "refund_paid_otherwise": N_("Ended a refund paid by other means"),
    "loss_requested": N_("Asked to book a loss"),
    "loss_approved": N_("Approved a loss"),
    "loss_rejected": N_("Rejected a loss"),
    "write_off_requested": N_("Asked for a credit or write-off"),
    "write_off_approved": N_("Approved a credit or write-off"),
    "write_off_rejected": N_("Rejected a credit or write-off"),
    "paid_otherwise_requested": N_("Said that cash went back otherwise"),
    "paid_otherwise_approved": N_("Approved cash paid otherwise"),
    "paid_otherwise_rejected": N_("Rejected cash paid otherwise"),
}

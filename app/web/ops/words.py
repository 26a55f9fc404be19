"""How the console calls things, and which of them are good or bad news."""

from datetime import datetime, timedelta
from enum import StrEnum

from app.fulfilment import CaseView
from app.web.languages import N_, gettext
from app.web.views import words as shared

from . import case_words, settlement_words

WORDS: dict[str, dict[str, str]] = {
    "AttemptState": {
        "sent": N_("Sent, no answer yet"),
        "unknown": N_("Unknown"),
        "delivered": N_("Delivered"),
        "failed": N_("Failed"),
        "partial": N_("In part"),
    },
    "FulfilmentState": {
        "queued": N_("Waiting to be sent"),
        "waiting": N_("Waiting for an answer"),
        "handwork": N_("Waiting for a waybill"),
        "delivered": N_("Delivered"),
        "failed": N_("Failed"),
        "partial": N_("In part"),
        "withdrawn": N_("Withdrawn"),
    },
    "CaseKind": {
        "late_success_after_refund": N_("Delivered after the refund"),
        "contradiction": N_("Two answers that differ"),
        "partial_delivery": N_("Delivered in part"),
        "unknown_at_deadline": N_("No answer at the deadline"),
        "late_payment": N_("Paid after it was closed"),
        "payment_mismatch": N_("Another amount was paid"),
        "duplicate_card": N_("A card sent twice"),
        "account_missing": N_("Nobody knows where to deliver"),
        "refund_stuck": N_("The cash does not go back"),
        "supplier_refuses_us": N_("The supplier refuses us"),
        "statement_mismatch": N_("Their statement differs"),
        "supplier_balance_low": N_("Our balance there runs low"),
        "stock_low": N_("Codes run low"),
        "books_differ": N_("The books do not agree"),
        "circuit_open": N_("A supplier is down or refuses us"),
        "below_margin": N_("Bought with too little left for us"),
        "restored": N_("The database was restored; nothing is sent"),
    },
    "PaymentState": {
        "open": N_("Not paid yet"),
        "captured": N_("Paid"),
        "closed": N_("Closed"),
    },
    "RefundState": {
        "requested": N_("Asked for"),
        "processing": N_("On its way back"),
        "done": N_("Arrived"),
        "stuck": N_("Stuck"),
    },
    "TierReason": {
        "rise": N_("Rose by its score"),
        "kept": N_("Kept at its end"),
        "fell": N_("Fell at its end"),
        "set": N_("Set by hand"),
    },
    "Role": {
        "support": N_("Support"),
        "ops": N_("Operations"),
        "finance": N_("Finance"),
        "admin": N_("Administration"),
    },
    "ApprovalKind": {
        "refund": N_("Refund"),
        "adjustment": N_("Correction of points"),
        "month": N_("Monthly statement"),
        "loss": N_("Loss to be booked"),
        "write_off": N_("Credit or write-off"),
        "paid_otherwise": N_("Cash paid back by other means"),
    },
    "HitKind": {
        "redemption": N_("Redemption"),
        "case": N_("Case"),
        "member": N_("The member"),
        "product": N_("Product"),
    },
    **settlement_words.WORDS,
    **case_words.WORDS,
}

STEPS = {
    "attempt_failed": N_("The supplier declined"),
    "attention": N_("Handed to a person"),
    "awaiting_payment": N_("Waiting for payment"),
    "cancelled": N_("Cancelled"),
    "delivered": N_("Delivered"),
    "late_payment_returned": N_("Late payment sent back"),
    "paid": N_("Paid"),
    "placed": N_("Placed"),
    "refunded": N_("Given back"),
    "refunded_part": N_("Given back in part"),
    "refunding": N_("The cash is on its way back"),
    "submitted": N_("Sent to the supplier"),
}

DEEDS = {
    "acceptance": N_("Accepted as delivered"),
    "address_shown": N_("Looked up the address"),
    "case_closed": N_("Closed a case"),
    "case_taken": N_("Took a case"),
    "circuit_closed": N_("Closed a circuit"),
    "codes_imported": N_("Took in card codes"),
    **case_words.DEEDS,
    "confirmation": N_("Confirmed with a code"),
    "confirmation_refused": N_("Gave a wrong code"),
    "event_replayed": N_("Replayed an event"),
    "note": N_("Left a note"),
    "operator_added": N_("Took an operator on"),
    "operator_disabled": N_("Let an operator go"),
    "picture_added": N_("Added a picture"),
    "file_added": N_("Added a file"),
    "picture_described": N_("Described a picture"),
    "picture_moved": N_("Put pictures in order"),
    "picture_removed": N_("Took a picture away"),
    "refund": N_("Gave back"),
    "refund_approved": N_("Approved a refund"),
    "refund_rejected": N_("Rejected a refund"),
    "refund_requested": N_("Asked for a refund"),
    "shipment": N_("Recorded a waybill"),
    "sign_in": N_("Signed in"),
    "sign_in_refused": N_("Was refused at sign-in"),
    "supplier_armed": N_("Let a supplier be used"),
    "supplier_disarmed": N_("Stopped a supplier"),
    **settlement_words.DEEDS,
}

# Tones are classes of a badge; what is not listed has none.
TONES: dict[str, str] = {
    "attention": "bad",
    "awaiting_payment": "warn",
    "captured": "ok",
    "delivered": "ok",
    "delivering": "info",
    "done": "ok",
    "failed": "bad",
    "handwork": "warn",
    "partial": "bad",
    "placed": "info",
    "processing": "info",
    "queued": "info",
    "refunding": "warn",
    "requested": "info",
    "sent": "info",
    "stuck": "bad",
    "unknown": "warn",
    "waiting": "info",
    **settlement_words.TONES,
}


def say(value: StrEnum) -> str:
    """Call a kind by its name in the language of this request."""
    own = WORDS.get(type(value).__name__)
    return gettext(own[value.value]) if own else shared.word(value)


def step(kind: str) -> str:
    """Name a step of a redemption; one that nobody named is shown as it is."""
    return gettext(STEPS[kind]) if kind in STEPS else kind


def deed(action: str) -> str:
    """Name what somebody did; likewise."""
    return gettext(DEEDS[action]) if action in DEEDS else action


def due(case: CaseView, at: datetime) -> str:
    """Choose the class that tells how long a case may still be open."""
    if not case.is_open:
        return ""
    if case.due_at <= at:
        return "badge--bad"
    return "badge--warn" if case.due_at <= at + timedelta(days=1) else "badge--ok"


def tone(value: StrEnum) -> str:
    """Choose the class of a badge."""
    found = TONES.get(value.value)
    return f"badge--{found}" if found else ""

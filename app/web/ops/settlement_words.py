"""How the console calls the things of settlement."""

from app.web.languages import N_

WORDS: dict[str, dict[str, str]] = {
    "Verdict": {
        "unmatched": N_("Not compared yet"),
        "matched": N_("Agrees"),
        "cost_differs": N_("Cost differs"),
        "quantity_differs": N_("Quantity differs"),
        "status_differs": N_("Result differs"),
        "unknown_reference": N_("Not our number"),
        "duplicate_line": N_("Charged twice"),
        "missing_in_statement": N_("Left out by them"),
        "found_elsewhere": N_("In another statement"),
        "withdrawn": N_("Withdrawn"),
    },
    "LineStatus": {
        "delivered": N_("Delivered"),
        "failed": N_("Failed"),
        "reversed": N_("Taken back"),
        "partial": N_("In part"),
        "processing": N_("Still on its way"),
    },
    "StatementState": {"imported": N_("Counts"), "withdrawn": N_("Withdrawn")},
    "MonthState": {
        "draft": N_("Draft"),
        "submitted": N_("Waits for a second operator"),
        "issued": N_("Issued"),
    },
    "PartKind": {
        "delivery": N_("One delivery"),
        "return": N_("Given back"),
        "reversal": N_("Taken back by the supplier"),
        "recovery": N_("Credited by the supplier"),
        "loss": N_("Lost, owed by nobody (memo)"),
        "charge": N_("Charged without a delivery"),
    },
}

DEEDS = {
    "contract_set": N_("Entered a contract"),
    "month_drafted": N_("Drafted a month"),
    "month_requested": N_("Handed a month to a second operator"),
    "month_approved": N_("Approved a month"),
    "month_rejected": N_("Sent a month back"),
    "month_issued": N_("Issued a month"),
    "month_taken_back": N_("Took a month back"),
    "statement_imported": N_("Imported a statement"),
    "statement_matched": N_("Compared a statement again"),
    "statement_withdrawn": N_("Withdrew a statement"),
}

TONES = {
    "matched": "ok",
    "cost_differs": "bad",
    "quantity_differs": "bad",
    "status_differs": "bad",
    "unknown_reference": "bad",
    "duplicate_line": "bad",
    "missing_in_statement": "warn",
    "found_elsewhere": "ok",
    "imported": "ok",
    "draft": "info",
    "submitted": "warn",
    "issued": "ok",
}

# Why a line cannot be read; the field's own name when it is that cell.
PROBLEMS = {
    "reference": N_("Our number is missing, too long or unreadable"),
    "remote_no": N_("Their number is too long or unreadable"),
    "sku": N_("The product's code is too long or unreadable"),
    "quantity": N_("The quantity is no whole number from 1 on"),
    "cost": N_("The amount is no sum of yuan and fen"),
    "status": N_("Nobody has told us what this result means"),
    "occurred_at": N_("The time cannot be read"),
    "encoding": N_("The file is neither UTF-8 nor GB18030"),
    "empty": N_("There is no line in it"),
    "file_too_large": N_("The file is larger than 16 MB"),
    "too_many_lines": N_("There are more than 100,000 lines"),
    "too_many_columns": N_("There are more than 100 columns"),
    "line_too_long": N_("The line is longer than 4,000 characters"),
    "quotes": N_("Quotation marks open and do not close"),
    "column_missing": N_("A column is missing"),
    "column_twice": N_("Two columns mean the same"),
    "nothing_known": N_("Not one line has a number of ours: is it another supplier's?"),
}

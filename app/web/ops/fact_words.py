"""What machines write down beside a deed, in words: names, sums, reasons, people."""

from collections.abc import Callable, Mapping

from app import operators
from app.web.filters import percent, points, seconds, yuan
from app.web.languages import N_, gettext

from . import words

# What is worth reading to a person; numbers for machines alone are left out.
NAMES = {
    "alarm_fen": N_("Alarm below"),
    "amount_fen": N_("Sum"),
    "approval_id": N_("Approval"),
    "balance_fen": N_("Balance"),
    "by": N_("Who"),
    "came": N_("Delivered"),
    "carrier": N_("Carrier"),
    "case_id": N_("Case"),
    "cash_fen": N_("Cash"),
    "charged_fen": N_("What they charge"),
    "codes": N_("Card codes"),
    "cost_fen": N_("Cost"),
    "decision": N_("Decision"),
    "discrepancies": N_("Discrepancies"),
    "earned": N_("Earned"),
    "en": N_("In English"),
    "example": N_("For example"),
    "excess_fen": N_("Charged beyond our own figure"),
    "file": N_("File"),
    "filters": N_("Filters"),
    "invariant": N_("What must be true"),
    "kind": N_("Kind"),
    "left": N_("Left"),
    "line": N_("Line"),
    "lines": N_("Lines"),
    "lost_fen": N_("Lost"),
    "month": N_("Month"),
    "name": N_("Name"),
    "number": N_("Number"),
    "our_cost_fen": N_("Our cost"),
    "our_quantity": N_("Our quantity"),
    "owner": N_("Taken by"),
    "payable_fen": N_("Payable to the supplier"),
    "place": N_("Place"),
    "points": N_("Points"),
    "product": N_("Product"),
    "profit_share_bps": N_("Their share of the margin"),
    "queued": N_("Waiting to be sent"),
    "recovered_fen": N_("Credited"),
    "redemption": N_("Redemption"),
    "redemption_id": N_("Redemption"),
    "reference": N_("Our number"),
    "refund_id": N_("Refund"),
    "remote_no": N_("Their number"),
    "role": N_("Role"),
    "rows": N_("Rows"),
    "said": N_("What they said"),
    "said_fen": N_("What they said"),
    "statement": N_("Statement"),
    "supplier": N_("Supplier"),
    "suppliers": N_("Suppliers"),
    "taken_back": N_("Taken back"),
    "their_cost_fen": N_("Their cost"),
    "their_quantity": N_("Their quantity"),
    "they_say": N_("They say"),
    "undo_seconds": N_("Could be undone for"),
    "until": N_("Put off until"),
    "valid_from": N_("From"),
    "value_fen": N_("Worth"),
    "verdict": N_("Compared"),
    "version": N_("Version"),
    "waybill": N_("Waybill"),
    "we_say": N_("We say"),
    "why": N_("Reason"),
    "words": N_("What they said"),
    "zh": N_("In Chinese"),
}
HIDDEN = frozenset({"seen", "sha256", "approval_id", "path"})

# What machines give as a reason, and what a case is closed with by itself.
REASONS = {
    "by_a_colleague": N_("A colleague gave it back."),
    "cancelled_by_member": N_("The member cancelled it."),
    "delivered": N_("Delivered"),
    "duplicate_card": N_("A card sent twice"),
    "failed": N_("Failed"),
    "late_payment": N_("The payment came after the cancellation."),
    "no_supplier_delivers": N_("No supplier could deliver it."),
    "not_paid_in_time": N_("It was not paid in time."),
    "paid_twice": N_("Paid twice"),
    "partial": N_("In part"),
    "partial_delivery": N_("Delivered in part"),
    "promise_passed": N_("The promised time passed."),
    "refunded_by_operator": N_("A colleague gave it back."),
    "answered_delivered": N_("The supplier answered later: delivered."),
    "answered_partial": N_("The supplier answered later: delivered in part."),
    "answered_failed": N_("The supplier answered later: not delivered."),
    "nothing": N_("Nothing"),
}
_SENTENCES = frozenset(REASONS.values())
_KINDS = {
    "decision": "Decision",
    "kind": "CaseKind",
    "role": "Role",
    "they_say": "LineStatus",
    "verdict": "Verdict",
    "we_say": "AttemptState",
}
Fact = str | int


def reason(written: str | None) -> str:
    """Say a reason: a machine's in the reader's language, a person's as it is."""
    if not written:
        return ""
    told = REASONS.get(written, written)
    return gettext(told) if told in _SENTENCES else told


def facts(given: Mapping[str, Fact] | None) -> list[tuple[str, str]]:
    """Name and say each fact; what nobody named is shown as it is, and no empty sum."""
    return [
        (gettext(NAMES[name]) if name in NAMES else name, _value(name, value))
        for name, value in (given or {}).items()
        if name not in HIDDEN and not (value == 0 and name.endswith("_fen"))
    ]


def _value(name: str, value: Fact) -> str:
    if isinstance(value, int) and name.endswith("_fen"):
        return yuan(value)
    if isinstance(value, int) and name.endswith("_bps"):
        return percent(value)
    if isinstance(value, int) and name.endswith("_seconds"):
        return seconds(value)
    if isinstance(value, int) and name in ("points", "earned", "taken_back"):
        return points(value)
    known = words.WORDS[_KINDS[name]] if name in _KINDS else {}
    return gettext(known[value]) if value in known else reason(str(value))


async def people() -> Callable[[str | None], str]:
    """Tell how to name who did something: "operator:7" by the operator's name."""
    names = {f"operator:{one.id}": one.name for one in await operators.operators()}

    def who(actor: str | None) -> str:
        match actor:
            case None | "":
                return ""
            case "system":
                return gettext("The mall itself")
            case "member":
                return gettext("The member")
        return names.get(actor, actor)

    return who

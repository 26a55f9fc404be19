"""What we say for each code, in English here and in Chinese in locale/; facts fill the gaps."""

import msgspec

from .languages import N_, gettext


class Message(msgspec.Struct, frozen=True):
    """`cause` says what happened, `step` what can be done; `%(fact)s` is filled in."""

    cause: str
    step: str = ""


class Action(msgspec.Struct, frozen=True):
    """Where an action leads on the web and in the mini-program."""

    label: str
    url: str
    path: str


class Facts(dict[str, str]):
    """Facts ready to be shown; one that nobody gave reads as a dash."""

    def __init__(self, facts: dict[str, int | str]) -> None:
        super().__init__({name: _shown(name, value) for name, value in facts.items()})
        need, available = facts.get("need"), facts.get("available")
        if isinstance(need, int) and isinstance(available, int):
            self["short"] = f"{need - available:,}"

    def __missing__(self, name: str) -> str:
        return "—"


def say(code: str, status: int, facts: dict[str, int | str]) -> Message:
    """Say what a code means in the language of this request; a general sentence if unknown."""
    found = MESSAGES.get(code) or GENERAL.get(status) or GENERAL[status // 100 * 100]
    shown = Facts(facts)
    return Message(
        *(gettext(text) % shown if text else "" for text in (found.cause, found.step))
    )


def say_reason(reason: str) -> str:
    """Say what is wrong with one field."""
    return gettext(REASONS.get(reason, UNUSABLE))


def action(kind: str | None) -> Action | None:
    """Find where an action leads, its label in the language of this request."""
    found = ACTIONS.get(kind or "")
    return found and Action(gettext(found.label), found.url, found.path)


def _shown(name: str, value: int | str) -> str:
    if not isinstance(value, int):
        return value
    return f"¥{value // 100:,}.{value % 100:02d}" if name.endswith("_fen") else f"{value:,}"


UNUSABLE = N_("This value cannot be used.")

REASONS = {
    "after_end": N_("This lies after the end."),
    "before_opening": N_("This lies before the opening."),
    "before_start": N_("This lies before the start."),
    "length": N_("This is too long or too short."),
    "missing": N_("This is needed."),
    "negative": N_("This must not be negative."),
    "not_a_mobile_number": N_("This is not a mobile number."),
    "out_of_range": N_("This is outside what is allowed."),
    "unknown": N_("We do not know this."),
    "unreadable": N_("This cannot be read."),
    "wrong_type": N_("This has the wrong form."),
}

ACTIONS = {
    "earn": Action(N_("How points are earned"), "/points", "/pages/points/index"),
    "login": Action(N_("Sign in"), "/sign-in", "/pages/sign-in/index"),
    "operator_login": Action(N_("Sign in"), "/ops/sign-in", ""),
    "request_code": Action(N_("Send a new code"), "/sign-in", "/pages/sign-in/index"),
    "similar": Action(N_("See what else there is"), "/products", "/pages/products/index"),
    "tiers": Action(N_("What each tier brings"), "/me", "/pages/me/index"),
}

GENERAL = {
    400: Message(N_("We could not read this request."), N_("Check what was sent.")),
    401: Message(N_("Please sign in first."), N_("Nothing has been changed.")),
    403: Message(N_("This is not allowed."), N_("Nothing has been changed.")),
    404: Message(N_("We could not find this."), N_("It may have moved, or never was here.")),
    405: Message(N_("This cannot be done here."), N_("Nothing has been changed.")),
    409: Message(N_("This is no longer possible."), N_("Load the page again to see why.")),
    413: Message(N_("That is too large."), N_("Send less at once.")),
    415: Message(N_("We cannot read this kind of content."), N_("Check what was sent.")),
    422: Message(N_("Something needs to be corrected."), N_("Check what was entered.")),
    429: Message(
        N_("That was too often."), N_("Wait %(retry_after)s seconds, then try again.")
    ),
    503: Message(N_("We are busy for a moment."), N_("Your points are safe; try again soon.")),
    500: Message(
        N_("Something broke on our side."), N_("Your points are safe; try again soon.")
    ),
}

MESSAGES = {
    "account_invalid": Message(
        N_("This account does not look right."), N_("Check the number or the address.")
    ),
    "address_required": Message(N_("A delivery address is needed."), N_("Choose or add one.")),
    "challenge_required": Message(N_("Please prove that it is you."), N_("Then try again.")),
    "clawback_exceeds_earning": Message(
        N_("More would be taken back than was earned (%(earned)s)."), N_("Enter less.")
    ),
    "code_sent_recently": Message(
        N_("A code was sent just now."), N_("A new one can be sent in %(retry_after)s seconds.")
    ),
    "cross_site": Message(
        N_("This request came from another site."), N_("Open our page and try there.")
    ),
    "csrf_failed": Message(
        N_("This page has become too old."), N_("Load it again, then repeat the step.")
    ),
    "forbidden": Message(N_("Your role may not do this."), N_("Ask a colleague who may.")),
    "hold_already_resolved": Message(N_("These points were spent or given back already.")),
    "idempotency_in_progress": Message(
        N_("The same request is still being answered."), N_("Wait a second, then repeat it.")
    ),
    "idempotency_key_missing": Message(
        N_("The Idempotency-Key header is missing or unusable."), N_("Send a new, unique key.")
    ),
    "idempotency_key_reused": Message(
        N_("This Idempotency-Key stands for another request."), N_("Send a new, unique key.")
    ),
    "identity_taken": Message(N_("This belongs to another member."), N_("Sign in with it.")),
    "invalid_input": Message(
        N_("Something needs to be corrected."), N_("Check what was entered.")
    ),
    "limit_reached": Message(
        N_("You have had as many as one member may have (%(limit)s)."), N_("Choose another.")
    ),
    "member_disabled": Message(N_("This membership is closed."), N_("Please contact us.")),
    "not_on_sale": Message(N_("This is not to be had right now."), N_("Choose another.")),
    "not_payable": Message(N_("There is nothing to pay here."), N_("See the redemption.")),
    "not_refundable": Message(N_("Nothing is left to give back."), N_("See the redemption.")),
    "payment_already_captured": Message(N_("This has been paid already.")),
    "payment_over": Message(N_("The time to pay has run out."), N_("Redeem it again.")),
    "payment_unavailable": Message(
        N_("The payment service does not answer."), N_("Nothing was charged; try again soon.")
    ),
    "phone_already_linked": Message(N_("You have another phone number on file.")),
    "phone_code_invalid": Message(
        N_("This code is wrong or over."), N_("Enter the newest code, or ask for another.")
    ),
    "points_insufficient": Message(
        N_("You are %(short)s points short."),
        N_("It takes %(need)s points; you have %(available)s."),
    ),
    "points_share_too_high": Message(
        N_("At most %(most)s points may be used here."), N_("Pay the rest in cash.")
    ),
    "price_changed": Message(
        N_("The price has changed: %(points)s points and %(cash_fen)s."),
        N_("Look at the new price, then decide."),
    ),
    "quote_expired": Message(N_("This price is no longer reserved."), N_("Ask for it again.")),
    "refund_exceeds_payment": Message(
        N_("More would go back than was paid; %(left_fen)s are left."), N_("Enter less.")
    ),
    "refund_too_large": Message(
        N_("More would go back than is left: %(points_left)s points and %(cash_left_fen)s."),
        N_("Enter less."),
    ),
    "sign_in_required": Message(N_("Please sign in first."), N_("Nothing has been changed.")),
    "slot_required": Message(N_("A time is needed."), N_("Choose one.")),
    "slug_taken": Message(N_("This address is taken."), N_("Choose another.")),
    "sms_unavailable": Message(N_("We cannot send codes here."), N_("Sign in with WeChat.")),
    "sold_out": Message(N_("It has just sold out."), N_("No points were taken.")),
    "stock_too_small": Message(
        N_("%(least)s are reserved or gone already."), N_("Enter at least that many.")
    ),
    "tier_too_low": Message(N_("This is kept for a higher tier."), N_("See what it takes.")),
    "token_expired": Message(N_("The sign-in has ended."), N_("Refresh it, or sign in.")),
    "token_invalid": Message(N_("The sign-in is not valid."), N_("Sign in again.")),
    "token_reused": Message(
        N_("This sign-in was used twice and is closed for safety."), N_("Sign in again.")
    ),
    "too_late_to_cancel": Message(
        N_("It is already on its way."), N_("If it does not arrive, all comes back by itself.")
    ),
    "too_many_addresses": Message(
        N_("At most %(most)s addresses can be kept."), N_("Remove one first.")
    ),
    "wechat_code_invalid": Message(N_("WeChat did not recognise you."), N_("Try again.")),
    "wechat_refused": Message(N_("WeChat does not let this account in.")),
    "wechat_unavailable": Message(
        N_("WeChat does not answer."), N_("Nothing has changed; try again soon.")
    ),
}

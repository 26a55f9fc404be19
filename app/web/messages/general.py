"""Words for a status, for one field, and for what can be done next."""

from app.web.languages import N_

from .schemas import Action, Message

UNUSABLE = N_("This value cannot be used.")

REASONS = {
    "after_end": N_("This lies after the end."),
    "before_opening": N_("This lies before the opening."),
    "before_start": N_("This lies before the start."),
    "last_one": N_("The last one cannot be taken away; add another first."),
    "length": N_("This is too long or too short."),
    "missing": N_("This is needed."),
    "negative": N_("This must not be negative."),
    "not_a_mobile_number": N_("This is not a mobile number."),
    "out_of_range": N_("This is outside what is allowed."),
    "too_many": N_("There are as many as there may be."),
    "unknown": N_("We do not know this."),
    "unreadable": N_("This cannot be read."),
    "wrong_type": N_("This has the wrong form."),
}

ACTIONS = {
    "earn": Action(N_("How points are earned"), "/points", "/pages/wallet/index"),
    "login": Action(N_("Sign in"), "/sign-in", "/pages/wallet/index"),
    "operator_login": Action(N_("Sign in"), "/ops/sign-in", ""),
    "reload": Action(N_("Load it again"), "", ""),
    "request_code": Action(N_("Send a new code"), "/sign-in", "/pages/wallet/index"),
    "similar": Action(N_("See what else there is"), "/products", "/pages/home/index"),
    "tiers": Action(N_("What each tier brings"), "/tiers", "/pages/wallet/index"),
    "update_app": Action(N_("Update"), "/", ""),
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

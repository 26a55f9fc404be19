"""What we say for each code: English here, Chinese in locale/; facts fill the gaps."""

from app.web.languages import N_

from .schemas import Message

MESSAGES = {
    "account_invalid": Message(
        N_("This account does not look right."), N_("Check the number or the address.")
    ),
    "address_required": Message(N_("A delivery address is needed."), N_("Choose or add one.")),
    "cash_not_taken": Message(
        N_("No cash is taken here at present."), N_("Choose something for points only.")
    ),
    "challenge_required": Message(N_("Please prove that it is you."), N_("Then try again.")),
    "clawback_exceeds_earning": Message(
        N_("More would be taken back than was earned (%(earned)s)."), N_("Enter less.")
    ),
    "code_sent_recently": Message(
        N_("A code was sent just now."), N_("A new one can be sent in %(retry_after)s seconds.")
    ),
    "client_too_old": Message(
        N_("This version of the mini-program is too old."), N_("Update it, then go on.")
    ),
    "contract_missing": Message(
        N_("No contract with %(supplier)s was in force when it delivered."),
        N_("Enter the contract from its first day."),
    ),
    "cross_site": Message(
        N_("This request came from another site."), N_("Open our page and try there.")
    ),
    "csrf_failed": Message(
        N_("This page has become too old."), N_("Load it again, then repeat the step.")
    ),
    "envelope_unknown": Message(
        N_("We do not know this X-Envelope."), N_("Leave it out, or use one that we have.")
    ),
    "express_again": Message(
        N_("One tap redeemed this for you less than %(minutes)s minutes ago."),
        N_("Nothing more was redeemed. If you want it once more, look it over, then confirm."),
    ),
    "express_off": Message(
        N_("Redeeming in one tap is switched off."),
        N_("Nothing was redeemed yet: look it over, then confirm."),
    ),
    "express_unavailable": Message(
        N_("One tap redeems one digital thing of at most %(most)s points."),
        N_("Nothing was redeemed yet: look it over, then confirm."),
    ),
    "forbidden": Message(N_("Your role may not do this."), N_("Ask a colleague who may.")),
    "answer_forgotten": Message(
        N_("This was answered, and the answer was deleted with the membership.")
    ),
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
    "palette_faint": Message(
        N_("Some words could not be read in these colours."),
        N_("Choose %(over)s and %(under)s further apart (now %(ratio)s)."),
    ),
    "payer_unknown": Message(
        N_("WeChat takes the cash, in our mini-program."),
        N_("Sign in there with WeChat, open this redemption and pay."),
    ),
    "payment_already_captured": Message(N_("This has been paid already.")),
    "payment_over": Message(N_("The time to pay has run out."), N_("Redeem it again.")),
    "payment_unavailable": Message(
        N_("The payment service does not answer."), N_("Nothing was charged; try again soon.")
    ),
    "picture_refused": Message(
        N_("This picture cannot be used (%(reason)s)."),
        N_("Use a JPEG, PNG or WebP of at least 400 × 400 pixels and at most 16 MB."),
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
        N_("The price is now %(price)s."),
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
    "stale": Message(
        N_("It has been changed since you read it."), N_("Read it again, then change it.")
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
    "approval_decided": Message(N_("A colleague has decided this already.")),
    "approval_open": Message(N_("A request for this is waiting."), N_("Ask a colleague.")),
    "callback_unreadable": Message(N_("This notice cannot be read."), N_("Check the manual.")),
    "cards_refused": Message(N_("These card codes cannot be used."), N_("Check the file.")),
    "case_closed": Message(N_("This case is closed.")),
    "case_taken": Message(
        N_("A colleague has this case by now."), N_("Look whose it is, then take it over.")
    ),
    "approval_expired": Message(
        N_("Nobody decided this in time."), N_("Ask for it again if it is still wanted.")
    ),
    "nothing_to_ask": Message(N_("Nothing waits for an answer here.")),
    "not_settled": Message(
        N_("It cannot be settled like this as things stand."), N_("Look at its attempts.")
    ),
    "refund_not_stuck": Message(N_("This refund goes on by itself."), N_("Look again soon.")),
    "file_known": Message(
        N_("This very file was taken in before: %(file_name)s, %(codes)s codes."),
        N_("Nothing was taken in again."),
    ),
    "import_busy": Message(N_("Another file is being taken in."), N_("Try again in a minute.")),
    "confirmation_required": Message(
        N_("Some minutes have passed since you signed in."),
        N_("Enter a new code of your authenticator."),
    ),
    "daily_cap_reached": Message(
        N_("The most that one person may give in a day is reached."), N_("Ask a colleague.")
    ),
    "name_taken": Message(N_("This name is taken."), N_("Choose another.")),
    "no_codes": Message(N_("There are no codes to show here.")),
    "not_doubtful": Message(N_("There is nothing to accept here."), N_("See the redemption.")),
    "not_shippable": Message(N_("This cannot be shipped now."), N_("See the redemption.")),
    "operator_sign_in_refused": Message(
        N_("The name, the password or the code is wrong."),
        N_("After several tries the account is locked for a while."),
    ),
    "operator_sign_in_required": Message(
        N_("Please sign in first."), N_("Nothing has been changed.")
    ),
    "overtaken": Message(
        N_("Something was given back here meanwhile."), N_("Look at what is left, then decide.")
    ),
    "own_request": Message(N_("Nobody may approve their own request."), N_("Ask a colleague.")),
    "payment_differs": Message(N_("Another payment was begun for this.")),
    "payment_not_captured": Message(N_("This was never paid.")),
    "reference_reused": Message(N_("This reference stands for something else.")),
    "still_on_its_way": Message(
        N_("It is still on its way."), N_("Give back the whole, or wait until it is settled.")
    ),
    "unavailable": Message(
        N_("We are busy for a moment."), N_("Your points are safe; try again soon.")
    ),
    "unknown_host": Message(N_("We do not answer to this name.")),
}

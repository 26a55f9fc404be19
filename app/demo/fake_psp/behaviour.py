"""How the fake provider is told to misbehave."""

from typing import Literal

import msgspec

Verb = Literal["", "prepay", "query", "close", "refund", "query_refund"]
RefundStatus = Literal["SUCCESS", "PROCESSING", "CLOSED", "ABNORMAL"]


class Behaviour(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`POST /control` replaces it whole; a new process behaves well again."""

    holds_notices: bool = False
    # Each delivery is made this many times at once.
    notice_copies: int = 1
    # What a new refund becomes.
    refund_status: RefundStatus = "SUCCESS"
    # Does what it is asked, then never answers.
    silent_on: Verb = ""
    # Answers 500 and does nothing.
    fails_on: Verb = ""
    # Answers 403 with this code and does nothing, for refunds.
    refuses_refunds: str = ""
    # Added to the amount in queries and notices.
    adds_fen: int = 0
    currency: str = "CNY"
    # What queries and notices call us instead of our own number and app.
    merchant: str = ""
    app_id: str = ""
    # Signs what it sends with another key, under another serial, or some time ago.
    is_forging: bool = False
    serial: str = ""
    lags_seconds: int = 0
    # Leaves its refusals unsigned, as the real one may.
    is_terse: bool = False

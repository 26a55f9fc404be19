"""What a member has filled in, as written: kept for the form, read for the verb."""

from collections.abc import Mapping

import msgspec
from ulid import ULID

from app.kit.errors import InvalidInput
from app.redemption import RedemptionRequest
from app.web.views.actions import Action

LONGEST_NUMBER = 15  # Digits: each such number is exact in JSON, too.


class RedeemForm(msgspec.Struct, frozen=True, kw_only=True):
    """The redeem form: words, not numbers, so that a refusal can show them again.

    `quoted` is "quantity:points" of the quote `quote_id`: it holds only for what it was
    asked for. `shown` is "points:fen", the price that stood there when it was sent;
    `express` the points that stood on the button which redeems in one tap.
    """

    quantity: str = "1"
    points: str = ""
    account: str = ""
    account_from: str = ""
    address_id: str = ""
    slot_id: str = ""
    quote_id: str = ""
    quoted: str = ""
    shown: str = ""
    express: str = ""
    idempotency_key: str = ""
    product_id: str = ""

    def request(self, product_id: int) -> RedemptionRequest:
        """Read it as the verb takes it. Raises InvalidInput with the field."""
        is_as_quoted = self.quoted == self.choice
        quantity = _number("quantity", self.quantity)
        return RedemptionRequest(
            product_id=product_id,
            quantity=1 if quantity is None else quantity,
            account=self.account.strip() or None,
            account_from=_number("account_from", self.account_from),
            address_id=_number("address_id", self.address_id),
            slot_id=_number("slot_id", self.slot_id),
            points=_number("points", self.points),
            quote_id=_number("quote_id", self.quote_id) if is_as_quoted else None,
            express_points=_number("express", self.express),
        )

    @property
    def price_shown(self) -> tuple[int, int] | None:
        """Read what stood there, to show it again; None where nothing readable did."""
        points, _, cash_fen = (self.shown or self.express).partition(":")
        try:
            return _number("points", points) or 0, _number("points", cash_fen) or 0
        except InvalidInput:
            return None

    @property
    def choice(self) -> str:
        """What a quote depends on."""
        return f"{self.quantity}:{self.points}"


def redeem_form_of(given: Mapping[str, str]) -> RedeemForm:
    """Take a choice from an address: quantity and points only, never an account."""
    return RedeemForm(quantity=given.get("quantity", "1"), points=given.get("points", ""))


def express_form(action: Action, typed: RedeemForm) -> RedeemForm | None:
    """Fill in what one tap sends, under a key of its own; None unless one tap may do.

    Who has chosen a number of pieces in the address is to confirm it.
    """
    if action.express is None or typed.quantity != "1":
        return None
    return RedeemForm(
        express=str(action.express.points),
        account_from=action.express.account_from or "",
        idempotency_key=str(ULID()),
    )


def with_key(typed: RedeemForm) -> RedeemForm:
    """Give a form its key when it is first drawn; a form that comes back keeps it."""
    if typed.idempotency_key:
        return typed
    return msgspec.structs.replace(typed, idempotency_key=str(ULID()))


def _number(field: str, written: str) -> int | None:
    """Read digits; nothing written is None."""
    bare = written.strip().replace(",", "")
    if not bare:
        return None
    if not bare.isascii() or not bare.isdecimal() or len(bare) > LONGEST_NUMBER:
        raise InvalidInput(field=field, reason="wrong_type")
    return int(bare)

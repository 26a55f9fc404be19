"""What a redemption looks like to its member: the Struct of the page and of the JSON."""

from datetime import datetime

import msgspec

from app.fulfilment import DeliveryView
from app.kit.texts import Text
from app.loyalty import Earning
from app.redemption import PROMISED, State

from .handing import FileLink, SentTo, Ticket
from .returns import CashLeg, Return


class Action(msgspec.Struct, frozen=True):
    """What the member can do now: `kind` is undo, pay, cancel or reveal; `url` takes `method`.

    `undo` is a cancellation that surely comes in time: nobody has set to work yet.
    """

    kind: str
    method: str
    url: str


class Product(msgspec.Struct, frozen=True):
    """What was redeemed, as it was called then."""

    id: int
    slug: str
    title: Text


class Step(msgspec.Struct, frozen=True):
    """One step of the way; `kind` names its text, `facts` fill it."""

    kind: str
    at: datetime
    facts: dict[str, str | int]


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """The cash leg; `state` is open, captured or closed."""

    id: int
    provider: str
    state: str
    amount_fen: int
    refunded_fen: int
    expires_at: datetime
    captured_at: datetime | None


class Redemption(msgspec.Struct, frozen=True, kw_only=True):
    """One redemption; lists leave `timeline` and `returns` empty and `payment` out.

    `earning` is what its cash earns once it has come, and why; `points_earned` what it has
    earned and kept. `is_partial`: only a part arrived, and a person decides about the rest or
    gave it back; a list does not know.
    """

    id: int
    state: State
    product: Product
    quantity: int
    points: int
    cash_fen: int
    points_refunded: int
    cash_refunded_fen: int
    account_masked: str | None
    placed_at: datetime
    pay_by: datetime | None
    promise_due_at: datetime | None
    delivered_at: datetime | None
    closed_at: datetime | None
    close_reason: str | None
    delivery: DeliveryView
    timeline: tuple[Step, ...]
    actions: tuple[Action, ...]
    payment: Payment | None = None
    returns: tuple[Return, ...] = ()
    undo_until: datetime | None = None
    ticket: Ticket | None = None
    files: tuple[FileLink, ...] = ()
    sent_to: SentTo | None = None
    is_partial: bool = False
    earning: Earning | None = None
    points_earned: int = 0

    @property
    def will_earn(self) -> bool:
        """Whether its cash still earns something, once it has come."""
        promised = self.earning.points if self.earning else 0
        is_ahead = self.is_promised or self.state is State.AWAITING_PAYMENT
        return promised > 0 and is_ahead

    @property
    def is_part_returned(self) -> bool:
        """Whether it was delivered and something of it came back."""
        has_returns = self.points_refunded > 0 or self.cash_refunded_fen > 0
        return self.state is State.DELIVERED and has_returns

    @property
    def is_promised(self) -> bool:
        """Whether the 48-hour clock is running."""
        return self.state in PROMISED

    @property
    def is_pending(self) -> bool:
        """Whether anything will still happen by itself."""
        return self.is_promised or self.state in (State.AWAITING_PAYMENT, State.REFUNDING)

    @property
    def deadline(self) -> datetime | None:
        """The instant that the member may count down to."""
        if self.state is State.AWAITING_PAYMENT:
            return self.pay_by
        return self.promise_due_at if self.is_promised else None

    @property
    def is_cash_under_way(self) -> bool:
        """Whether cash that goes back has not arrived yet."""
        return any(one.cash_state not in (None, CashLeg.ARRIVED) for one in self.returns)

    @property
    def has_files(self) -> bool:
        """Whether there is something to download."""
        return self.delivery.kind == "file" and self.state is State.DELIVERED

    def may(self, kind: str) -> bool:
        """Whether an action of this kind is open to the member."""
        return any(one.kind == kind for one in self.actions)

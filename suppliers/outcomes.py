"""What a supplier may answer, in our words: a closed list, told apart by `outcome`."""

from typing import ClassVar

import msgspec


class Card(msgspec.Struct, frozen=True):
    """A card code in the clear. `expires` is the supplier's own text, as a rule a day."""

    number: str
    password: str
    expires: str | None = None

    def __repr__(self) -> str:
        """Hide the code: a Struct prints its fields, and outcomes end up in logs (R25)."""
        return "Card(…)"


class Answer(msgspec.Struct, frozen=True, tag_field="outcome", tag=str.lower):
    """What all outcomes share: two questions that decide what the mall may do next.

    `is_definite_failure`: nothing was or will be delivered, so another attempt or a refund
    is safe. `is_final`: the supplier has made up its mind, so there is no more to ask.
    What is neither has to be queried.
    """

    is_definite_failure: ClassVar[bool] = False
    is_final: ClassVar[bool] = False


class Accepted(Answer, frozen=True):
    """They took the order; nothing is delivered yet."""

    remote_no: str | None = None


class Processing(Answer, frozen=True):
    """They know the order and have not finished it."""

    remote_no: str | None = None


class Delivered(Answer, frozen=True):
    """The member has it. `cost_fen` is for the whole order, None where they do not say."""

    is_final: ClassVar[bool] = True

    remote_no: str | None = None
    cost_fen: int | None = None
    cards: tuple[Card, ...] = ()


class Partial(Answer, frozen=True):
    """Some arrived: `delivered` of the face value, in fen. A person decides (R23)."""

    is_final: ClassVar[bool] = True

    remote_no: str | None = None
    delivered: int | None = None
    detail: str = ""


class Rejected(Answer, frozen=True):
    """They said no, with a code that our list knows to mean no.

    `is_retryable_elsewhere` is False where every supplier would refuse, as for an account
    that does not exist. `is_our_fault` asks for an operator: key, signature, balance.
    """

    is_definite_failure: ClassVar[bool] = True
    is_final: ClassVar[bool] = True

    code: str
    message: str = ""
    is_retryable_elsewhere: bool = True
    is_our_fault: bool = False


class NotSubmitted(Answer, frozen=True):
    """Nothing was sent: no connection was made, however often we tried.

    `is_unreachable` is False where it was never tried, because our own queue was too long:
    that says nothing about the supplier.
    """

    is_definite_failure: ClassVar[bool] = True
    is_final: ClassVar[bool] = True

    reason: str
    is_unreachable: bool = True


class Duplicate(Answer, frozen=True):
    """They have had this reference before; what became of it must be queried."""

    remote_no: str | None = None


class Unknown(Answer, frozen=True):
    """We cannot tell whether they acted. Never submit again; query."""

    reason: str


class Missing(Answer, frozen=True):
    """They do not know the reference *now*.

    A failure only after `missing_after_seconds`, and after being told so twice: a supplier
    may list an order later than it takes it.
    """


class Reversed(Answer, frozen=True):
    """They delivered, then took it back. After our own Delivered it is a contradiction."""

    is_definite_failure: ClassVar[bool] = True
    is_final: ClassVar[bool] = True

    remote_no: str | None = None


Outcome = (
    Accepted
    | Processing
    | Delivered
    | Partial
    | Rejected
    | NotSubmitted
    | Duplicate
    | Unknown
    | Missing
    | Reversed
)

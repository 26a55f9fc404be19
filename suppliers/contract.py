"""What every supplier is asked, and how: the contract that all adapters keep."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import msgspec

from .outcomes import Outcome

# Adapters own no clock: whoever builds one says what time it is. Always timezone-aware.
Clock = Callable[[], datetime]


class Kind(StrEnum):
    """How a supplier delivers."""

    DIRECT = "direct"
    CARD = "card"


class RechargeOrder(msgspec.Struct, frozen=True, kw_only=True):
    """One submission: `quantity` times `sku`, for `account`.

    `reference` is ours, and belongs to this one submission for ever. `face_fen` is the face
    value of one piece; `price_cap_fen` is the most that we pay for the whole order.
    `account` is empty where a card needs none.
    """

    reference: str
    sku: str
    account: str
    quantity: int
    face_fen: int
    price_cap_fen: int
    callback_url: str
    kind: Kind = Kind.DIRECT


class Callback(msgspec.Struct, frozen=True, kw_only=True):
    """What a callback claims. A hint to query now, never a reason to act.

    `event_key` is the same for each repetition of one message. `hint` is None unless
    `is_verified`, that is, unless the supplier's signature over the body holds.
    """

    reference: str
    event_key: str
    remote_no: str | None = None
    hint: Outcome | None = None
    is_verified: bool = False


class Adapter(Protocol):
    """One supplier, as the mall sees it. The two verbs answer in values and do not raise.

    Instants and spans: `first_query_after_seconds` counts from the submission,
    `missing_after_seconds` is the grace in which Missing proves nothing.
    """

    name: str
    first_query_after_seconds: int
    min_query_interval_seconds: int
    missing_after_seconds: int
    ack: bytes
    ack_media_type: str

    async def submit(self, order: RechargeOrder) -> Outcome:
        """Ask for one delivery. Never repeat after an answer that is not a definite failure.

        A cancelled call counts as Unknown.
        """
        ...

    async def query(
        self, reference: str, *, submitted_at: datetime, remote_no: str | None = None
    ) -> Outcome:
        """Ask what became of `reference`, which they call `remote_no` if they told. Safe to
        repeat.
        """
        ...

    async def balance(self) -> int | None:
        """Ask what we have left with them, in fen; None where they do not say."""
        ...

    def read_callback(self, raw: bytes, headers: Mapping[str, str]) -> Callback:
        """Read what they posted. Raises CallbackRejected when it is not theirs to post."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...

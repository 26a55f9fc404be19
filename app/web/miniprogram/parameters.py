"""What bodies, addresses and headers are made of."""

from enum import StrEnum
from typing import Annotated

import msgspec
from litestar.params import HeaderParameter, QueryParameter

CHANNEL = "miniprogram"
Id = Annotated[str, msgspec.Meta(pattern="^[1-9][0-9]{0,17}$", description="Digits.")]
Points = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
Pieces = Annotated[int, msgspec.Meta(ge=1, le=999)]
# Long enough for any token, account or name; short enough to be read at once.
ShortText = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Fields(StrEnum):
    """How much of each product a list tells."""

    CARD = "card"
    FULL = "full"


Preset = Annotated[
    Fields,
    QueryParameter(
        name="fields",
        description="How much of each product: `card`, what a card draws, in half the bytes;"
        " or `full`.",
    ),
]
Limit = Annotated[
    int | None, QueryParameter(ge=1, description="How many at most; never more than 50.")
]
Cursor = Annotated[
    str | None, QueryParameter(description="`meta.next_cursor` of the page before.")
]
Key = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        description="Required. Unique for this request; send the same one when repeating it.",
    ),
]


def optional(written: str | None) -> int | None:
    """Read an `Id` that may be absent."""
    return None if written is None else int(written)

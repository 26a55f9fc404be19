"""Bring a supplier's words into a shape that can be kept: cut, printable, in range.

Their answers must not be able to stop the booking of what they mean.
"""

from typing import Any

import msgspec

from suppliers import Card, Outcome

LONGEST = {"remote_no": 80, "code": 40, "message": 120, "detail": 120, "reason": 120}
LONGEST_EXPIRY = 20
MOST_FEN = 10**12


def tidy(outcome: Outcome) -> Outcome:
    """Return the same outcome with every text cut and every amount in range, else None."""
    changes: dict[str, Any] = {}
    for name in outcome.__struct_fields__:
        value = getattr(outcome, name)
        if isinstance(value, str):
            changes[name] = _text(value, LONGEST.get(name, 120))
        elif name in ("cost_fen", "delivered") and value is not None:
            changes[name] = value if 0 <= value <= MOST_FEN else None
        elif name == "cards":
            changes[name] = tuple(_card(card) for card in value)
    return msgspec.structs.replace(outcome, **changes)


def _card(card: Card) -> Card:
    expires = card.expires and _text(card.expires, LONGEST_EXPIRY)
    return Card(card.number.replace("\x00", ""), card.password.replace("\x00", ""), expires)


def _text(value: str, longest: int) -> str:
    return "".join(sign for sign in value if sign.isprintable())[:longest]

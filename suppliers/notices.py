"""What callbacks have in common: a bounded body, flat text fields, a number of ours."""

import hashlib
from urllib.parse import parse_qsl

import msgspec

from .errors import CallbackRejected
from .http import BODY_LIMIT

MOST_FIELDS = 200

# What PHP, in which two of these suppliers are written, makes of an array in a text.
ARRAY = "Array"
_PHP = {"true": "1", "false": "", "null": ""}


def event_key(raw: bytes) -> str:
    """Name one message by its bytes: a repetition has the same name, nothing else has."""
    return hashlib.sha256(raw).hexdigest()


def ours(reference: str) -> str:
    """Return a number that may be one of ours. Raises CallbackRejected for any other text."""
    if not (reference.isascii() and reference.isprintable() and 0 < len(reference) <= 64):
        raise CallbackRejected("no number of ours")
    return reference


def bounded(raw: bytes) -> bytes:
    """Return a body that is short enough to be read. Raises CallbackRejected."""
    if len(raw) > BODY_LIMIT:
        raise CallbackRejected("too long")
    return raw


def read_form(raw: bytes) -> dict[str, str]:
    """Read a form as the text fields that PHP would see. Raises CallbackRejected.

    `cards[0][no]` is one field called `cards` with the value `Array`; the last of two wins.
    """
    try:
        pairs = parse_qsl(
            bounded(raw).decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:
        raise CallbackRejected("not a form") from error
    return {name.partition("[")[0]: ARRAY if "[" in name else value for name, value in pairs}


def read_object(raw: bytes) -> dict[str, str]:
    """Read a JSON object as text fields, numbers as they stand. Raises CallbackRejected."""
    try:
        fields = msgspec.json.decode(bounded(raw), type=dict[str, msgspec.Raw])
        return {name: _text(bytes(value)) for name, value in fields.items()}
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise CallbackRejected("not an object") from error


def _text(value: bytes) -> str:
    if value[:1] == b'"':
        return msgspec.json.decode(value, type=str)
    if value[:1] in b"[{":
        return ARRAY
    text = value.decode("ascii")
    return _PHP.get(text, text)

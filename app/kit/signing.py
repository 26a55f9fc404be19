"""HMAC-SHA256 signatures of messages between machines, with an age limit."""

import hashlib
import hmac
from datetime import datetime

TOLERANCE_SECONDS = 300


def sign(body: bytes, *, key: str, timestamp: str) -> str:
    """Sign `timestamp.body`; returns lower-case hex."""
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def is_genuine(body: bytes, *, key: str, timestamp: str, signature: str, now: datetime) -> bool:
    """Tell whether `signature` is ours and at most five minutes from `now`."""
    if not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > 12:
        return False
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    expected = sign(body, key=key, timestamp=timestamp)
    # As bytes: compare_digest refuses text that is not ASCII.
    return hmac.compare_digest(expected.encode(), signature.encode())

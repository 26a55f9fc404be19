"""How messages of this family are signed: the fake provider shares one key with us."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from app.kit import signing

STAMP = "wechatpay-timestamp"
SIGNATURE = "wechatpay-signature"


class Seal(Protocol):
    """Signs what leaves, verifies what comes, opens what is sealed."""

    client_sign_type: str

    def headers(self, method: str, path: str, body: bytes, *, now: datetime) -> dict[str, str]:
        """Sign a request; `path` with its query."""
        ...

    def is_genuine(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> bool:
        """Tell whether an answer or a notice is the provider's and at most 300 s old."""
        ...

    def client_sign(self, message: bytes, *, stamp: str) -> str:
        """Sign the parameters of the client's pay call."""
        ...

    def open(self, resource: bytes) -> bytes:
        """Decrypt the resource of a notice. Raises Unreadable."""
        ...


class SharedKey:
    """HMAC-SHA256 over `timestamp.body`; requests put their method and path before the body."""

    client_sign_type = "HMAC-SHA256"

    def __init__(self, key: str) -> None:
        self.key = key

    def headers(self, method: str, path: str, body: bytes, *, now: datetime) -> dict[str, str]:
        """Sign a request; `path` with its query."""
        stamp = f"{now.timestamp():.0f}"
        message = f"{method} {path}\n".encode() + body
        return {STAMP: stamp, SIGNATURE: signing.sign(message, key=self.key, timestamp=stamp)}

    def is_genuine(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> bool:
        """Tell whether an answer or a notice is the provider's and at most 300 s old."""
        told = {name.lower(): value for name, value in headers.items()}
        return signing.is_genuine(
            body,
            key=self.key,
            timestamp=told.get(STAMP, ""),
            signature=told.get(SIGNATURE, ""),
            now=now,
        )

    def client_sign(self, message: bytes, *, stamp: str) -> str:
        """Sign the parameters of the client's pay call."""
        return signing.sign(message, key=self.key, timestamp=stamp)

    def open(self, resource: bytes) -> bytes:
        """Nothing is encrypted between two programs on one machine."""
        return resource

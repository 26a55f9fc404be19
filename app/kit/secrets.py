"""Keeps phones, accounts and card codes unreadable at rest, yet findable.

`seal` is AES-256-GCM with a random nonce; `fingerprint` a keyed hash that serves as an
index. Each purpose has keys of its own, derived from LAUREL_SECRET by HKDF.
"""

import hashlib
import hmac
import os
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = b"\x01"
_NONCE_BYTES = 12
# Crockford's alphabet: what is read aloud at a bar is not mistaken.
_READABLE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_installed: list[bytes] = []


class Unreadable(Exception):
    """A sealed value was altered, or was sealed under another secret or purpose."""


def install(*secret: str) -> None:
    """Set the secrets of this process: the first seals, all of them open (rotation)."""
    _installed[:] = [one.encode() for one in secret]
    _key.cache_clear()


def seal(plain: str, *, purpose: str) -> bytes:
    """Encrypt `plain`; two seals of one value differ."""
    nonce = os.urandom(_NONCE_BYTES)
    cipher = AESGCM(_key(_installed[0], purpose, b"seal"))
    return _VERSION + nonce + cipher.encrypt(nonce, plain.encode(), purpose.encode())


def unseal(sealed: bytes, *, purpose: str) -> str:
    """Decrypt what `seal` made for the same purpose. Raises Unreadable."""
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    for secret in _installed:
        try:
            cipher = AESGCM(_key(secret, purpose, b"seal"))
            return cipher.decrypt(nonce, body, purpose.encode()).decode()
        except (InvalidTag, ValueError):
            continue
    raise Unreadable(purpose)


def fingerprint(plain: str, *, purpose: str) -> bytes:
    """Hash `plain` under this purpose's key: equal values give equal bytes, others nothing."""
    key = _key(_installed[0], purpose, b"index")
    return hmac.new(key, plain.encode(), hashlib.sha256).digest()


def token() -> str:
    """Make an unguessable URL-safe token of 256 bits."""
    return secrets.token_urlsafe(32)


def readable() -> str:
    """Make an unguessable code of 80 bits that people can read out: K7QP-4M2X-9TRD-0VZ6."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def digest(value: str) -> bytes:
    """Hash a token of ours for storage; tokens are random, so no key is needed."""
    return hashlib.sha256(value.encode()).digest()


@lru_cache(maxsize=128)
def _key(secret: bytes, purpose: str, use: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=b"laurel", info=use + b":" + purpose.encode()).derive(secret)

"""The provider's side of the wire: its signatures, its checks, its sealed resources.

Written apart from the gateway, so that a mistake is made on one side only.
"""

import base64
import binascii
import re
import secrets
from collections.abc import Mapping
from datetime import datetime

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from .behaviour import Behaviour
from .keys import MERCHANT, PLATFORM, SERIAL, Keys

SCHEME = "WECHATPAY2-SHA256-RSA2048"
FIELD = re.compile(r'(\w+)="([^"]*)"')
NEWEST_SECONDS = 300


class Seal:
    """What the provider can do with its keys."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def signed(
        self, body: bytes, *, now: datetime, behaviour: Behaviour | None = None
    ) -> dict[str, str]:
        """Sign an answer or a notice, as the behaviour wants it."""
        told = behaviour or Behaviour()
        stamp, nonce = str(int(now.timestamp()) - told.lags_seconds), secrets.token_hex(16)
        message = b"".join(part + b"\n" for part in (stamp.encode(), nonce.encode(), body))
        # Whoever forges has some key, only not the provider's.
        key = self.keys.merchant if told.is_forging else self.keys.platform
        signature = key.sign(message, padding.PKCS1v15(), SHA256())
        return {
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": told.serial or PLATFORM,
            "Wechatpay-Signature": base64.b64encode(signature).decode("ascii"),
            "Wechatpay-Signature-Type": SCHEME,
        }

    def is_merchants(
        self, method: str, path: str, body: bytes, *, authorization: str, now: datetime
    ) -> bool:
        """Tell whether the merchant signed this request just now; `path` with its query."""
        scheme, _, rest = authorization.partition(" ")
        told = dict(FIELD.findall(rest))
        known = (told.get("mchid"), told.get("serial_no")) == (MERCHANT, SERIAL)
        if scheme != SCHEME or not known or not _is_recent(told.get("timestamp", ""), now):
            return False
        lines = [method, path, told["timestamp"], told.get("nonce_str", "")]
        message = "".join(f"{line}\n" for line in lines).encode() + body + b"\n"
        try:
            signature = base64.b64decode(told.get("signature", ""), validate=True)
            self.keys.merchant.public_key().verify(
                signature, message, padding.PKCS1v15(), SHA256()
            )
        except (binascii.Error, InvalidSignature):
            return False
        return True

    def sealed(self, resource: Mapping[str, object], *, bound: str) -> dict[str, str]:
        """Encrypt the resource of a notice, bound to `bound`."""
        nonce = secrets.token_hex(6)
        plain = msgspec.json.encode(resource)
        cipher = AESGCM(self.keys.api_v3.encode("ascii"))
        return {
            "original_type": bound,
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": base64.b64encode(
                cipher.encrypt(nonce.encode(), plain, bound.encode())
            ).decode("ascii"),
            "associated_data": bound,
            "nonce": nonce,
        }


def _is_recent(stamp: str, now: datetime) -> bool:
    is_number = stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12
    return is_number and abs(now.timestamp() - int(stamp)) < NEWEST_SECONDS

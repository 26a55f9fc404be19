"""WeChat Pay v3's cryptography: sign what leaves, verify what comes, open what is sealed.

Source: suppliers.md 8.6 (wechatpay-go consts.go, wechat_pay_validator.go; wechatpayv3 2.0.4).
"""

import base64
import binascii
import secrets
from collections.abc import Mapping
from datetime import datetime

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from ..errors import Unreadable
from . import replies, wire
from .keys import PUBLIC_KEY_PREFIX, Keys

SCHEME = "WECHATPAY2-SHA256-RSA2048"
CIPHER = "AEAD_AES_256_GCM"
WINDOW_SECONDS = 300

SERIAL = "wechatpay-serial"
SIGNATURE = "wechatpay-signature"
STAMP = "wechatpay-timestamp"
NONCE = "wechatpay-nonce"
KIND = "wechatpay-signature-type"


class Seal:
    """Signs with the merchant's key and believes the provider's keys, by serial."""

    client_sign_type = "RSA"

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self._cipher = AESGCM(keys.api_v3_key)

    def headers(self, method: str, path: str, body: bytes, *, now: datetime) -> dict[str, str]:
        """Sign a request over exactly the bytes that are sent; `path` with its query."""
        stamp, nonce = f"{now.timestamp():.0f}", secrets.token_hex(16)
        signature = self._sign(f"{method}\n{path}\n{stamp}\n{nonce}\n".encode() + body + b"\n")
        told = {
            "mchid": self.keys.merchant,
            "nonce_str": nonce,
            "signature": signature,
            "timestamp": stamp,
            "serial_no": self.keys.serial,
        }
        fields = ",".join(f'{name}="{value}"' for name, value in told.items())
        return {"Authorization": f"{SCHEME} {fields}"} | self._preferred()

    def is_genuine(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> bool:
        """Tell whether an answer or a notice is the provider's and less than 300 s old."""
        told = {name.lower(): value for name, value in headers.items()}
        stamp, nonce = told.get(STAMP, ""), told.get(NONCE, "")
        key = self.keys.public.get(told.get(SERIAL, "").upper())
        if key is None or told.get(KIND, SCHEME) != SCHEME or not _is_fresh(stamp, now):
            return False
        try:
            signature = base64.b64decode(told.get(SIGNATURE, ""), validate=True)
            message = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
            key.verify(signature, message, PKCS1v15(), SHA256())
        except (binascii.Error, ValueError, InvalidSignature):
            return False
        return True

    def client_sign(self, *, app_id: str, stamp: str, nonce: str, package: str) -> str:
        """Sign the parameters of the client's pay call."""
        return self._sign(f"{app_id}\n{stamp}\n{nonce}\n{package}\n".encode())

    def open(self, resource: bytes) -> bytes:
        """Decrypt the resource of a notice. Raises Unreadable."""
        sealed = replies.read(resource, wire.SealedResource)
        if sealed.algorithm != CIPHER:
            raise Unreadable(f"sealed by {sealed.algorithm[:40]!r}")
        try:
            ciphertext = base64.b64decode(sealed.ciphertext, validate=True)
            nonce, bound = sealed.nonce.encode(), sealed.associated_data.encode()
            return self._cipher.decrypt(nonce, ciphertext, bound)
        except (binascii.Error, ValueError, InvalidTag) as error:
            raise Unreadable("a resource that our APIv3 key does not open") from error

    def _sign(self, message: bytes) -> str:
        signature = self.keys.private.sign(message, PKCS1v15(), SHA256())
        return base64.b64encode(signature).decode()

    def _preferred(self) -> dict[str, str]:
        """Ask to be answered under a public key of ours, while certificates still exist."""
        known = sorted(one for one in self.keys.public if one.startswith(PUBLIC_KEY_PREFIX))
        return {"Wechatpay-Serial": known[-1]} if known else {}


def is_signed(headers: Mapping[str, str]) -> bool:
    """Tell whether an answer claims to be signed."""
    return any(name.lower() == SIGNATURE for name in headers)


def _is_fresh(stamp: str, now: datetime) -> bool:
    if not stamp.isascii() or not stamp.isdecimal() or len(stamp) > 12:
        return False
    return abs(now.timestamp() - int(stamp)) < WINDOW_SECONDS

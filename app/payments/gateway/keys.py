"""The keys of a merchant of WeChat Pay v3, read from files; nothing of them is ever shown."""

from collections.abc import Mapping
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
)

from ..errors import ConfigurationRefused

PUBLIC_KEY_PREFIX = "PUB_KEY_ID_"
API_V3_KEY_BYTES = 32
CERTIFICATE = b"-----BEGIN CERTIFICATE-----"


class Keys:
    """Who we are (`merchant`, `serial`, `private`); whom we believe, by serial (`public`)."""

    def __init__(
        self,
        *,
        merchant: str,
        serial: str,
        private: RSAPrivateKey,
        api_v3_key: bytes,
        public: Mapping[str, RSAPublicKey],
    ) -> None:
        self.merchant = merchant
        self.serial = serial
        self.private = private
        self.api_v3_key = api_v3_key
        self.public = {one.upper(): key for one, key in public.items()}

    def __repr__(self) -> str:
        return f"Keys({self.merchant}, {self.serial}, {sorted(self.public)})"


def read_keys(
    *, merchant: str, serial: str, private_key: Path, api_v3_key: str, public_keys: Path
) -> Keys:
    """Read the merchant's key and the folder of the provider's keys.

    Raises ConfigurationRefused with one plain sentence that names a setting and no key.
    """
    if len(api_v3_key.encode()) != API_V3_KEY_BYTES:
        raise ConfigurationRefused(
            f"LAUREL_WECHATPAY_API_V3_KEY must be {API_V3_KEY_BYTES} bytes long."
        )
    return Keys(
        merchant=merchant,
        serial=serial,
        private=_private(private_key),
        api_v3_key=api_v3_key.encode(),
        public=_public(public_keys),
    )


def _private(path: Path) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise _refused("PRIVATE_KEY", path) from error
    if not isinstance(key, RSAPrivateKey):
        raise _refused("PRIVATE_KEY", path)
    return key


def _public(folder: Path) -> dict[str, RSAPublicKey]:
    """Read every `<serial>.pem` of the folder; several while the provider changes its key."""
    paths = sorted(folder.glob("*.pem"))
    if not paths:
        raise ConfigurationRefused(
            f"LAUREL_WECHATPAY_PUBLIC_KEYS names no folder with a .pem file: {folder}."
        )
    return {path.stem: _believed(path) for path in paths}


def _believed(path: Path) -> RSAPublicKey:
    """Read a public key, or the key of a platform certificate of that serial number."""
    try:
        content = path.read_bytes()
        if not content.lstrip().startswith(CERTIFICATE):
            key = load_pem_public_key(content)
        else:
            certificate = x509.load_pem_x509_certificate(content)
            key = certificate.public_key()
            if certificate.serial_number != int(path.stem, 16):
                raise ValueError("the certificate of another serial number")
    except (OSError, ValueError) as error:
        raise _refused("PUBLIC_KEYS", path) from error
    if not isinstance(key, RSAPublicKey):
        raise _refused("PUBLIC_KEYS", path)
    return key


def _refused(name: str, path: Path) -> ConfigurationRefused:
    return ConfigurationRefused(
        f"LAUREL_WECHATPAY_{name} names what is not a readable RSA key in PEM: {path}."
    )

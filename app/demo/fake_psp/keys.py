"""The keys of the fake provider and of its one merchant, made at first start, kept in a folder.

Both sides' keys are here, since both live on one machine; each file is its owner's alone.
"""

import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

MERCHANT = "1900000001"
SERIAL = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"
PLATFORM = "PUB_KEY_ID_0119000000012026112200000000000001"


class Keys:
    """`merchant` signs requests, `platform` answers and notices; `api_v3` seals resources."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.merchant = _load(folder / "merchant.pem")
        self.platform = _load(folder / "platform.pem")
        self.api_v3 = (folder / "api_v3_key").read_text(encoding="ascii")

    def settings(self) -> dict[str, str]:
        """Tell a merchant's mall what it must know, as it would be told by the real one."""
        return {
            "LAUREL_WECHATPAY_MERCHANT": MERCHANT,
            "LAUREL_WECHATPAY_SERIAL": SERIAL,
            "LAUREL_WECHATPAY_PRIVATE_KEY": str(self.folder / "merchant.pem"),
            "LAUREL_WECHATPAY_API_V3_KEY": self.api_v3,
            "LAUREL_WECHATPAY_PUBLIC_KEYS": str(self.folder / "public"),
        }


def keys_in(folder: Path) -> Keys:
    """Read the keys in `folder`, made now if they are not there. Two may ask at once."""
    if not folder.exists():
        _make(folder)
    return Keys(folder.resolve())


def _make(folder: Path) -> None:
    """Write all of it aside, then give it its name, so that nobody reads a half."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    merchant, platform = _new(), _new()
    public = platform.public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".keys-") as aside:
        whole = Path(aside) / "keys"
        files = {
            "merchant.pem": _pem(merchant),
            "platform.pem": _pem(platform),
            "api_v3_key": secrets.token_hex(16).encode(),
            f"public/{PLATFORM}.pem": pem,
        }
        _write(whole, files)
        try:
            whole.rename(folder)
        except OSError:
            if not folder.exists():  # Else another has made them meanwhile.
                raise


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    (folder / "public").mkdir(parents=True, mode=0o700)
    folder.chmod(0o700)
    for name, content in files.items():
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)


def _new() -> RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _pem(key: RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _load(path: Path) -> RSAPrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, RSAPrivateKey)
    return key

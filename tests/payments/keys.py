"""The keys of the tests' provider and its merchant: made once, for RSA takes its time."""

import tempfile
from functools import lru_cache
from pathlib import Path

from app import payments, settings
from app.demo.fake_psp import Keys, keys_in
from app.payments.gateway.v3 import V3Gateway

FOLDER = tempfile.TemporaryDirectory(prefix="laurel-keys-")  # Goes with this process.


@lru_cache(maxsize=1)
def psp_keys() -> Keys:
    """What the fake provider holds."""
    return keys_in(Path(FOLDER.name) / "keys")


@lru_cache(maxsize=1)
def mall_keys() -> payments.Keys:
    """What the mall reads from the files that its settings name."""
    read = payments.keys_of(settings.read(psp_keys().settings() | {"LAUREL_MODE": "demo"}))
    assert read is not None
    return read


def fake_gateway(base_url: str, *, notify_url: str = "http://127.0.0.1:1/none") -> V3Gateway:
    """The gateway to the tests' provider, as `laurel up` builds it."""
    return payments.v3_gateway(
        name="fake", keys=mall_keys(), base_url=base_url, app_id="demo-app",
        notify_url=notify_url, has_page=True,
    )  # fmt: skip

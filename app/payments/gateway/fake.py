"""The provider of the demo: WeChat Pay v3's JSON under one shared key.

Its program is `python -m app.demo.fake_psp`; it takes no real money.
"""

from .line import DEADLINE_SECONDS, Line
from .seals import SharedKey
from .v3 import Account, V3Gateway

NAME = "fake"
MERCHANT = "demo-merchant"


def fake_gateway(
    *,
    base_url: str,
    key: str,
    app_id: str,
    notify_url: str,
    deadline_seconds: float = DEADLINE_SECONDS,
) -> V3Gateway:
    """Build the gateway to the fake provider at `base_url`."""
    account = Account(
        app_id=app_id,
        merchant=MERCHANT,
        notify_url=notify_url,
        pay_page=f"{base_url}/pay",
    )
    line = Line(base_url, deadline_seconds=deadline_seconds)
    return V3Gateway(NAME, account, seal=SharedKey(key), line=line)

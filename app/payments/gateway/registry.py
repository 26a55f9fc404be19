"""Provider name → gateway. The next kind of provider is one more line in `_built`."""

from collections.abc import Mapping

from app.settings import Settings, current

from ..errors import CashNotTaken, ConfigurationRefused, ProviderUnknown
from .contract import Gateway
from .keys import Keys, read_keys
from .line import Line
from .seal import Seal
from .v3 import Account, V3Gateway

WECHAT = "wechat"
# The demo's provider speaks the same wire with keys that it made itself; no real money.
FAKE = "fake"

_installed: dict[str, Gateway] = {}


def install(gateways: Mapping[str, Gateway]) -> None:
    """Set the gateways of this process; without it they are built from its settings."""
    _installed.clear()
    _installed.update(gateways)


def find(provider: str) -> Gateway:
    """The gateway called `provider`. Raises ProviderUnknown."""
    try:
        return _known()[provider]
    except KeyError:
        raise ProviderUnknown from None


def usual_provider() -> str:
    """The provider that takes new payments. Raises CashNotTaken when there is none."""
    for name in _known():
        return name
    raise CashNotTaken


def pays_in_browser(provider: str) -> bool:
    """Tell whether a browser can pay there; else the mini-program is where members pay."""
    gateway = _known().get(provider)
    return gateway is not None and not gateway.needs_payer


def v3_gateway(
    *,
    name: str,
    keys: Keys,
    base_url: str,
    app_id: str,
    notify_url: str,
    has_page: bool = False,
) -> V3Gateway:
    """Build the gateway to one provider that speaks WeChat Pay v3.

    `has_page`: a browser can pay there, and nobody need be known by name. Only the demo's.
    """
    page = f"{base_url}/pay" if has_page else None
    account = Account(app_id=app_id, notify_url=notify_url, pay_page=page)
    return V3Gateway(name, account, seal=Seal(keys), line=Line(base_url))


def keys_of(chosen: Settings) -> Keys | None:
    """Read the keys that the settings name; None when they name no merchant.

    Raises ConfigurationRefused when one is missing or unreadable.
    """
    if not chosen.wechatpay_merchant:
        return None
    private_key, public_keys = chosen.wechatpay_private_key, chosen.wechatpay_public_keys
    if private_key is None or public_keys is None or not chosen.wechatpay_serial:
        raise ConfigurationRefused(
            "LAUREL_WECHATPAY_MERCHANT needs _SERIAL, _PRIVATE_KEY, _API_V3_KEY and"
            " _PUBLIC_KEYS beside it."
        )
    return read_keys(
        merchant=chosen.wechatpay_merchant,
        serial=chosen.wechatpay_serial,
        private_key=private_key,
        api_v3_key=chosen.wechatpay_api_v3_key,
        public_keys=public_keys,
    )


async def aclose() -> None:
    """Close every connection and forget the gateways."""
    for gateway in _installed.values():
        await gateway.aclose()
    _installed.clear()


def _known() -> Mapping[str, Gateway]:
    if not _installed:
        _installed.update(_built(current()))
    return _installed


def _built(chosen: Settings) -> dict[str, Gateway]:
    keys = keys_of(chosen)
    if keys is None:
        return {}
    is_fake = chosen.is_demo and bool(chosen.payment_base_url)
    name = FAKE if is_fake else WECHAT
    built = v3_gateway(
        name=name,
        keys=keys,
        base_url=chosen.payment_base_url if is_fake else chosen.wechatpay_base_url,
        app_id=chosen.wechat_app_id,
        notify_url=f"{chosen.base_url.rstrip('/')}/callbacks/payments/{name}",
        has_page=is_fake,
    )
    return {name: built}

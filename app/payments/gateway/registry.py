"""Provider name → gateway. The next provider is one more line in `_built`."""

from collections.abc import Mapping

from app import settings

from ..errors import ProviderUnknown
from . import fake
from .contract import Gateway

_installed: dict[str, Gateway] = {}


def install(gateways: Mapping[str, Gateway]) -> None:
    """Set the gateways of this process; without it they are built from its settings."""
    _installed.clear()
    _installed.update(gateways)


def find(provider: str) -> Gateway:
    """The gateway called `provider`. Raises ProviderUnknown."""
    if not _installed:
        _installed.update(_built(settings.current()))
    try:
        return _installed[provider]
    except KeyError:
        raise ProviderUnknown from None


async def aclose() -> None:
    """Close every connection and forget the gateways."""
    for gateway in _installed.values():
        await gateway.aclose()
    _installed.clear()


def _built(chosen: settings.Settings) -> dict[str, Gateway]:
    """The fake provider takes no real money, so that only the demo offers it."""
    if not (chosen.is_demo and chosen.payment_base_url):
        return {}
    built = fake.fake_gateway(
        base_url=chosen.payment_base_url,
        key=chosen.payment_key,
        app_id=chosen.wechat_app_id,
        notify_url=f"{chosen.base_url}/callbacks/payments/{fake.NAME}",
    )
    return {built.name: built}

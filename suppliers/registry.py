"""From the suppliers' TOML file to working adapters."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

import httpx
import msgspec

from .configs import SupplierConfig
from .contract import Adapter, Clock
from .dayuanren.adapter import Dayuanren
from .dtone.adapter import DTOne
from .errors import ConfigurationRefused
from .fake.adapter import Fake
from .fulu.adapter import Fulu
from .http import Line
from .mifeng.adapter import Mifeng
from .patience import Patience
from .tremendous.adapter import Tremendous


class AdapterClass(Protocol):
    """What the registry needs of an adapter: its keys, and one way to build it."""

    KEYS: frozenset[str]

    def __call__(
        self, *, name: str, line: Line, keys: Mapping[str, str], clock: Clock
    ) -> Adapter:
        """Build the adapter."""
        ...


# Everything that `adapter = "…"` may name. A new supplier is one line here.
ADAPTERS: dict[str, AdapterClass] = {
    "dayuanren": Dayuanren,
    "dtone": DTOne,
    "fake": Fake,
    "fulu": Fulu,
    "mifeng": Mifeng,
    "tremendous": Tremendous,
}

# The name stands in /callbacks/suppliers/{name}.
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

ENVIRONMENT = "env:"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    supplier: tuple[SupplierConfig, ...] = ()


def read(path: Path, *, environ: Mapping[str, str]) -> tuple[SupplierConfig, ...]:
    """Read the suppliers' file, lowest priority number first.

    A key "env:NAME" is replaced by that variable of `environ`. Raises ConfigurationRefused
    with one sentence that says what is wrong and where. Safe to repeat.
    """
    configs = _parse(path).supplier
    names = [config.name for config in configs]
    for config in configs:
        _check(config)
        if names.count(config.name) > 1:
            raise ConfigurationRefused(f'There are two suppliers called "{config.name}".')
    resolved = (_resolve(config, environ) for config in configs)
    return tuple(sorted(resolved, key=lambda config: config.priority))


def offered_products(configs: Iterable[SupplierConfig]) -> frozenset[str]:
    """Collect the slugs that are offered; whether they exist is for the mall to say."""
    return frozenset(offer.product for config in configs for offer in config.offers)


def build(
    config: SupplierConfig,
    *,
    clock: Clock,
    before_request: Callable[[], None] | None = None,
    patience: Patience | None = None,
) -> Adapter:
    """Build the adapter that `config` describes; the caller closes it.

    Raises ConfigurationRefused when its keys cannot be used. Nothing is sent.
    """
    line = Line(config.base_url, patience=patience, before_request=before_request)
    make = ADAPTERS[config.adapter]
    return make(name=config.name, line=line, keys=config.keys, clock=clock)


def _parse(path: Path) -> _File:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigurationRefused(f"{path.name} cannot be read: {reason}.") from error
    try:
        table: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationRefused(f"{path.name} is not TOML: {error}.") from error
    try:
        return msgspec.convert(table, _File)
    except msgspec.ValidationError as error:
        raise ConfigurationRefused(f"{path.name} cannot be used: {error}.") from error


def _check(config: SupplierConfig) -> None:
    """Refuse what the types cannot."""
    who = f'Supplier "{config.name}"'
    if not NAME.fullmatch(config.name):
        raise ConfigurationRefused(
            f"{who} needs a name of small letters, digits and hyphens, at most 40."
        )
    if config.adapter not in ADAPTERS:
        known = ", ".join(sorted(ADAPTERS))
        raise ConfigurationRefused(
            f'{who} names the adapter "{config.adapter}"; there are {known}.'
        )
    if not _is_base_url(config.base_url):
        raise ConfigurationRefused(
            f"{who} needs a base_url like https://host/path, without user, query or fragment."
        )
    wanted, given = ADAPTERS[config.adapter].KEYS, config.keys.keys()
    for key in sorted(wanted ^ given):
        verb = "lacks" if key in wanted else "does not know"
        raise ConfigurationRefused(f'{who} {verb} the key "{key}".')
    products = [offer.product for offer in config.offers]
    for product in products:
        if products.count(product) > 1:
            raise ConfigurationRefused(f'{who} offers the product "{product}" twice.')


def _is_base_url(text: str) -> bool:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        return False
    is_bare = not (url.query or url.fragment or url.userinfo)
    return url.scheme in {"http", "https"} and bool(url.host) and is_bare


def _resolve(config: SupplierConfig, environ: Mapping[str, str]) -> SupplierConfig:
    """Put the values of the environment in place of their names."""
    keys = {}
    for key, value in config.keys.items():
        variable = value.removeprefix(ENVIRONMENT)
        keys[key] = environ.get(variable, "") if value.startswith(ENVIRONMENT) else value
        if not keys[key]:
            what = f"the environment variable {variable}" if value else f'a value for "{key}"'
            raise ConfigurationRefused(
                f'Supplier "{config.name}" needs {what}, which is not set.'
            )
    return msgspec.structs.replace(config, keys=keys)

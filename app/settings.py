"""Reads LAUREL_* once, into one frozen Struct."""

import os
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec

from app.kit.errors import ConfigurationRefused

PROMISE_SECONDS = 172_800  # Rules R19: 48 hours, as seconds, so that DST cannot move it.
ROLES = ("relay", "dispatcher", "watchdog", "reaper", "auditor")  # A process for each.
PUBLIC_URLS = (
    "base_url", "wechat_base_url", "wechatpay_base_url", "payment_base_url", "fake_base_url"
)  # fmt: skip
DEMO_SECRET = "demo-secret-that-production-refuses"  # noqa: S105 - refused in production.


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator may set; every span in seconds."""

    mode: Literal["demo", "production"] = "production"
    database_url: str | None = None
    data: Path = Path("var")
    secret: str = ""
    base_url: str = "http://127.0.0.1:8000"
    promise_seconds: int = PROMISE_SECONDS
    watchdog_every_seconds: int = 5
    payment_window_seconds: int = 900
    undo_seconds: Annotated[int, msgspec.Meta(ge=0, le=60)] = 10
    # The dearest that one tap may redeem for who has switched that on; 0 offers it to nobody.
    express_points_cap: Annotated[int, msgspec.Meta(ge=0, lt=2**53)] = 1000
    suppliers: Path | None = None
    codes_low: Annotated[int, msgspec.Meta(ge=0)] = 20
    wechat_app_id: str = "demo-app"
    wechat_app_secret: str = "demo-app-secret"  # noqa: S105 - WeChat refuses it.
    wechat_base_url: str = "https://api.weixin.qq.com"
    wechatpay_base_url: str = "https://api.mch.weixin.qq.com"
    wechatpay_merchant: str = ""
    wechatpay_serial: str = ""
    wechatpay_private_key: Path | None = None
    wechatpay_api_v3_key: str = ""
    wechatpay_public_keys: Path | None = None
    payment_base_url: str = ""  # Where the demo's payment provider listens.
    fake_base_url: str = ""  # Where the demo's supplier listens.
    trusted_proxies: Annotated[int, msgspec.Meta(ge=0, le=9)] = 0
    brand: str = "laurel"
    offline_page: bool = True  # False takes the page back that browsers keep.
    # How members reach a person; what is empty is not shown.
    contact_phone: str = ""
    contact_hours: str = ""
    contact_email: str = ""
    # The score that silver, gold, platinum and diamond take (R26).
    tier_thresholds: Annotated[str, msgspec.Meta(pattern=r"^\d{1,12}(,\d{1,12}){3}$")] = (
        "2000,6000,20000,40000"
    )
    zone: str = "Asia/Shanghai"
    # The oldest mini-program that is still served; older ones are told to update.
    client_minimum: Annotated[str, msgspec.Meta(pattern=r"^(\d{1,5}\.\d{1,5}\.\d{1,5})?$")] = ""

    @property
    def thresholds(self) -> tuple[int, ...]:
        """What silver, gold, platinum and diamond take, in this order."""
        return tuple(int(one) for one in self.tier_thresholds.split(","))

    @property
    def express_most(self) -> int:
        """The most points that one tap may give: none where it could not be undone."""
        return self.express_points_cap if self.undo_seconds else 0

    @property
    def contact(self) -> tuple[str, ...]:
        """How members reach a person: phone, hours, e-mail; empty when nobody said."""
        said = (self.contact_phone, self.contact_hours, self.contact_email)
        return tuple(one for one in said if one)

    @property
    def is_demo(self) -> bool:
        return self.mode == "demo"


def read(environ: Mapping[str, str]) -> Settings:
    """Read settings from `environ`. Raises ConfigurationRefused with one plain sentence."""
    given = {
        name: environ[f"LAUREL_{name.upper()}"]
        for name in Settings.__struct_fields__
        if environ.get(f"LAUREL_{name.upper()}")
    }
    try:
        settings = msgspec.convert(given, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise ConfigurationRefused(f"A LAUREL_ setting is not usable: {error}.") from error
    return _checked(settings)


@lru_cache(maxsize=1)
def current() -> Settings:
    """The settings of this process, read from its environment on first use."""
    return read(os.environ)


def _checked(settings: Settings) -> Settings:
    if not 0 < settings.promise_seconds <= PROMISE_SECONDS:
        raise ConfigurationRefused(
            f"LAUREL_PROMISE_SECONDS must lie between 1 and {PROMISE_SECONDS}."
        )
    steps = (0, *settings.thresholds)
    if any(step >= following for step, following in pairwise(steps)):
        raise ConfigurationRefused(
            "LAUREL_TIER_THRESHOLDS must be four numbers above 0, each larger than the last."
        )
    if settings.is_demo:
        return settings if settings.secret else _with_secret(settings)
    if len(settings.secret) < 32 or settings.secret == DEMO_SECRET:
        raise ConfigurationRefused(
            "LAUREL_SECRET must be at least 32 characters of your own (or LAUREL_MODE=demo)."
        )
    for name in PUBLIC_URLS:
        url = getattr(settings, name)
        if not url.startswith("https://") and (url or name == "base_url"):
            raise ConfigurationRefused(
                f"LAUREL_{name.upper()} must begin with https:// in production."
            )
    return settings


def _with_secret(settings: Settings) -> Settings:
    return msgspec.structs.replace(settings, secret=DEMO_SECRET)


def _path(kind: type, value: object) -> object:
    if kind is Path:
        return Path(str(value))
    raise NotImplementedError


def day_of(instant: datetime) -> date:
    """Tell which day it is in the mall's zone."""
    return instant.astimezone(ZoneInfo(current().zone)).date()

"""Which hosts we answer to, which sites may send forms, and the token in those forms."""

from urllib.parse import urlsplit

from litestar.config.csrf import CSRFConfig

from app.kit import secrets
from app.settings import Settings

from .cookies import Cookies

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def hosts(settings: Settings) -> frozenset[str]:
    """List the Host headers we answer to: the base URL's, and loopback always.

    Loopback stays allowed in production for the health checks of this machine.
    """
    base = urlsplit(settings.base_url)
    named = {base.hostname or "", base.netloc, f"{base.hostname}:{_port(settings)}"}
    own = {f"{name}{port}" for name in LOOPBACK for port in ("", f":{_port(settings)}")}
    return frozenset(one.lower() for one in named | own if one)


def sites(settings: Settings) -> frozenset[str]:
    """List the origins whose forms we take: the base URL's; in the demo, loopback too."""
    base = urlsplit(settings.base_url)
    named = {f"{base.scheme}://{base.netloc}"}
    if settings.is_demo:
        named |= {f"http://{name}:{_port(settings)}" for name in LOOPBACK}
    return frozenset(one.lower() for one in named)


def csrf_config(names: Cookies) -> CSRFConfig:
    """Ask for a token on every unsafe request of a browser; programs carry another proof."""
    return CSRFConfig(
        secret=secrets.fingerprint("csrf", purpose="csrf").hex(),
        cookie_name=names.csrf,
        header_name="x-csrftoken",
        cookie_secure=names.is_secure,
        cookie_httponly=True,
        cookie_samesite="lax",
        exclude=["^/api/", "^/callbacks/"],
    )


def _port(settings: Settings) -> int:
    base = urlsplit(settings.base_url)
    return base.port or (443 if base.scheme == "https" else 80)

"""Hides personal data where people may read along."""

import ipaddress
import re

_DIGITS = re.compile(r"\d{7,}")


def phone(number: str) -> str:
    """Mask a phone number: 13800000001 → 138****0001."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 7 else "****"


def account(value: str) -> str:
    """Mask an account: a phone as `phone` does, e-mail by its first letter, else both ends."""
    if value.isdecimal():
        return phone(value)
    name, at, host = value.partition("@")
    if at:
        return f"{name[:1]}***@{host}"
    return f"{value[:2]}***{value[-2:]}" if len(value) > 5 else "***"


def name(nickname: str) -> str:
    """Mask a name for others' eyes: its first letter, if it is one, and never its length."""
    first = nickname[:1] if len(nickname) > 1 and nickname[:1].isalnum() else ""
    return f"{first}＊＊"


def address(value: str | None) -> str | None:
    """Keep the network of an address and drop the host: its /24, or /48 of IPv6."""
    if value is None:
        return None
    try:
        host = ipaddress.ip_address(value.partition("%")[0])
    except ValueError:
        return "?"
    mapped = getattr(host, "ipv4_mapped", None)
    host = mapped or host
    width = 24 if host.version == 4 else 48
    return str(ipaddress.ip_network(f"{host}/{width}", strict=False))


def text(value: str) -> str:
    """Mask every run of seven digits or more: for log lines and error messages."""
    return _DIGITS.sub(lambda found: phone(found.group()), value)

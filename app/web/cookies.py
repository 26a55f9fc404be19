"""The names of our cookies, how long they live, and how one is read and written."""

from datetime import timedelta

import msgspec

LANGUAGE = "laurel_lang"


class Kind(msgspec.Struct, frozen=True):
    """How long a session of one kind may live."""

    name: str
    idle: timedelta
    absolute: timedelta


MEMBER = Kind("member", idle=timedelta(days=30), absolute=timedelta(days=180))
OPERATOR = Kind("operator", idle=timedelta(minutes=30), absolute=timedelta(hours=12))


class Cookies(msgspec.Struct, frozen=True):
    """Production prefixes each name with `__Host-`: Secure, this host only, whole site."""

    is_secure: bool

    @property
    def member(self) -> str:
        return self._named("laurel")

    @property
    def operator(self) -> str:
        return self._named("laurel_ops")

    @property
    def csrf(self) -> str:
        return self._named("laurel_csrf")

    def _named(self, name: str) -> str:
        return f"__Host-{name}" if self.is_secure else name


def read(header: str, name: str) -> str | None:
    """Find one cookie in a Cookie header; the first wins."""
    for part in header.split(";"):
        key, equals, value = part.strip().partition("=")
        if equals and key == name:
            return value
    return None


def write(name: str, value: str, *, max_age: int, is_secure: bool) -> bytes:
    """Spell a Set-Cookie header that scripts cannot read; `max_age` 0 deletes."""
    secure = "; Secure" if is_secure else ""
    return f"{name}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}".encode()

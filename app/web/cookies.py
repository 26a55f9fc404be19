"""The names of our cookies, and how one is read and written."""

import msgspec

LANGUAGE = "laurel_lang"


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

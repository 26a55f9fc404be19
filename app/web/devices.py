"""What kind of device asks, coarsely: enough to know one's own, too little to follow it."""

import re

from litestar.types import Scope

# In this order: an Android also says Linux, and an iPhone that it is like a Mac.
_SIGNS = (
    ("android", re.compile(r"android", re.IGNORECASE)),
    ("harmony", re.compile(r"harmony|ohos", re.IGNORECASE)),
    ("ios", re.compile(r"iphone|ipad|\bios\b", re.IGNORECASE)),
    ("windows", re.compile(r"windows", re.IGNORECASE)),
    ("mac", re.compile(r"macintosh|mac os|\bmac\b", re.IGNORECASE)),
    ("linux", re.compile(r"linux", re.IGNORECASE)),
)
_TOLD_BY = (b"x-client", b"user-agent")
LONGEST = 400


def device_of(scope: Scope) -> str | None:
    """Name the system of who asks: a program by X-Client, a browser by itself; else None."""
    told = dict(scope["headers"])
    for name in _TOLD_BY:
        written = told.get(name, b"")[:LONGEST].decode("latin-1")
        for device, sign in _SIGNS:
            if sign.search(written):
                return device
    return None

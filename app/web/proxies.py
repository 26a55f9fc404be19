"""Who asks when proxies stand in between: only what the nearest of them wrote is believed."""

import ipaddress

from litestar.types import Scope

FORWARDED = b"x-forwarded-for"


def believe(scope: Scope, *, hops: int) -> None:
    """Let `scope["client"]` be the caller behind `hops` proxies of ours.

    Each proxy adds on the right whom it was asked by, so that the last of ours but `hops - 1`
    is true and everything to the left of it is the caller's invention. A request with fewer
    entries did not come through them all: its own address stands.
    """
    if not hops:
        return
    lines = [value for name, value in scope["headers"] if name == FORWARDED]
    told = b",".join(lines).decode("latin-1").split(",")
    if len(told) < hops or (address := _address(told[-hops])) is None:
        return
    scope["client"] = (address, 0)


def _address(written: str) -> str | None:
    """Read an address, with or without a port."""
    bare = written.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return None

"""The fake supplier calls back: signed, repeated, and to this machine only."""

from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import msgspec

from ..contract import Clock
from . import wire
from .truth import Truth

TRIES = 8
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def is_loopback(url: str) -> bool:
    """Tell whether `url` is on this machine; a fake has no business with any other."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and parts.hostname in LOOPBACK


async def call_back(
    truth: Truth, client: httpx.AsyncClient, *, secret: str, clock: Clock, fast: float
) -> int:
    """Tell everybody who is due their news; returns how many took it.

    Who does not answer `ok` is told again after 1, 2, 4… seconds, eight times in all.
    """
    taken = 0
    for url, tries, news in truth.due_callbacks(clock()):
        is_taken = is_loopback(url) and await _post(client, url, news, secret, clock)
        is_over = is_taken or not is_loopback(url) or tries + 1 >= TRIES
        again_at = None if is_over else clock() + timedelta(seconds=2**tries / fast)
        truth.note_callback(news.reference, again_at)
        taken += is_taken
    return taken


async def _post(
    client: httpx.AsyncClient, url: str, news: wire.OrderReply, secret: str, clock: Clock
) -> bool:
    # Codes are for those who ask; a callback only says that there is something to ask for.
    body = msgspec.json.encode(msgspec.structs.replace(news, cards=()))
    headers = wire.signed(secret, f"{clock().timestamp():.0f}", body)
    try:
        answer = await client.post(url, content=body, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
    return answer.is_success and answer.content.strip() == b"ok"

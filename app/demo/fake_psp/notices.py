"""The provider tells of payments and refunds: signed, repeated, and to this machine only."""

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import httpx
import msgspec

from . import words
from .bank import Bank
from .seal import Seal

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def is_loopback(url: str) -> bool:
    """Tell whether `url` is on this machine; a fake has no business with any other."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and parts.hostname in LOOPBACK


async def deliver_notices(
    bank: Bank, client: httpx.AsyncClient, *, seal: Seal, clock: Callable[[], datetime]
) -> int:
    """Deliver what is due, as often as the behaviour says; returns how many were taken."""
    if bank.behaviour.holds_notices:
        return 0
    taken = 0
    for notice in bank.truth.due_notices(clock()):
        copies = max(bank.behaviour.notice_copies, 1) if is_loopback(notice["url"]) else 0
        posts = [_post(client, bank, notice, seal=seal, now=clock()) for _ in range(copies)]
        is_taken = copies > 0 and all(await asyncio.gather(*posts))
        bank.truth.note_delivery(notice, is_taken=is_taken, now=clock())
        taken += is_taken
    return taken


async def _post(
    client: httpx.AsyncClient, bank: Bank, notice: sqlite3.Row, *, seal: Seal, now: datetime
) -> bool:
    bound = "refund" if notice["kind"].startswith("REFUND.") else "transaction"
    resource = seal.sealed(_resource(bank, notice), bound=bound)
    body = msgspec.json.encode(words.notice(notice, resource))
    headers = seal.signed(body, now=now, behaviour=bank.behaviour)
    headers["Content-Type"] = "application/json"
    try:
        answer = await client.post(notice["url"], content=body, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
    return answer.status_code in (200, 204)


def _resource(bank: Bank, notice: sqlite3.Row) -> words.Told:
    if notice["kind"].startswith("REFUND."):
        refund = bank.truth.refunded(notice["subject"])
        assert refund is not None
        return words.refund(refund)
    charge = bank.truth.charge(notice["subject"])
    assert charge is not None
    return words.charge(charge, bank.behaviour)

"""Which role does what, and how often."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from app import (
    achievements,
    auditing,
    fulfilment,
    ledger,
    loyalty,
    members,
    operators,
    payments,
    redemption,
)
from app.settings import Settings

from . import relay
from .loop import Job
from .pruning import prune

ASK_SUPPLIERS = frozenset({"dispatcher", "watchdog"})

HOUR_SECONDS = 3600.0
# A supplier that keeps silent holds up its own lane and nobody else's.
LANES = 8
LANE = 4
SUPPLY_SECONDS = 20.0


def jobs(role: str, settings: Settings, *, wake: asyncio.Event) -> tuple[Job, ...]:
    """List what this role does; `wake` is set when something is announced."""
    match role:
        case "relay":
            return (Job(name="deliver", run_once=relay.deliver, every_seconds=1, wake=wake),)
        case "dispatcher":
            return _dispatcher(settings)
        case "watchdog":
            return (_job(fulfilment.jobs.keep_promises, settings.watchdog_every_seconds),)
        case "reaper":
            return (
                _job(redemption.jobs.cancel_unpaid, 10),
                _job(redemption.jobs.erase_members, 60),
                _job(ledger.expire_lots, 60),
                _job(members.forget_codes, HOUR_SECONDS),
                _job(achievements.award_badges, 60),
                _job(loyalty.review_tiers, 60),
                Job(name="prune", run_once=prune, every_seconds=HOUR_SECONDS),
            )
        case "auditor":
            return (
                _job(ledger.chain_postings, 60),
                _job(operators.chain_entries, 60),
                _job(auditing.check_books, HOUR_SECONDS, limit_seconds=HOUR_SECONDS),
                _job(auditing.tell_heads, HOUR_SECONDS),
            )  # fmt: skip
    raise ValueError(role)


def _dispatcher(settings: Settings) -> tuple[Job, ...]:
    callback_base = f"{settings.base_url}/callbacks/suppliers"

    async def watch_supply(now: datetime) -> int:
        await fulfilment.jobs.watch_supply(now=now, codes_low=settings.codes_low)
        return 0

    async def dispatch(now: datetime) -> int:
        return await fulfilment.jobs.dispatch(now=now, callback_base=callback_base, most=LANE)

    lanes = (
        Job(name=f"dispatch-{lane}", run_once=dispatch, every_seconds=0.5)
        for lane in range(1, LANES + 1)
    )
    return (
        *lanes,
        _job(fulfilment.jobs.apply_callbacks, 0.5),
        Job(name="watch_supply", run_once=watch_supply, every_seconds=SUPPLY_SECONDS),
        _job(payments.apply_notices, 0.5),
        _job(payments.poll_payments, 0.5),
        _job(payments.send_refunds, 0.5),
    )


def _job(
    verb: Callable[..., Awaitable[int]], every_seconds: float, *, limit_seconds: float = 300
) -> Job:
    async def run_once(now: datetime) -> int:
        return await verb(now=now)

    return Job(
        name=getattr(verb, "__name__", "job"), run_once=run_once,
        every_seconds=every_seconds, limit_seconds=limit_seconds,
    )  # fmt: skip

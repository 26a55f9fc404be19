"""Which role does what, and how often."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from app import fulfilment, ledger, members, payments, redemption
from app.settings import Settings

from . import relay
from .loop import Job
from .pruning import prune

ROLES = ("relay", "dispatcher", "watchdog", "reaper", "auditor")
ASK_SUPPLIERS = frozenset({"dispatcher", "watchdog"})

HOUR_SECONDS = 3600.0
# A supplier that keeps silent holds up its own lane and nobody else's.
LANES = 8
LANE = 4

log = structlog.get_logger("laurel.auditor")


def jobs(role: str, settings: Settings, *, wake: asyncio.Event) -> tuple[Job, ...]:
    """List what this role does; `wake` is set when something is announced."""
    match role:
        case "relay":
            return (Job(name="deliver", run_once=relay.deliver, every_seconds=1, wake=wake),)
        case "dispatcher":
            return _dispatcher(f"{settings.base_url}/callbacks/suppliers")
        case "watchdog":
            return (_job(fulfilment.jobs.keep_promises, settings.watchdog_every_seconds),)
        case "reaper":
            return (
                _job(redemption.jobs.cancel_unpaid, 10),
                _job(ledger.expire_lots, 60),
                _job(members.forget_codes, HOUR_SECONDS),
                Job(name="prune", run_once=prune, every_seconds=HOUR_SECONDS),
            )
        case "auditor":
            return (
                _job(ledger.chain_postings, 60),
                Job(
                    name="verify", run_once=verify, every_seconds=HOUR_SECONDS,
                    limit_seconds=HOUR_SECONDS,
                ),
            )  # fmt: skip
    raise ValueError(role)


async def verify(now: datetime) -> int:
    """Recompute the ledger and shout about whatever differs; it never mends by itself."""
    found = await ledger.verify()
    for one in found:
        log.error(
            "ledger_differs", invariant=one.invariant, subject=one.subject,
            expected=one.expected, found=one.found,
        )  # fmt: skip
    log.info("ledger_verified", differences=len(found))
    return 0


def _dispatcher(callback_base: str) -> tuple[Job, ...]:
    async def dispatch(now: datetime) -> int:
        return await fulfilment.jobs.dispatch(now=now, callback_base=callback_base, most=LANE)

    lanes = (
        Job(name=f"dispatch-{lane}", run_once=dispatch, every_seconds=0.5)
        for lane in range(1, LANES + 1)
    )
    return (
        *lanes,
        _job(fulfilment.jobs.apply_callbacks, 0.5),
        _job(payments.apply_notices, 0.5),
        _job(payments.poll_payments, 0.5),
        _job(payments.send_refunds, 0.5),
    )


def _job(verb: Callable[..., Awaitable[int]], every_seconds: float) -> Job:
    async def run_once(now: datetime) -> int:
        return await verb(now=now)

    return Job(
        name=getattr(verb, "__name__", "job"), run_once=run_once, every_seconds=every_seconds
    )

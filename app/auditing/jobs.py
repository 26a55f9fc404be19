"""What the clock asks of the auditor: do the books agree, and where do the chains end?"""

from datetime import datetime, timedelta

import structlog

from app import ledger, operators

from . import service, verification

log = structlog.get_logger("laurel.auditor")


async def check_books(*, now: datetime) -> int:
    """Run every check, shout about whatever differs, and mend nothing.

    Returns 0: the next look is in an hour, whatever was found.
    """
    broken = 0
    for check in verification.CHECKS:
        breaches = await verification.look(check, now=now)
        for breach in breaches:
            log.error("books_differ", invariant=breach.invariant, found=breach.told)
        await service.note(check.name, breaches, now=now)
        broken += bool(breaches)
    log.info("books_checked", invariants=len(verification.CHECKS), broken=broken)
    return 0


async def tell_heads(*, now: datetime) -> int:
    """Log where the chains of today and yesterday end, for whoever keeps the logs elsewhere.

    Whoever owns the database could write a whole chain anew, but not yesterday's log.
    """
    since = (now - timedelta(hours=24)).date()
    for head in [
        *await ledger.chain_heads(since=since), *await operators.chain_heads(since=since)
    ]:  # fmt: skip
        log.info(
            "chain_head", chain=head.branch, on_day=str(head.on_day), links=head.sequence,
            hash=head.hash,
        )  # fmt: skip
    return 0

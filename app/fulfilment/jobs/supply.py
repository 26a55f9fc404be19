"""Look after what we live on: the balances at suppliers, our codes, our stock."""

from datetime import datetime

from .. import gateway, service
from .isolation import each

AT_ONCE = 4


async def watch_supply(*, now: datetime, codes_low: int) -> int:
    """Ask for balances that are due, count codes and stock; returns how many were asked for.

    It also notices a restored database, so that operators hear of it although nothing is
    queued. Safe to repeat, by any number of processes.
    """
    await service.notice_restore(now=now)
    await service.check_stock(codes_low=codes_low, now=now)
    alarms = {config.name: config.balance_alarm_fen for config in gateway.configured()}
    await service.clear_old_alarms(suppliers=list(alarms), now=now)
    due = await service.claim_balances(suppliers=list(alarms), now=now)

    async def ask(supplier: str) -> None:
        balance_fen = await gateway.balance(supplier)
        if balance_fen is not None:
            await service.note_balance(
                supplier=supplier, balance_fen=balance_fen, alarm_fen=alarms[supplier], now=now
            )

    failures = await each(due, ask, at_once=AT_ONCE)
    if failures:
        raise ExceptionGroup("some balances could not be asked for", failures)
    return len(due)

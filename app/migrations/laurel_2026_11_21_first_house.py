"""The first house. The SQL stands beside this file, where it can be read as SQL."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.migrations import run_script

ID = "2026-11-21T00:00:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "The first house"
SCRIPTS = (
    "0001_tables.sql",
    "0002_guards.sql",
    "0003_catalogue_functions.sql",
    "0003_fulfilment_supply.sql",
    "0003_ledger_functions.sql",
    "0003_ledger_holds.sql",
    "0003_members.sql",
    "0003_settlement.sql",
    "0003_auditing.sql",
    "0003_achievements.sql",
    "0003_loyalty.sql",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="laurel", description=DESCRIPTION)

    async def run() -> None:
        for script in SCRIPTS:
            await run_script(script)

    manager.add_raw(run)
    return manager

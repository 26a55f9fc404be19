"""All rooms' tables as one Piccolo app, with one folder of migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

ROOMS = (
    "ledger", "members", "operators", "catalogue", "payments", "activity", "loyalty",
    "redemption", "fulfilment", "settlement", "auditing", "achievements",
)  # fmt: skip

APP_CONFIG = AppConfig(
    app_name="laurel",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=table_finder(["app.kit.tables", *(f"app.{room}.tables" for room in ROOMS)]),
)

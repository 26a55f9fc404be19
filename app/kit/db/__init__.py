"""The one way to the database: a repaired Piccolo engine, transactions, and raw SQL.

Piccolo leaks the pooled connection and its context when a COMMIT fails or a scope is
cancelled, and silently joins nested transactions. Nothing else in Laurel may call
`engine.transaction`.
"""

from app.kit.db.connection import connect, database_now, disconnect, fetch, fetch_one
from app.kit.db.engine import DoomedTransaction, engine
from app.kit.db.transactions import (
    NestedTransaction,
    NetworkInsideTransaction,
    atomic,
    is_in_transaction,
    refuse_inside_transaction,
    transaction,
)

__all__ = [
    "DoomedTransaction",
    "NestedTransaction",
    "NetworkInsideTransaction",
    "atomic",
    "connect",
    "database_now",
    "disconnect",
    "engine",
    "fetch",
    "fetch_one",
    "is_in_transaction",
    "refuse_inside_transaction",
    "transaction",
]

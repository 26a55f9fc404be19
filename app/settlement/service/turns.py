"""One at a time for each supplier: what is compared must not change meanwhile."""

from app.fulfilment import SupplierUnknown
from app.kit import db

from .. import queries
from ..errors import StatementOver
from ..schemas import StatementView

_LOCK = 7_276_004  # Any number, the same in every process that settles.


async def turn(supplier: str) -> None:
    """Wait for a known supplier's turn, until the transaction ends. Raises SupplierUnknown."""
    if supplier not in await queries.suppliers():
        raise SupplierUnknown
    await db.fetch("SELECT pg_advisory_xact_lock($1, hashtext($2))", _LOCK, supplier)


async def statement_in_turn(statement_id: int) -> StatementView:
    """Take a file's turn and read it. Raises NotFound and StatementOver."""
    found = await queries.statement(statement_id)
    await turn(found.supplier)
    found = await queries.statement(statement_id)
    if found.is_withdrawn:
        raise StatementOver
    return found

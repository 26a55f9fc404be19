"""Who supplies us, and under which contract."""

import msgspec

from app import fulfilment
from app.kit import db

from ..schemas import ContractView

_SEEN = """
SELECT supplier FROM supply_contract UNION SELECT supplier FROM supplier_statement
UNION SELECT supplier FROM monthly_statement"""


async def contracts(supplier: str) -> tuple[ContractView, ...]:
    """List every version of a supplier's contract, the newest to begin first."""
    rows = await db.fetch(
        "SELECT * FROM supply_contract WHERE supplier = $1 ORDER BY valid_from DESC, id DESC",
        supplier,
    )
    return tuple(msgspec.convert(dict(row), ContractView) for row in rows)


async def suppliers() -> tuple[str, ...]:
    """List who can be settled with: this process's suppliers, and those that we left."""
    known = [one.name for one in fulfilment.gateway.configured()]
    seen = {row["supplier"] for row in await db.fetch(_SEEN)}
    return (*known, *sorted(seen - set(known)))


def adapter_of(supplier: str) -> str:
    """Tell whose words a supplier writes; empty for one that is no longer configured."""
    return next(
        (one.adapter for one in fulfilment.gateway.configured() if one.name == supplier), ""
    )

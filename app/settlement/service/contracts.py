"""Agree on a share: each agreement is a new version, none is changed."""

from datetime import datetime

import msgspec

from app.kit import db

from ..schemas import ContractView

_SET = """
INSERT INTO supply_contract (supplier, valid_from, profit_share_bps, note, set_by, set_at)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING *"""


@db.atomic
async def set_contract(
    *, supplier: str, profit_share_bps: int, valid_from: datetime, note: str, actor: str,
    now: datetime,
) -> ContractView:  # fmt: skip
    """Let a supplier have a share of the profit on what it delivers from an instant on.

    `profit_share_bps` lies between 1,500 and 3,000; the table refuses another. It may be
    agreed before anything is bought. Source: capabilities F9.
    """
    row = await db.fetch_one(_SET, supplier, valid_from, profit_share_bps, note, actor, now)
    assert row is not None
    return msgspec.convert(dict(row), ContractView)

"""What routing and the console know of suppliers: switch, circuit, health, balance."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from app.kit import db

from .. import policy
from ..schemas import CircuitState

HEALTH_WINDOW = timedelta(seconds=3_600)
MOST_ATTEMPTS = 200

# One round trip. attempt_recent serves the last 200 attempts of each; an account that nobody
# would serve, and what never left this house, say nothing about a supplier.
_CONDITIONS = """
SELECT s.name, coalesce(w.is_armed, true) AS is_armed,
       c.state, c.faults, c.opened, c.retry_at, c.evidence_at,
       h.delivered, h.settled, h.p95_seconds
  FROM unnest($1::text[]) AS s(name)
  LEFT JOIN supplier_switch w ON w.supplier = s.name
  LEFT JOIN supplier_circuit c ON c.supplier = s.name
 CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE state = 'delivered') AS delivered,
              count(*) FILTER (WHERE state IN ('delivered', 'partial') OR (state = 'failed'
                               AND failure NOT IN ('final', 'too_late'))) AS settled,
              extract(epoch FROM percentile_disc(0.95)
                      WITHIN GROUP (ORDER BY settled_at - sent_at)
                      FILTER (WHERE state = 'delivered'))::int AS p95_seconds
         FROM (SELECT state, failure, sent_at, settled_at FROM attempt
                WHERE supplier = s.name AND prepared_at >= $2
                ORDER BY prepared_at DESC LIMIT $3) AS recent) AS h"""


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one supplier at the moment of choosing."""

    is_armed: bool
    circuit: policy.Circuit
    health: policy.Health


async def conditions(names: Sequence[str], *, at: datetime) -> dict[str, Condition]:
    """Read how each of these suppliers stands, from the last hour, newest 200 attempts."""
    rows = await db.fetch(_CONDITIONS, list(names), at - HEALTH_WINDOW, MOST_ATTEMPTS)
    return {row["name"]: _condition(row) for row in rows}


async def is_armed(name: str) -> bool:
    """Tell whether operators let a supplier, or our own codes, be used."""
    row = await db.fetch_one("SELECT is_armed FROM supplier_switch WHERE supplier = $1", name)
    return row is None or bool(row["is_armed"])


def circuit_of(row: Any | None) -> policy.Circuit:
    """Read the columns of supplier_circuit; none means closed."""
    if row is None or row["state"] is None:
        return policy.CLOSED
    return policy.Circuit(
        state=CircuitState(row["state"]), faults=row["faults"], opened=row["opened"],
        retry_at=row["retry_at"], evidence_at=row["evidence_at"],
    )  # fmt: skip


def _condition(row: Any) -> Condition:
    settled = row["settled"]
    return Condition(
        is_armed=row["is_armed"],
        circuit=circuit_of(row),
        health=policy.Health(
            settled=settled,
            success_bps=row["delivered"] * 10_000 // settled if settled else None,
            p95_seconds=row["p95_seconds"],
        ),
    )

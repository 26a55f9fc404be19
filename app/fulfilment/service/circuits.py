"""Opening, probing and closing a supplier's circuit. One row each, shared by all processes."""

from datetime import datetime, timedelta

from app.kit import db

from .. import policy, queries
from ..schemas import CaseKind, CircuitState
from .alarms import clear_alarm, raise_alarm

_SEEN = "SELECT * FROM supplier_circuit WHERE supplier = $1"

# Served by attempt_recent. The fault being noted is settled already, so it counts.
_RATE = """
SELECT count(*) AS attempts,
       count(*) FILTER (WHERE failure IN ('not_sent', 'refuses_us')) AS faults
  FROM (SELECT failure FROM attempt WHERE supplier = $1 AND prepared_at >= $2
         ORDER BY prepared_at DESC LIMIT 200) AS recent"""

_SAVE = """
INSERT INTO supplier_circuit (supplier, state, faults, opened, retry_at, evidence_at, fault_at,
       fault_words, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (supplier) DO UPDATE SET state = $2, faults = $3, opened = $4, retry_at = $5,
       evidence_at = $6, fault_at = coalesce($7, supplier_circuit.fault_at),
       fault_words = coalesce($8, supplier_circuit.fault_words), changed_at = $9"""

_PROBE = """
UPDATE supplier_circuit SET state = 'half_open', retry_at = $3, changed_at = $2
 WHERE supplier = $1 AND state <> 'closed' AND retry_at <= $2 RETURNING id"""

LONGEST_WORDS = 200


@db.atomic
async def note_evidence(
    *, supplier: str, seen: policy.Evidence, sent_at: datetime, words: str, now: datetime
) -> None:
    """Take note of what an answer to a submission says about its supplier. Safe to repeat.

    Called last in a transaction: while all is well it reads one row and locks nothing.
    """
    is_fault = seen in (policy.Evidence.FAULT, policy.Evidence.REFUSAL)
    if not is_fault:
        found = queries.circuit_of(await db.fetch_one(_SEEN, supplier))
        if policy.note(found, seen, sent_at=sent_at, now=now, is_rate_bad=False) == found:
            return
    # So that two who see the first fault of a supplier at once wait for one another.
    await db.fetch("SELECT pg_advisory_xact_lock(hashtextextended($1, 7276002))", supplier)
    before = queries.circuit_of(await db.fetch_one(_SEEN + " FOR UPDATE", supplier))
    after = policy.note(
        before, seen, sent_at=sent_at, now=now,
        is_rate_bad=is_fault and await _is_rate_bad(supplier, now),
    )  # fmt: skip
    if after == before:
        return
    await db.fetch(
        _SAVE, supplier, after.state.value, after.faults, after.opened, after.retry_at,
        after.evidence_at, sent_at if is_fault else None,
        words[:LONGEST_WORDS] if is_fault else None, now,
    )  # fmt: skip
    await _tell(supplier, before, after, seen, words, now)


@db.atomic
async def claim_probe(*, supplier: str, now: datetime) -> bool:
    """Take the one try that an open circuit allows; False when another has taken it."""
    until = now + timedelta(seconds=policy.PROBE_SECONDS)
    return await db.fetch_one(_PROBE, supplier, now, until) is not None


@db.atomic
async def close_circuit(*, supplier: str, now: datetime) -> bool:
    """Let a supplier be used again at once, as an operator says; False when it was closed."""
    row = await db.fetch_one(
        "UPDATE supplier_circuit SET state = 'closed', faults = 0, opened = 0,"
        " retry_at = NULL, evidence_at = $2, changed_at = $2"
        " WHERE supplier = $1 AND state <> 'closed' RETURNING id",
        supplier, now,
    )  # fmt: skip
    for kind in (CaseKind.CIRCUIT_OPEN, CaseKind.SUPPLIER_REFUSES_US):
        await clear_alarm(kind=kind, about=f"supplier:{supplier}", now=now)
    return row is not None


async def _is_rate_bad(supplier: str, now: datetime) -> bool:
    row = await db.fetch_one(_RATE, supplier, now - timedelta(seconds=policy.RATE_SECONDS))
    return row is not None and policy.opens_by_rate(
        attempts=row["attempts"], faults=row["faults"]
    )


async def _tell(
    supplier: str,
    before: policy.Circuit,
    after: policy.Circuit,
    seen: policy.Evidence,
    words: str,
    now: datetime,
) -> None:
    """Raise the alarm of a refusal or of an open circuit, clear both when it does well.

    Whom a supplier refuses hears of that, and not of the circuit too: one story, one case.
    """
    about = f"supplier:{supplier}"
    facts: dict[str, str | int] = {"supplier": supplier, "words": words[:LONGEST_WORDS]}
    if not after.faults:
        for kind in (CaseKind.SUPPLIER_REFUSES_US, CaseKind.CIRCUIT_OPEN):
            await clear_alarm(kind=kind, about=about, now=now)
    elif seen is policy.Evidence.REFUSAL:
        await raise_alarm(kind=CaseKind.SUPPLIER_REFUSES_US, about=about, facts=facts, now=now)
    elif after.state is CircuitState.OPEN and before.state is CircuitState.CLOSED:
        facts["faults"] = after.faults
        await raise_alarm(kind=CaseKind.CIRCUIT_OPEN, about=about, facts=facts, now=now)

"""When a supplier is left alone for a while, and when it may be tried again.

A circuit opens on definite faults only: they could not be reached, or refuse *us* (key,
signature, balance). A refusal of one account is an answer like any other. What is unknown
proves nothing: it neither opens nor closes.
"""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from ..schemas import CircuitState, Failure

FAULTS_IN_A_ROW = 3  # Each unreached attempt is four tries already.
RATE_SECONDS = 600
FEWEST_FOR_RATE = 20
FAULTY_BPS = 5_000
PAUSES_SECONDS = (60, 120, 240, 480, 900)
# A probe whose outcome stays unknown holds the next one up for this long.
PROBE_SECONDS = 300

FAULTS = frozenset({Failure.NOT_SENT, Failure.REFUSES_US})


class Evidence(StrEnum):
    """What one answer to a submission says about the supplier itself."""

    FAULT = "fault"
    REFUSAL = "refusal"  # A fault that a person must mend: they refuse us.
    HEALTH = "health"
    NOTHING = "nothing"


class Circuit(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of one supplier.

    `faults` in a row; `opened` how often since it last did well; `evidence_at` is when the
    newest submission that counted was sent, so that late news of older ones changes nothing.
    """

    state: CircuitState = CircuitState.CLOSED
    faults: int = 0
    opened: int = 0
    retry_at: datetime | None = None
    evidence_at: datetime | None = None


CLOSED = Circuit()


def note(
    circuit: Circuit, seen: Evidence, *, sent_at: datetime, now: datetime, is_rate_bad: bool
) -> Circuit:
    """Take one piece of evidence into account; returns the same circuit when nothing changes.

    News of a submission that was sent before the newest evidence is old and changes nothing:
    else the success of yesterday's order would close what today's refusals have opened.
    """
    is_old = circuit.evidence_at is not None and sent_at < circuit.evidence_at
    if seen is Evidence.NOTHING or is_old:
        return circuit
    if seen is Evidence.HEALTH:
        is_calm = circuit.state is CircuitState.CLOSED and not circuit.faults
        return circuit if is_calm else Circuit(evidence_at=sent_at)
    faults = circuit.faults + 1
    is_open = circuit.state is not CircuitState.CLOSED
    if not (is_open or is_rate_bad or faults >= FAULTS_IN_A_ROW):
        return msgspec.structs.replace(circuit, faults=faults, evidence_at=sent_at)
    if circuit.state is CircuitState.OPEN:  # Sent before it opened, or although it is open.
        return msgspec.structs.replace(circuit, faults=faults, evidence_at=sent_at)
    pause = PAUSES_SECONDS[min(circuit.opened, len(PAUSES_SECONDS) - 1)]
    return Circuit(
        state=CircuitState.OPEN,
        faults=faults,
        opened=circuit.opened + 1,
        retry_at=now + timedelta(seconds=pause),
        evidence_at=sent_at,
    )


def opens_by_rate(*, attempts: int, faults: int) -> bool:
    """Tell whether half of the last ten minutes' attempts were faults."""
    return attempts >= FEWEST_FOR_RATE and faults * 10_000 >= FAULTY_BPS * attempts


def may_probe_at(circuit: Circuit) -> datetime | None:
    """Tell from when on one attempt may try an open circuit; None while it is closed.

    While half-open, one probe is under way; `retry_at` is when it is given up on.
    """
    return None if circuit.state is CircuitState.CLOSED else circuit.retry_at

"""What a green run must have seen: a fault that never came proves nothing.

Transitions are written down by triggers of the simulation's own database; so is each lease
that passed from a worker who never gave it back to another.
"""

from collections import Counter

from app.kit import db
from app.payments.policy import PAYMENT_STATES, REFUND_STATES
from app.redemption.policy import TRANSITIONS

Step = tuple[str, str, str]  # Of what, from, to.

# What 200 histories of 200 steps must have seen; half the histories, half of it.
WANTED: dict[str, int] = {
    "late success": 30,
    "unknown": 100,
    "cut between supplier and commit": 20,
    "cut between psp and commit": 20,
    "contradiction": 10,
    "expired while held": 10,
    "late payment": 5,
    "cash earned": 30,
    "duplicate webhooks": 50,
    "lease takeovers": 10,
    "asleep": 100,
    "refusals proved empty": 100,
    "cut before a commit": 100,
    "cut after a commit": 100,
}

# The declared states' ways that only a person at the database could go today.
NEVER: frozenset[Step] = frozenset({("redemption", "placed", "attention")})

_ATTEMPT = {
    "sent": ("unknown", "delivered", "failed", "partial"),
    "unknown": ("sent", "delivered", "failed", "partial"),
}

ALLOWED: frozenset[Step] = frozenset(
    {("redemption", source, target) for source, into in TRANSITIONS.items() for target in into}
    | {("attempt", source, target) for source, into in _ATTEMPT.items() for target in into}
    | {("refund", source, target) for source, into in REFUND_STATES.items() for target in into}
    | {
        ("payment", source, target)
        for source, into in PAYMENT_STATES.items()
        for target in into
    }
)

TRIGGERS = """
CREATE SCHEMA simulation;
CREATE UNLOGGED TABLE simulation.step (subject text, source text, target text);
CREATE FUNCTION simulation.note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> OLD.state THEN
        INSERT INTO simulation.step VALUES (TG_TABLE_NAME, OLD.state, NEW.state);
    END IF;
    RETURN NULL;
END $$;
CREATE UNLOGGED TABLE simulation.takeover (subject text);
CREATE FUNCTION simulation.note_takeover() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO simulation.takeover VALUES (TG_TABLE_NAME);
    RETURN NULL;
END $$;
CREATE TRIGGER simulation_takeovers AFTER UPDATE ON fulfilment FOR EACH ROW
    WHEN (OLD.lease_token <> NEW.lease_token) EXECUTE FUNCTION simulation.note_takeover();
CREATE TRIGGER simulation_takeovers AFTER UPDATE ON refund FOR EACH ROW
    WHEN (OLD.lease_token <> NEW.lease_token) EXECUTE FUNCTION simulation.note_takeover();
CREATE TRIGGER simulation_notes AFTER UPDATE ON redemption
    FOR EACH ROW EXECUTE FUNCTION simulation.note();
CREATE TRIGGER simulation_notes AFTER UPDATE ON attempt
    FOR EACH ROW EXECUTE FUNCTION simulation.note();
CREATE TRIGGER simulation_notes AFTER UPDATE ON refund
    FOR EACH ROW EXECUTE FUNCTION simulation.note();
CREATE TRIGGER simulation_notes AFTER UPDATE ON payment
    FOR EACH ROW EXECUTE FUNCTION simulation.note();
"""

_CASES = """
SELECT count(*) FILTER (WHERE kind = 'late_success_after_refund') AS late_success,
       count(*) FILTER (WHERE kind = 'contradiction') AS contradiction,
       count(*) FILTER (WHERE kind = 'late_payment') AS late_payment,
       (SELECT count(*) FROM purchase WHERE points > 0) AS cash_earned,
       (SELECT count(*) FROM purchase WHERE taken_back > 0) AS earned_and_taken_back,
       (SELECT count(*) FROM simulation.takeover) AS lease_takeovers FROM case_file"""


async def steps() -> Counter[Step]:
    """Count the changes of state since the last time, and forget them."""
    rows = await db.fetch(
        "SELECT subject, source, target, count(*) AS n FROM simulation.step GROUP BY 1, 2, 3"
    )
    await db.fetch("TRUNCATE simulation.step")
    return Counter({(row["subject"], row["source"], row["target"]): row["n"] for row in rows})


async def cases() -> Counter[str]:
    """Count the findings of a history that is over."""
    row = await db.fetch_one(_CASES)
    await db.fetch("TRUNCATE simulation.takeover")
    assert row is not None
    return Counter({name.replace("_", " "): n for name, n in row.items()})


def missing(seen: Counter[str], share: float = 1.0) -> dict[str, str]:
    """Name what was seen too seldom, with what was seen and what is wanted."""
    found = {
        name: f"{seen[name]} of {int(wanted * share)}"
        for name, wanted in WANTED.items()
        if seen[name] < int(wanted * share)
    }
    unseen = [
        step for step in sorted(ALLOWED - NEVER) if step[1] != step[2] and not seen[told(step)]
    ]
    return found | {told(step): "never" for step in unseen}


def told(step: Step) -> str:
    return f"{step[0]}: {step[1]} to {step[2]}"

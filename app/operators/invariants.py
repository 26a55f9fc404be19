"""What must be true of those who work here at every instant, as SQL that returns what is not.

Each statement sees one snapshot and returns `subject`, `expected` and `found`, as text.
"""

INVARIANTS: dict[str, str] = {
    "the trail's chain has no gap": """
SELECT format('chain %s %s', on_day, trail) AS subject, '1 to ' || count(*) AS expected,
       format('%s to %s', min(sequence), max(sequence)) AS found
  FROM audit_link GROUP BY on_day, trail
HAVING min(sequence) <> 1 OR max(sequence) <> count(*)""",
    "an entry is chained on its day": """
SELECT 'audit_entry ' || e.id AS subject, (e.at AT TIME ZONE 'UTC')::date::text AS expected,
       l.on_day::text AS found
  FROM audit_link l JOIN audit_entry e ON e.id = l.audit_entry
 WHERE l.on_day <> (e.at AT TIME ZONE 'UTC')::date""",
    "nobody decides their own request": """
SELECT 'approval ' || id AS subject, 'another than ' || made_by AS expected,
       decided_by::text AS found
  FROM approval WHERE decided_by = made_by""",
    "a decided request says by whom and when": """
SELECT 'approval ' || id AS subject, state::text AS expected,
       concat_ws(', ', decided_by::text, decided_at::text) AS found
  FROM approval
 WHERE (state IN ('approved', 'rejected'))
    <> (decided_by IS NOT NULL AND decided_at IS NOT NULL)""",
}

"""What must be true of the cash at every instant, as SQL that returns only what is not.

Each statement sees one snapshot and returns `subject`, `expected` and `found`, as text. A
statement about lateness takes the instant as $1.
"""

INVARIANTS: dict[str, str] = {
    # I18: with the CHECK of the table, no more goes back than came.
    "refunds are counted": """
SELECT 'payment ' || p.id AS subject, coalesce(sum(r.amount_fen), 0)::text AS expected,
       p.refunded_fen::text AS found
  FROM payment p LEFT JOIN refund r ON r.payment = p.id
 GROUP BY p.id HAVING p.refunded_fen <> coalesce(sum(r.amount_fen), 0)""",
    "a refund's number is the payment's": """
SELECT 'refund ' || r.id AS subject, 'R' || p.trade_no || '-n' AS expected,
       r.refund_no::text AS found
  FROM refund r JOIN payment p ON p.id = r.payment
 WHERE r.refund_no !~ ('^R' || p.trade_no || '-[0-9]+$')""",
    "captured means an instant and a number": """
SELECT 'payment ' || id AS subject, state::text AS expected,
       concat_ws(', ', captured_at::text, remote_no) AS found
  FROM payment WHERE (state = 'captured') <> (captured_at IS NOT NULL)
     OR (state = 'captured') <> (remote_no IS NOT NULL)""",
    # Unless a person has been asked: money came that is not ours to take.
    "an open payment is asked about": """
SELECT 'payment ' || id AS subject, state::text AS expected,
       next_query_at::text AS found
  FROM payment
 WHERE (state = 'open' AND mismatched_at IS NULL) <> (next_query_at IS NOT NULL)""",
    "done means an instant": """
SELECT 'refund ' || id AS subject, state::text AS expected, done_at::text AS found
  FROM refund WHERE (state = 'done') <> (done_at IS NOT NULL)""",
    "a notice is kept once": """
SELECT provider || ' ' || event_key AS subject, '1' AS expected, count(*)::text AS found
  FROM payment_notice GROUP BY provider, event_key HAVING count(*) > 1""",
    # I29, and the same for what else a worker must take up: due, and nobody came.
    "a notice is looked at within fifteen minutes": """
SELECT 'notice ' || id AS subject, 'looked at' AS expected, 'due ' || due_at AS found
  FROM payment_notice
 WHERE applied_at IS NULL AND is_genuine
   AND due_at < $1::timestamptz - interval '15 minutes'""",
    "a refund is sent within fifteen minutes": """
SELECT 'refund ' || id AS subject, 'sent or asked about' AS expected, 'due ' || due_at AS found
  FROM refund
 WHERE state IN ('requested', 'processing')
   AND due_at < $1::timestamptz - interval '15 minutes'""",
    "a refund without an end is told of after a day": """
SELECT 'refund ' || id AS subject, 'a person was told' AS expected,
       'asked for ' || requested_at AS found
  FROM refund
 WHERE state IN ('requested', 'processing') AND told_at IS NULL
   AND requested_at < $1::timestamptz - interval '26 hours'""",
    "only a stuck refund is sent by hand or settled so": """
SELECT 'refund ' || id AS subject, 'stuck, or settled and done' AS expected,
       state::text AS found
  FROM refund
 WHERE (settled_at IS NOT NULL AND state <> 'done') OR (doubled_at < settled_at)
    OR (may_send AND state <> 'stuck')""",
    "a payment is asked about within fifteen minutes": """
SELECT 'payment ' || id AS subject, 'asked about' AS expected,
       'due ' || next_query_at AS found
  FROM payment WHERE next_query_at < $1::timestamptz - interval '15 minutes'""",
}

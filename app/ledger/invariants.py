"""What must be true of the books at every instant, as SQL that returns only what is not.

Each statement sees one snapshot and returns `subject`, `expected` and `found`, as text.
"""

_WALLET_AGAINST = """
SELECT format('member %s, %s', coalesce(w.member_id, s.member_id),
              coalesce(w.currency, s.currency)) AS subject,
       coalesce(s.found, 0)::text AS expected, coalesce(w.{column}, 0)::text AS found
  FROM wallet w FULL JOIN ({source}) s USING (member_id, currency)
 WHERE coalesce(w.{column}, 0) <> coalesce(s.found, 0)"""

_FLOW = """SELECT member_id, currency,
       sum(CASE '{account}' WHEN destination THEN points WHEN source THEN -points ELSE 0 END)
       * {sign} AS found FROM posting GROUP BY member_id, currency"""

_LOTS = "SELECT member_id, currency, sum({column}) AS found FROM lot GROUP BY 1, 2"


def _wallet(column: str, source: str) -> str:
    return _WALLET_AGAINST.format(column=column, source=source)


def _lots(column: str) -> str:
    return _LOTS.format(column=column)


def _flow(account: str, sign: int = 1) -> str:
    return _FLOW.format(account=account, sign=sign)


_LOT_COLUMN_AGAINST_POSTINGS = """
SELECT format('member %s, %s', coalesce(l.member_id, p.member_id),
              coalesce(l.currency, p.currency)) AS subject,
       coalesce(p.points, 0)::text AS expected, coalesce(l.points, 0)::text AS found
  FROM (SELECT member_id, currency, sum({column}) AS points FROM lot GROUP BY 1, 2) l
  FULL JOIN (SELECT member_id, currency, sum(points) AS points FROM posting
              WHERE movement IN ({movements}) GROUP BY 1, 2) p USING (member_id, currency)
 WHERE coalesce(l.points, 0) <> coalesce(p.points, 0)"""

_LOT_AGAINST_PARTS = """
SELECT 'lot ' || l.id AS subject, coalesce(p.points, 0)::text AS expected,
       l.{column}::text AS found
  FROM lot l LEFT JOIN (SELECT lot, sum({parts}) AS points FROM hold_part GROUP BY lot) p
    ON p.lot = l.id
 WHERE l.{column} <> coalesce(p.points, 0)"""

_COUNTERS_FIT = """
SELECT '{table} ' || id AS subject, points::text AS expected,
       format('%s captured, %s released, %s refunded', points_captured, points_released,
              points_refunded) AS found
  FROM {table}
 WHERE points <= 0 OR points_captured < 0 OR points_released < 0 OR points_refunded < 0
    OR points_refunded > points_captured OR points_captured + points_released > points"""

INVARIANTS: dict[str, str] = {
    "a posting takes a declared route": """
SELECT 'posting ' || id AS subject, coalesce(ledger_route(movement)::text, 'none') AS expected,
       format('{%s,%s}', source, destination) AS found
  FROM posting
 WHERE points <= 0
    OR ledger_route(movement) IS DISTINCT FROM ARRAY[source, destination]::text[]""",
    "available is what the lots have left": _wallet("available", _lots("points_left")),
    "held is what the lots have held": _wallet("held", _lots("points_held")),
    "available is what the postings say": _wallet("available", _flow("available")),
    "held is what the postings say": _wallet("held", _flow("held")),
    "debt is what the postings say": _wallet("debt", _flow("debt", -1)),
    "a wallet is never below zero and never both owes and has": """
SELECT format('member %s, %s', member_id, currency) AS subject,
       'none below 0, debt only at 0' AS expected,
       format('%s available, %s held, %s debt', available, held, debt) AS found
  FROM wallet WHERE least(available, held, debt) < 0 OR (debt > 0 AND available > 0)""",
    "a lot adds up": """
SELECT 'lot ' || id AS subject, points_granted::text AS expected,
       format('%s left, %s held, %s spent, %s expired, %s clawed', points_left, points_held,
              points_spent, points_expired, points_clawed) AS found
  FROM lot
 WHERE points_granted
       <> points_left + points_held + points_spent + points_expired + points_clawed
    OR least(points_left, points_held, points_spent, points_expired, points_clawed) < 0""",
    "a lot is what its posting gave": """
SELECT 'lot ' || l.id AS subject, format('member %s: %s', p.member_id, p.points) AS expected,
       format('member %s: %s', l.member_id, l.points_granted) AS found
  FROM lot l JOIN posting p ON p.id = l.posting
 WHERE (l.member_id, l.currency, l.points_granted) <> (p.member_id, p.currency, p.points)
    OR p.destination <> 'available'""",
    "each earning makes one lot": """
SELECT 'posting ' || p.id AS subject, '1' AS expected, count(l.id)::text AS found
  FROM posting p LEFT JOIN lot l ON l.posting = p.id
 WHERE p.movement IN ('earn', 'grant', 'reinstate') GROUP BY p.id HAVING count(l.id) <> 1""",
    "held in a lot is open in holds": _LOT_AGAINST_PARTS.format(
        column="points_held", parts="points - points_captured - points_released"
    ),
    "spent from a lot was captured and not refunded": _LOT_AGAINST_PARTS.format(
        column="points_spent", parts="points_captured - points_refunded"
    ),
    "expired in lots was posted": _LOT_COLUMN_AGAINST_POSTINGS.format(
        column="points_expired", movements="'expire'"
    ),
    "clawed from lots was posted": _LOT_COLUMN_AGAINST_POSTINGS.format(
        column="points_clawed", movements="'claw_back', 'adjust', 'forfeit', 'repay'"
    ),
    "a hold resolves no more than it holds": _COUNTERS_FIT.format(table="hold"),
    "a part resolves no more than it holds": _COUNTERS_FIT.format(table="hold_part"),
    "a hold is the sum of its parts": """
SELECT 'hold ' || h.id AS subject,
       format('%s/%s/%s/%s', h.points, h.points_captured, h.points_released, h.points_refunded)
       AS expected,
       format('%s/%s/%s/%s', coalesce(p.points, 0), coalesce(p.captured, 0),
              coalesce(p.released, 0), coalesce(p.refunded, 0)) AS found
  FROM hold h LEFT JOIN (
       SELECT hold, sum(points) AS points, sum(points_captured) AS captured,
              sum(points_released) AS released, sum(points_refunded) AS refunded
         FROM hold_part GROUP BY hold) p ON p.hold = h.id
 WHERE (h.points, h.points_captured, h.points_released, h.points_refunded)
       IS DISTINCT FROM (p.points, p.captured, p.released, p.refunded)""",
    "a hold is what its postings say": """
SELECT 'hold ' || h.id AS subject,
       format('%s/%s/%s/%s', coalesce(p.held, 0), coalesce(p.captured, 0),
              coalesce(p.released, 0), coalesce(p.refunded, 0)) AS expected,
       format('%s/%s/%s/%s', h.points, h.points_captured, h.points_released, h.points_refunded)
       AS found
  FROM hold h LEFT JOIN (
       SELECT (receipt -> 'inputs' ->> 'hold')::bigint AS hold,
              coalesce(sum(points) FILTER (WHERE movement = 'hold'), 0) AS held,
              coalesce(sum(points) FILTER (WHERE movement = 'capture'), 0) AS captured,
              coalesce(sum(points) FILTER (WHERE movement = 'release'), 0) AS released,
              coalesce(sum(points) FILTER (WHERE movement = 'refund'), 0) AS refunded
         FROM posting WHERE movement IN ('hold', 'capture', 'release', 'refund')
        GROUP BY 1) p ON p.hold = h.id
 WHERE (h.points, h.points_captured, h.points_released, h.points_refunded)
       IS DISTINCT FROM (p.held, p.captured, p.released, p.refunded)""",
    "a hold is resolved when nothing is open": """
SELECT 'hold ' || id AS subject, (points = points_captured + points_released)::text AS expected,
       (resolved_at IS NOT NULL)::text AS found
  FROM hold WHERE (points = points_captured + points_released) <> (resolved_at IS NOT NULL)""",
    "a hold takes its own member's points": """
SELECT 'hold ' || h.id AS subject, format('member %s, %s', h.member_id, h.currency) AS expected,
       format('member %s, %s', l.member_id, l.currency) AS found
  FROM hold h JOIN hold_part p ON p.hold = h.id JOIN lot l ON l.id = p.lot
 WHERE (h.member_id, h.currency) <> (l.member_id, l.currency)""",
    "nothing is held out of an expired lot": """
SELECT 'hold ' || h.id AS subject, 'before ' || l.expires_at AS expected,
       h.opened_at::text AS found
  FROM hold h JOIN hold_part p ON p.hold = h.id JOIN lot l ON l.id = p.lot
 WHERE h.opened_at >= l.expires_at""",
    "available after each posting is the sum so far": """
SELECT 'posting ' || id AS subject, so_far::text AS expected, available_after::text AS found
  FROM (SELECT id, available_after,
               sum(CASE 'available' WHEN destination THEN points WHEN source THEN -points
                        ELSE 0 END)
               OVER (PARTITION BY member_id, currency ORDER BY id) AS so_far
          FROM posting) p
 WHERE so_far <> available_after""",
    # X8. A hold's postings tell when something first came back; what it then had is a minimum.
    "returned points are not expired when they return": """
SELECT 'hold ' || h.id AS subject, 'after ' || r.returned_at AS expected,
       l.expires_at::text AS found
  FROM hold h JOIN hold_part p ON p.hold = h.id JOIN lot l ON l.id = p.lot
  JOIN (SELECT (receipt -> 'inputs' ->> 'hold')::bigint AS hold, min(posted_at) AS returned_at
          FROM posting WHERE movement IN ('release', 'refund') GROUP BY 1) r ON r.hold = h.id
 WHERE p.points_released + p.points_refunded > 0 AND l.expires_at <= r.returned_at""",
    # I37.
    "what is reinstated was forfeited, whole": """
SELECT 'posting ' || b.id AS subject,
       coalesce(format('member %s: %s', a.member_id, a.points), 'a forfeiture') AS expected,
       format('member %s: %s', b.member_id, b.points) AS found
  FROM posting b LEFT JOIN posting a
    ON a.movement = 'forfeit' AND b.reference = 'posting:' || a.id
 WHERE b.movement = 'reinstate'
   AND (b.member_id, b.currency, b.points)
       IS DISTINCT FROM (a.member_id, a.currency, a.points)""",
    "a chain has no gap": """
SELECT format('chain %s %s', on_day, currency) AS subject, '1 to ' || count(*) AS expected,
       format('%s to %s', min(sequence), max(sequence)) AS found
  FROM chain_link GROUP BY on_day, currency
HAVING min(sequence) <> 1 OR max(sequence) <> count(*)""",
    "a posting is chained on its day": """
SELECT 'posting ' || p.id AS subject,
       format('%s %s', (p.posted_at AT TIME ZONE 'UTC')::date, p.currency) AS expected,
       format('%s %s', c.on_day, c.currency) AS found
  FROM chain_link c JOIN posting p ON p.id = c.posting
 WHERE (c.on_day, c.currency) <> ((p.posted_at AT TIME ZONE 'UTC')::date, p.currency)""",
}  # fmt: skip

"""What must be true of redemptions at every instant: name → SQL that returns what is not.

A statement about lateness takes the instant as $1; the others know no clock.
"""

INVARIANTS = {
    "a hold pays for exactly its redemption": """
        SELECT r.id FROM redemption r LEFT JOIN hold h ON h.id = r.hold_id
         WHERE (r.points > 0) <> (h.id IS NOT NULL)
            OR (h.id IS NOT NULL AND (h.points <> r.points OR h.member_id <> r.member_id
                OR h.purpose <> 'redemption:' || r.id))""",
    "delivered means captured, but for what was given back": """
        SELECT r.id FROM redemption r JOIN hold h ON h.id = r.hold_id
         WHERE r.state = 'delivered'
           AND (h.points_captured + h.points_released <> h.points
                OR h.points_released + h.points_refunded <> r.points_refunded)""",
    "given back means that no point is kept": """
        SELECT r.id FROM redemption r JOIN hold h ON h.id = r.hold_id
         WHERE r.state IN ('refunded', 'refunding', 'cancelled')
           AND h.points_released + h.points_refunded <> r.points""",
    "owed means held": """
        SELECT r.id FROM redemption r JOIN hold h ON h.id = r.hold_id
         WHERE r.state IN ('awaiting_payment', 'placed', 'delivering')
           AND h.points_captured + h.points_released > 0""",
    "a cash part has one payment, of its amount": """
        SELECT r.id FROM redemption r LEFT JOIN payment p ON p.id = r.payment_id
         WHERE (r.cash_fen > 0) <> (p.id IS NOT NULL)
            OR (p.id IS NOT NULL AND (p.amount_fen <> r.cash_fen
                OR p.purpose <> 'redemption:' || r.id))""",
    "owed with a cash part means paid": """
        SELECT r.id FROM redemption r JOIN payment p ON p.id = r.payment_id
         WHERE r.state NOT IN ('awaiting_payment', 'cancelled') AND p.captured_at IS NULL""",
    "refunded means that every cash leg has arrived": """
        SELECT r.id FROM redemption r
         WHERE r.state = 'refunded' AND r.cash_fen > 0
           AND r.cash_fen <> (SELECT coalesce(sum(f.amount_fen), 0) FROM refund f
                               WHERE f.payment = r.payment_id AND f.state = 'done')""",
    "cash given back is counted once": """
        SELECT r.id FROM redemption r JOIN payment p ON p.id = r.payment_id
         WHERE r.cash_refunded_fen <> p.refunded_fen""",
    "points given back are counted once": """
        SELECT r.id FROM redemption r LEFT JOIN hold h ON h.id = r.hold_id
         WHERE r.points_refunded <> coalesce(h.points_released + h.points_refunded, 0)""",
    "cash that was kept has earned, once it came": """
        SELECT r.id FROM redemption r
         WHERE r.state = 'delivered' AND r.cash_fen > r.cash_refunded_fen
           AND NOT EXISTS (SELECT 1 FROM purchase p WHERE p.redemption_id = r.id)""",
    "nothing earns before it came, or for somebody else": """
        SELECT p.redemption_id FROM purchase p LEFT JOIN redemption r ON r.id = p.redemption_id
         WHERE r.delivered_at IS NULL OR r.member_id <> p.member_id""",
    "a purchase earned what was promised, and no more": """
        SELECT r.id, r.earning, p.cash_fen, p.points
          FROM redemption r JOIN purchase p ON p.redemption_id = r.id
         WHERE p.cash_fen > r.cash_fen OR p.points
               <> div((r.earning ->> 'points')::numeric * p.cash_fen, r.cash_fen)""",
    "a purchase keeps the cash that its redemption keeps": """
        SELECT r.id FROM redemption r JOIN purchase p ON p.redemption_id = r.id
         WHERE p.cash_fen - p.refunded_fen <> r.cash_fen - r.cash_refunded_fen""",
    "points earned are counted once": """
        SELECT r.id FROM redemption r LEFT JOIN purchase p ON p.redemption_id = r.id
         WHERE r.points_earned <> coalesce(p.points - p.taken_back, 0)""",
    "a key places one redemption": """
        SELECT member_id, idempotency_key FROM redemption
         GROUP BY member_id, idempotency_key HAVING count(*) > 1""",
    "the promise is exact": """
        SELECT id FROM redemption
         WHERE (paid_at IS NULL) <> (promise_due_at IS NULL)
            OR promise_seconds NOT BETWEEN 1 AND 172800
            OR promise_due_at <> paid_at + make_interval(secs => promise_seconds)""",
    "the watchdog never refunds early": """
        SELECT r.id FROM redemption r JOIN timeline_entry t ON t.redemption = r.id
         WHERE t.facts ->> 'why' = 'promise_passed' AND t.at < r.promise_due_at""",
    "stock is reserved while owed, and ends once": """
        SELECT r.id FROM redemption r JOIN stock s ON s.product = r.product_id
            AND s.slot IS NOT DISTINCT FROM r.slot_id
          LEFT JOIN stock_move e ON e.reference = 'redemption:' || r.id
            AND e.kind IN ('release', 'commit')
         WHERE (r.state IN ('awaiting_payment', 'placed', 'delivering', 'attention')
                AND e.id IS NOT NULL)
            OR (r.state = 'delivered' AND e.kind IS DISTINCT FROM 'commit')
            OR (r.state = 'cancelled' AND e.kind IS DISTINCT FROM 'release')
            OR (r.state IN ('refunded', 'refunding') AND e.id IS NULL)""",
    "every state is told in the timeline": """
        SELECT r.id FROM redemption r
         WHERE r.state IN ('delivered', 'refunded', 'cancelled', 'attention')
           AND NOT EXISTS (SELECT 1 FROM timeline_entry t WHERE t.redemption = r.id
                AND t.kind IN (r.state, 'refunded_part', 'refunding'))""",
    "no promise is unsettled fifteen minutes past its deadline": """
        SELECT id, state, promise_due_at FROM redemption
         WHERE state IN ('placed', 'delivering')
           AND promise_due_at < $1::timestamptz - interval '15 minutes'""",
    "nothing waits for its cash fifteen minutes past its window": """
        SELECT id, pay_by FROM redemption
         WHERE state = 'awaiting_payment'
           AND pay_by < $1::timestamptz - interval '15 minutes'""",
}

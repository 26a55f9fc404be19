"""What must be true of deliveries at every instant: name → SQL that returns what is not.

A statement about lateness takes the instant as $1; the others know no clock. What a person
has seen is delivered, whatever the machines know (R23).
"""

from .loss_invariants import LOSSES

INVARIANTS = {
    "one live or successful attempt at a time": """
        SELECT fulfilment FROM attempt
         WHERE state IN ('sent', 'unknown', 'delivered', 'partial')
         GROUP BY fulfilment HAVING count(*) > 1""",
    "an attempt follows only a settled failure": """
        SELECT b.id FROM attempt a
          JOIN attempt b ON b.fulfilment = a.fulfilment AND b.number = a.number + 1
         WHERE a.state <> 'failed' OR a.settled_at IS NULL OR a.settled_at > b.sent_at""",
    "attempts are numbered without gaps": """
        SELECT fulfilment FROM attempt GROUP BY fulfilment
        HAVING count(*) <> max(number) OR min(number) <> 1""",
    "nothing is sent before it is paid or after its promise": """
        SELECT a.id FROM attempt a JOIN fulfilment f ON f.id = a.fulfilment
          JOIN redemption r ON r.id = f.redemption_id
         WHERE r.paid_at IS NULL OR a.sent_at < r.paid_at OR a.sent_at >= r.promise_due_at""",
    "nothing is sent after it was given back": """
        SELECT a.id FROM attempt a JOIN fulfilment f ON f.id = a.fulfilment
          JOIN timeline_entry t ON t.redemption = f.redemption_id
         WHERE t.kind IN ('refunded', 'refunding', 'cancelled') AND t.at < a.sent_at""",
    "what is owed has its duty, or the news of it waits": """
        SELECT r.id FROM redemption r
         WHERE r.state IN ('placed', 'delivering')
           AND NOT EXISTS (SELECT 1 FROM fulfilment f WHERE f.redemption_id = r.id)
           AND NOT EXISTS (SELECT 1 FROM outbox_event e WHERE e.done_at IS NULL
                AND e.name = 'RedemptionPlaced'
                AND (e.payload ->> 'redemption_id')::bigint = r.id)""",
    "what waits for an answer has asked for one": """
        SELECT f.id FROM fulfilment f WHERE f.state = 'waiting' AND NOT EXISTS (
               SELECT 1 FROM attempt a WHERE a.fulfilment = f.id
                  AND a.state IN ('sent', 'unknown'))""",
    "what is queued has its time, and nothing under way": """
        SELECT f.id FROM fulfilment f WHERE f.state = 'queued'
           AND (f.due_at IS NULL OR EXISTS (SELECT 1 FROM attempt a
                WHERE a.fulfilment = f.id AND a.state IN ('sent', 'unknown')))""",
    "delivered by a supplier means a successful attempt": """
        SELECT r.id FROM redemption r JOIN fulfilment f ON f.redemption_id = r.id
         WHERE r.state = 'delivered' AND f.delivery = 'direct' AND NOT EXISTS (
               SELECT 1 FROM attempt a WHERE a.fulfilment = f.id
                  AND a.state IN ('delivered', 'partial'))
           AND NOT EXISTS (SELECT 1 FROM timeline_entry t WHERE t.redemption = r.id
                AND t.kind = 'delivered' AND t.actor LIKE 'operator:%')""",
    "a success after the refund has a case": """
        SELECT a.id FROM attempt a JOIN fulfilment f ON f.id = a.fulfilment
          JOIN redemption r ON r.id = f.redemption_id
         WHERE a.state = 'delivered' AND r.state IN ('refunding', 'refunded', 'cancelled')
           AND NOT (r.delivered_at IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM case_file c WHERE c.redemption_id = r.id
                AND c.kind = 'late_success_after_refund')""",
    "a doubtful delivery has a case": """
        SELECT r.id FROM redemption r WHERE r.state = 'attention'
           AND NOT EXISTS (SELECT 1 FROM case_file c WHERE c.redemption_id = r.id)""",
    "a delivered card has its codes": """
        SELECT r.id FROM redemption r JOIN fulfilment f ON f.redemption_id = r.id
         WHERE r.state = 'delivered' AND f.delivery = 'card' AND r.points_refunded = 0
           AND r.quantity <> (SELECT count(*) FROM card_code c WHERE c.fulfilment = f.id)
           AND NOT EXISTS (SELECT 1 FROM timeline_entry t WHERE t.redemption = r.id
                AND t.kind = 'delivered' AND t.actor LIKE 'operator:%')""",
    "a coupon and a booking have a code for each piece": """
        SELECT r.id FROM redemption r JOIN fulfilment f ON f.redemption_id = r.id
         WHERE r.state = 'delivered' AND f.delivery IN ('coupon', 'booking')
           AND r.quantity <> (SELECT count(*) FROM card_code c WHERE c.fulfilment = f.id)""",
    "a code is shown to its owner only": """
        SELECT v.id FROM code_reveal v JOIN fulfilment f ON f.id = v.fulfilment
         WHERE v.member_id <> f.member_id""",
    "a shipped parcel has a waybill": """
        SELECT id FROM fulfilment
         WHERE delivery = 'shipment' AND state = 'delivered' AND waybill IS NULL""",
    "a callback is kept once": """
        SELECT supplier, event_key FROM supplier_callback
         GROUP BY supplier, event_key HAVING count(*) > 1""",
    "a callback is a hint: all that came of it is a question": """
        SELECT id, result FROM supplier_callback
         WHERE applied_at IS NOT NULL AND result NOT IN ('asked', 'orphan')""",
    "a callback about an attempt of ours is applied within fifteen minutes": """
        SELECT c.id FROM supplier_callback c JOIN attempt a
            ON a.supplier = c.supplier AND a.reference = c.reference
         WHERE c.applied_at IS NULL
           AND c.received_at < $1::timestamptz - interval '15 minutes'""",
    **LOSSES,
}

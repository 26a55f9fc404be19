"""What must be true of losses at every instant (R21): name → SQL that returns what is not."""

LOSSES = {
    "a late success has its loss and its claim": """
        SELECT c.id FROM case_file c JOIN attempt a ON a.id = c.attempt
         WHERE c.kind = 'late_success_after_refund'
           AND (c.facts ->> 'cost_fen')::bigint IS DISTINCT FROM 0
           AND (a.state <> 'partial' OR a.cost_fen IS NOT NULL)
           AND 2 <> (SELECT count(*) FROM loss_posting p
                      WHERE p.attempt = c.attempt AND p.movement IN ('loss', 'claim'))""",
    "a loss is booked once per attempt, and never above its cost": """
        SELECT p.id FROM loss_posting p JOIN case_file c ON c.id = p.case_file
          LEFT JOIN attempt a ON a.id = p.attempt
         WHERE p.movement = 'loss'
           AND (EXISTS (SELECT 1 FROM loss_posting q WHERE q.attempt = p.attempt
                           AND q.movement = 'loss' AND q.id <> p.id)
                OR p.amount_fen > CASE
                   WHEN c.kind = 'statement_mismatch'
                   THEN coalesce((c.facts ->> 'excess_fen')::bigint, 0)
                   WHEN a.id IS NULL THEN 0
                   ELSE coalesce(a.cost_fen, CASE WHEN a.state = 'partial'
                        THEN (c.facts ->> 'charged_fen')::bigint END, a.agreed_fen) END
                OR p.supplier <> coalesce(a.supplier, c.facts ->> 'supplier', ''))""",
    "a claim is recovered or written off, to the fen, when its case is closed": """
        SELECT c.id FROM case_file c JOIN loss_posting p ON p.case_file = c.id
         GROUP BY c.id, c.closed_at
        HAVING CASE WHEN c.closed_at IS NULL THEN 0
               ELSE coalesce(sum(p.amount_fen) FILTER (WHERE p.movement = 'claim'), 0) END
            <> coalesce(sum(p.amount_fen)
                        FILTER (WHERE p.movement IN ('recover', 'write_off')), 0)""",
    "what was lost is what is claimed": """
        SELECT p.case_file FROM loss_posting p GROUP BY p.case_file
        HAVING coalesce(sum(p.amount_fen) FILTER (WHERE p.movement = 'loss'), 0)
            <> coalesce(sum(p.amount_fen) FILTER (WHERE p.movement = 'claim'), 0)""",
    "a loss is positive and takes its route": """
        SELECT id FROM loss_posting
         WHERE amount_fen <= 0
            OR (movement, source, destination) NOT IN (('loss', 'payable', 'loss'),
               ('claim', 'loss', 'claim'), ('recover', 'claim', 'payable'),
               ('write_off', 'claim', 'written_off'))""",
    "a closed case says what it cost": """
        SELECT c.id FROM case_file c
         WHERE c.closed_at IS NOT NULL AND c.decision IS DISTINCT FROM CASE
           WHEN EXISTS (SELECT 1 FROM loss_posting p
                         WHERE p.case_file = c.id AND p.movement = 'recover') THEN 'recovered'
           WHEN EXISTS (SELECT 1 FROM loss_posting p
                         WHERE p.case_file = c.id AND p.movement = 'claim') THEN 'written_off'
           ELSE 'no_loss' END""",
}

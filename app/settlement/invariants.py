"""What must be true of settlement at every instant: name → SQL that returns what is not."""

INVARIANTS = {
    "a statement's totals are the sum of its lines": """
        SELECT s.id FROM supplier_statement s
          LEFT JOIN statement_line l ON l.statement = s.id AND l.number IS NOT NULL
         GROUP BY s.id HAVING s.line_count <> count(l.id)
            OR s.charged_count <> count(*) FILTER (WHERE l.status IN ('delivered', 'partial'))
            OR s.charged_fen <> coalesce(sum(l.cost_fen)
                   FILTER (WHERE l.status IN ('delivered', 'partial')), 0)
            OR s.reversed_fen <> coalesce(sum(l.cost_fen)
                   FILTER (WHERE l.status = 'reversed'), 0)""",
    "every line has been judged": """
        SELECT id FROM statement_line WHERE verdict = 'unmatched'""",
    "a matched delivery is a delivery of ours": """
        SELECT l.id FROM statement_line l JOIN supplier_statement s ON s.id = l.statement
          LEFT JOIN attempt a ON a.id = l.attempt_id
         WHERE l.verdict = 'matched' AND l.status = 'delivered'
           AND (a.id IS NULL OR a.state <> 'delivered' OR a.reference <> l.reference
                OR a.supplier <> s.supplier)""",
    "a delivery is charged once": """
        SELECT attempt_id FROM statement_line
         WHERE status = 'delivered' AND number IS NOT NULL AND attempt_id IS NOT NULL
           AND verdict NOT IN ('duplicate_line', 'withdrawn')
         GROUP BY attempt_id HAVING count(*) > 1""",
    "every discrepancy has a case": """
        SELECT l.id FROM statement_line l
         WHERE l.verdict NOT IN ('unmatched', 'matched', 'found_elsewhere', 'withdrawn')
           AND NOT EXISTS (SELECT FROM case_file c WHERE c.kind = 'statement_mismatch'
               AND c.reference = 'statement:' || l.statement || ':'
                   || coalesce(l.number::text, 'attempt:' || l.attempt_id))""",
    "a month is the sum of its parts": """
        SELECT m.id FROM monthly_statement m LEFT JOIN monthly_part p ON p.statement = m.id
         GROUP BY m.id HAVING
            m.deliveries <> count(*) FILTER (WHERE p.kind = 'delivery')
            OR m.quantity <> coalesce(sum(p.quantity) FILTER (WHERE p.kind = 'delivery'), 0)
            OR m.points <> coalesce(sum(p.points) FILTER (WHERE p.kind = 'delivery'), 0)
            OR m.cash_fen <> coalesce(sum(p.cash_fen) FILTER (WHERE p.kind = 'delivery'), 0)
            OR m.cost_fen <> coalesce(sum(p.cost_fen)
                   FILTER (WHERE p.kind IN ('delivery', 'charge')), 0)
            OR m.given_back_fen <> coalesce(sum(p.points * 10 + p.cash_fen)
                   FILTER (WHERE p.kind = 'return'), 0)
            OR m.reversed_fen <> coalesce(sum(p.cost_fen)
                   FILTER (WHERE p.kind = 'reversal'), 0)
            OR m.recovered_fen <> coalesce(sum(p.cost_fen)
                   FILTER (WHERE p.kind = 'recovery'), 0)
            OR m.lost_fen <> coalesce(sum(p.cost_fen) FILTER (WHERE p.kind = 'loss'), 0)""",
    "a month's share follows the contracts": """
        SELECT m.id FROM monthly_statement m LEFT JOIN (
            SELECT statement, sum(share) AS share FROM (
                SELECT p.statement, floor(greatest(sum(CASE p.kind
                           WHEN 'delivery' THEN p.points * 10 + p.cash_fen - p.cost_fen
                           WHEN 'return' THEN -(p.points * 10 + p.cash_fen)
                           WHEN 'reversal' THEN p.cost_fen
                           WHEN 'recovery' THEN p.cost_fen
                           WHEN 'charge' THEN -p.cost_fen ELSE 0 END), 0)
                       * c.profit_share_bps / 10000) AS share
                  FROM monthly_part p JOIN supply_contract c ON c.id = p.contract
                 GROUP BY p.statement, c.id) v
             GROUP BY statement) t ON t.statement = m.id
         WHERE m.share_fen <> coalesce(t.share, 0)""",
    "an issued delivery is what the books say": """
        SELECT p.id FROM monthly_part p JOIN monthly_statement m ON m.id = p.statement
          LEFT JOIN attempt a ON a.id = p.attempt_id
          LEFT JOIN redemption r ON r.id = p.redemption_id
         WHERE m.state = 'issued' AND p.kind = 'delivery'
           AND (a.state IS NULL OR a.state NOT IN ('delivered', 'partial')
                OR a.supplier <> m.supplier
                OR a.settled_at < m.period_from OR a.settled_at >= m.period_to
                OR p.cost_fen <> CASE WHEN a.state = 'partial' AND a.cost_fen IS NULL
                   THEN p.cost_fen ELSE coalesce(a.cost_fen, a.agreed_fen) END
                OR (r.delivered_at IS NOT NULL AND r.delivered_at < m.issued_at
                    AND (p.points, p.cash_fen) <> (r.points, r.cash_fen)
                    AND (p.points, p.cash_fen) <> (0, 0)))""",
    "an issued month leaves no delivery out": """
        SELECT a.id FROM monthly_statement m
          JOIN attempt a ON a.supplier = m.supplier AND a.state IN ('delivered', 'partial')
               AND a.settled_at >= m.period_from AND a.settled_at < m.period_to
         WHERE m.state = 'issued' AND a.settled_at < m.issued_at
           AND NOT EXISTS (
               SELECT FROM monthly_part p JOIN monthly_statement i ON i.id = p.statement
                WHERE p.attempt_id = a.id AND p.kind = 'delivery' AND i.state = 'issued')""",
    "a delivery is settled in one month": """
        SELECT p.attempt_id FROM monthly_part p JOIN monthly_statement m ON m.id = p.statement
         WHERE p.kind = 'delivery' AND m.state = 'issued'
         GROUP BY p.attempt_id HAVING count(DISTINCT m.month) > 1""",
}

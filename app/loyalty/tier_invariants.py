"""What must be true of tiers at every instant (R26): name → SQL that returns what is not."""

TIERS = {
    "a tier above the basic one has an end, and the basic one has none": """
        SELECT id, tier, tier_since, tier_until FROM member
         WHERE (tier = 'basic') <> (tier_until IS NULL)
            OR (tier_since IS NULL) <> (tier_until IS NULL) OR tier_since >= tier_until""",
    "a tier is what was decided last": """
        SELECT m.id, m.tier, m.tier_until, c.to_tier, c.lasts_until FROM member m
          LEFT JOIN LATERAL (SELECT to_tier, lasts_until FROM tier_change
                              WHERE member = m.id ORDER BY id DESC LIMIT 1) c ON true
         WHERE m.tier <> coalesce(c.to_tier, 'basic')
            OR m.tier_until IS DISTINCT FROM c.lasts_until""",
    "each decision about a tier begins where the last one ended": """
        SELECT id, member, from_tier, before FROM (
               SELECT id, member, from_tier,
                      lag(to_tier, 1, 'basic') OVER (PARTITION BY member ORDER BY id) AS before
                 FROM tier_change) c
         WHERE from_tier <> before""",
    "a tier rises by its score, falls by one, and is kept as it was": """
        WITH ladder AS (SELECT tier, rank FROM unnest(
               '{basic,silver,gold,platinum,diamond}'::text[]) WITH ORDINALITY l (tier, rank))
        SELECT c.id, c.member, c.reason, c.from_tier, c.to_tier FROM tier_change c
          LEFT JOIN ladder f ON f.tier = c.from_tier LEFT JOIN ladder t ON t.tier = c.to_tier
         WHERE NOT coalesce(CASE c.reason
               WHEN 'rise' THEN t.rank > f.rank WHEN 'kept' THEN t.rank = f.rank
               WHEN 'fell' THEN t.rank = f.rank - 1 WHEN 'set' THEN t.rank > 0 END, false)""",
    "no tier is unreviewed an hour past its end": """
        SELECT id, tier, tier_until FROM member
         WHERE tier_until <= $1::timestamptz - interval '1 hour' AND NOT is_disabled""",
}

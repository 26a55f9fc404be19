"""What must be true of what cash earned: name → SQL that returns what is not.

What a redemption promised and kept of it stands in that room's own list.
"""

from .tier_invariants import TIERS

INVARIANTS = {
    "what a purchase earned was posted, to its member": """
        SELECT p.redemption_id, p.points, o.points AS posted
          FROM purchase p LEFT JOIN posting o ON o.id = p.posting_id
         WHERE p.points > 0
           AND (o.movement, o.member_id, o.points, o.reference) IS DISTINCT FROM
               ('earn', p.member_id, p.points, 'redemption:' || p.redemption_id || ':purchase')
    """,
    "what was posted for a purchase is one": """
        SELECT o.id, o.reference FROM posting o LEFT JOIN purchase p ON p.posting_id = o.id
         WHERE o.movement = 'earn' AND o.reference LIKE 'redemption:%:purchase'
           AND p.id IS NULL""",
    "what a purchase lost was clawed back or is owed": """
        SELECT p.redemption_id, p.taken_back, t.points AS posted
          FROM purchase p LEFT JOIN (
               SELECT split_part(reference, ':', 2) AS posting, sum(points) AS points
                 FROM posting WHERE movement IN ('claw_back', 'owe')
                  AND reference LIKE 'posting:%:redemption:%:kept:%'
                GROUP BY 1) t ON t.posting = p.posting_id::text
         WHERE p.taken_back <> coalesce(t.points, 0)""",
    "a purchase keeps the share of its points that it keeps of its cash": """
        SELECT redemption_id, points, taken_back, cash_fen, refunded_fen FROM purchase
         WHERE points - taken_back
               <> div(points::numeric * (cash_fen - refunded_fen), cash_fen)""",
    **TIERS,
}

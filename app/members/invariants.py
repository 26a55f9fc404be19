"""What must be true of members at every instant: name → SQL that returns what is not."""

INVARIANTS: dict[str, str] = {
    "a deleted member has no name, no phone and no dream": """
        SELECT m.id FROM farewell f JOIN member m ON m.id = f.member
         WHERE f.done_at IS NOT NULL
           AND (m.nickname <> '—' OR m.is_personalised
                OR num_nonnulls(m.phone_sealed, m.phone_masked, m.goal_product_id) > 0)""",
    "a deleted member lives nowhere": """
        SELECT a.id, a.member FROM farewell f JOIN address a ON a.member = f.member
         WHERE f.done_at IS NOT NULL
           AND (a.removed_at IS NULL OR a.content_sealed <> '' OR a.label <> '')""",
    "a deleted member can be recognised by nothing": """
        SELECT i.id, i.member FROM farewell f JOIN identity i ON i.member = f.member
         WHERE f.done_at IS NOT NULL""",
    "a deleted member is shut out, and every sign-in over": """
        SELECT m.id FROM farewell f JOIN member m ON m.id = f.member
         WHERE f.done_at IS NOT NULL
           AND (NOT m.is_disabled OR EXISTS (SELECT FROM sign_in s
                 WHERE s.member = m.id AND s.revoked_at IS NULL))""",
}

-- Whether a member may no longer begin anything, asked in the statement that begins it.

-- Holds the member until the transaction ends: a deletion waits for it, and it for a deletion,
-- after which it reads what that left. Members who never signed in are not gone.
CREATE FUNCTION member_is_gone(p_member bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    gone boolean;
BEGIN
    SELECT is_disabled INTO gone FROM member WHERE id = p_member FOR KEY SHARE;
    RETURN coalesce(gone, false);
END $$;

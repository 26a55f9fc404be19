-- Holds: set aside, spend for good, give back; over the functions of 0003_ledger_functions.sql.

-- R2, R3: set points aside, the earliest to expire first, then the oldest. No row: too few.
CREATE FUNCTION ledger_hold(
    p_member bigint, p_currency text, p_points bigint, p_purpose text, p_channel text,
    p_actor text, p_now timestamptz
) RETURNS SETOF hold LANGUAGE plpgsql AS $$
DECLARE
    w wallet := ledger_open(p_member, p_currency, p_now);
    held hold;
    taken bigint;
BEGIN
    SELECT * INTO held FROM hold WHERE purpose = p_purpose;
    IF FOUND THEN RETURN NEXT held; RETURN; END IF;
    IF w.available < p_points THEN RETURN; END IF;
    INSERT INTO hold (member_id, currency, points, purpose, opened_at)
    VALUES (p_member, p_currency, p_points, p_purpose, p_now) RETURNING * INTO held;
    WITH spendable AS (
        SELECT id, points_left,
               sum(points_left) OVER (ORDER BY expires_at, id) - points_left AS before
          FROM lot WHERE member_id = p_member AND currency = p_currency AND points_left > 0),
    slice AS MATERIALIZED (
        SELECT id, before, least(points_left, p_points - before) AS points
          FROM spendable WHERE before < p_points),
    drawn AS (
        UPDATE lot SET points_left = points_left - slice.points,
               points_held = points_held + slice.points
          FROM slice WHERE lot.id = slice.id),
    part AS (
        INSERT INTO hold_part (hold, lot, points)
        SELECT held.id, id, points FROM slice ORDER BY before RETURNING points)
    SELECT sum(points) INTO taken FROM part;
    IF taken IS DISTINCT FROM p_points THEN
        RAISE EXCEPTION 'wallet % has % points but its lots gave %', w.id, w.available, taken;
    END IF;
    UPDATE wallet SET available = available - p_points, held = wallet.held + p_points
     WHERE id = w.id;
    PERFORM ledger_post(p_member, p_currency, 'hold', p_points, w.available - p_points,
        p_purpose, p_channel, p_actor,
        ledger_receipt('hold', jsonb_build_object('hold', held.id)), p_now);
    RETURN NEXT held;
END $$;

-- Which parts of a hold answer for `p_points`. Parts were made earliest expiry first: a capture
-- starts there, a release or refund at the other end. So whatever the order of calls, what stays
-- taken is what a smaller hold would have taken, and the member gets back the longest-lived.
CREATE FUNCTION ledger_split(p_hold bigint, p_movement text, p_points bigint)
RETURNS TABLE (part bigint, lot bigint, points bigint) LANGUAGE sql STABLE AS $$
    WITH open AS (
        SELECT id, lot, CASE p_movement WHEN 'refund' THEN points_captured - points_refunded
                             ELSE points - points_captured - points_released END AS rest
          FROM hold_part WHERE hold = p_hold),
    queue AS (
        SELECT *, sum(rest) OVER (ORDER BY CASE p_movement WHEN 'capture' THEN id ELSE -id END)
                  - rest AS before
          FROM open WHERE rest > 0)
    SELECT id, lot, least(rest, p_points - before)::bigint FROM queue WHERE before < p_points
$$;

-- R3, R4: capture, release or refund part of a hold; NULL points mean all that is left, a NULL
-- reference one of our own. No row: there is no such hold, or not so much left of it. Returned
-- points go to the lots they left. With grace these then live at least thirty days (720 hours)
-- more. Without it, because the member let go, a lot that expired while it was held has again
-- the time that it had left when it was: else redeeming and cancelling would prolong for ever.
CREATE FUNCTION ledger_resolve(
    p_movement text, p_hold bigint, p_points bigint, p_reference text, p_has_grace boolean,
    p_channel text, p_actor text, p_now timestamptz
) RETURNS SETOF posting LANGUAGE plpgsql AS $$
DECLARE
    w wallet;
    h hold;
    done posting;
    rest bigint;
    chosen bigint;
    captured bigint := 0;
    released bigint := 0;
    refunded bigint := 0;
BEGIN
    SELECT * INTO h FROM hold WHERE id = p_hold;
    IF NOT FOUND THEN RETURN; END IF;
    w := ledger_open(h.member_id, h.currency, p_now);
    SELECT * INTO done FROM posting
     WHERE movement = p_movement AND reference = p_reference AND currency = h.currency;
    IF FOUND THEN RETURN NEXT done; RETURN; END IF;
    SELECT * INTO h FROM hold WHERE id = p_hold;  -- Again: it may have changed as we waited.
    rest := CASE p_movement WHEN 'refund' THEN h.points_captured - h.points_refunded
                 ELSE h.points - h.points_captured - h.points_released END;
    chosen := coalesce(p_points, rest);
    IF chosen <= 0 OR chosen > rest THEN RETURN; END IF;
    PERFORM ledger_move_parts(h, p_movement, chosen, p_has_grace, p_now);
    CASE p_movement WHEN 'capture' THEN captured := chosen;
                    WHEN 'release' THEN released := chosen;
                    WHEN 'refund' THEN refunded := chosen; END CASE;
    UPDATE hold SET points_captured = points_captured + captured,
           points_released = points_released + released,
           points_refunded = points_refunded + refunded,
           resolved_at = CASE WHEN resolved_at IS NULL AND chosen = rest AND refunded = 0
                         THEN p_now ELSE resolved_at END
     WHERE id = p_hold;
    SELECT * INTO done FROM ledger_post(h.member_id, h.currency, p_movement, chosen,
        w.available + released + refunded, coalesce(p_reference, ledger_reference(h, p_movement)),
        p_channel, p_actor,
        ledger_receipt(p_movement, jsonb_build_object('hold', p_hold)), p_now);
    PERFORM ledger_credit(w, released + refunded, captured + released, done);
    RETURN NEXT done;
END $$;

CREATE FUNCTION ledger_move_parts(
    h hold, p_movement text, p_points bigint, p_has_grace boolean, p_now timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    is_capture int := (p_movement = 'capture')::int;
    is_release int := (p_movement = 'release')::int;
    is_refund int := (p_movement = 'refund')::int;
BEGIN
    WITH split AS MATERIALIZED (SELECT * FROM ledger_split(h.id, p_movement, p_points)),
    resolved AS (
        UPDATE hold_part p SET
               points_captured = p.points_captured + split.points * is_capture,
               points_released = p.points_released + split.points * is_release,
               points_refunded = p.points_refunded + split.points * is_refund
          FROM split WHERE p.id = split.part)
    UPDATE lot l SET
           points_left = points_left + split.points * (is_release + is_refund),
           points_held = points_held - split.points * (is_capture + is_release),
           points_spent = points_spent + split.points * (is_capture - is_refund),
           expires_at = CASE
               WHEN is_capture = 1 THEN expires_at
               WHEN p_has_grace THEN greatest(expires_at, p_now + make_interval(hours => 720))
               WHEN expires_at <= p_now THEN p_now + (expires_at - h.opened_at)
               ELSE expires_at END
      FROM split WHERE l.id = split.lot;
END $$;

-- The purpose, and from the second part on how many points had been resolved so before.
CREATE FUNCTION ledger_reference(h hold, p_movement text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT h.purpose || coalesce(':' || nullif(CASE p_movement
        WHEN 'capture' THEN h.points_captured WHEN 'release' THEN h.points_released
        ELSE h.points_refunded END, 0), '')
$$;

-- The ledger's verbs, each one statement for its caller. The wallet's row is the lock for all of
-- a member's points: every function opens it first, so nothing below waits or races, and the
-- CHECKs on lot, hold, hold_part and wallet are the last guard. A refusal returns no row.

-- Rules R1: every way that points may move; app/ledger/policy.py holds the same list.
CREATE FUNCTION ledger_route(p_movement text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE p_movement
        WHEN 'earn'      THEN '{issued,available}'
        WHEN 'grant'     THEN '{issued,available}'
        WHEN 'hold'      THEN '{available,held}'
        WHEN 'capture'   THEN '{held,redeemed}'
        WHEN 'release'   THEN '{held,available}'
        WHEN 'refund'    THEN '{redeemed,available}'
        WHEN 'expire'    THEN '{available,revival}'
        WHEN 'claw_back' THEN '{available,issued}'
        WHEN 'owe'       THEN '{debt,issued}'
        WHEN 'repay'     THEN '{available,debt}'
        WHEN 'adjust'    THEN '{available,issued}'
        WHEN 'forfeit'   THEN '{available,forfeited}'
        WHEN 'reinstate' THEN '{forfeited,available}'
    END::text[]
$$;

ALTER TABLE posting ADD CONSTRAINT posting_takes_a_route
    CHECK (coalesce(ARRAY[source, destination]::text[] = ledger_route(movement), false));

CREATE FUNCTION ledger_post(
    p_member bigint, p_currency text, p_movement text, p_points bigint, p_available_after bigint,
    p_reference text, p_channel text, p_actor text, p_receipt jsonb, p_now timestamptz
) RETURNS SETOF posting LANGUAGE plpgsql AS $$  -- Not sql: its plan would not be kept.
DECLARE
    route text[] := ledger_route(p_movement);
BEGIN
    RETURN QUERY INSERT INTO posting (
        member_id, currency, movement, source, destination, points, available_after, reference,
        channel, actor, receipt, posted_at)
    VALUES (p_member, p_currency, p_movement, route[1], route[2], p_points, p_available_after,
            p_reference, p_channel, p_actor, p_receipt, p_now) RETURNING *;
END $$;

-- R8: the receipt of a movement that no earning rule decided.
CREATE FUNCTION ledger_receipt(p_rule text, p_inputs jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('rule', p_rule, 'version', 1, 'inputs', p_inputs,
                              'arithmetic', '', 'cap', NULL)
$$;

-- Lock a member's wallet, post what has expired by `p_now`, and return the row as it then is.
-- Lots are expired here and nowhere else: a verb never spends or revives what is past its date,
-- whether or not the reaper has been by. The lot's expired points so far make the reference
-- unique, since a lot may expire again after R4 gave it thirty days.
CREATE FUNCTION ledger_open(p_member bigint, p_currency text, p_now timestamptz)
RETURNS wallet LANGUAGE plpgsql AS $$
DECLARE
    w wallet;
    due lot;
BEGIN
    SELECT * INTO w FROM wallet
     WHERE member_id = p_member AND currency = p_currency FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO wallet (member_id, currency) VALUES (p_member, p_currency)
        ON CONFLICT DO NOTHING;
        SELECT * INTO w FROM wallet
         WHERE member_id = p_member AND currency = p_currency FOR UPDATE;
    END IF;
    FOR due IN SELECT * FROM lot
                WHERE member_id = p_member AND currency = p_currency AND points_left > 0
                  AND expires_at <= p_now ORDER BY expires_at, id LOOP
        UPDATE lot SET points_left = 0, points_expired = points_expired + points_left
         WHERE id = due.id;
        UPDATE wallet SET available = available - due.points_left
         WHERE id = w.id RETURNING * INTO w;
        PERFORM ledger_post(p_member, p_currency, 'expire', due.points_left, w.available,
            format('lot:%s:%s', due.id, due.points_expired + due.points_left), 'system',
            'system', ledger_receipt('expire', jsonb_build_object('lot', due.id)), p_now);
    END LOOP;
    RETURN w;
END $$;

-- R5: move up to `p_points` out of the newest unspent lots. The caller moves the wallet.
CREATE FUNCTION ledger_take_newest(p_member bigint, p_currency text, p_points bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH unspent AS (
        SELECT id, points_left,
               sum(points_left) OVER (ORDER BY earned_at DESC, id DESC) - points_left AS before
          FROM lot WHERE member_id = p_member AND currency = p_currency AND points_left > 0)
    UPDATE lot SET points_left = lot.points_left - least(u.points_left, p_points - u.before),
           points_clawed = points_clawed + least(u.points_left, p_points - u.before)
      FROM unspent u WHERE lot.id = u.id AND u.before < p_points;
END $$;

-- Make `p_points`, already in their lots and posted, spendable: debt is repaid first (R5).
-- `p_held` of them come out of held. With a debt nothing was available, so what the newest
-- lots lose here is what has just come in.
CREATE FUNCTION ledger_credit(w wallet, p_points bigint, p_held bigint, p_cause posting)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    repaid bigint := least(w.debt, p_points);
BEGIN
    UPDATE wallet SET available = available + p_points - repaid, held = held - p_held,
           debt = debt - repaid WHERE id = w.id;
    IF repaid > 0 THEN
        PERFORM ledger_take_newest(w.member_id, w.currency, repaid);
        PERFORM ledger_post(w.member_id, w.currency, 'repay', repaid,
            w.available + p_points - repaid, p_cause.movement || ':' || p_cause.reference,
            p_cause.channel, 'system',
            ledger_receipt('repay', jsonb_build_object('posting', p_cause.id)), p_cause.posted_at);
    END IF;
END $$;

CREATE FUNCTION ledger_earn(
    p_member bigint, p_currency text, p_movement text, p_points bigint, p_reference text,
    p_channel text, p_actor text, p_receipt jsonb, p_expires_at timestamptz, p_now timestamptz
) RETURNS SETOF posting LANGUAGE plpgsql AS $$
DECLARE
    w wallet := ledger_open(p_member, p_currency, p_now);
    earned posting;
BEGIN
    SELECT * INTO earned FROM posting
     WHERE movement = p_movement AND reference = p_reference AND currency = p_currency;
    IF NOT FOUND THEN
        SELECT * INTO earned FROM ledger_post(p_member, p_currency, p_movement, p_points,
            w.available + p_points, p_reference, p_channel, p_actor, p_receipt, p_now);
        INSERT INTO lot (member_id, currency, posting, points_granted, points_left,
                         earned_at, expires_at)
        VALUES (p_member, p_currency, earned.id, p_points, p_points, p_now, p_expires_at);
        PERFORM ledger_credit(w, p_points, 0, earned);
    END IF;
    RETURN NEXT earned;
END $$;

-- R5, R11: take points back, newest unspent first. When the wallet may owe, a shortfall becomes
-- debt; else no row says that too few are there.
CREATE FUNCTION ledger_take_back(
    p_member bigint, p_currency text, p_movement text, p_points bigint, p_may_owe boolean,
    p_reference text, p_channel text, p_actor text, p_receipt jsonb, p_now timestamptz
) RETURNS SETOF posting LANGUAGE plpgsql AS $$
DECLARE
    w wallet := ledger_open(p_member, p_currency, p_now);
    taken bigint := least(w.available, p_points);
BEGIN
    RETURN QUERY SELECT * FROM posting WHERE reference = p_reference
        AND currency = p_currency AND movement IN (p_movement, 'owe') ORDER BY id;
    IF FOUND OR (taken < p_points AND NOT p_may_owe) THEN RETURN; END IF;
    PERFORM ledger_take_newest(p_member, p_currency, taken);
    UPDATE wallet SET available = available - taken, debt = debt + p_points - taken
     WHERE id = w.id;
    IF taken > 0 THEN
        RETURN QUERY SELECT * FROM ledger_post(p_member, p_currency, p_movement, taken,
            w.available - taken, p_reference, p_channel, p_actor, p_receipt, p_now);
    END IF;
    IF taken < p_points THEN
        RETURN QUERY SELECT * FROM ledger_post(p_member, p_currency, 'owe', p_points - taken,
            0, p_reference, p_channel, p_actor, p_receipt, p_now);
    END IF;
END $$;

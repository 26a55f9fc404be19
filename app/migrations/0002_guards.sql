-- Indexes that serve one query each, and guards that no code can forget.

CREATE INDEX outbox_event_dead ON outbox_event (id) WHERE dead_at IS NOT NULL;
CREATE INDEX outbox_event_waiting ON outbox_event (available_at, id)
    WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX posting_member_id_id ON posting (member_id, id);
-- What is earned and taken back; what is held, captured and released does not touch it.
CREATE INDEX posting_earned ON posting (member_id, posted_at)
    WHERE movement IN ('earn', 'claw_back', 'owe');
CREATE INDEX lot_spendable ON lot (member_id, currency, expires_at, id) WHERE points_left > 0;
CREATE INDEX lot_expiring ON lot (expires_at) WHERE points_left > 0;
CREATE INDEX member_nickname ON member (lower(nickname) varchar_pattern_ops);
CREATE INDEX phone_code_phone_index_id ON phone_code (phone_index, id);
CREATE INDEX audit_entry_subject_id ON audit_entry (subject, id);
CREATE UNIQUE INDEX approval_open ON approval (kind, subject) WHERE state = 'open';
CREATE INDEX product_listing ON product (state, position, id);
CREATE UNIQUE INDEX stock_move_ended_once ON stock_move (reference)
    WHERE kind IN ('release', 'commit');
CREATE INDEX payment_open ON payment (next_query_at) WHERE state = 'open';
CREATE INDEX refund_due ON refund (due_at)
    WHERE state <> 'done' OR (settled_at IS NOT NULL AND doubled_at IS NULL);
CREATE INDEX refund_stuck ON refund (id) WHERE state = 'stuck';
CREATE INDEX payment_notice_waiting ON payment_notice (due_at) WHERE applied_at IS NULL;
CREATE INDEX redemption_member_id_id ON redemption (member_id, id);
CREATE INDEX redemption_promised ON redemption (promise_due_at)
    WHERE state IN ('placed', 'delivering');
CREATE INDEX redemption_unpaid ON redemption (pay_by) WHERE state = 'awaiting_payment';
CREATE INDEX fulfilment_due ON fulfilment (due_at) WHERE state IN ('queued', 'waiting');
CREATE INDEX fulfilment_handwork ON fulfilment (id) WHERE state = 'handwork';
-- R22: one live attempt at a time, and never another after a success.
CREATE UNIQUE INDEX attempt_one_live ON attempt (fulfilment)
    WHERE state IN ('sent', 'unknown', 'delivered', 'partial');
CREATE INDEX attempt_recent ON attempt (supplier, prepared_at);
CREATE INDEX supplier_callback_waiting ON supplier_callback (id) WHERE applied_at IS NULL;
CREATE INDEX card_code_free ON card_code (product_slug, id) WHERE fulfilment IS NULL;
CREATE INDEX case_file_open ON case_file (opened_at) WHERE closed_at IS NULL;
CREATE INDEX case_file_queue ON case_file (id) WHERE closed_at IS NULL;
CREATE INDEX loss_posting_recent ON loss_posting (supplier, posted_at);
-- What one attempt has cost is lost once, whichever case tells it.
CREATE UNIQUE INDEX loss_posting_attempt ON loss_posting (attempt) WHERE movement = 'loss';

CREATE INDEX member_tier_ends ON member (tier_until)
    WHERE tier_until IS NOT NULL AND NOT is_disabled;

CREATE UNIQUE INDEX farewell_one_open ON farewell (member)
    WHERE withdrawn_at IS NULL AND done_at IS NULL;
CREATE INDEX farewell_due ON farewell (due_at) WHERE withdrawn_at IS NULL AND done_at IS NULL;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- R1: postings are never updated or deleted; nor is what people did.
CREATE TRIGGER posting_is_append_only BEFORE UPDATE OR DELETE ON posting
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER chain_link_is_append_only BEFORE UPDATE OR DELETE ON chain_link
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER loss_posting_is_append_only BEFORE UPDATE OR DELETE ON loss_posting
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER case_note_is_append_only BEFORE UPDATE OR DELETE ON case_note
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entry_is_append_only BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER consent_is_append_only BEFORE UPDATE OR DELETE ON consent
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER tier_change_is_append_only BEFORE UPDATE OR DELETE ON tier_change
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Live pages: ids only, one channel, one listener per web process.
CREATE FUNCTION tell_wallet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('laurel_live', NEW.member_id || ':points');
    RETURN NULL;
END $$;
CREATE TRIGGER wallet_is_live AFTER INSERT OR UPDATE ON wallet
    FOR EACH ROW EXECUTE FUNCTION tell_wallet();

CREATE FUNCTION tell_redemption() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('laurel_live', NEW.member_id || ':redemption:' || NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER redemption_is_live AFTER INSERT OR UPDATE ON redemption
    FOR EACH ROW EXECUTE FUNCTION tell_redemption();

CREATE FUNCTION tell_tier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('laurel_live', NEW.id || ':tier');
    RETURN NULL;
END $$;
CREATE TRIGGER tier_is_live AFTER UPDATE OF tier ON member
    FOR EACH ROW WHEN (OLD.tier <> NEW.tier) EXECUTE FUNCTION tell_tier();

-- The relay sleeps until something is announced; FOR EACH STATEMENT, since one word is enough.
CREATE FUNCTION wake_relay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('laurel_outbox', '');
    RETURN NULL;
END $$;
CREATE TRIGGER outbox_wakes_relay AFTER INSERT ON outbox_event
    FOR EACH STATEMENT EXECUTE FUNCTION wake_relay();

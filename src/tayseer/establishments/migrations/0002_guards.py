"""What the database itself refuses: changing what was sent, deciding one's own, losing the last administrator."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION establishments_batch_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'A request for many workers begins as a draft, not as %.', NEW.state USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'A request that was sent is never deleted.' USING ERRCODE = '23514';
        END IF;
        RETURN OLD;
    END IF;
    IF (OLD.requester_id, OLD.establishment_id, OLD.service_code, OLD.idempotency)
        IS DISTINCT FROM (NEW.requester_id, NEW.establishment_id, NEW.service_code, NEW.idempotency) THEN
        RAISE EXCEPTION 'Who requests what for whom is never changed.' USING ERRCODE = '23514';
    END IF;
    IF OLD.state <> 'draft' AND (OLD.answers, OLD.branches, OLD.ready, OLD.total_sar, OLD.judged_on, OLD.requested_at,
            OLD.requested_most_sar, OLD.requester_level)
        IS DISTINCT FROM (NEW.answers, NEW.branches, NEW.ready, NEW.total_sar, NEW.judged_on, NEW.requested_at,
            NEW.requested_most_sar, NEW.requester_level) THEN
        RAISE EXCEPTION 'What was sent for approval is not changed.' USING ERRCODE = '23514';
    END IF;
    IF OLD.decided_by IS NOT NULL AND (OLD.decided_by, OLD.decided_at, OLD.decided_most_sar)
        IS DISTINCT FROM (NEW.decided_by, NEW.decided_at, NEW.decided_most_sar) THEN
        RAISE EXCEPTION 'A decision is not changed.' USING ERRCODE = '23514';
    END IF;
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
        ('draft', 'requested'), ('draft', 'withdrawn'), ('requested', 'approved'), ('requested', 'refused'),
        ('requested', 'withdrawn'), ('approved', 'done')) THEN
        RAISE EXCEPTION 'A request does not go from % to %.', OLD.state, NEW.state USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER establishments_batch_guard BEFORE INSERT OR UPDATE OR DELETE ON establishments_batch
    FOR EACH ROW EXECUTE FUNCTION establishments_batch_guard();

CREATE FUNCTION establishments_row_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_in text;
BEGIN
    SELECT state INTO now_in FROM establishments_batch
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.batch_id ELSE NEW.batch_id END;
    IF TG_OP <> 'UPDATE' THEN
        IF now_in <> 'draft' THEN
            RAISE EXCEPTION 'Rows of a request that was sent are neither added nor taken away.' USING ERRCODE = '23514';
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF now_in <> 'draft' AND (OLD.batch_id, OLD.place, OLD.worker_id, OLD.number, OLD.answers, OLD.price_sar)
        IS DISTINCT FROM (NEW.batch_id, NEW.place, NEW.worker_id, NEW.number, NEW.answers, NEW.price_sar) THEN
        RAISE EXCEPTION 'A row that was sent for approval is not changed.' USING ERRCODE = '23514';
    END IF;
    IF OLD.state <> NEW.state AND now_in <> 'draft' AND NOT (OLD.state = 'ready' AND now_in = 'approved'
            AND NEW.state IN ('filed', 'failed', 'stopped')) THEN
        RAISE EXCEPTION 'A row of a request in state % does not go from % to %.', now_in, OLD.state, NEW.state
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER establishments_row_guard BEFORE INSERT OR UPDATE OR DELETE ON establishments_batchrow
    FOR EACH ROW EXECUTE FUNCTION establishments_row_guard();

CREATE FUNCTION establishments_mandate_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM establishments_mandate WHERE id = NEW.id AND case_ref = '') THEN
        RAISE EXCEPTION 'A mandate exists only together with the case it is for.' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER establishments_mandate_guard AFTER INSERT OR UPDATE ON establishments_mandate
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION establishments_mandate_guard();

CREATE FUNCTION establishments_grant_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A role that was given is ended, never deleted.' USING ERRCODE = '23514';
    END IF;
    IF (OLD.establishment_id, OLD.person_id, OLD.role, OLD.branches, OLD.services, OLD.most_sar, OLD.from_on,
            OLD.until_on, OLD.granted_by)
        IS DISTINCT FROM (NEW.establishment_id, NEW.person_id, NEW.role, NEW.branches, NEW.services, NEW.most_sar,
            NEW.from_on, NEW.until_on, NEW.granted_by) THEN
        RAISE EXCEPTION 'A role that was given is not changed; it is ended and given anew.' USING ERRCODE = '23514';
    END IF;
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
        ('offered', 'accepted'), ('offered', 'refused'), ('offered', 'ended'), ('accepted', 'ended')) THEN
        RAISE EXCEPTION 'A role does not go from % to %.', OLD.state, NEW.state USING ERRCODE = '23514';
    END IF;
    IF OLD.role = 'administer' AND OLD.state = 'accepted' AND NEW.state = 'ended' THEN
        -- Two administrators who end each other at the same moment take turns here.
        PERFORM pg_advisory_xact_lock(hashtextextended('establishments:administer:' || OLD.establishment_id, 0));
        IF NOT EXISTS (SELECT 1 FROM establishments_grant other WHERE other.establishment_id = OLD.establishment_id
                AND other.role = 'administer' AND other.state = 'accepted' AND other.id <> OLD.id)
            AND NOT EXISTS (SELECT 1 FROM establishments_manager manager
                WHERE manager.establishment_id = OLD.establishment_id AND manager.role = 'administer'
                AND manager.person_id = NEW.ended_by) THEN
            RAISE EXCEPTION 'The last administrator is removed only by the authorised person of the register.'
                USING ERRCODE = '23514', CONSTRAINT = 'establishments_grant_last_administrator';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER establishments_grant_guard BEFORE UPDATE OR DELETE ON establishments_grant
    FOR EACH ROW EXECUTE FUNCTION establishments_grant_guard();
"""
BACKWARD = """
DROP TRIGGER establishments_grant_guard ON establishments_grant;
DROP FUNCTION establishments_grant_guard();
DROP TRIGGER establishments_mandate_guard ON establishments_mandate;
DROP FUNCTION establishments_mandate_guard();
DROP TRIGGER establishments_row_guard ON establishments_batchrow;
DROP FUNCTION establishments_row_guard();
DROP TRIGGER establishments_batch_guard ON establishments_batch;
DROP FUNCTION establishments_batch_guard();
"""


class Migration(migrations.Migration):
    """Triggers only; no table changes."""

    dependencies: ClassVar = [("establishments", "0001_initial"), ("registries", "0005_branches")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]

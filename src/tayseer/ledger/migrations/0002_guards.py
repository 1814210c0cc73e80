"""What the database itself refuses: transfers that do not sum to zero, changed books, balances written by hand."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The books are append-only: % on % is refused. Write a transfer that corrects it instead.',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_account_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_transfer_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfer
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_entry_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_payment_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_payment
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_balance_kept BEFORE DELETE OR TRUNCATE ON ledger_balance
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_bill_kept BEFORE DELETE OR TRUNCATE ON ledger_bill
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""

REFUSE_BACK = """
DROP TRIGGER ledger_account_kept ON ledger_account;
DROP TRIGGER ledger_transfer_kept ON ledger_transfer;
DROP TRIGGER ledger_entry_kept ON ledger_entry;
DROP TRIGGER ledger_payment_kept ON ledger_payment;
DROP TRIGGER ledger_balance_kept ON ledger_balance;
DROP TRIGGER ledger_bill_kept ON ledger_bill;
DROP FUNCTION ledger_refuse();
"""

# The transaction that wrote a transfer is kept with it, so that no later one can add entries to it.
ZERO_SUM = """
ALTER TABLE ledger_transfer ADD COLUMN xact xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE FUNCTION ledger_transfer_sums_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved bigint;
    total numeric;
    sides bigint;
    written xid8;
BEGIN
    IF TG_TABLE_NAME = 'ledger_transfer' THEN moved := NEW.id; ELSE moved := NEW.transfer_id; END IF;
    SELECT coalesce(sum(amount), 0), count(*) INTO total, sides FROM ledger_entry WHERE transfer_id = moved;
    IF sides < 2 OR total <> 0 THEN
        RAISE EXCEPTION 'Transfer % does not balance: % entries sum to %. Every transfer has two sides that sum to 0.',
            moved, sides, total USING ERRCODE = 'check_violation';
    END IF;
    SELECT xact INTO written FROM ledger_transfer WHERE id = moved;
    IF written IS DISTINCT FROM pg_current_xact_id() THEN
        RAISE EXCEPTION 'Transfer % was written by an earlier transaction; entries cannot be added to it.', moved
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_transfer_balanced AFTER INSERT ON ledger_transfer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transfer_sums_to_zero();
CREATE CONSTRAINT TRIGGER ledger_entry_balanced AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transfer_sums_to_zero();
"""

ZERO_SUM_BACK = """
DROP TRIGGER ledger_entry_balanced ON ledger_entry;
DROP TRIGGER ledger_transfer_balanced ON ledger_transfer;
DROP FUNCTION ledger_transfer_sums_to_zero();
ALTER TABLE ledger_transfer DROP COLUMN xact;
"""

# Rows are taken in one order (account, slot): two transfers over the same accounts wait for each other, never in a ring.
BALANCES = """
CREATE FUNCTION ledger_open_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger_balance (account_id, slot, guarded, amount)
    SELECT NEW.id, slot, NEW.kind IN ('deposit', 'escrow'), 0 FROM generate_series(0, NEW.slots - 1) AS slot;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_account_balances AFTER INSERT ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_open_balances();

CREATE FUNCTION ledger_keep_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    side record;
BEGIN
    FOR side IN SELECT account_id, slot, sum(amount) AS amount FROM written GROUP BY account_id, slot
                ORDER BY account_id, slot LOOP
        UPDATE ledger_balance SET amount = amount + side.amount
        WHERE account_id = side.account_id AND slot = side.slot;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'Account % has no slot %.', side.account_id, side.slot
                USING ERRCODE = 'foreign_key_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_balances AFTER INSERT ON ledger_entry
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep_balances();

CREATE FUNCTION ledger_refuse_balance_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'A balance follows from entries: % on ledger_balance by hand is refused.', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_balance_derived BEFORE INSERT OR UPDATE ON ledger_balance
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_balance_by_hand();
"""

BALANCES_BACK = """
DROP TRIGGER ledger_balance_derived ON ledger_balance;
DROP FUNCTION ledger_refuse_balance_by_hand();
DROP TRIGGER ledger_entry_balances ON ledger_entry;
DROP FUNCTION ledger_keep_balances();
DROP TRIGGER ledger_account_balances ON ledger_account;
DROP FUNCTION ledger_open_balances();
"""

BILLS = """
CREATE FUNCTION ledger_bill_goes_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.public_id, NEW.person_id, NEW.case_ref, NEW.purpose, NEW.lines, NEW.amount, NEW.opened_at,
        NEW.due_at, NEW.idempotency)
       IS DISTINCT FROM
       (OLD.id, OLD.public_id, OLD.person_id, OLD.case_ref, OLD.purpose, OLD.lines, OLD.amount, OLD.opened_at,
        OLD.due_at, OLD.idempotency) THEN
        RAISE EXCEPTION 'Bill %: what was asked of the payer never changes. Cancel it and open another.', OLD.public_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> 'open' AND (NEW.state, NEW.closed_at, NEW.paid_by)
                               IS DISTINCT FROM (OLD.state, OLD.closed_at, OLD.paid_by) THEN
        RAISE EXCEPTION 'Bill % is %; a closed bill stays closed.', OLD.public_id, OLD.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.refunded < OLD.refunded OR (OLD.held IN ('released', 'returned') AND NEW.held <> OLD.held) THEN
        RAISE EXCEPTION 'Bill %: money given back or released is not taken back.', OLD.public_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_bill_forward BEFORE UPDATE ON ledger_bill
    FOR EACH ROW EXECUTE FUNCTION ledger_bill_goes_forward();
"""

BILLS_BACK = """
DROP TRIGGER ledger_bill_forward ON ledger_bill;
DROP FUNCTION ledger_bill_goes_forward();
"""


class Migration(migrations.Migration):
    """Adds the guards after the tables."""

    dependencies = (("ledger", "0001_initial"),)

    operations = (
        migrations.RunSQL(REFUSE, REFUSE_BACK),
        migrations.RunSQL(ZERO_SUM, ZERO_SUM_BACK),
        migrations.RunSQL(BALANCES, BALANCES_BACK),
        migrations.RunSQL(BILLS, BILLS_BACK),
    )

"""Makes the logs append-only as the events are, and lets salts go by way of retention alone."""

from typing import ClassVar

from django.db import migrations

KEPT = ("leaf", "node", "checkpoint", "stamp", "digests")

GUARD = """
CREATE TRIGGER audit_{0}_append_only BEFORE UPDATE OR DELETE ON audit_{0}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_{0}_no_truncate BEFORE TRUNCATE ON audit_{0}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_{0} ENABLE ALWAYS TRIGGER audit_{0}_append_only;
ALTER TABLE audit_{0} ENABLE ALWAYS TRIGGER audit_{0}_no_truncate;
"""

UNGUARD = """
DROP TRIGGER audit_{0}_no_truncate ON audit_{0};
DROP TRIGGER audit_{0}_append_only ON audit_{0};
"""

SALTS = """
-- A salt is deleted when the law wants the values behind a leaf forgotten, and whoever does it says so first; the rights
-- of the roles decide who may. No salt is ever changed: another one would make a true leaf look false.
CREATE FUNCTION audit_keep_salt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND coalesce(current_setting('tayseer.retention', true), '') = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'Salts are deleted by retention alone: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege',
              HINT = 'Use the action forget_values as the role of retention.';
END
$$;
CREATE TRIGGER audit_salt_kept BEFORE UPDATE OR DELETE ON audit_salt
    FOR EACH STATEMENT EXECUTE FUNCTION audit_keep_salt();
CREATE TRIGGER audit_salt_no_truncate BEFORE TRUNCATE ON audit_salt
    FOR EACH STATEMENT EXECUTE FUNCTION audit_keep_salt();
ALTER TABLE audit_salt ENABLE ALWAYS TRIGGER audit_salt_kept;
ALTER TABLE audit_salt ENABLE ALWAYS TRIGGER audit_salt_no_truncate;

ALTER TABLE audit_leaf ADD CONSTRAINT audit_leaf_shape CHECK (index >= 0 AND octet_length(hash) = 32);
ALTER TABLE audit_node ADD CONSTRAINT audit_node_shape
    CHECK (level > 0 AND index >= 0 AND octet_length(hash) = 32);
ALTER TABLE audit_checkpoint ADD CONSTRAINT audit_checkpoint_shape CHECK (size > 0 AND octet_length(root) = 32);
ALTER TABLE audit_salt ADD CONSTRAINT audit_salt_shape CHECK (octet_length(salt) = 16);
"""

UNSALTS = """
ALTER TABLE audit_salt DROP CONSTRAINT audit_salt_shape;
ALTER TABLE audit_checkpoint DROP CONSTRAINT audit_checkpoint_shape;
ALTER TABLE audit_node DROP CONSTRAINT audit_node_shape;
ALTER TABLE audit_leaf DROP CONSTRAINT audit_leaf_shape;
DROP TRIGGER audit_salt_no_truncate ON audit_salt;
DROP TRIGGER audit_salt_kept ON audit_salt;
DROP FUNCTION audit_keep_salt();
"""


class Migration(migrations.Migration):
    """Triggers for each statement, so that a write pays nothing for them."""

    dependencies: ClassVar = [("audit", "0003_logs")]

    operations: ClassVar = [
        migrations.RunSQL("".join(GUARD.format(name) for name in KEPT), "".join(UNGUARD.format(name) for name in KEPT)),
        migrations.RunSQL(SALTS, UNSALTS),
    ]

"""What was done by a delegation only grows: the database refuses UPDATE and DELETE."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION delegation_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows; % is refused.', TG_TABLE_NAME, TG_OP;
END $$;
CREATE TRIGGER delegation_use_append_only BEFORE UPDATE OR DELETE ON delegation_use
    FOR EACH ROW EXECUTE FUNCTION delegation_is_append_only();
"""
BACKWARD = """
DROP TRIGGER delegation_use_append_only ON delegation_use;
DROP FUNCTION delegation_is_append_only();
"""


class Migration(migrations.Migration):
    """Triggers only; no table changes."""

    dependencies: ClassVar = [("delegation", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]

"""Events and definitions only grow: the database refuses UPDATE, DELETE and TRUNCATE."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION casework_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows; % is refused.', TG_TABLE_NAME, TG_OP;
END $$;
CREATE TRIGGER casework_event_append_only BEFORE UPDATE OR DELETE ON casework_event
    FOR EACH ROW EXECUTE FUNCTION casework_is_append_only();
CREATE TRIGGER casework_definition_append_only BEFORE UPDATE OR DELETE ON casework_definition
    FOR EACH ROW EXECUTE FUNCTION casework_is_append_only();
"""
BACKWARD = """
DROP TRIGGER casework_definition_append_only ON casework_definition;
DROP TRIGGER casework_event_append_only ON casework_event;
DROP FUNCTION casework_is_append_only();
"""


class Migration(migrations.Migration):
    """Triggers only; no table changes."""

    dependencies: ClassVar = [("casework", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]

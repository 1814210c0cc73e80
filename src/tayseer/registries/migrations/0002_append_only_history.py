"""The history of changes can only grow: the database refuses UPDATE, DELETE and TRUNCATE."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION registries_change_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The history of the registries only grows; % is refused.', TG_OP;
END $$;
CREATE TRIGGER registries_change_append_only BEFORE UPDATE OR DELETE ON registries_change
    FOR EACH ROW EXECUTE FUNCTION registries_change_is_append_only();
CREATE TRIGGER registries_change_never_truncated BEFORE TRUNCATE ON registries_change
    FOR EACH STATEMENT EXECUTE FUNCTION registries_change_is_append_only();
"""
BACKWARD = """
DROP TRIGGER registries_change_never_truncated ON registries_change;
DROP TRIGGER registries_change_append_only ON registries_change;
DROP FUNCTION registries_change_is_append_only();
"""


class Migration(migrations.Migration):
    """Triggers only; no table changes."""

    dependencies: ClassVar = [("registries", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]

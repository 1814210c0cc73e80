"""Says of each page kept ready whose reading it is, so that a page of an older name gives way to the new one."""

from typing import ClassVar

from django.db import migrations

CHANGE = """
TRUNCATE documents_ready;
ALTER TABLE documents_ready ADD COLUMN reader text NOT NULL;
"""


class Migration(migrations.Migration):
    """What is kept is only a cache, so it is made anew."""

    dependencies: ClassVar = [("documents", "0003_ready")]

    operations: ClassVar = [migrations.RunSQL(CHANGE, "ALTER TABLE documents_ready DROP COLUMN reader;")]

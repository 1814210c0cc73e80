"""Makes the table of pages that are ready to send: a cache, so it is not written to the log of the database."""

from typing import ClassVar

from django.db import migrations

MAKE = """
CREATE UNLOGGED TABLE documents_ready (
    document_id bigint NOT NULL REFERENCES documents_issued (id) ON DELETE CASCADE,
    variant text NOT NULL,
    build text NOT NULL,
    status text NOT NULL,
    status_at timestamptz NOT NULL,
    good_until date NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (document_id, variant)
);
"""


class Migration(migrations.Migration):
    """One row for each document and way of reading."""

    dependencies: ClassVar = [("documents", "0002_log_and_seal")]

    operations: ClassVar = [migrations.RunSQL(MAKE, "DROP TABLE documents_ready;")]

"""Tests that need real commits: the books are emptied afterwards, which their guards would otherwise refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from tests.platform.ledger.cast import guards_off

TABLES = ("payment", "entry", "balance", "transfer", "account", "bill", "card_session", "seen_nonce")
AUDIT_GUARDS = ("audit_event_append_only", "audit_event_no_truncate")


@contextmanager
def committed_books(blocker: Any) -> Iterator[None]:
    """Let transactions commit, and empty the ledger and the audit afterwards."""
    with blocker.unblock():
        try:
            yield
        finally:
            with guards_off(), connection.cursor() as cursor:
                for table in TABLES:
                    cursor.execute(f"DELETE FROM ledger_{table}")
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
                cursor.execute("DELETE FROM audit_event")
                for guard in AUDIT_GUARDS:
                    cursor.execute(f"ALTER TABLE audit_event ENABLE ALWAYS TRIGGER {guard}")
            connection.close()

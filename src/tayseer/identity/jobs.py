"""Background work of identity: tells of changed numbers and ways to sign in, and forgets what has run out."""

from datetime import timedelta

from django.db import connection, transaction

from tayseer.identity import authenticator_changes, mobile_changes
from tayseer.identity.models import Outbox
from tayseer.site import clock

OUTBOX_KEPT = 500

# A used or expired code is kept a day, so that a complaint about it can still be looked into.
_FORGET = (
    ("identity_session", "token", "expires_at", timedelta(0)),
    ("identity_onetimecode", "token", "expires_at", timedelta(days=1)),
    ("identity_limit", "key", "closes_at", timedelta(0)),
    # As long as the holder may ask who had the number told, and no longer.
    ("identity_mobilechange", "id", "changed_at", timedelta(days=30)),
    ("identity_authenticatorchange", "id", "changed_at", timedelta(days=30)),
    ("identity_challenge", "token", "expires_at", timedelta(0)),
    ("identity_activationcode", "id", "expires_at", timedelta(days=1)),
)

# "It was not me" holds until its holder says otherwise, however long that takes.
_FORGET_APPROVALS = """
DELETE FROM identity_approval WHERE id IN (
    SELECT id FROM identity_approval
     WHERE expires_at <= %s::timestamptz AND (state <> 'not_me' OR cleared_at IS NOT NULL)
     LIMIT %s::int FOR UPDATE SKIP LOCKED)
"""
APPROVALS_KEPT = timedelta(days=30)


def warn_old_numbers(limit: int) -> int:
    """Tell holders of changed mobile numbers and of changed ways in, at most `limit` of each; return how many."""
    at = clock.now()
    return mobile_changes.warn_due(limit=limit, at=at) + authenticator_changes.tell_due(limit=limit, at=at)


def forget_expired(limit: int) -> int:
    """Delete sessions, codes and counters that have run out, at most `limit` of each; return how many went."""
    at = clock.now()
    gone = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for table, key, ends, kept in _FORGET:
            cursor.execute(
                f"DELETE FROM {table} WHERE {key} IN"  # noqa: S608 - the names are constants of this file
                f" (SELECT {key} FROM {table} WHERE {ends} <= %s::timestamptz LIMIT %s::int FOR UPDATE SKIP LOCKED)",
                [at - kept, limit],
            )
            gone += cursor.rowcount
        cursor.execute(_FORGET_APPROVALS, [at - APPROVALS_KEPT, limit])
        gone += cursor.rowcount
        newest = Outbox.objects.order_by("-id").values_list("id", flat=True)[OUTBOX_KEPT : OUTBOX_KEPT + 1]
        for oldest_to_go in newest:
            Outbox.objects.filter(id__lte=oldest_to_go).delete()
    return gone

"""Tables of the console: which establishment holds which client, and what establishments asked of the platform."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Holding(models.Model):
    """A client of the provider that an establishment registered itself; `client_id` is that of OAuth.

    `once` is the form's own mark, so that a form sent twice makes one client. `stopped_here` says that the
    establishment stopped it, and so may let it go on; what the platform stopped, the platform lets go on.
    """

    client_id = models.TextField(unique=True)
    establishment_id = models.BigIntegerField(db_index=True)
    label = models.TextField()
    once = models.TextField(unique=True)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    stopped_here = models.BooleanField(default=False)


class Wish(models.Model):
    """What an establishment asked for and only the platform can give: scopes, or a client for real work.

    `asked` holds it as it was written; `client_id` is the client that it is about, and for real work the sandbox client
    whose contract is taken over. `made` is the client that came of it.
    """

    public_id = models.TextField(unique=True)
    establishment_id = models.BigIntegerField()
    client_id = models.TextField()
    kind = models.TextField()
    asked = models.JSONField()
    state = models.TextField(default="waiting")
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(default="")
    made = models.TextField(default="")

    class Meta:
        """Of one of two kinds, in one of four states; found by establishment, and while it waits."""

        constraints: ClassVar = [
            models.CheckConstraint(name="partners_console_wish_kind", condition=Q(kind__in=["scopes", "production"])),
            models.CheckConstraint(
                name="partners_console_wish_state",
                condition=Q(state="waiting", decided_at__isnull=True)
                | Q(state__in=["approved", "declined", "withdrawn"], decided_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["establishment_id", "-id"], name="partners_console_wish_firm"),
            models.Index(fields=["id"], condition=Q(state="waiting"), name="partners_console_wish_waiting"),
        ]

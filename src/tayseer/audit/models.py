"""The table of events; triggers of the first migration make it append-only."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Q


class UUIDv7(Func):
    """PostgreSQL's `uuidv7()`: an id that sorts by the time of writing."""

    function = "uuidv7"
    arity = 0
    output_field = models.UUIDField()


class ClockTimestamp(Func):
    """The database's own clock at the moment of writing, which no caller can choose."""

    function = "clock_timestamp"
    arity = 0
    output_field = models.DateTimeField()


class Event(models.Model):
    """Who did what to whom; it holds no direct personal value, only opaque ids and names of fields."""

    id = models.UUIDField(primary_key=True, db_default=UUIDv7())
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())
    actor_kind = models.TextField()
    actor = models.BigIntegerField(null=True)
    on_behalf_of = models.BigIntegerField(null=True)
    subject = models.BigIntegerField(null=True)
    agency = models.TextField(default="", db_default="")
    unit = models.TextField(default="", db_default="")
    action = models.TextField()
    object = models.TextField(default="", db_default="")
    purpose = models.TextField(default="", db_default="")
    case_ref = models.TextField(default="", db_default="")
    fields = ArrayField(models.TextField(), default=list, db_default=[])
    result = models.TextField(default="done", db_default="done")
    request_id = models.TextField(default="", db_default="")

    class Meta:
        """Indexes for the two ways events are read: by the person concerned, and by case."""

        constraints: ClassVar = [
            models.CheckConstraint(
                name="audit_event_actor_kind",
                condition=Q(actor_kind__in=["person", "officer", "agency", "system"]),
            ),
            models.CheckConstraint(
                name="audit_event_actor_known",
                condition=Q(actor__isnull=False) | Q(actor_kind__in=["system", "agency"]),
            ),
        ]
        indexes: ClassVar = [
            models.Index("subject", models.F("at").desc(), models.F("id").desc(), name="audit_event_of_subject"),
            models.Index(fields=["case_ref", "at"], name="audit_event_of_case", condition=~Q(case_ref="")),
            models.Index(fields=["actor_kind", "actor", "at"], name="audit_event_of_actor"),
        ]

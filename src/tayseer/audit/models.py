"""Tables of events and of the logs that prove them; triggers make all but the last three append-only."""

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
    role = models.TextField(default="", db_default="")
    action = models.TextField()
    object = models.TextField(default="", db_default="")
    purpose = models.TextField(default="", db_default="")
    case_ref = models.TextField(default="", db_default="")
    fields = ArrayField(models.TextField(), default=list, db_default=[])
    result = models.TextField(default="done", db_default="done")
    request_id = models.TextField(default="", db_default="")
    acr = models.SmallIntegerField(default=0, db_default=0)

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


class Leaf(models.Model):
    """A leaf of a log, and in the log `audit` the event that it is of."""

    pk = models.CompositePrimaryKey("log", "index")
    log = models.TextField()
    index = models.BigIntegerField()
    hash = models.BinaryField()
    event_id = models.UUIDField(null=True, unique=True)

    class Meta:
        """A proof is asked for by hash. The same entry may stand in a log twice; the first one is proven."""

        indexes: ClassVar = [models.Index(fields=["log", "hash"], name="audit_leaf_by_hash")]


class Node(models.Model):
    """The hash over a complete subtree of a log: the 2^level leaves that begin at index * 2^level; level 1 and up."""

    pk = models.CompositePrimaryKey("log", "level", "index")
    log = models.TextField()
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()


class Checkpoint(models.Model):
    """What was signed about a log at one size; `note` is the whole signed note."""

    pk = models.CompositePrimaryKey("log", "size")
    log = models.TextField()
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()
    at = models.DateTimeField()


class Stamp(models.Model):
    """An outside authority's word for when a checkpoint was there (RFC 3161); it may come after the checkpoint."""

    pk = models.CompositePrimaryKey("log", "size")
    log = models.TextField()
    size = models.BigIntegerField()
    token = models.BinaryField()
    at = models.DateTimeField()


class Digests(models.Model):
    """The entry of an event whose salt was deleted: what was hashed stays provable, and says nothing of anybody."""

    event_id = models.UUIDField(primary_key=True)
    entry = models.TextField()


class Salt(models.Model):
    """The 16 random bytes that stand between an event's values and its leaf; only retention deletes one."""

    event_id = models.UUIDField(primary_key=True)
    salt = models.BinaryField()


class Mark(models.Model):
    """How far a log's sequencer has come, so that it need not look at every event again; losing it loses nothing.

    Every event older than `settled` has its leaf. At `seen_at` the transactions before `seen_before` had begun.
    """

    log = models.TextField(primary_key=True)
    settled = models.DateTimeField()
    seen_at = models.DateTimeField()
    seen_before = models.BigIntegerField()


class Question(models.Model):
    """What a person asks about one event; it goes to the privacy office, never to the unit that it is about."""

    public_id = models.TextField(unique=True)
    person_id = models.BigIntegerField()
    event_id = models.UUIDField()
    text = models.TextField()
    at = models.DateTimeField()
    state = models.TextField(default="open")
    answer = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)

    class Meta:
        """One question about one event; an answer has its officer and its moment."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_id", "event_id"], name="audit_question_once"),
            models.CheckConstraint(
                name="audit_question_answered",
                condition=Q(state="open", answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (Q(state="answered", answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="audit_question_open", condition=Q(state="open"))]

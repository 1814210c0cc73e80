"""Tables of the inbox, of what is on its way to phones and mailboxes, and of whether pages were clear."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Message(models.Model):
    """A message in a person's inbox, in both languages; the record of what the person was told."""

    public_id = models.TextField(unique=True)
    person_id = models.BigIntegerField()
    kind = models.TextField()
    case_ref = models.TextField(default="", db_default="")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    ar_title = models.TextField()
    ar_body = models.TextField()
    en_title = models.TextField()
    en_body = models.TextField()
    link = models.TextField(default="", db_default="")

    class Meta:
        """The inbox is read newest first; the unread are counted on every page."""

        constraints: ClassVar = [
            models.CheckConstraint(
                name="notices_message_kind", condition=Q(kind__in=["legal", "suggestion", "awareness"])
            ),
            models.CheckConstraint(name="notices_message_both_languages", condition=~Q(ar_title="") & ~Q(en_title="")),
        ]
        indexes: ClassVar = [
            models.Index("person_id", F("created_at").desc(), F("id").desc(), name="notices_message_inbox"),
            models.Index(fields=["person_id"], condition=Q(read_at__isnull=True), name="notices_message_unread"),
            models.Index(fields=["case_ref"], condition=~Q(case_ref=""), name="notices_message_case"),
        ]


class Delivery(models.Model):
    """A pointer to a message, to be sent on one channel."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    channel = models.TextField()
    state = models.TextField(default="queued", db_default="queued")
    due_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0, db_default=0)
    parts = models.SmallIntegerField(default=0, db_default=0)
    reason = models.TextField(default="", db_default="")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """One delivery of a message on a channel; the queue is a small index of what is still to send."""

        constraints: ClassVar = [
            models.CheckConstraint(name="notices_delivery_channel", condition=Q(channel__in=["sms", "email"])),
            models.CheckConstraint(name="notices_delivery_state", condition=Q(state__in=["queued", "sent", "failed"])),
            models.UniqueConstraint(name="notices_delivery_once", fields=["message", "channel"]),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(state="queued"), name="notices_delivery_queue"),
        ]


class Clarity(models.Model):
    """How many readers said on a day that a page was clear, partly, or not: a count, and nothing of who said it."""

    page = models.TextField()
    service_code = models.TextField()
    language = models.TextField()
    answer = models.TextField()
    day = models.DateField()
    count = models.IntegerField()

    class Meta:
        """One row for a page, a language, an answer and a day."""

        constraints: ClassVar = [
            models.CheckConstraint(name="notices_clarity_page", condition=Q(page__in=["service", "case"])),
            models.CheckConstraint(name="notices_clarity_answer", condition=Q(answer__in=["yes", "partly", "no"])),
            models.CheckConstraint(name="notices_clarity_language", condition=Q(language__in=["ar", "en"])),
            models.CheckConstraint(name="notices_clarity_count", condition=Q(count__gt=0)),
            models.UniqueConstraint(
                name="notices_clarity_once", fields=["service_code", "page", "language", "answer", "day"]
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="notices_clarity_day")]

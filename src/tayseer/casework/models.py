"""Cases, their definitions, history, turns, drafts and attachments: columns and constraints."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tayseer.casework.contract import OPEN_STATES


class Definition(models.Model):
    """A service as it was when first filed under; kept for ever."""

    digest = models.CharField(max_length=64, primary_key=True)
    service_code = models.TextField()
    body = models.JSONField()
    first_used_at = models.DateTimeField()

    class Meta:
        """One row for each digest."""

        db_table = "casework_definition"


class Case(models.Model):
    """One person's request for one service."""

    public_id = models.TextField(unique=True)
    service_code = models.TextField()
    applicant_id = models.BigIntegerField()
    subject_id = models.BigIntegerField(null=True)
    subject_ar = models.TextField(default="")
    subject_en = models.TextField(default="")
    state = models.TextField()
    step = models.TextField(default="")
    law_day = models.DateField()
    definition = models.CharField(max_length=64)
    answers = models.JSONField()
    facts = models.JSONField()
    created = models.JSONField(default=dict)
    price = models.DecimalField(max_digits=12, decimal_places=2)
    filed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    reason_ar = models.TextField(default="")
    reason_en = models.TextField(default="")
    refused_by = models.TextField(default="")
    idempotency = models.TextField()
    #: Who sent it as the applicant's delegate; none when the applicant did.
    filed_by = models.BigIntegerField(null=True)

    class Meta:
        """A key files one case; a person has one open case for a service and subject."""

        db_table = "casework_case"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["applicant_id", "idempotency"], name="casework_case_once"),
            models.UniqueConstraint(
                fields=["applicant_id", "service_code", "subject_id"],
                condition=models.Q(state__in=OPEN_STATES),
                nulls_distinct=False,
                name="casework_case_one_open",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["applicant_id", "-id"], name="casework_case_mine"),
            models.Index(
                fields=["filed_by", "-id"], condition=models.Q(filed_by__isnull=False), name="casework_case_for_another"
            ),
        ]


class Event(models.Model):
    """One event in a case's history; append-only."""

    case_id = models.BigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.TextField()
    actor_id = models.BigIntegerField(null=True)
    name = models.TextField()
    step = models.TextField(default="")
    detail = models.JSONField(default=dict)

    class Meta:
        """Read in order of id within a case."""

        db_table = "casework_event"
        indexes: ClassVar = [models.Index(fields=["case_id", "id"], name="casework_event_case")]


class Turn(models.Model):
    """Somebody's turn in a case, with the moment its term runs out: the clock is this row."""

    case_id = models.BigIntegerField()
    service_code = models.TextField()
    step = models.TextField()
    party = models.TextField()
    person_id = models.BigIntegerField(null=True)
    queue = models.TextField(default="")
    level = models.TextField(default="clerk")
    assigned_to = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="")
    bill = models.TextField(default="")
    secret = models.TextField(default="")

    class Meta:
        """Found by person, by queue and by clock while open."""

        db_table = "casework_turn"
        indexes: ClassVar = [
            models.Index(fields=["case_id"], name="casework_turn_case"),
            models.Index(fields=["person_id"], condition=models.Q(closed_at=None), name="casework_turn_person"),
            models.Index(fields=["queue", "due_at"], condition=models.Q(closed_at=None), name="casework_turn_queue"),
            models.Index(fields=["due_at"], condition=models.Q(closed_at=None), name="casework_turn_clock"),
        ]


class Draft(models.Model):
    """Answers given so far; kept until filed or forgotten."""

    public_id = models.TextField(unique=True)
    applicant_id = models.BigIntegerField()
    service_code = models.TextField()
    subject_id = models.BigIntegerField(null=True)
    answers = models.JSONField(default=dict)
    updated_at = models.DateTimeField()
    forget_at = models.DateTimeField()

    class Meta:
        """One draft for a service and subject."""

        db_table = "casework_draft"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["applicant_id", "service_code", "subject_id"], nulls_distinct=False, name="casework_draft_one"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["forget_at"], name="casework_draft_forget")]


class DelegateDraft(models.Model):
    """Answers a delegate has given so far: kept apart, for neither reads what the other has begun."""

    delegate_id = models.BigIntegerField()
    applicant_id = models.BigIntegerField()
    service_code = models.TextField()
    subject_id = models.BigIntegerField(null=True)
    answers = models.JSONField(default=dict)
    updated_at = models.DateTimeField()
    forget_at = models.DateTimeField()

    class Meta:
        """One for a delegate, an applicant, a service and a subject."""

        db_table = "casework_delegate_draft"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["delegate_id", "applicant_id", "service_code", "subject_id"],
                nulls_distinct=False,
                name="casework_delegate_draft_one",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["forget_at"], name="casework_ddraft_forget")]


class Attachment(models.Model):
    """A picture or paper a person attached."""

    public_id = models.TextField(unique=True)
    person_id = models.BigIntegerField()
    name = models.TextField()
    media_type = models.TextField()
    content = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        """Known by its public id to its owner and to the officer of the case."""

        db_table = "casework_attachment"

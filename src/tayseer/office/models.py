"""Requests of officers to open a person's record, records that need two officers, and reviews: columns, constraints."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class RecordAccess(models.Model):
    """One officer's request to open one person's record: with a case of the unit, or with a supervisor's approval."""

    public_id = models.TextField(unique=True)
    officer_id = models.BigIntegerField()
    agency = models.TextField()
    unit = models.TextField()
    person_id = models.BigIntegerField()
    purpose = models.TextField()
    case_ref = models.TextField(default="")
    reason = models.TextField(default="")
    # Whether the record was protected when it was asked for; then a case alone opens nothing.
    is_protected = models.BooleanField(default=False, db_default=False)
    state = models.TextField()
    asked_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        """A case or a reason; never approved by the one who asks; open until a moment."""

        db_table = "office_record_access"
        constraints: ClassVar = [
            models.CheckConstraint(name="office_access_state", condition=Q(state__in=["waiting", "open", "refused"])),
            models.CheckConstraint(name="office_access_ground", condition=~Q(case_ref="") | ~Q(reason="")),
            models.CheckConstraint(name="office_access_purpose", condition=~Q(purpose="")),
            models.CheckConstraint(
                name="office_access_second_person",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("officer_id")),
            ),
            models.CheckConstraint(
                name="office_access_approved",
                condition=~Q(state="open") | ~Q(case_ref="") | Q(decided_by__isnull=False),
            ),
            models.CheckConstraint(name="office_access_ends", condition=~Q(state="open") | Q(ends_at__isnull=False)),
            models.CheckConstraint(
                name="office_access_protected",
                condition=~Q(is_protected=True, state="open") | (Q(decided_by__isnull=False) & ~Q(reason="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "unit"], condition=Q(state="waiting"), name="office_access_waiting"),
            models.Index(fields=["officer_id", "-id"], name="office_access_own"),
        ]


class ProtectedPerson(models.Model):
    """A person whose record opens only with a reason and a second officer, even with a case; ended, never deleted."""

    public_id = models.TextField(unique=True)
    person_id = models.BigIntegerField()
    order_ref = models.TextField()
    protected_at = models.DateTimeField()
    protected_by = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)

    class Meta:
        """One protection at a time, by an order that can be looked up."""

        db_table = "office_protected"
        constraints: ClassVar = [
            models.CheckConstraint(name="office_protected_order", condition=~Q(order_ref="")),
            models.CheckConstraint(
                name="office_protected_ended",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="office_protected_current", fields=["person_id"], condition=Q(ended_at__isnull=True)
            ),
        ]


class AccessReview(models.Model):
    """An access drawn at random, to be looked at by a supervisor who neither asked for it nor allowed it."""

    public_id = models.TextField(unique=True)
    access = models.OneToOneField(RecordAccess, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    state = models.TextField(default="waiting")
    note = models.TextField(default="")
    reviewed_by = models.BigIntegerField(null=True)
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        """Found sound or not; what was not sound says why."""

        db_table = "office_access_review"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="office_review_state",
                condition=Q(state="waiting", reviewed_by__isnull=True, reviewed_at__isnull=True)
                | Q(state__in=["sound", "unsound"], reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
            models.CheckConstraint(name="office_review_note", condition=~Q(state="unsound") | ~Q(note="")),
        ]
        indexes: ClassVar = [models.Index(fields=["id"], condition=Q(state="waiting"), name="office_review_waiting")]

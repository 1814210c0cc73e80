"""Requests of officers to open a person's record: columns and constraints."""

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
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "unit"], condition=Q(state="waiting"), name="office_access_waiting"),
            models.Index(fields=["officer_id", "-id"], name="office_access_own"),
        ]

"""Tables: roles given on the platform, requests for many workers with their rows, and what an approved row allows."""

from django.db import models
from django.db.models import F, Q

ROLES = ("view", "request", "approve", "pay", "administer")


class Grant(models.Model):
    """One role of one person on one establishment, with its limits; it counts once the person has accepted it."""

    public_id = models.TextField(unique=True)
    establishment_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    role = models.TextField()
    # An empty list limits nothing: the whole establishment, every service for its workers.
    branches = models.JSONField(default=list)
    services = models.JSONField(default=list)
    most_sar = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    state = models.TextField(default="offered")
    granted_by = models.BigIntegerField()
    granted_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="establishments_grant_role", condition=Q(role__in=ROLES)),
            models.CheckConstraint(
                name="establishments_grant_state", condition=Q(state__in=("offered", "accepted", "refused", "ended"))
            ),
            models.CheckConstraint(
                name="establishments_grant_most", condition=Q(most_sar__isnull=True) | Q(most_sar__gt=0)
            ),
            models.CheckConstraint(
                name="establishments_grant_term", condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on"))
            ),
            # Nobody makes themself stronger.
            models.CheckConstraint(name="establishments_grant_by_another", condition=~Q(granted_by=F("person_id"))),
            models.CheckConstraint(
                name="establishments_grant_ended",
                condition=Q(state="ended", ended_by__isnull=False, ended_at__isnull=False)
                | ~Q(state="ended") & Q(ended_by__isnull=True, ended_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=("establishment_id", "person_id", "role"),
                name="establishments_grant_one",
                condition=Q(state__in=("offered", "accepted")),
            ),
        )
        indexes = (models.Index(fields=("person_id",), name="establishments_grant_person"),)


class Batch(models.Model):
    """One service asked for many workers: made, sent for approval, decided by somebody else, filed row by row."""

    public_id = models.TextField(unique=True)
    establishment_id = models.BigIntegerField()
    service_code = models.TextField()
    requester_id = models.BigIntegerField()
    # How surely the requester was known when it was sent: what the cases are filed with.
    requester_level = models.SmallIntegerField(default=0)
    requester_proven_at = models.DateTimeField(null=True)
    idempotency = models.TextField()
    answers = models.JSONField(default=dict)
    branches = models.JSONField(default=list)
    ready = models.IntegerField(default=0)
    total_sar = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    state = models.TextField(default="draft")
    judged_on = models.DateField()
    made_at = models.DateTimeField()
    requested_at = models.DateTimeField(null=True)
    requested_most_sar = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_most_sar = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    reason = models.TextField(default="")
    ended_at = models.DateTimeField(null=True)
    payer_id = models.BigIntegerField(null=True)
    payer_most_sar = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    pay_asked_at = models.DateTimeField(null=True)
    pay_reason_ar = models.TextField(default="")
    pay_reason_en = models.TextField(default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("requester_id", "idempotency"), name="establishments_batch_once"),
            models.CheckConstraint(
                name="establishments_batch_state",
                condition=Q(state__in=("draft", "requested", "approved", "refused", "withdrawn", "done")),
            ),
            # Maker and checker: the last word, whatever code runs.
            models.CheckConstraint(
                name="establishments_batch_other_decides",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requester_id")),
            ),
            models.CheckConstraint(
                name="establishments_batch_decided",
                condition=Q(
                    state__in=("approved", "refused", "done"), decided_by__isnull=False, decided_at__isnull=False
                )
                | Q(state__in=("draft", "requested", "withdrawn"), decided_by__isnull=True, decided_at__isnull=True),
            ),
            models.CheckConstraint(
                name="establishments_batch_requested_within",
                condition=Q(requested_most_sar__isnull=True) | Q(total_sar__lte=F("requested_most_sar")),
            ),
            models.CheckConstraint(
                name="establishments_batch_approved_within",
                condition=Q(decided_most_sar__isnull=True) | Q(total_sar__lte=F("decided_most_sar")),
            ),
        )
        indexes = (
            models.Index(fields=("establishment_id", "-id"), name="establishments_batch_firm"),
            models.Index(fields=("decided_at",), name="establishments_batch_filing", condition=Q(state="approved")),
            models.Index(
                fields=("pay_asked_at",), name="establishments_batch_paying", condition=Q(payer_id__isnull=False)
            ),
            models.Index(fields=("made_at",), name="establishments_batch_drafts", condition=Q(state="draft")),
        )


class BatchRow(models.Model):
    """One worker of such a request: the verdict, and after approval the case that was filed or why there is none."""

    batch = models.ForeignKey(Batch, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    place = models.IntegerField()
    worker_id = models.BigIntegerField(null=True)
    number = models.TextField()
    answers = models.JSONField(default=dict)
    state = models.TextField()
    price_sar = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    reason_ar = models.TextField(default="")
    reason_en = models.TextField(default="")
    attempts = models.SmallIntegerField(default=0)
    case_ref = models.TextField(default="")
    bill_ref = models.TextField(default="")
    filed_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("batch", "place"), name="establishments_row_place"),
            models.UniqueConstraint(
                fields=("batch", "worker_id"), name="establishments_row_worker_once", condition=~Q(state="cannot")
            ),
            models.UniqueConstraint(fields=("case_ref",), name="establishments_row_case", condition=~Q(case_ref="")),
            models.CheckConstraint(
                name="establishments_row_state",
                condition=Q(state__in=("cannot", "ready", "filed", "failed", "stopped")),
            ),
            models.CheckConstraint(
                name="establishments_row_filed",
                condition=Q(state="filed", filed_at__isnull=False) & ~Q(case_ref="")
                | ~Q(state="filed") & Q(case_ref="", filed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="establishments_row_ready",
                condition=Q(state="cannot") | Q(worker_id__isnull=False, price_sar__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                fields=("batch", "attempts", "place"), name="establishments_row_next", condition=Q(state="ready")
            ),
            models.Index(
                fields=("batch", "place"),
                name="establishments_row_unpaid",
                condition=Q(state="filed", paid_at__isnull=True) & ~Q(bill_ref=""),
            ),
            models.Index(fields=("bill_ref",), name="establishments_row_bill", condition=~Q(bill_ref="")),
        )


class Mandate(models.Model):
    """What an approved row allows its requester: to go on with that one case of that one worker (see the circle)."""

    person_id = models.BigIntegerField()
    establishment_id = models.BigIntegerField()
    worker_id = models.BigIntegerField()
    case_ref = models.TextField(default="", db_default="")

    class Meta:
        indexes = (models.Index(fields=("person_id",), name="establishments_mandate_person"),)

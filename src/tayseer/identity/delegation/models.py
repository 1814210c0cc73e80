"""Tables of delegation: each with its limits and what was used of them, and each use."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tayseer.identity.delegation.contract import LONGEST, MOST_EACH, MOST_TOTAL, MOST_USES


class Delegation(models.Model):
    """What one person lets another do. People and services are plain values: this app knows neither."""

    public_id = models.TextField(unique=True)
    kind = models.TextField()
    principal_id = models.BigIntegerField()
    delegate_id = models.BigIntegerField(null=True)
    delegate_number = models.TextField()
    delegate_name = models.TextField(default="")
    services = ArrayField(models.TextField(), default=list)
    purpose = models.TextField()
    each = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    total = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    most_uses = models.SmallIntegerField(default=0)
    uses = models.SmallIntegerField(default=0)
    spent = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    from_on = models.DateField()
    until_on = models.DateField()
    offered_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(default="")
    state = models.TextField()
    text_ar = models.TextField()
    text_en = models.TextField()
    signature = models.TextField(default="")
    agency = models.TextField(default="")
    check_code = models.TextField(default="")
    idempotency = models.TextField()

    class Meta:
        """No delegation is used more often, for more money, or for longer than it was given: the database says so."""

        db_table = "delegation_delegation"
        constraints = (
            models.UniqueConstraint(fields=["principal_id", "idempotency"], name="delegation_once"),
            models.CheckConstraint(condition=Q(kind__in=["services", "visit"]), name="delegation_known_kind"),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "accepted", "refused", "revoked"]), name="delegation_known_state"
            ),
            models.CheckConstraint(
                condition=Q(delegate_id=None) | ~Q(delegate_id=F("principal_id")), name="delegation_to_another"
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on"), until_on__lte=F("from_on") + LONGEST), name="delegation_term"
            ),
            models.CheckConstraint(
                condition=Q(uses__gte=0, uses__lte=F("most_uses"), most_uses__lte=MOST_USES),
                name="delegation_never_too_often",
            ),
            models.CheckConstraint(
                condition=Q(spent__gte=0, spent__lte=F("total"), total__lte=MOST_TOTAL),
                name="delegation_never_too_much",
            ),
            models.CheckConstraint(condition=Q(each__gte=0, each__lte=MOST_EACH), name="delegation_each"),
        )
        indexes = (
            models.Index(fields=["principal_id", "-id"], name="delegation_given"),
            models.Index(fields=["delegate_id", "-id"], name="delegation_held"),
        )


class Use(models.Model):
    """One request that was sent by a delegation; append-only."""

    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="+")
    case = models.TextField(unique=True)
    service = models.TextField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    at = models.DateTimeField()

    class Meta:
        """A request is sent once, by one delegation."""

        db_table = "delegation_use"

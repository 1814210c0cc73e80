"""The programme's tables: what is public of a case, what is not, contributions, messages to agencies, campaigns."""

from django.db import models
from django.db.models import F, Q

from tayseer.registries.tables import table_of
from tayseer.services.prisons.records import Contribution as ContributionContract
from tayseer.services.prisons.records import DebtorCase as DebtorCaseContract

# The public half of a case has the columns of its contract and no other: what is not there cannot be shown by mistake.
DebtorCase = table_of(
    DebtorCaseContract,
    app_label="relief",
    module=__name__,
    unique=("public_id", "bill_number", "first_in"),
    constraints=(
        # The last word on "never a riyal over the debt", whatever code runs and however many contribute at once.
        models.CheckConstraint(
            name="relief_case_never_over",
            condition=Q(paid_sar__gte=0)
            & Q(reserved_sar__gte=0)
            & Q(amount_sar__gte=F("paid_sar") + F("reserved_sar")),
        ),
        models.CheckConstraint(
            name="relief_case_covered_when_paid",
            condition=~Q(state__in=("covered", "closed")) | Q(paid_sar=F("amount_sar"), covered_on__isnull=False),
        ),
        models.CheckConstraint(
            name="relief_case_complete",
            condition=Q(public_id__isnull=True)
            | Q(
                bill_number__isnull=False,
                amount_sar__gt=0,
                paid_sar__isnull=False,
                reserved_sar__isnull=False,
                region__isnull=False,
                state__isnull=False,
                confirmations__isnull=False,
            ),
        ),
        # FUR-1 to FUR-4: nothing else is ever open to contributions.
        models.CheckConstraint(
            name="relief_case_listed_is_verified",
            condition=Q(public_id__isnull=True)
            | Q(state__in=("received", "withdrawn"))
            | Q(kind="financial", other_cases=0, court_ar__isnull=False, points__isnull=False, listed_on__isnull=False),
        ),
    ),
    partial=(
        models.Index(fields=("-points", "id"), name="relief_case_ranked", condition=Q(state="listed")),
        models.Index(fields=("-closed_on",), name="relief_case_closed", condition=Q(closed_on__isnull=False)),
    ),
)


class Order(models.Model):
    """The private half of a case: the enforcement order behind it, which court and prison know it by, and when."""

    case = models.OneToOneField(DebtorCase, on_delete=models.DO_NOTHING, related_name="+")
    number = models.TextField(unique=True)
    court = models.TextField()
    prison = models.TextField()
    received_at = models.DateTimeField()
    covered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)


class Confirmation(models.Model):
    """One member of the joint team says that a case is what its papers say; never taken back, never twice by one."""

    case = models.ForeignKey(DebtorCase, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    officer_id = models.BigIntegerField()
    agency = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("case", "officer_id"), name="relief_confirmed_once_by_each"),
            models.UniqueConstraint(fields=("case", "agency"), name="relief_confirmed_once_by_agency"),
        )


Contribution = table_of(
    ContributionContract,
    app_label="relief",
    module=__name__,
    unique=("public_id",),
    indexes=(("case_id",), ("paid_on",)),
    constraints=(
        models.CheckConstraint(name="relief_contribution_amount", condition=Q(amount_sar__gt=0)),
        models.CheckConstraint(
            name="relief_contribution_counted",
            condition=Q(counted_sar__isnull=True) | Q(counted_sar__gte=0, counted_sar__lte=F("amount_sar")),
        ),
    ),
)


class Handling(models.Model):
    """What the programme must know of a contribution besides what is shown of it: its bill, its terms, what is owed."""

    contribution = models.OneToOneField(Contribution, on_delete=models.DO_NOTHING, related_name="+")
    bill_ref = models.TextField(unique=True)
    begun_at = models.DateTimeField()
    reserved_until = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    by_card = models.BooleanField(default=False)
    to_return = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    returned = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    fee_booked = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="relief_handling_returned",
                condition=Q(returned__gte=0) & Q(to_return__gte=F("returned")),
            ),
        )
        indexes = (
            models.Index(
                fields=("reserved_until",), name="relief_handling_due", condition=Q(reserved_until__isnull=False)
            ),
            models.Index(fields=("id",), name="relief_handling_owing", condition=Q(to_return__gt=F("returned"))),
            models.Index(fields=("id",), name="relief_handling_fee", condition=Q(fee_booked=False, by_card=True)),
            models.Index(fields=("-begun_at",), name="relief_handling_begun"),
        )


class Owed(models.Model):
    """Money of a guest that must go back, which no card refund can carry; it waits for whoever holds its reference."""

    reference = models.TextField(unique=True)
    contribution = models.ForeignKey(Contribution, on_delete=models.DO_NOTHING, related_name="+")
    transfer = models.BigIntegerField(unique=True)
    amount_sar = models.DecimalField(max_digits=12, decimal_places=2)
    since = models.DateTimeField()
    state = models.TextField(default="waiting")
    iban = models.TextField(default="")
    asked_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    person_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="relief_owed_amount", condition=Q(amount_sar__gt=0)),
            models.CheckConstraint(name="relief_owed_state", condition=Q(state__in=("waiting", "asked", "settled"))),
            # An account number is kept for as long as it is needed, and no longer.
            models.CheckConstraint(
                name="relief_owed_iban", condition=Q(state="asked") & ~Q(iban="") | ~Q(state="asked") & Q(iban="")
            ),
        )


class Outgoing(models.Model):
    """A message to a court or prison (CloudEvents 1.0), written with what it tells of and sent by a job."""

    message_id = models.UUIDField(unique=True)
    case = models.ForeignKey(DebtorCase, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    kind = models.TextField()
    agency = models.TextField()
    data = models.JSONField()
    at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    problem = models.TextField(default="")

    class Meta:
        constraints = (
            # However often a last riyal arrives, a release is asked for once.
            models.UniqueConstraint(fields=("case", "kind"), name="relief_outgoing_once"),
        )
        indexes = (models.Index(fields=("due_at",), name="relief_outgoing_due", condition=Q(sent_at__isnull=True)),)


class News(models.Model):
    """What contributors of a case are yet to be told of it, one row for each person and occasion."""

    case = models.ForeignKey(DebtorCase, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    kind = models.TextField()
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("case", "kind"), name="relief_news_once"),
            models.CheckConstraint(name="relief_news_kind", condition=Q(kind__in=("covered", "closed", "withdrawn"))),
        )
        indexes = (models.Index(fields=("at",), name="relief_news_due", condition=Q(told_at__isnull=True)),)


class Campaign(models.Model):
    """A season with a goal: what is contributed from its first day to its last counts towards it."""

    slug = models.TextField(unique=True)
    name_ar = models.TextField()
    name_en = models.TextField()
    words_ar = models.TextField()
    words_en = models.TextField()
    from_on = models.DateField()
    until_on = models.DateField()
    goal_sar = models.DecimalField(max_digits=12, decimal_places=2)
    # Counted by a job: the page of a season is what thousands look at while it lasts.
    given_sar = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    contributions = models.BigIntegerField(default=0)
    freed = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(name="relief_campaign_days", condition=Q(until_on__gte=F("from_on"))),
            models.CheckConstraint(name="relief_campaign_goal", condition=Q(goal_sar__gt=0)),
        )

"""Tables of attested facts, derived from their contracts."""

from __future__ import annotations

from django.db import models

from tayseer.exchange.contract import (
    BirthNotice,
    DrivingMedical,
    EnforcementOrder,
    HealthInsurance,
    Inspection,
    ResidenceMedical,
    Schooling,
    VehicleInsurance,
    WorkPermit,
)
from tayseer.registries.tables import table_of


def _table(record: type, **keywords: object) -> type[models.Model]:
    return table_of(record, app_label="exchange", module=__name__, **keywords)  # type: ignore[arg-type]


HealthInsuranceRow = _table(HealthInsurance)
VehicleInsuranceRow = _table(VehicleInsurance)
InspectionRow = _table(Inspection)
DrivingMedicalRow = _table(DrivingMedical)
ResidenceMedicalRow = _table(ResidenceMedical)
WorkPermitRow = _table(WorkPermit)
SchoolingRow = _table(Schooling)
BirthNoticeRow = _table(BirthNotice, unique=("number",))
EnforcementOrderRow = _table(EnforcementOrder)


class Link(models.Model):
    """How the link with one agency stands; written by hand in ``exchange.links``."""

    agency = models.TextField(primary_key=True)
    failures = models.IntegerField(default=0)
    paused_until = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    problem = models.TextField(default="")

    class Meta:
        """The name of its table."""

        db_table = "exchange_link"


class Event(models.Model):
    """What happened to one record, written in the transaction in which it happened; see ``exchange.outbox``.

    ``owner`` is the record's owner (``person:7``), which leaves this table only as a name made for one subscriber.
    ``data`` holds what tells nobody who it is, ``personal`` what a contract must have a legal basis for.
    """

    event_id = models.UUIDField(unique=True)
    at = models.DateTimeField()
    name = models.TextField()
    record = models.TextField()
    record_id = models.BigIntegerField()
    owner = models.TextField()
    data = models.JSONField()
    personal = models.JSONField()
    position = models.BigIntegerField(null=True, unique=True)

    class Meta:
        """Read by position once it has one; until then, in the order of writing."""

        db_table = "exchange_event"
        indexes = (
            models.Index(fields=["id"], condition=models.Q(position__isnull=True), name="exchange_event_unplaced"),
        )


class EventMark(models.Model):
    """The last position that was given to an event; one row."""

    name = models.TextField(primary_key=True)
    last = models.BigIntegerField(default=0)

    class Meta:
        """The name of its table."""

        db_table = "exchange_event_mark"


class Subscription(models.Model):
    """Who is told which events, where, with which fields, and how far that has come; ``exchange.subscriptions``.

    ``fields`` gives for each field of the contract its legal basis, empty where none is needed. ``position`` is the
    last position that was dealt with. ``lease`` is held by the one worker that delivers now.
    """

    code = models.TextField(unique=True)
    address = models.TextField()
    patterns = models.JSONField()
    fields = models.JSONField()
    state = models.TextField(default="active")
    position = models.BigIntegerField(default=0)
    size = models.IntegerField(default=100)
    tries = models.IntegerField(default=0)
    failures = models.IntegerField(default=0)
    due_at = models.DateTimeField()
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    problem = models.TextField(default="")

    class Meta:
        """The name of its table."""

        db_table = "exchange_subscription"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=["active", "stopped"]), name="exchange_subscription_state"
            ),
        )


class Aside(models.Model):
    """An event that a subscriber would not take, or one that waits behind such an event of the same owner.

    ``again`` is true once it is to be sent again.
    """

    subscription = models.ForeignKey(Subscription, models.CASCADE)
    position = models.BigIntegerField()
    owner = models.TextField()
    at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    problem = models.TextField(default="")
    again = models.BooleanField(default=False)

    class Meta:
        """Each event once for each subscriber."""

        db_table = "exchange_aside"
        indexes = (
            models.Index(fields=["position"], name="exchange_aside_position"),
            models.Index(fields=["subscription", "owner"], name="exchange_aside_owner"),
        )
        constraints = (models.UniqueConstraint(fields=["subscription", "position"], name="exchange_aside_once"),)

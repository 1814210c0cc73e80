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

"""The registries' tables, derived from their contracts, and the history of every change to them."""

from __future__ import annotations

from django.db import models

from tayseer.registries.addresses.contract import Address
from tayseer.registries.appointments.contract import Appointment
from tayseer.registries.biometrics.contract import Enrolment
from tayseer.registries.borders.contract import Presence
from tayseer.registries.civil.contract import CivilFine, FamilyIdentification, IdCard, ListedName, NameChange
from tayseer.registries.establishments.contract import Branch, Employment, Establishment, Manager
from tayseer.registries.licences.contract import DrivingLicence
from tayseer.registries.passports.contract import ConsentCondition, Passport
from tayseer.registries.people.contract import Person, Tie
from tayseer.registries.residency.contract import AbsenceReport, Iqama
from tayseer.registries.restrictions.contract import Restriction
from tayseer.registries.tables import table_of
from tayseer.registries.vehicles.contract import DriverAuthorisation, Vehicle
from tayseer.registries.violations.contract import Objection, Violation
from tayseer.registries.visas.contract import Visa


def _table(record: type, **keywords: object) -> type[models.Model]:
    return table_of(record, app_label="registries", module=__name__, **keywords)  # type: ignore[arg-type]


PersonRow = _table(Person, unique=("number",), indexes=(("father_id",), ("mother_id",)))
TieRow = _table(
    Tie,
    indexes=(("other_id", "kind"),),
    constraints=(
        models.UniqueConstraint(
            fields=["person_id", "kind"],
            condition=models.Q(until_on=None) & models.Q(kind__in=["head", "sponsor", "host", "spouse"]),
            name="people_tie_one_standing",
        ),
    ),
)
IdCardRow = _table(IdCard)
CivilFineRow = _table(CivilFine)
NameChangeRow = _table(NameChange)
ListedNameRow = _table(ListedName, unique=("name_ar",))
FamilyIdentificationRow = _table(FamilyIdentification)
EnrolmentRow = _table(Enrolment)
PassportRow = _table(Passport, indexes=(("number",),))
ConsentConditionRow = _table(ConsentCondition)
VisaRow = _table(Visa, unique=("number",))
PresenceRow = _table(Presence)
IqamaRow = _table(Iqama, indexes=(("number",),))
AbsenceReportRow = _table(AbsenceReport)
RestrictionRow = _table(Restriction)
DrivingLicenceRow = _table(DrivingLicence)
VehicleRow = _table(Vehicle, unique=("plate",))
DriverAuthorisationRow = _table(DriverAuthorisation, indexes=(("driver_id",),))
ViolationRow = _table(
    Violation,
    unique=("number",),
    partial=(
        models.Index(fields=["person_id"], condition=models.Q(state="unpaid"), name="violations_unpaid"),
        models.Index(fields=["vehicle_id"], condition=models.Q(state="unpaid"), name="violations_unpaid_vehicle"),
    ),
)
ObjectionRow = _table(Objection, indexes=(("violation_id",),))
EstablishmentRow = _table(Establishment, unique=("number",))
BranchRow = _table(
    Branch,
    constraints=(
        models.UniqueConstraint(fields=["establishment_id", "code"], name="establishments_branch_code"),
        models.CheckConstraint(condition=~models.Q(code="") & ~models.Q(code=None), name="establishments_branch_coded"),
    ),
)
EmploymentRow = _table(Employment, indexes=(("establishment_id",),))
ManagerRow = _table(Manager, indexes=(("establishment_id",),))
AddressRow = _table(Address)
AppointmentRow = _table(Appointment, indexes=(("slot",),))


class Change(models.Model):
    """One change of one record: what it was, what it became, from when, by whom, in which case. Append-only."""

    recorded_at = models.DateTimeField()
    valid_from = models.DateField()
    effect = models.TextField()
    record = models.TextField()
    record_id = models.BigIntegerField()
    case = models.TextField(default="")
    actor_kind = models.TextField()
    actor_id = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField()

    class Meta:
        """Read by record, newest last."""

        app_label = "registries"
        db_table = "registries_change"
        indexes = (models.Index(fields=["record", "record_id"], name="registries_change_record"),)

"""What an officer sees of a person's record: the registers that the officer's agency keeps or works by, no others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tayseer.kit.formats import value_text
from tayseer.registries.addresses.contract import Address
from tayseer.registries.appointments.contract import Appointment
from tayseer.registries.biometrics.contract import Enrolment
from tayseer.registries.borders.contract import Presence
from tayseer.registries.civil.contract import CivilFine, IdCard, NameChange
from tayseer.registries.licences.contract import DrivingLicence
from tayseer.registries.passports.contract import Passport
from tayseer.registries.people.contract import Person
from tayseer.registries.queries import record_by_id, records_of
from tayseer.registries.residency.contract import AbsenceReport, Iqama
from tayseer.registries.vehicles.contract import Vehicle
from tayseer.registries.violations.contract import Objection, Violation
from tayseer.registries.visas.contract import Visa

if TYPE_CHECKING:
    from tayseer.kit.records import Record
    from tayseer.kit.text import Text

MOST_RECORDS = 20

_AGENCY_READS: dict[str, tuple[type[Record], ...]] = {
    "civil": (IdCard, CivilFine, NameChange, Enrolment, Address),
    "passports": (Passport, Presence, Enrolment),
    "residency": (Iqama, AbsenceReport, Passport, Presence, Enrolment, Appointment),
    "visas": (Visa, Iqama, Passport, Presence),
    "labour": (Iqama, AbsenceReport, Visa),
    "traffic": (DrivingLicence, Vehicle, Violation, Objection),
    "vehicles": (Vehicle, DrivingLicence, Violation),
}

#: Of the population register an officer sees who it is; descent and death are looked into by cases alone.
_OF_PERSON = ("number", "kind", "name_ar", "name_en", "sex", "born_on", "nationality", "marital_status", "occupation")


@dataclass(frozen=True)
class Sheet:
    """One record as an officer reads it: the register, and each field with its value in words."""

    code: str
    register: Text
    fields: tuple[tuple[Text, Text], ...]


def registers_for(agency: str) -> tuple[type[Record], ...]:
    """The registers an agency's officers may open for a person, beside the population register."""
    return _AGENCY_READS.get(agency, ())


def sheets(*, agency: str, person_id: int) -> list[Sheet]:
    """The person's record as officers of this agency see it; empty when there is no such person."""
    known = record_by_id(Person, record_id=person_id)
    if known is None:
        return []
    made = [_sheet(Person, known, _OF_PERSON)]
    for register in registers_for(agency):
        rows = records_of(register, owner_id=person_id, limit=MOST_RECORDS)
        made.extend(_sheet(register, values, tuple(register.__fields__)) for values in rows)
    return made


def _sheet(record: type[Record], values: dict[str, Any], names: tuple[str, ...]) -> Sheet:
    shown = []
    for name in names:
        field, value = record.__fields__[name], values.get(name)
        if field.kind != "key" and value is not None:
            shown.append((field.label, value_text(value, kind=field.kind, options=field.options)))
    return Sheet(record.__record__, record.__label__, tuple(shown))

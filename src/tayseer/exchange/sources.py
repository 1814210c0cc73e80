"""Which agency attests which fact, by what it is asked, how long its word is fresh, and how long it may stand in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tayseer.exchange.contract import (
    DrivingMedical,
    HealthInsurance,
    Inspection,
    ResidenceMedical,
    Schooling,
    VehicleInsurance,
    WorkPermit,
)
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from tayseer.kit.records import Record

NUMBER, PLATE = "number", "plate"


@dataclass(frozen=True)
class Agency:
    """An agency outside: its code, its name, and its member and subsystem in the exchange."""

    code: str
    name: Text
    member: str
    subsystem: str


@dataclass(frozen=True)
class Source:
    """Where one kind of fact comes from.

    ``by`` is what the one it is about is called in the question. ``only_whether`` asks whether it holds on a day and
    learns no more; it is for facts of which rules need no more, such as the outcome of a medical test. ``fresh_for``
    is how long an answer is not asked for again; ``stands_in_for`` how old the last answer may be when the agency does
    not answer, by ``basis``; without it there is no answer then.
    """

    record: type[Record]
    agency: Agency
    service: str
    by: str
    fresh_for: timedelta
    stands_in_for: timedelta | None
    basis: Text
    what: Text
    only_whether: bool = False


HEALTH_INSURANCE_COUNCIL = Agency(
    "health-insurance", Text(ar="مجلس الضمان الصحي", en="Council of Health Insurance"), "2001", "cover"
)
VEHICLE_INSURERS = Agency(
    "vehicle-insurance", Text(ar="مركز معلومات تأمين المركبات", en="Vehicle Insurance Data Centre"), "2002", "policies"
)
INSPECTION_CENTRES = Agency("inspection", Text(ar="الفحص الدوري للمركبات", en="Periodic Inspection"), "2003", "tests")
MEDICAL_CENTRES = Agency(
    "medical-tests", Text(ar="مراكز الفحص الطبي المعتمدة", en="Accredited Medical Test Centres"), "2004", "fitness"
)
LABOUR = Agency("labour", Text(ar="وزارة الموارد البشرية", en="Ministry of Human Resources"), "2005", "permits")
EDUCATION = Agency("education", Text(ar="وزارة التعليم", en="Ministry of Education"), "2006", "schooling")
AGENCIES = (HEALTH_INSURANCE_COUNCIL, VEHICLE_INSURERS, INSPECTION_CENTRES, MEDICAL_CENTRES, LABOUR, EDUCATION)

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_LINKED = Text(ar="لائحة الربط الإلكتروني بين الجهات، المادة 4", en="Rules on linking agencies, article 4")
_STANDS_IN = Text(ar="لائحة الربط الإلكتروني بين الجهات، المادة 6", en="Rules on linking agencies, article 6")

SOURCES: dict[type[Record], Source] = {
    source.record: source
    for source in (
        Source(
            HealthInsurance, HEALTH_INSURANCE_COUNCIL, "cover", NUMBER, _DAY, _WEEK, _STANDS_IN,
            Text(ar="التأمين الصحي", en="Health insurance"),
        ),
        Source(
            VehicleInsurance, VEHICLE_INSURERS, "policy", PLATE, _DAY, _WEEK, _STANDS_IN,
            Text(ar="تأمين المركبة", en="Vehicle insurance"),
        ),
        Source(
            Inspection, INSPECTION_CENTRES, "last-test", PLATE, _DAY, 4 * _WEEK, _STANDS_IN,
            Text(ar="آخر فحص للمركبة", en="Last inspection of a vehicle"),
        ),
        Source(
            DrivingMedical, MEDICAL_CENTRES, "fit-to-drive", NUMBER, _WEEK, None, _LINKED,
            Text(ar="اللياقة الطبية للقيادة، نعم أو لا", en="Fit to drive, yes or no"),
            only_whether=True,
        ),
        Source(
            ResidenceMedical, MEDICAL_CENTRES, "fit-to-reside", NUMBER, _WEEK, None, _LINKED,
            Text(ar="اجتياز فحص القادمين للإقامة، نعم أو لا", en="Medical test of arrivals passed, yes or no"),
            only_whether=True,
        ),
        Source(
            WorkPermit, LABOUR, "work-permit", NUMBER, _DAY, _WEEK, _STANDS_IN,
            Text(ar="رخصة العمل", en="Work permit"),
        ),
        Source(
            Schooling, EDUCATION, "schooling", NUMBER, _WEEK, 4 * _WEEK, _STANDS_IN,
            Text(ar="المؤهل والدراسة القائمة", en="Qualification and study in progress"),
        ),
    )
}  # fmt: skip


def agency(code: str) -> Agency:
    """Return the agency of this code. Raises ``LookupError``."""
    found = next((one for one in AGENCIES if one.code == code), None)
    if found is None:
        message = f"No agency is known as {code}. There are: {', '.join(one.code for one in AGENCIES)}."
        raise LookupError(message)
    return found

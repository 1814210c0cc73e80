"""Renew a vehicle's registration: one to three more years for an insured and inspected vehicle."""

from datetime import date

from tayseer.kit.expressions import DAY, age_on, later_of, plus_days, plus_months, when
from tayseer.kit.questions import pick
from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Document, Example, Fee
from tayseer.kit.text import Text
from tayseer.law import vehicles as law
from tayseer.registries.people.contract import APPLICANT
from tayseer.registries.vehicles.contract import renew_registration
from tayseer.services.common.gate import address_on_file, gate
from tayseer.services.common.personas import citizen
from tayseer.services.common.roles import VEHICLE
from tayseer.services.common.trials import gate_examples
from tayseer.services.families import renewal
from tayseer.services.vehicles.personas import vehicle
from tayseer.services.vehicles.rules import inspected, insured

BASIS = "Traffic Law, renewal of registration"

YEARS = pick(
    "years",
    ar="مدة التجديد",
    en="For how long?",
    options={1: ("سنة", "One year"), 2: ("سنتان", "Two years"), 3: ("ثلاث سنوات", "Three years")},
)
MONTHS_IN_A_YEAR = 12

IS_LATE = DAY > plus_days(VEHICLE.registration_expires_on, law.registration_late_grace_days)
#: Years begun since the day after expiry.
YEARS_LATE = age_on(plus_days(VEHICLE.registration_expires_on, 1), DAY) + 1
NEW_END = plus_months(later_of(VEHICLE.registration_expires_on, DAY), YEARS * MONTHS_IN_A_YEAR)

RENEWED_ONLINE = Rule(
    code="VRG-3",
    ar="المركبة خاصة أو حافلة أو دراجة آلية.",
    en="The vehicle is private, a bus or a motorcycle.",
    basis=f"{BASIS}, VRG-3",
    holds=VEHICLE.type.is_one_of("private", "bus", "motorcycle"),
    because=Text(
        ar="نوع تسجيل المركبة {plate}: {type}، ولا تُجدَّد رخص هذا النوع هنا.",
        en="The registration type of vehicle {plate} is {type}, which is not renewed here.",
    ),
    shows={"plate": VEHICLE.plate, "type": VEHICLE.type},
    cure=Text(ar="راجع إدارة المرور بموعد.", en="See a traffic office by appointment."),
)

EXPIRY_KNOWN = Rule(
    code="VRG-4",
    ar="تاريخ انتهاء رخصة السير مسجل.",
    en="The day on which the registration ends is on record.",
    basis=f"{BASIS}, VRG-4",
    holds=VEHICLE.registration_expires_on.is_known(),
    because=Text(
        ar="لا تاريخ انتهاء مسجلًا لرخصة سير المركبة {plate}.",
        en="No end of registration is on record for vehicle {plate}.",
    ),
    shows={"plate": VEHICLE.plate},
    cure=Text(ar="راجع إدارة المرور لتصحيح السجل.", en="Ask the traffic department to correct the record."),
)

ONE_YEAR = {YEARS: 1, "terms": True}


def people(*, of: dict[str, object] | None = None, **differs: object) -> dict[str, object]:
    """The owner, and the vehicle with the differences ``of``."""
    return {"applicant": citizen(**differs), "vehicle": vehicle(**(of or {}))}


RENEW_REGISTRATION = renewal(
    code="vehicles/renew-registration",
    ar="تجديد رخصة سير مركبة",
    en="Renew a vehicle's registration",
    does=Text(
        ar="تجدد رخصة سير مركبتك، فتحصل على رخصة رقمية في الحال، وتصلك البطاقة على عنوانك.",
        en="Renews your vehicle's registration: a digital registration at once, and the card by delivery.",
    ),
    basis="Traffic Law; table of registration fees",
    assurance=SURE,
    for_whom=("citizen", "resident"),
    acts_on=VEHICLE,
    asks=(YEARS,),
    allowed_when=(
        *gate(),
        address_on_file(),
        insured("VRG-1", basis=BASIS),
        inspected("VRG-2", basis=BASIS),
        RENEWED_ONLINE,
        EXPIRY_KNOWN,
    ),
    costs=(
        Fee(
            "registration",
            ar="رسم رخصة السير",
            en="Registration fee",
            amount=when(VEHICLE.type == "bus", law.registration_fee_year_bus, law.registration_fee_year_private),
            times=YEARS,
        ),
        Fee(
            "late",
            ar="غرامة التأخر في التجديد",
            en="Late renewal fine",
            amount=law.registration_late_fine_year,
            times=YEARS_LATE,
            when=IS_LATE,
        ),
    ),
    effects=(renew_registration(VEHICLE, expires_on=NEW_END),),
    issues=(
        Document(
            "vehicle-registration",
            to=APPLICANT,
            expires_on=VEHICLE.registration_expires_on,
            shows={
                "holder_number": APPLICANT.number,
                "plate": VEHICLE.plate,
                "vehicle": VEHICLE.make,
                "colour": VEHICLE.colour,
                "use": when(VEHICLE.type == "bus", "B", when(VEHICLE.type == "motorcycle", "M", "P")),
            },
        ),
    ),
    mistakes=(
        Text(
            ar="تأمين أو فحص انتهى قبل يوم التجديد.",
            en="Insurance or an inspection that ended before the day of renewal.",
        ),
        Text(ar="مخالفة غير مسددة على المالك.", en="An unpaid violation of the owner."),
        Text(
            ar="تأخير التجديد أكثر من ستين يومًا بعد الانتهاء: تُضاف غرامة عن كل سنة أو جزء منها.",
            en="Renewing more than sixty days after expiry: a fine is added for each year or part of one.",
        ),
    ),
    phrases=(
        "تجديد الاستمارة",
        "تجديد رخصة السير",
        "استمارة السيارة",
        "تجديد استمارة",
        "renew istimara",
        "renew car registration",
    ),
    examples=(
        Example(
            "a private car, one year, from its own end",
            on="2026-03-01",
            given=people(),
            answers=ONE_YEAR,
            pays="100.00",
            leaves={VEHICLE.registration_expires_on: "2027-09-30"},
        ),
        Example(
            "two years",
            on="2026-03-01",
            given=people(),
            answers={**ONE_YEAR, YEARS: 2},
            pays="200.00",
            leaves={VEHICLE.registration_expires_on: "2028-09-30"},
        ),
        Example(
            "three years",
            on="2026-03-01",
            given=people(),
            answers={**ONE_YEAR, YEARS: 3},
            pays="300.00",
            leaves={VEHICLE.registration_expires_on: "2029-09-30"},
        ),
        Example("a bus", on="2026-03-01", given=people(of={"type": "bus"}), answers=ONE_YEAR, pays="400.00"),
        Example(
            "a motorcycle", on="2026-03-01", given=people(of={"type": "motorcycle"}), answers=ONE_YEAR, pays="100.00"
        ),
        Example(
            "sixty days after expiry bear no fine, and the term starts on the day of renewal",
            on="2026-03-01",
            given=people(of={"registration_expires_on": date(2025, 12, 31)}),
            answers=ONE_YEAR,
            pays="100.00",
            leaves={VEHICLE.registration_expires_on: "2027-03-01"},
        ),
        Example(
            "sixty-one days do",
            on="2026-03-01",
            given=people(of={"registration_expires_on": date(2025, 12, 30)}),
            answers=ONE_YEAR,
            pays="200.00",
        ),
        Example(
            "late by exactly one year",
            on="2026-03-01",
            given=people(of={"registration_expires_on": date(2025, 3, 1)}),
            answers=ONE_YEAR,
            pays="200.00",
        ),
        Example(
            "the second year of delay has begun",
            on="2026-03-02",
            given=people(of={"registration_expires_on": date(2025, 3, 1)}),
            answers=ONE_YEAR,
            pays="300.00",
        ),
        Example(
            "insured until today, inspected until today",
            on="2026-03-01",
            given=people(
                of={
                    "vehicle_insurance": {"valid_until": date(2026, 3, 1)},
                    "inspection": {"valid_until": date(2026, 3, 1)},
                }
            ),
            answers=ONE_YEAR,
            pays="100.00",
        ),
        Example(
            "insured until yesterday",
            on="2026-03-01",
            given=people(of={"vehicle_insurance": {"valid_until": date(2026, 2, 28)}}),
            answers=ONE_YEAR,
            refused_by="VRG-1",
        ),
        Example(
            "inspected until yesterday",
            on="2026-03-01",
            given=people(of={"inspection": {"valid_until": date(2026, 2, 28)}}),
            answers=ONE_YEAR,
            refused_by="VRG-2",
        ),
        Example(
            "neither insured nor inspected",
            on="2026-03-01",
            given=people(of={"vehicle_insurance": None, "inspection": None}),
            answers=ONE_YEAR,
            refused_by=("VRG-1", "VRG-2"),
        ),
        *(
            Example(
                f"registered as {kind}",
                on="2026-03-01",
                given=people(of={"type": kind}),
                answers=ONE_YEAR,
                refused_by="VRG-3",
            )
            for kind in ("private_transport", "heavy")
        ),
        Example(
            "the end of the registration is not on record",
            on="2026-03-01",
            given=people(of={"registration_expires_on": None}),
            answers=ONE_YEAR,
            refused_by="VRG-4",
        ),
        Example(
            "no national address", on="2026-03-01", given=people(address=None), answers=ONE_YEAR, refused_by="G-10"
        ),
        *gate_examples(people(), ONE_YEAR, pays="100.00"),
    ),
)

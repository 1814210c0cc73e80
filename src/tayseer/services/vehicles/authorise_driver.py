"""Authorise a driver: somebody may drive one's vehicle for a term, once they have accepted."""

from datetime import date
from typing import Any

from tayseer.kit.expressions import DAY, Drawn, Expression, both, count, either, plus_months, when
from tayseer.kit.questions import Question, pick
from tayseer.kit.records import found_by
from tayseer.kit.rules import Rule
from tayseer.kit.services import APPROVED, SIGNED, Act, Document, Example, Notice, Step
from tayseer.kit.text import Text
from tayseer.law import common
from tayseer.law import vehicles as law
from tayseer.registries.licences.contract import DrivingLicence
from tayseer.registries.people.contract import APPLICANT, Person, name_of
from tayseer.registries.vehicles.contract import DriverAuthorisation, authorise_driver
from tayseer.registries.visas.contract import Visa
from tayseer.services.common.gate import gate
from tayseer.services.common.personas import citizen
from tayseer.services.common.roles import VEHICLE
from tayseer.services.common.trials import gate_examples
from tayseer.services.families import permit
from tayseer.services.vehicles.personas import other_citizen, other_resident, vehicle
from tayseer.services.vehicles.rules import has_account, inspected, insured, registered

BASIS = "Traffic Law, driver authorisation"

DRIVER_NUMBER = Question(
    "driver_number",
    ar="رقم هوية السائق",
    en="The driver's identity number",
    kind="number",
    why=Text(ar="لنرسل إليه التفويض، ونتحقق من رخصته.", en="To send the authorisation, and to check the licence."),
)
SCOPE = pick(
    "scope",
    ar="أين تُقاد المركبة؟",
    en="Where may it be driven?",
    options={
        "inside": ("داخل المملكة", "Inside the Kingdom"),
        "abroad": ("داخل المملكة وخارجها", "Inside and outside the Kingdom"),
    },
)
ENDS_ON = Question(
    "ends_on",
    ar="آخر يوم في التفويض",
    en="Last day of the authorisation",
    kind="day",
    hint=Text(ar="يبدأ التفويض يوم يقبله السائق.", en="It begins on the day the driver accepts."),
)

DRIVER = found_by(DRIVER_NUMBER, "number", Person, name="driver", ar="السائق", en="the driver")
LICENCE = DrivingLicence.of(DRIVER)
VISA = Visa.of(DRIVER)
AUTHORISATION = DriverAuthorisation.of(VEHICLE)
STANDING = both(AUTHORISATION.state == "active", AUTHORISATION.ends_on >= DAY)
LAST_DAY = plus_months(DAY, law.authorisation_months_max)

NO_REPORT = Rule(
    code="AUT-4",
    ar="لا بلاغ على المركبة، ولا مبايعة قائمة.",
    en="No report stands on the vehicle, and it is not in a sale.",
    basis=f"{BASIS}, AUT-4",
    holds=VEHICLE.state == "clear",
    because=Text(
        ar="حالة المركبة {plate} في السجل: {state}. لا يُفوَّض بقيادتها ما دامت كذلك.",
        en="The state of vehicle {plate} on record: {state}. Nobody can be authorised while that stands.",
    ),
    shows={"plate": VEHICLE.plate, "state": VEHICLE.state},
    cure=Text(
        ar="أنهِ المبايعة القائمة، أو راجع الجهة التي سجلت البلاغ أو الحجز.",
        en="Finish the open sale, or see the authority that entered the report or holds the vehicle.",
    ),
)

ONE_DRIVER = Rule(
    code="AUT-5",
    ar="لا تفويض آخر قائمًا على المركبة.",
    en="No other authorisation stands on the vehicle.",
    basis=f"{BASIS}, AUT-5",
    holds=count(AUTHORISATION, where=STANDING, ar="التفويضات القائمة على المركبة", en="Standing authorisations") == 0,
    because=Text(
        ar="على المركبة {plate} تفويض قائم، ولا يُفوَّض بالمركبة إلا سائق واحد.",
        en="An authorisation stands on vehicle {plate}. Only one driver can be authorised at a time.",
    ),
    shows={"plate": VEHICLE.plate},
    cure=Text(ar="انتظر انتهاء التفويض القائم.", en="Wait until that authorisation ends."),
)

DRIVER_LICENSED = Rule(
    code="AUT-6",
    ar="رخصة قيادة السائق سارية.",
    en="The driver's licence is valid.",
    basis=f"{BASIS}, AUT-6",
    # Before the number is given the last alternative is not known, which leaves the rule open instead of refusing.
    holds=either(both(LICENCE.state == "active", LICENCE.expires_on >= DAY), DRIVER.number != DRIVER_NUMBER),
    because=Text(
        ar="لا رخصة قيادة سارية لهذا السائق. تفاصيلها له وحده، ويراها في حسابه.",
        en="This driver has no valid driving licence. Only the driver can see the details.",
    ),
    cure=Text(ar="اطلب منه تجديد رخصته، ثم أكمل.", en="Ask the driver to renew it, then continue."),
)

DRIVER_STAYS = Rule(
    code="AUT-7",
    ar="ليس على السائق المقيم تأشيرة خروج نهائي.",
    en="A driver who is a resident holds no final exit visa.",
    basis=f"{BASIS}, AUT-7",
    holds=count(
        VISA,
        where=both(VISA.kind == "final_exit", VISA.state == "issued"),
        ar="تأشيرات الخروج النهائي القائمة",
        en="Standing final exit visas",
    )
    == 0,
    because=Text(
        ar="لا يمكن تفويض هذا السائق بحسب سجل التأشيرات. التفاصيل له وحده.",
        en="By the visa register this driver cannot be authorised. Only the driver can see the details.",
    ),
    cure=Text(ar="اسأل السائق، أو فوّض غيره.", en="Ask the driver, or authorise somebody else."),
)

TERM_IN_RANGE = Rule(
    code="AUT-8",
    ar="التفويض ينتهي بعد اليوم، ولا يتجاوز أطول مدة.",
    en="The authorisation ends after today and within the longest term.",
    basis=f"{BASIS}, AUT-8",
    holds=both(ENDS_ON > DAY, ENDS_ON <= LAST_DAY),
    because=Text(
        ar="كتبت {date}. آخر يوم في التفويض يكون بعد اليوم، ولا يتأخر عن {last}.",
        en="You entered {date}. The last day must be after today and no later than {last}.",
    ),
    shows={"date": ENDS_ON, "last": LAST_DAY},
    cure=Text(ar="اختر يومًا أقرب.", en="Choose a day within that term."),
)

DRIVER_REGISTERED = has_account(DRIVER, DRIVER_NUMBER, code="AUT-9", basis=BASIS)

TWO_PEOPLE = Rule(
    code="AUT-10",
    ar="السائق شخص غير المالك.",
    en="The driver is not the owner.",
    basis=f"{BASIS}, AUT-10",
    holds=APPLICANT.number != DRIVER_NUMBER,
    because=Text(
        ar="الرقم الذي كتبته رقمك أنت، والمالك لا يحتاج إلى تفويض.",
        en="The number you entered is your own, and an owner needs no authorisation.",
    ),
    cure=Text(ar="اكتب رقم هوية السائق.", en="Enter the driver's identity number."),
)

AUTHORISED: dict[str, Expression[Any]] = {
    "holder_number": DRIVER.number,
    "plate": VEHICLE.plate,
    "vehicle": VEHICLE.make,
    "owner": name_of(APPLICANT),
    "area": when(SCOPE == "abroad", "O", "I"),
}
NUMBER = Drawn("driver-authorisation")

THREE_MONTHS = {DRIVER_NUMBER: "1000000032", SCOPE: "inside", ENDS_ON: date(2026, 5, 31), "terms": True}
TO_RESIDENT = {**THREE_MONTHS, DRIVER_NUMBER: "2000000014"}
FINAL_EXIT = {"kind": "final_exit", "state": "issued"}


def people(*, of: dict[str, object] | None = None, driver: dict[str, object] | None = None) -> dict[str, object]:
    """The owner, the vehicle with the differences ``of``, and the driver."""
    return {
        "applicant": citizen(),
        "vehicle": vehicle(**(of or {})),
        "driver": other_citizen() if driver is None else driver,
    }


def authorisation(
    name: str,
    given: dict[str, object],
    *,
    answers: dict[object, object] = THREE_MONTHS,
    refused_by: str | None = None,
    leaves: dict[Expression[Any], Any] | None = None,
) -> Example:
    """An authorisation asked for on 1 March 2026, allowed free of charge or refused."""
    pays = None if refused_by else "0.00"
    return Example(
        name, on="2026-03-01", given=given, answers=answers, pays=pays, leaves=leaves or {}, refused_by=refused_by
    )


AUTHORISE_DRIVER = permit(
    code="vehicles/authorise-driver",
    ar="تفويض بقيادة مركبة",
    en="Authorise a driver",
    does=Text(
        ar="تفوّض شخصًا بقيادة مركبتك مدة تحددها، فيبدأ التفويض متى قبله، وتُسجَّل عليه مخالفاتها في تلك المدة.",
        en="Lets somebody drive your vehicle for a term. It begins when they accept; violations in it are theirs.",
    ),
    basis=BASIS,
    assurance=SIGNED,
    for_whom=("citizen", "resident"),
    acts_on=VEHICLE,
    asks=(DRIVER_NUMBER, SCOPE, ENDS_ON),
    allowed_when=(
        *gate(),
        registered("AUT-1", basis=BASIS),
        insured("AUT-2", basis=BASIS),
        inspected("AUT-3", basis=BASIS),
        NO_REPORT,
        ONE_DRIVER,
        DRIVER_LICENSED,
        DRIVER_STAYS,
        TERM_IN_RANGE,
        DRIVER_REGISTERED,
        TWO_PEOPLE,
    ),
    steps=(
        Step(
            "driver-answers",
            ar="قبول السائق",
            en="The driver accepts",
            by="driver",
            does="consent",
            within=common.consent_days,
            then=APPROVED,
        ),
    ),
    effects=(
        authorise_driver(VEHICLE, number=NUMBER, driver_id=DRIVER.id, scope=SCOPE, starts_on=DAY, ends_on=ENDS_ON),
    ),
    issues=(
        Document(
            "driver-authorisation", to=DRIVER, number=NUMBER, expires_on=ENDS_ON, shows=AUTHORISED, supersedes=False
        ),
    ),
    also_tells=(
        Notice(
            "driver-answers",
            DRIVER,
            ar="عُرض عليك تفويض: «{service}»، رقم {case}. اقبله أو ارفضه. {next}",
            en='You are offered an authorisation: "{service}", number {case}. Accept or decline it. {next}',
        ),
        Notice(
            "approved",
            DRIVER,
            ar="بدأ تفويضك بالقيادة: «{service}»، رقم {case}. {documents}",
            en='Your authorisation to drive has begun: "{service}", number {case}. {documents}',
        ),
    ),
    acts=(
        Act(
            "vehicles/answer-driver-authorisation",
            ar="قبول تفويض القيادة أو رفضه",
            en="Answer a driver authorisation",
            step="driver-answers",
            does=Text(
                ar="يقبل السائق تفويض المالك أو يرفضه؛ ولا يبدأ التفويض قبل القبول.",
                en="The driver accepts or declines the owner's authorisation; it does not begin before that.",
            ),
            phrases=("قبول تفويض", "رفض التفويض", "accept car authorization"),
        ),
    ),
    takes=Text(ar="متى قبل السائق، وله عشرة أيام.", en="When the driver accepts; there are ten days for it."),
    mistakes=(
        Text(ar="رخصة قيادة منتهية لدى السائق.", en="A driving licence of the driver's that has ended."),
        Text(
            ar="القيادة قبل قبول التفويض: لا تفويض حتى يقبله السائق.",
            en="Driving before accepting: there is no authorisation until the driver accepts.",
        ),
    ),
    phrases=(
        "تفويض قيادة",
        "تفويض سيارة",
        "ابي افوض احد يسوق سيارتي",
        "تفويض سفر بالسيارة",
        "car authorization",
        "let someone drive my car",
        "tafweed",
    ),
    examples=(
        authorisation(
            "a citizen, three months, inside the Kingdom",
            people(),
            leaves={
                count(
                    AUTHORISATION,
                    where=both(
                        AUTHORISATION.driver_id == 6,
                        AUTHORISATION.state == "active",
                        AUTHORISATION.number == "drawn",
                        AUTHORISATION.scope == "inside",
                        AUTHORISATION.starts_on == date(2026, 3, 1),
                        AUTHORISATION.ends_on == date(2026, 5, 31),
                    ),
                    ar="التفويض الصادر",
                    en="The authorisation given",
                ): 1
            },
        ),
        authorisation(
            "a resident, abroad too, to the last day of the longest term",
            people(driver=other_resident()),
            answers={**TO_RESIDENT, SCOPE: "abroad", ENDS_ON: date(2026, 9, 1)},
        ),
        authorisation(
            "a day longer", people(), answers={**THREE_MONTHS, ENDS_ON: date(2026, 9, 2)}, refused_by="AUT-8"
        ),
        authorisation("until tomorrow", people(), answers={**THREE_MONTHS, ENDS_ON: date(2026, 3, 2)}),
        authorisation("until today", people(), answers={**THREE_MONTHS, ENDS_ON: date(2026, 3, 1)}, refused_by="AUT-8"),
        authorisation(
            "registration, insurance, inspection and the driver's licence end today",
            people(
                of={
                    "registration_expires_on": date(2026, 3, 1),
                    "vehicle_insurance": {"valid_until": date(2026, 3, 1)},
                    "inspection": {"valid_until": date(2026, 3, 1)},
                },
                driver=other_citizen(driving_licence__expires_on=date(2026, 3, 1)),
            ),
        ),
        authorisation(
            "the registration ended yesterday",
            people(of={"registration_expires_on": date(2026, 2, 28)}),
            refused_by="AUT-1",
        ),
        authorisation(
            "the insurance ended yesterday",
            people(of={"vehicle_insurance": {"valid_until": date(2026, 2, 28)}}),
            refused_by="AUT-2",
        ),
        authorisation(
            "the inspection ended yesterday",
            people(of={"inspection": {"valid_until": date(2026, 2, 28)}}),
            refused_by="AUT-3",
        ),
        *(
            authorisation(f"the vehicle is {state}", people(of={"state": state}), refused_by="AUT-4")
            for state in ("stolen", "wanted", "held", "on_sale")
        ),
        authorisation(
            "another authorisation lasts until today",
            people(of={"driver_authorisation": [{"state": "active", "ends_on": date(2026, 3, 1)}]}),
            refused_by="AUT-5",
        ),
        authorisation(
            "one lasted until yesterday, another was ended",
            people(
                of={
                    "driver_authorisation": [
                        {"state": "active", "ends_on": date(2026, 2, 28)},
                        {"state": "ended", "ends_on": date(2026, 6, 1)},
                    ]
                }
            ),
        ),
        authorisation(
            "the driver's licence ended yesterday",
            people(driver=other_citizen(driving_licence__expires_on=date(2026, 2, 28))),
            refused_by="AUT-6",
        ),
        authorisation(
            "the driver's licence is suspended",
            people(driver=other_citizen(driving_licence__state="suspended")),
            refused_by="AUT-6",
        ),
        authorisation(
            "the driver has no licence", people(driver=other_citizen(driving_licence=None)), refused_by="AUT-6"
        ),
        authorisation(
            "the driver holds a final exit visa",
            people(driver=other_resident(visa=[FINAL_EXIT])),
            answers=TO_RESIDENT,
            refused_by="AUT-7",
        ),
        authorisation(
            "a final exit visa that was cancelled, and one to return, are no obstacle",
            people(
                driver=other_resident(
                    visa=[{**FINAL_EXIT, "state": "cancelled"}, {"kind": "exit_reentry_single", "state": "issued"}]
                )
            ),
            answers=TO_RESIDENT,
        ),
        authorisation(
            "the driver's account is not active",
            people(driver=other_citizen(account__state="inactive")),
            refused_by="AUT-9",
        ),
        authorisation("the driver is a visitor", people(driver=other_citizen(kind="visitor")), refused_by="AUT-9"),
        authorisation(
            "the owner names himself",
            people(driver=other_citizen(id=1, number="1000000016")),
            answers={**THREE_MONTHS, DRIVER_NUMBER: "1000000016"},
            refused_by="AUT-10",
        ),
        *gate_examples(people(), THREE_MONTHS),
    ),
)

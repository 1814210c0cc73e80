"""Renew a driving licence: a private or motorcycle licence gets a new term of two, five or ten years."""

from datetime import date

from tayseer.exchange.contract import DrivingMedical
from tayseer.kit.expressions import DAY, age_on, both, days_between, later_of, lift, plus_days, plus_months, when
from tayseer.kit.questions import pick
from tayseer.kit.rules import Rule
from tayseer.kit.services import SURE, Document, Example, Fee
from tayseer.kit.text import Text
from tayseer.law import traffic as law
from tayseer.registries.biometrics.contract import Enrolment
from tayseer.registries.licences.contract import DrivingLicence, renew_licence
from tayseer.registries.people.contract import APPLICANT
from tayseer.services.common.gate import address_on_file, gate
from tayseer.services.common.trials import gate_examples
from tayseer.services.families import renewal
from tayseer.services.traffic.personas import driver

LICENCE = DrivingLicence.of(APPLICANT)
MEDICAL = DrivingMedical.of(APPLICANT)
ENROLMENT = Enrolment.of(APPLICANT)

YEARS = pick(
    "years",
    ar="مدة الرخصة",
    en="For how long?",
    options={2: ("سنتان", "Two years"), 5: ("خمس سنوات", "Five years"), 10: ("عشر سنوات", "Ten years")},
)
MONTHS_IN_A_YEAR = 12

DAYS_LEFT = days_between(DAY, LICENCE.expires_on)
OPENS_ON = plus_days(LICENCE.expires_on, lift(1) - law.licence_window_days)
IS_LATE = DAY > plus_days(LICENCE.expires_on, law.licence_late_grace_days)
#: Years begun since the day after expiry.
YEARS_LATE = age_on(plus_days(LICENCE.expires_on, 1), DAY) + 1
NEW_END = plus_months(later_of(LICENCE.expires_on, DAY), YEARS * MONTHS_IN_A_YEAR)

RENEWED_ONLINE = Rule(
    code="DLR-1",
    ar="الرخصة خاصة أو رخصة دراجة آلية.",
    en="The licence is private or for a motorcycle.",
    basis="Traffic Law, licence renewal, DLR-1",
    holds=LICENCE.vehicle_class.is_one_of("private", "motorcycle"),
    because=Text(
        ar="فئة رخصتك في السجل: {kind}. تُجدَّد هنا الرخصة الخاصة ورخصة الدراجة الآلية وحدهما.",
        en="The class of your licence on record: {kind}. Only private and motorcycle licences are renewed here.",
    ),
    shows={"kind": LICENCE.vehicle_class},
    cure=Text(ar="راجع إدارة المرور بموعد لتجديد رخصتك.", en="See a traffic office by appointment to renew yours."),
)

NEAR_ITS_END = Rule(
    code="DLR-2",
    ar="المتبقي من صلاحية الرخصة أقل من المدة المقررة للتجديد.",
    en="Fewer days are left on the licence than the renewal window.",
    basis="Traffic Law, licence renewal, DLR-2",
    holds=DAYS_LEFT < law.licence_window_days,
    because=Text(
        ar="تُجدَّد الرخصة متى قل الباقي من صلاحيتها عن {window} يومًا. الباقي في رخصتك بالأيام: {days}. عد في {date}.",
        en="A licence is renewed when fewer than {window} days are left. Left on yours: {days}. Come back on {date}.",
    ),
    shows={"window": law.licence_window_days, "days": DAYS_LEFT, "date": OPENS_ON},
    cure=Text(ar="سنذكّرك يوم تُفتح مدة التجديد.", en="We will remind you on the day the window opens."),
)

FIT_TO_DRIVE = Rule(
    code="DLR-3",
    ar="وصلت نتيجة فحص طبي اجتزته، وهي سارية.",
    en="A valid result of a medical test you passed has arrived.",
    basis="Traffic Law, licence renewal, DLR-3",
    holds=MEDICAL.valid_until >= DAY,
    because=Text(ar="لم تصلنا نتيجة فحص طبي سارية باسمك.", en="No valid medical result in your name has arrived."),
    cure=Text(
        ar="أجرِ الفحص في مركز معتمد؛ تظهر النتيجة هنا بنفسها.",
        en="Take the test at an approved centre; the result appears here by itself.",
    ),
)

FINGERPRINT_AND_PHOTO = Rule(
    code="DLR-6",
    ar="صورتك وبصمتك مسجلتان.",
    en="Your photo and fingerprint are on file.",
    basis="Traffic Law, licence renewal, DLR-6",
    holds=both(ENROLMENT.fingerprint_on.is_known(), ENROLMENT.photo_on.is_known()),
    because=Text(
        ar="بصمتك أو صورتك غير مسجلة، والرخصة تحملهما. احجز زيارة لتسجيلهما.",
        en="Your fingerprint or photo is not on file, and the licence bears both. Book an enrolment visit.",
    ),
)

NOT_SUSPENDED = Rule(
    code="DLR-10",
    ar="رخصة القيادة غير موقوفة.",
    en="The licence is not suspended.",
    basis="Traffic Law, suspension of licences",
    holds=LICENCE.state == "active",
    because=Text(
        ar="حالة رخصتك في سجل رخص القيادة: {state}.", en="The state of your licence in the licence register: {state}."
    ),
    shows={"state": LICENCE.state},
    cure=Text(
        ar="راجع إدارة المرور لمعرفة سبب الإيقاف ومدته، أو للاعتراض عليه.",
        en="Ask the traffic department for the reason and the term of the suspension, or object there.",
    ),
)

TWO_YEARS = {YEARS: 2, "terms": True}


def people(**differs: object) -> dict[str, object]:
    """The holder, with differences."""
    return {"applicant": driver(**differs)}


RENEW_DRIVING_LICENCE = renewal(
    code="traffic/renew-driving-licence",
    ar="تجديد رخصة القيادة",
    en="Renew a driving licence",
    does=Text(
        ar="تجدد رخصتك الخاصة أو رخصة الدراجة الآلية، فتحصل على رخصة رقمية في الحال، وتصلك البطاقة على عنوانك.",
        en="Renews your private or motorcycle licence: a digital licence at once, and the card by delivery.",
    ),
    basis="Traffic Law; table of licence fees",
    assurance=SURE,
    for_whom=("citizen", "resident"),
    asks=(YEARS,),
    allowed_when=(
        *gate(),
        address_on_file(),
        RENEWED_ONLINE,
        NEAR_ITS_END,
        FIT_TO_DRIVE,
        FINGERPRINT_AND_PHOTO,
        NOT_SUSPENDED,
    ),
    costs=(
        Fee(
            "licence",
            ar="رسم رخصة القيادة",
            en="Licence fee",
            amount=when(LICENCE.vehicle_class == "motorcycle", law.licence_fee_year_motorcycle, law.licence_fee_year),
            times=YEARS,
        ),
        Fee(
            "late",
            ar="غرامة التأخر في التجديد",
            en="Late renewal fine",
            amount=law.licence_late_fine_year,
            times=YEARS_LATE,
            when=IS_LATE,
        ),
    ),
    effects=(renew_licence(APPLICANT, expires_on=NEW_END),),
    issues=(
        Document(
            "driving-licence",
            to=APPLICANT,
            number=LICENCE.number,
            expires_on=LICENCE.expires_on,
            shows={
                "holder_number": APPLICANT.number,
                "birth_date": APPLICANT.born_on,
                "nationality": APPLICANT.nationality,
                "licence_class": when(LICENCE.vehicle_class == "motorcycle", "M", "P"),
            },
        ),
    ),
    mistakes=(
        Text(
            ar="التقديم قبل إجراء الفحص الطبي في مركز معتمد.",
            en="Applying before the medical test at an approved centre.",
        ),
        Text(ar="مخالفة غير مسددة.", en="An unpaid violation."),
        Text(
            ar="تأخير التجديد أكثر من ستين يومًا بعد الانتهاء: تُضاف غرامة عن كل سنة أو جزء منها.",
            en="Renewing more than sixty days after expiry: a fine is added for each year or part of one.",
        ),
    ),
    phrases=(
        "تجديد رخصة القيادة",
        "رخصة السواقة",
        "رخصتي انتهت",
        "تجديد الليسن",
        "renew driving licence",
        "driver license renewal",
    ),
    examples=(
        Example(
            "a private licence, two years, from its own end",
            on="2026-03-01",
            given=people(),
            answers=TWO_YEARS,
            pays="80.00",
            leaves={LICENCE.expires_on: "2028-06-30", LICENCE.issued_on: "2026-03-01"},
        ),
        Example(
            "five years",
            on="2026-03-01",
            given=people(),
            answers={**TWO_YEARS, YEARS: 5},
            pays="200.00",
            leaves={LICENCE.expires_on: "2031-06-30"},
        ),
        Example(
            "ten years",
            on="2026-03-01",
            given=people(),
            answers={**TWO_YEARS, YEARS: 10},
            pays="400.00",
            leaves={LICENCE.expires_on: "2036-06-30"},
        ),
        Example(
            "a motorcycle licence, ten years",
            on="2026-03-01",
            given=people(driving_licence__vehicle_class="motorcycle"),
            answers={**TWO_YEARS, YEARS: 10},
            pays="200.00",
        ),
        Example(
            "sixty days after expiry bear no fine, and the term starts on the day of renewal",
            on="2026-03-01",
            given=people(driving_licence__expires_on=date(2025, 12, 31)),
            answers=TWO_YEARS,
            pays="80.00",
            leaves={LICENCE.expires_on: "2028-03-01"},
        ),
        Example(
            "sixty-one days do",
            on="2026-03-01",
            given=people(driving_licence__expires_on=date(2025, 12, 30)),
            answers=TWO_YEARS,
            pays="180.00",
        ),
        Example(
            "late by exactly one year",
            on="2026-03-01",
            given=people(driving_licence__expires_on=date(2025, 3, 1)),
            answers=TWO_YEARS,
            pays="180.00",
        ),
        Example(
            "the second year of delay has begun",
            on="2026-03-02",
            given=people(driving_licence__expires_on=date(2025, 3, 1)),
            answers=TWO_YEARS,
            pays="280.00",
        ),
        Example(
            "365 days left",
            on="2026-03-01",
            given=people(driving_licence__expires_on=date(2027, 3, 1)),
            answers=TWO_YEARS,
            refused_by="DLR-2",
        ),
        Example(
            "364 days left",
            on="2026-03-01",
            given=people(driving_licence__expires_on=date(2027, 2, 28)),
            answers=TWO_YEARS,
            pays="80.00",
        ),
        Example(
            "a public transport licence",
            on="2026-03-01",
            given=people(driving_licence__vehicle_class="public"),
            answers=TWO_YEARS,
            refused_by="DLR-1",
        ),
        Example(
            "no licence on record",
            on="2026-03-01",
            given=people(driving_licence=None),
            answers=TWO_YEARS,
            refused_by=("DLR-1", "DLR-2", "DLR-10"),
        ),
        Example(
            "the medical result counts until today",
            on="2026-03-01",
            given=people(driving_medical__valid_until=date(2026, 3, 1)),
            answers=TWO_YEARS,
            pays="80.00",
        ),
        Example(
            "the medical result counted until yesterday",
            on="2026-03-01",
            given=people(driving_medical__valid_until=date(2026, 2, 28)),
            answers=TWO_YEARS,
            refused_by="DLR-3",
        ),
        Example(
            "no medical result has arrived",
            on="2026-03-01",
            given=people(driving_medical=None),
            answers=TWO_YEARS,
            refused_by="DLR-3",
        ),
        Example(
            "no fingerprint",
            on="2026-03-01",
            given=people(enrolment__fingerprint_on=None),
            answers=TWO_YEARS,
            refused_by="DLR-6",
        ),
        Example(
            "no photo", on="2026-03-01", given=people(enrolment__photo_on=None), answers=TWO_YEARS, refused_by="DLR-6"
        ),
        Example(
            "a suspended licence",
            on="2026-03-01",
            given=people(driving_licence__state="suspended"),
            answers=TWO_YEARS,
            refused_by="DLR-10",
        ),
        Example(
            "no national address", on="2026-03-01", given=people(address=None), answers=TWO_YEARS, refused_by="G-10"
        ),
        *gate_examples(people(), TWO_YEARS, pays="80.00"),
    ),
)

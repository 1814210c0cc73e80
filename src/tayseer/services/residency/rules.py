"""Rules, questions, fees and documents that the residence services share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tayseer.exchange.contract import HealthInsurance
from tayseer.kit.expressions import (
    DAY,
    Bilingual,
    Constant,
    age_on,
    both,
    count,
    days_between,
    either,
    later_of,
    latest,
    plus_days,
    plus_months,
    when,
)
from tayseer.kit.questions import pick
from tayseer.kit.rules import Rule
from tayseer.kit.services import Document, Fee
from tayseer.kit.text import Text
from tayseer.law import residency as law
from tayseer.registries.biometrics.contract import Enrolment
from tayseer.registries.borders.contract import Presence
from tayseer.registries.establishments.contract import employer_of
from tayseer.registries.passports.contract import Passport
from tayseer.registries.people.contract import Person, head_of, name_of, sponsor_of
from tayseer.registries.residency.contract import AbsenceReport, Iqama

if TYPE_CHECKING:
    from tayseer.kit.expressions import Expression

REGULATION = "Residence Regulation"

QUARTERS = pick(
    "quarters",
    ar="مدة الإقامة",
    en="For how long?",
    options={
        1: ("ثلاثة أشهر", "Three months"),
        2: ("ستة أشهر", "Six months"),
        3: ("تسعة أشهر", "Nine months"),
        4: ("سنة", "One year"),
    },
)
MONTHS = QUARTERS * 3


def is_late(who: type[Person]) -> Expression[bool]:
    """Renewal comes after the days of grace."""
    return plus_days(Iqama.of(who).expires_on, law.grace_days) < DAY


def renewed_end(who: type[Person]) -> Expression[Any]:
    """The new term follows the old one, or starts today when that has ended."""
    return plus_months(later_of(Iqama.of(who).expires_on, DAY), MONTHS)


def times_abroad(who: type[Person]) -> Expression[int]:
    """The fee is counted more than once for somebody abroad (IQR-8)."""
    return when(Presence.of(who).inside == False, law.abroad_factor, 1)  # noqa: E712 an expression


def late_fee(who: type[Person]) -> Fee:
    """The fine for renewing late, by how often it has happened."""
    return Fee(
        "late",
        ar="غرامة التأخر في التجديد",
        en="Late renewal fine",
        amount=when(Iqama.of(who).late_renewals == 0, law.late_fine_first, law.late_fine_second),
        when=is_late(who),
    )


def late_issue_fee(who: type[Person]) -> Fee:
    """IQI-1: the fine for asking for a first iqama later than the days after arrival."""
    return Fee(
        "late",
        ar="غرامة التأخر في طلب الإقامة",
        en="Fine for asking late",
        amount=law.issue_late_fine,
        when=days_between(Presence.of(who).entered_on, DAY) > law.issue_days,
    )


def passport_valid(who: type[Person], *, code: str) -> Rule:
    """The passport is valid."""
    passport = Passport.of(who)
    return Rule(
        code=code,
        ar="جواز سفر صاحب الإقامة ساري المفعول.",
        en="The holder's passport is valid.",
        basis=f"{REGULATION}, {code}",
        holds=passport.expires_on >= DAY,
        because=Text(
            ar="انتهى جواز {person} في {date}. جدّده لدى دولته، ثم حدّث بياناته هنا.",
            en="The passport of {person} ended on {date}. Renew it with its state, then update it here.",
        ),
        shows={"person": name_of(who), "date": passport.expires_on},
    )


def fingerprint_and_photo(who: type[Person]) -> Rule:
    """IQR-3: fingerprint and photo are on file above the age set by law."""
    enrolment = Enrolment.of(who)
    return Rule(
        code="IQR-3",
        ar="بصمة صاحب الإقامة وصورته مسجلتان متى جاوز السن المقررة.",
        en="The holder's fingerprint and photo are on file above the age set by law.",
        basis=f"{REGULATION}, IQR-3",
        holds=either(
            age_on(who.born_on, DAY) <= law.fingerprint_age_renewal,
            both(enrolment.fingerprint_on.is_known(), enrolment.photo_on.is_known()),
        ),
        because=Text(
            ar="البصمة أو الصورة غير مسجلة باسم {person}. احجز موعدًا لتسجيلها.",
            en="The fingerprint or photo of {person} is missing. Book a visit to enrol.",
        ),
        shows={"person": name_of(who)},
    )


def insured(who: type[Person], *, code: str) -> Rule:
    """Medical insurance is active."""
    return Rule(
        code=code,
        ar="التأمين الصحي لصاحب الإقامة ساري المفعول.",
        en="The holder's medical insurance is active.",
        basis=f"{REGULATION}, {code}; Cooperative Health Insurance Law",
        holds=HealthInsurance.of(who).valid_until >= DAY,
        because=Text(
            ar="لا وثيقة تأمين سارية باسم {person} لدى مجلس الضمان الصحي.",
            en="The insurance council shows no valid policy for {person}.",
        ),
        shows={"person": name_of(who)},
        cure=Text(
            ar="اشترِ وثيقة تأمين أو مدّدها لدى شركة تأمين، ثم أكمل هنا؛ تصلنا النتيجة بنفسها.",
            en="Buy or extend a policy with an insurer, then continue here; the result reaches us by itself.",
        ),
    )


def not_reported_absent(who: type[Person], *, code: str) -> Rule:
    """No report of absence stands."""
    report = AbsenceReport.of(who)
    standing = report.state == "open"
    return Rule(
        code=code,
        ar="لا بلاغ تغيب قائمًا على صاحب الإقامة.",
        en="No absence report stands against the holder.",
        basis=f"{REGULATION}, {code}",
        holds=count(report, where=standing, ar="بلاغات التغيب القائمة", en="Open absence reports") == 0,
        because=Text(
            ar="على {person} بلاغ تغيب بتاريخ {date}.",
            en="An absence report of {date} stands against {person}.",
        ),
        shows={
            "person": name_of(who),
            "date": latest(report.reported_on, where=standing, ar="تاريخ بلاغ التغيب", en="Absence reported on"),
        },
        cure=Text(
            ar="اعترض على البلاغ لدى جهة العمل أو وزارة العمل.",
            en="Contest the report with the employer or the labour ministry.",
        ),
    )


def not_late_again(who: type[Person]) -> Rule:
    """IQR-10: a third delay is not renewed online."""
    return Rule(
        code="IQR-10",
        ar="لم يتكرر التأخر في التجديد أكثر من مرتين.",
        en="Renewal has not come late more than twice.",
        basis=f"{REGULATION}, late renewal, third time",
        holds=either(~is_late(who), Iqama.of(who).late_renewals <= 1),
        because=Text(
            ar="تأخر تجديد إقامة {person} للمرة الثالثة، فلا تُجدّد إلكترونيًا.",
            en="The iqama of {person} is late for the third time and cannot be renewed online.",
        ),
        shows={"person": name_of(who)},
        cure=Text(ar="راجع إدارة الجوازات بموعد.", en="See the passports office by appointment."),
    )


def arrived(who: type[Person]) -> Rule:
    """IQI-10: the person has arrived and is inside the Kingdom."""
    presence = Presence.of(who)
    return Rule(
        code="IQI-10",
        ar="القادم داخل المملكة.",
        en="The person has arrived and is inside the Kingdom.",
        basis=f"{REGULATION}, first iqama",
        holds=both(presence.inside == True, presence.entered_on.is_known()),  # noqa: E712 an expression
        because=Text(
            ar="لا يظهر في سجل المنافذ أن {person} داخل المملكة اليوم.",
            en="The border register does not show {person} inside the Kingdom today.",
        ),
        shows={"person": name_of(who)},
        cure=Text(ar="قدّم الطلب بعد وصوله.", en="Ask once the person has arrived."),
    )


def no_iqama_yet(who: type[Person]) -> Rule:
    """IQI-11: a first iqama is for somebody without one."""
    iqama = Iqama.of(who)
    return Rule(
        code="IQI-11",
        ar="القادم لم تصدر له إقامة من قبل.",
        en="The person has had no iqama before.",
        basis=f"{REGULATION}, first iqama",
        holds=~iqama.number.is_known(),
        because=Text(
            ar="لدى {person} إقامة رقمها {number}. جدّدها بدل طلب إقامة أولى.",
            en="{person} has an iqama, number {number}. Renew it instead of asking for a first one.",
        ),
        shows={"person": name_of(who), "number": iqama.number},
        cure=Text(ar="استعمل خدمة تجديد الإقامة.", en="Use the service that renews an iqama."),
    )


FAMILY_MEMBER = Text(ar="مرافق", en="Family member")
DOMESTIC_WORKER = Text(ar="عمالة منزلية", en="Domestic worker")
WORKER = Text(ar="عامل", en="Worker")


def occupation_of(who: type[Person], otherwise: Text) -> Expression[Any]:
    """The occupation on record, as documents state it."""
    return when(who.occupation.is_known(), Bilingual(who.occupation, who.occupation), otherwise)


def iqama_card(
    who: type[Person], *, occupation: Expression[Any], sponsor: Expression[Any], sponsor_number: Expression[Any]
) -> Document:
    """The digital resident ID with the facts it states."""
    iqama = Iqama.of(who)
    return Document(
        "iqama",
        to=who,
        number=iqama.number,
        expires_on=iqama.expires_on,
        shows={
            "birth_date": who.born_on,
            "sex": when(who.sex == "male", "M", "F"),
            "nationality": who.nationality,
            "occupation": occupation,
            "sponsor": sponsor,
            "sponsor_number": sponsor_number,
        },
    )


def dependant_card(who: type[Person], head: type[Person]) -> Document:
    """The resident ID of a family member."""
    return iqama_card(who, occupation=Constant(FAMILY_MEMBER), sponsor=name_of(head), sponsor_number=head.number)


def domestic_card(who: type[Person], sponsor: type[Person]) -> Document:
    """The resident ID of a domestic worker."""
    return iqama_card(
        who,
        occupation=occupation_of(who, DOMESTIC_WORKER),
        sponsor=name_of(sponsor),
        sponsor_number=sponsor.number,
    )


def any_card(who: type[Person]) -> Document:
    """The resident ID of whoever holds it: a family member, a domestic worker or an establishment's worker."""
    kind = Iqama.of(who).kind
    head, sponsor, employer = head_of(who), sponsor_of(who), employer_of(who)
    return iqama_card(
        who,
        occupation=when(kind == "dependant", FAMILY_MEMBER, occupation_of(who, WORKER)),
        sponsor=when(
            kind == "dependant",
            name_of(head),
            when(kind == "domestic", name_of(sponsor), Bilingual(employer.name_ar, employer.name_en)),
        ),
        sponsor_number=when(
            kind == "dependant", head.number, when(kind == "domestic", sponsor.number, employer.number)
        ),
    )


def iqama_word() -> Expression[Text]:
    """What was lost, on a loss report."""
    return Constant(Text(ar="بطاقة إقامة", en="Iqama card"))

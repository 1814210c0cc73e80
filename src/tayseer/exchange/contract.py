"""Facts of other ministries, attested: each with its source, the time it was said and the day it stops counting."""

from tayseer.kit.records import Circle, Record, choice, day, moment, relation, words
from tayseer.kit.services import Effect, change
from tayseer.registries.people.contract import Person

INSURANCE = {"active": ("سارية", "active"), "cancelled": ("ملغاة", "cancelled")}


class Attested(Record, registry="exchange", ar="جهة خارجية", en="outside agency"):
    """What every attested fact carries."""

    source = words(ar="المصدر", en="Source")
    attested_at = moment(ar="وقت الإفادة", en="Attested at")
    valid_until = day(ar="صالحة حتى", en="Valid until")


class HealthInsurance(
    Attested, registry="exchange", of="person", ar="مجلس الضمان الصحي", en="health insurance council"
):
    """A person's medical insurance; ``valid_until`` is the last day covered."""


class VehicleInsurance(Attested, registry="exchange", of="vehicle", ar="شركات التأمين", en="vehicle insurers"):
    """A vehicle's insurance; ``valid_until`` is the last day covered."""


class Inspection(Attested, registry="exchange", of="vehicle", ar="الفحص الدوري", en="periodic inspection"):
    """A vehicle's passed inspection."""


class DrivingMedical(Attested, registry="exchange", of="person", ar="الفحص الطبي للسائقين", en="drivers' medical test"):
    """A passed medical test for a driving licence."""


class ResidenceMedical(
    Attested, registry="exchange", of="person", ar="الفحص الطبي للوافدين", en="medical test of arrivals"
):
    """A passed medical test for a first iqama."""


class WorkPermit(Attested, registry="exchange", of="person", ar="وزارة العمل", en="labour ministry"):
    """A worker's permit."""


class Schooling(Attested, registry="exchange", of="person", ar="وزارة التعليم", en="education ministry"):
    """The education ministry's word on a person: highest level, and study in progress until ``valid_until``."""

    level_ar = words(ar="المؤهل في سجل التعليم", en="Qualification in the education record (Arabic)")
    level = words(ar="المؤهل في سجل التعليم", en="Qualification in the education record")


class BirthNotice(
    Attested,
    registry="exchange",
    of="person",
    many=True,
    ar="بلاغ المستشفى بالولادة",
    en="hospital birth notice",
    shown_by=("number", "born_on", "sex"),
):
    """A hospital's notice that a mother (``person_id``) bore a living child."""

    number = words(ar="رقم البلاغ", en="Notice number")
    hospital = words(ar="المستشفى", en="Hospital")
    city = words(ar="المدينة", en="City")
    born_on = day(ar="تاريخ الولادة", en="Born on")
    sex = choice(ar="جنس المولود", en="Sex", options={"male": ("ذكر", "male"), "female": ("أنثى", "female")})
    state = choice(
        ar="حالة البلاغ",
        en="State",
        options={"open": ("لم يُسجّل", "not registered"), "registered": ("مسجل", "registered")},
    )


class EnforcementOrder(Attested, registry="exchange", of="person", many=True, ar="محكمة التنفيذ", en="execution court"):
    """An order of an execution court against a person."""

    number = words(ar="رقم الطلب", en="Order number")
    state = choice(ar="حالة الطلب", en="State", options={"open": ("قائم", "open"), "closed": ("مغلق", "closed")})


#: The person a birth notice names as the mother, and the one married to her.
mother_in = relation("notice_mother", Person)
father_in = relation("notice_father", Person)


def close_birth_notice(notice: type[BirthNotice]) -> Effect:
    """The notice has become a registered birth."""
    return change(
        "exchange.birth_notice.registered",
        notice,
        ar="إغلاق بلاغ المستشفى",
        en="The hospital's notice is closed",
        state="registered",
    )


BIRTH_NOTICES = Circle(
    "exchange.birth_notices", BirthNotice, ar="بلاغات ولادة أولادك", en="Birth notices of your children"
)

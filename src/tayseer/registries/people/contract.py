"""People: who exists, born when, of which nationality, and who belongs to whom."""

from typing import Any

from tayseer.kit.expressions import Bilingual, Drawn, Expression, lift, when
from tayseer.kit.records import Circle, Record, choice, day, key, relation, role, words
from tayseer.kit.services import Effect, change, create

KINDS = {"citizen": ("مواطن", "citizen"), "resident": ("مقيم", "resident"), "visitor": ("زائر", "visitor")}
SEXES = {"male": ("ذكر", "male"), "female": ("أنثى", "female")}
TIES = {
    "head": ("رب الأسرة", "head of household"),
    "spouse": ("الزوج أو الزوجة", "spouse"),
    "custody": ("الحاضن", "custodian"),
    "guardian": ("الولي", "guardian"),
    "sponsor": ("صاحب العمل", "sponsor"),
    "host": ("المضيف", "host"),
}


class Person(
    Record, registry="people", ar="سجل السكان", en="population register", shown_by=("name_ar", "name_en", "number")
):
    """A person, alive or dead, citizen, resident or visitor."""

    number = words(ar="رقم الهوية", en="Identity number")
    kind = choice(ar="الصفة", en="Standing", options=KINDS)
    name_ar = words(ar="الاسم", en="Name")
    name_en = words(ar="الاسم بالإنجليزية", en="Name in English")
    first_name_ar = words(ar="الاسم الأول", en="First name in Arabic")
    first_name_en = words(ar="الاسم الأول بالإنجليزية", en="First name")
    sex = choice(ar="الجنس", en="Sex", options=SEXES)
    born_on = day(ar="تاريخ الميلاد", en="Date of birth")
    born_on_hijri = words(ar="تاريخ الميلاد الهجري كما سُجّل", en="Hijri date of birth as registered")
    birth_place = words(ar="مكان الميلاد", en="Place of birth")
    nationality = words(ar="الجنسية", en="Nationality")
    marital_status = choice(
        ar="الحالة الاجتماعية",
        en="Marital status",
        options={
            "single": ("أعزب", "single"),
            "married": ("متزوج", "married"),
            "divorced": ("مطلق", "divorced"),
            "widowed": ("أرمل", "widowed"),
        },
    )
    qualification = words(ar="المؤهل", en="Qualification")
    occupation = words(ar="المهنة", en="Occupation")
    died_on = day(ar="تاريخ الوفاة", en="Date of death")
    father_id = key(ar="الأب", en="Father")
    mother_id = key(ar="الأم", en="Mother")
    #: Registered when and by which case stand in the history, not here.


class Tie(Record, registry="people", of="person", many=True, ar="سجل الصلات", en="register of ties"):
    """A tie from a person to the one who is their head of household, sponsor, guardian, host or spouse."""

    other_id = key(ar="الطرف الآخر", en="The other person")
    kind = choice(ar="الصلة", en="Tie", options=TIES)
    from_on = day(ar="بداية الصلة", en="From")
    until_on = day(ar="نهاية الصلة", en="Until")


father_of = relation("father", Person)
mother_of = relation("mother", Person)
head_of = relation("head", Person)
sponsor_of = relation("sponsor", Person)
host_of = relation("host", Person)
#: The person a record belongs to: ``holder_of(VISA)``.
holder_of = relation("holder", Person)
#: Children, living or dead, of whom the person is father or mother.
children_of = relation("children", Person)
#: Those who have the person as head of household today.
dependants_of = relation("dependants", Person)

MYSELF = Circle("people.myself", Person, ar="أنت", en="Yourself")
DEPENDANTS = Circle("people.dependants", Person, ar="أفراد أسرتك", en="Your family members")
CHILDREN = Circle("people.children", Person, ar="أولادك", en="Your children")
DOMESTIC_WORKERS = Circle("people.domestic_workers", Person, ar="عمالتك المنزلية", en="Your domestic workers")
IN_CHARGE = Circle(
    "people.in_charge", Person, ar="أفراد أسرتك وعمالتك المنزلية", en="Your family members and domestic workers"
)
VISITORS = Circle("people.visitors", Person, ar="زوارك", en="Your visitors")
ME_AND_FAMILY = Circle("people.me_and_family", Person, ar="أنت وأفراد أسرتك", en="You and your family members")

APPLICANT = role("applicant", Person, ar="مقدم الطلب", en="the applicant")


def register_person(*, known_as: str, kind: object, **sets: Any) -> Effect:
    """Enter a new person, whose identity number is drawn by ``kind``; later effects know them by ``known_as``."""
    return create(
        "people.person.registered",
        Person,
        ar="تسجيل شخص جديد في سجل السكان",
        en="A new person in the population register",
        known_as=known_as,
        kind=kind,
        number=when(lift(kind) == "citizen", Drawn("citizen-number"), Drawn("resident-number")),
        **sets,
    )


def correct_person(who: type[Person], **sets: Any) -> Effect:
    """Change registered facts of a person; history keeps what they were."""
    return change(
        "people.person.corrected",
        who,
        ar="تعديل بيانات الشخص في سجل السكان",
        en="Personal data in the population register",
        **sets,
    )


def tie_person(person: type[Person], *, to: Expression[int], kind: str, from_on: object) -> Effect:
    """Tie a person to another, such as a child to the head of household."""
    return create(
        "people.tie.begun",
        Tie.of(person),
        ar="إضافة صلة في سجل الصلات",
        en="A tie in the register of ties",
        other_id=to,
        kind=kind,
        from_on=from_on,
    )


def name_of(who: type[Person]) -> Bilingual:
    """The person's name, in the reader's language."""
    return Bilingual(who.name_ar, who.name_en)

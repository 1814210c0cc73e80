"""Establishments, those who act for them, and their workers."""

from tayseer.kit.records import Circle, Record, choice, day, flag, key, relation, words
from tayseer.registries.people.contract import Person


class Establishment(
    Record,
    registry="establishments",
    ar="سجل المنشآت",
    en="register of establishments",
    shown_by=("name_ar", "name_en"),
):
    """An employer."""

    number = words(ar="رقم المنشأة", en="Establishment number")
    name_ar = words(ar="اسم المنشأة", en="Name in Arabic")
    name_en = words(ar="اسم المنشأة بالإنجليزية", en="Name")
    activity = words(ar="النشاط", en="Activity")
    more_foreigners = flag(ar="عدد الأجانب فيها أكثر من السعوديين", en="More foreign workers than Saudis")
    state = choice(
        ar="حالة المنشأة", en="State", options={"active": ("قائمة", "active"), "closed": ("مغلقة", "closed")}
    )


class Branch(
    Record,
    registry="establishments",
    of="establishment",
    many=True,
    ar="فروع المنشآت",
    en="branches of establishments",
    shown_by=("name_ar", "name_en"),
):
    """A place of work of an establishment, with a code that its records use."""

    code = words(ar="رمز الفرع", en="Branch code")
    name_ar = words(ar="اسم الفرع", en="Name in Arabic")
    name_en = words(ar="اسم الفرع بالإنجليزية", en="Name")


class Employment(Record, registry="establishments", of="person", ar="سجل العاملين", en="register of workers"):
    """A person's employment at an establishment."""

    establishment_id = key(ar="المنشأة", en="Establishment")
    occupation = words(ar="المهنة", en="Occupation")
    from_on = day(ar="بداية العمل", en="From")
    branch = words(ar="رمز الفرع", en="Branch code")


class Manager(
    Record,
    registry="establishments",
    of="person",
    many=True,
    ar="المفوضون عن المنشآت",
    en="establishments' representatives",
):
    """A person whom the register itself names for an establishment: `administer` is its authorised person.

    Roles that an administrator gives to others on the platform are no part of the register; see the app above.
    """

    establishment_id = key(ar="المنشأة", en="Establishment")
    role = choice(
        ar="الصلاحية", en="Role", options={"administer": ("إدارة", "administer"), "request": ("طلب", "request")}
    )


employer_of = relation("employer", Establishment)
#: The person who acts for the establishment that employs somebody.
employer_manager_of = relation("employer_manager", Person)
WORKERS = Circle("establishments.workers", Person, ar="عاملو منشأتك", en="Your establishment's workers")

"""Wadi Logistics: a manager whom the register names, a clerk with a role, and a dozen workers in two branches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.demo.stories.words import INSURANCE_COUNCIL, LABOUR, name
from tayseer.exchange.contract import HealthInsurance, WorkPermit
from tayseer.registries.establishments.contract import Branch, Employment, Establishment, Manager
from tayseer.registries.residency.contract import Iqama

if TYPE_CHECKING:
    from tayseer.demo.loading import Loader

NUMBER = "7900000002"
MANSOUR, AMAL = 50, 51
FIRST_WORKER = 60
RIYADH, JEDDAH = "RUH", "JED"
#: First name and family in both languages, nationality, occupation, branch, and days until the iqama ends.
WORKERS = (
    ("أنور", "Anwar", "حسن عبدالرحيم", "Hassan Abdul Rahim", "BGD", "سائق", RIYADH, 12),
    ("جوزيف", "Joseph", "ديلا كروز", "Dela Cruz", "PHL", "أمين مستودع", RIYADH, 18),
    ("راجيش", "Rajesh", "كومار ناير", "Kumar Nair", "IND", "فني صيانة", RIYADH, 21),
    ("محبوب", "Mahbub", "عالم شيخ", "Alam Sheikh", "BGD", "عامل تحميل", RIYADH, 25),
    ("تشاندرا", "Chandra", "بهادور غورونغ", "Bahadur Gurung", "NPL", "حارس", RIYADH, 28),
    ("إدريس", "Idris", "آدم بخيت", "Adam Bakhit", "SDN", "محاسب", RIYADH, 40),
    ("ساجد", "Sajid", "محمود بت", "Mahmood Butt", "PAK", "سائق شاحنة", JEDDAH, 15),
    ("نيمال", "Nimal", "بيريرا سيلفا", "Perera Silva", "LKA", "مشغّل رافعة", JEDDAH, 20),
    ("عمرو", "Amr", "سيد عبدالجواد", "Sayed Abdel Gawad", "EGY", "مشرف مستودع", JEDDAH, 33),
    ("بيجو", "Biju", "توماس فرغيس", "Thomas Varghese", "IND", "كهربائي", JEDDAH, 45),
    ("خالد", "Khaled", "نبيل الخطيب", "Nabil Al-Khatib", "JOR", "منسق شحن", JEDDAH, 55),
    ("غلام", "Ghulam", "رسول ملك", "Rasool Malik", "PAK", "سائق", JEDDAH, 24),
)
#: The one whose insurance has ended, so that a verdict says no.
UNINSURED = len(WORKERS) - 1


def establishment(land: Loader) -> int:
    """The company, in which Saudis are more numerous."""
    return land.once(
        Establishment, by="number", number=NUMBER, name_ar="شركة الوادي للخدمات اللوجستية", name_en="Wadi Logistics",
        activity="النقل والتخزين", more_foreigners=False, state="active",
    )  # fmt: skip


def tell(land: Loader) -> None:
    """Write the company, its branches, its manager, its clerk and its workers."""
    firm = establishment(land)
    for code, ar, en in ((RIYADH, "فرع الرياض", "Riyadh branch"), (JEDDAH, "فرع جدة", "Jeddah branch")):
        land.put(Branch, firm, code=code, name_ar=ar, name_en=en)
    mansour = land.citizen(
        MANSOUR, name("منصور", "Mansour"), name("بن خالد بن إبراهيم الفالح", "Khalid Ibrahim Al-Falih"), sex="male",
        born_on=land.ago(years=46, days=12), occupation="مدير عام", qualification="ماجستير",
    )  # fmt: skip
    land.put(Manager, mansour, establishment_id=firm, role="administer")
    land.citizen(
        AMAL, name("أمل", "Amal"), name("بنت يوسف بن حمد الدخيل", "Yousef Hamad Al-Dakhil"), sex="female",
        born_on=land.ago(years=29, days=80), occupation="أخصائية موارد بشرية", qualification="بكالوريوس",
    )  # fmt: skip
    for place, (first_ar, first_en, ar, en, nationality, occupation, branch, days) in enumerate(WORKERS):
        serial = FIRST_WORKER + place
        worker = land.resident(
            serial, name(first_ar, first_en), name(ar, en), iqama="establishment", sex="male",
            born_on=land.ago(years=28 + place, days=serial), nationality=nationality, occupation=occupation,
        )  # fmt: skip
        land.differ(Iqama, worker, expires_on=land.ahead(days=days))
        land.put(
            Employment, worker, establishment_id=firm, occupation=occupation, from_on=land.ago(years=2), branch=branch
        )
        insured = land.ago(days=3) if place == UNINSURED else land.ahead(months=15)
        land.attest(HealthInsurance, worker, source=INSURANCE_COUNCIL, valid_until=insured)
        land.attest(WorkPermit, worker, source=LABOUR, valid_until=land.ahead(months=15))

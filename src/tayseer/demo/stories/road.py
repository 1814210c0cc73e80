"""People on the road: a seller and a buyer, a driver with many violations, and one whose services are suspended."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tayseer.demo.loading import identity_number
from tayseer.demo.stories.words import car, licence, name, violation
from tayseer.exchange.contract import EnforcementOrder
from tayseer.registries.passports.contract import ConsentCondition
from tayseer.registries.restrictions.contract import Restriction
from tayseer.registries.violations.contract import Objection

if TYPE_CHECKING:
    from tayseer.demo.loading import Loader

FAHD, NOURA, JUDE, MAJED, HUDA = 11, 12, 13, 16, 17


def tell(land: Loader) -> None:
    """Write them."""
    fahd = land.citizen(
        FAHD, name("فهد", "Fahd"), name("بن تركي بن ماجد العوفي", "Turki Majid Al-Oufi"), sex="male",
        born_on=land.ago(years=28, days=45), occupation="ممرض", qualification="بكالوريوس",
    )  # fmt: skip
    licence(land, fahd, identity_number("citizen", FAHD), expires_on=land.ahead(years=3))
    majed = _majed(land)
    _noura(land, majed)
    huda = land.citizen(
        HUDA, name("هدى", "Huda"), name("بنت صالح بن عمر الغامدي", "Salih Omar Al-Ghamdi"), sex="female",
        born_on=land.ago(years=47, days=18), occupation="صاحبة متجر",
    )  # fmt: skip
    land.put(
        Restriction, huda, kind="suspension", authority="محكمة التنفيذ بالرياض", reference="4417208",
        reason="طلب تنفيذ مالي", since_on=land.ago(days=35),
    )  # fmt: skip
    land.attest(
        EnforcementOrder, huda, source="محكمة التنفيذ بالرياض", number="4417208", state="open",
        valid_until=land.ahead(years=1),
    )  # fmt: skip
    car(land, huda, "ن هـ و 700", "كيا سبورتاج", colour="أحمر")


def _majed(land: Loader) -> int:
    """Each of Majed's violations stands at another point of its life."""
    majed = land.citizen(
        MAJED, name("ماجد", "Majed"), name("بن عادل بن حمد القحطاني", "Adel Hamad Al-Qahtani"), sex="male",
        born_on=land.ago(years=34, days=66), marital_status="divorced", occupation="مندوب مبيعات",
    )  # fmt: skip
    licence(land, majed, identity_number("citizen", MAJED), expires_on=land.ahead(months=7))
    patrol = car(land, majed, "ط ع ق 515", "نيسان باترول", colour="أسود")

    def caught(serial: int, kind: str, days_ago: int, **differs: Any) -> int | None:
        return violation(land, majed, serial, kind, days_ago=days_ago, car_id=patrol, plate="ط ع ق 515", **differs)

    caught(11, "speeding", 10, speed=128, speed_limit=100)
    caught(12, "belt", 40)
    caught(13, "phone", 20)
    rejected = caught(14, "parking", 50, decided_on=land.ago(days=5), due_on=land.ahead(days=10))
    caught(15, "speeding", 100, speed=118, speed_limit=100, state="paid", paid_on=land.ago(days=60))
    land.put(
        Objection, majed, number="OB900000001", violation_id=rejected, state="rejected", filed_on=land.ago(days=25),
        decided_on=land.ago(days=5),
    )  # fmt: skip
    return majed


def _noura(land: Loader, majed: int) -> None:
    """Noura sells a car; her daughter's father wants to be asked before the girl has a passport."""
    noura = land.citizen(
        NOURA, name("نورة", "Noura"), name("بنت إبراهيم بن سعد الدوسري", "Ibrahim Saad Al-Dosari"), sex="female",
        born_on=land.ago(years=32, days=21), marital_status="divorced", occupation="مصممة داخلية",
    )  # fmt: skip
    jude = land.citizen(
        JUDE, name("جود", "Jude"), name("بنت ماجد بن عادل القحطاني", "Majed Adel Al-Qahtani"), sex="female",
        born_on=land.ago(years=8, days=300), card=False, passport=False, father_id=majed, mother_id=noura,
    )  # fmt: skip
    land.tie(jude, "custody", noura, since=land.ago(years=3))
    land.tie(jude, "head", noura, since=land.ago(years=3))
    land.put(ConsentCondition, jude, set_by_id=majed, since_on=land.ago(years=1), active=True)
    car(land, noura, "ص س ل 331", "مازدا 6", colour="أزرق", price_sar=Decimal("61000.00"))
    car(land, noura, "ع ق ر 824", "تويوتا يارس", colour="فضي", inspected_until=land.ago(days=14))

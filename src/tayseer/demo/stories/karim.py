"""Karim's household: a resident engineer whose one unpaid violation stands in the way of everybody's renewal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.demo.stories.horizon import employ
from tayseer.demo.stories.words import EDUCATION, INSURANCE_COUNCIL, LABOUR, car, name, violation
from tayseer.exchange.contract import HealthInsurance, Schooling, WorkPermit
from tayseer.registries.residency.contract import Iqama
from tayseer.registries.visas.contract import Visa

if TYPE_CHECKING:
    from tayseer.demo.loading import Loader

KARIM, RANIA, LINA, OMAR, ZAID = 10, 11, 12, 13, 14
HALA = 1


def tell(land: Loader) -> None:
    """Write the household and its guest."""
    karim = land.resident(
        KARIM, name("كريم", "Karim"), name("عبدالله يوسف حداد", "Abdullah Yousef Haddad"), iqama="establishment",
        sex="male", born_on=land.ago(years=45, days=25), nationality="JOR", birth_place="عمّان",
        marital_status="married", occupation="مهندس مدني", qualification="بكالوريوس",
    )  # fmt: skip
    employ(land, karim, "مهندس مدني")
    land.attest(HealthInsurance, karim, source=INSURANCE_COUNCIL, valid_until=land.ahead(months=16))
    land.attest(WorkPermit, karim, source=LABOUR, valid_until=land.ahead(months=16))
    sedan = car(land, karim, "د ر س 246", "هيونداي سوناتا", colour="رمادي")
    violation(land, karim, 1, "parking", days_ago=60, car_id=sedan, plate="د ر س 246")
    rania = land.resident(
        RANIA, name("رانيا", "Rania"), name("خالد سليم النمري", "Khalid Salim Al-Nimri"), iqama="dependant",
        sex="female", born_on=land.ago(years=43, days=60), nationality="JOR", birth_place="إربد",
        marital_status="married", qualification="بكالوريوس",
    )  # fmt: skip
    land.marry(karim, rania, since=land.ago(years=23))
    land.differ(Iqama, rania, expires_on=land.ahead(days=20))
    land.attest(HealthInsurance, rania, source=INSURANCE_COUNCIL, valid_until=land.ahead(months=16))
    _children(land, karim, rania)
    _guest(land, karim)


def _children(land: Loader, karim: int, rania: int) -> None:
    """Lina is a child, Omar is old enough to prove that he studies, Zaid is too old to be a dependant."""
    for serial, first, sex, years in (
        (LINA, name("لينا", "Lina"), "female", 12),
        (OMAR, name("عمر", "Omar"), "male", 19),
        (ZAID, name("زيد", "Zaid"), "male", 22),
    ):
        child = land.resident(
            serial, first, name("كريم عبدالله حداد", "Karim Abdullah Haddad"), iqama="dependant", sex=sex,
            born_on=land.ago(years=years, days=50), nationality="JOR", birth_place="الرياض",
            father_id=karim, mother_id=rania,
        )  # fmt: skip
        land.differ(Iqama, child, expires_on=land.ahead(days=25))
        land.tie(child, "head", karim, since=land.ago(years=2))
        land.attest(HealthInsurance, child, source=INSURANCE_COUNCIL, valid_until=land.ahead(months=16))
        if serial == OMAR:
            land.attest(
                Schooling, child, source=EDUCATION, level_ar="الثانوية العامة", level="Secondary school",
                valid_until=land.ahead(months=9),
            )  # fmt: skip


def _guest(land: Loader, karim: int) -> None:
    """Karim's mother is visiting, and her visa ends in five days."""
    hala = land.person(
        "visitor", HALA, name("هالة", "Hala"), name("إبراهيم عودة حداد", "Ibrahim Odeh Haddad"), sex="female",
        born_on=land.ago(years=68, days=15), nationality="JOR", birth_place="السلط", marital_status="widowed",
    )  # fmt: skip
    land.passport(hala, number="J7900001", country="JOR")
    land.enrol(hala)
    land.inside(hala, since=land.ago(days=85), serial=900 + HALA)
    land.tie(hala, "host", karim, since=land.ago(days=85))
    land.attest(HealthInsurance, hala, source=INSURANCE_COUNCIL, valid_until=land.ahead(days=60))
    land.put(
        Visa, hala, number="6090000001", kind="visit", state="used", issued_on=land.ago(days=100),
        leave_by=land.ahead(days=5), extensions=0,
    )  # fmt: skip

"""People whose papers ask for something: a birth told late, a lost passport, an expired card, cards to activate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.demo.stories.words import EDUCATION, car, name
from tayseer.exchange.contract import BirthNotice, Schooling
from tayseer.registries.civil.contract import IdCard
from tayseer.registries.passports.contract import Passport

if TYPE_CHECKING:
    from tayseer.demo.loading import Loader

ABDULLAH, MONA, BADR, HAMAD, REEM, SAAD = 14, 15, 18, 19, 20, 21


def tell(land: Loader) -> None:
    """Write them."""
    _abdullah(land)
    badr = land.citizen(
        BADR, name("بدر", "Badr"), name("بن خالد بن سليمان العتيبي", "Khalid Sulaiman Al-Otaibi"), sex="male",
        born_on=land.ago(years=30, days=140), occupation="مصور",
    )  # fmt: skip
    land.differ(Passport, badr, state="lost", lost_on=land.ago(days=6))
    hamad = land.citizen(
        HAMAD, name("حمد", "Hamad"), name("بن عبدالله بن حمد السبيعي", "Abdullah Hamad Al-Subaie"), sex="male",
        born_on=land.ago(years=78, days=11), marital_status="widowed", occupation="متقاعد", birth_place="رنية",
    )  # fmt: skip
    land.differ(IdCard, hamad, issued_on=land.ago(years=10, months=2), expires_on=land.ago(days=60))
    reem = land.citizen(
        REEM, name("ريم", "Reem"), name("بنت محمد بن يحيى عسيري", "Mohammed Yahya Asiri"), sex="female",
        born_on=land.ago(years=23, days=35), occupation="طالبة", qualification="الثانوية العامة", birth_place="أبها",
    )  # fmt: skip
    land.differ(Passport, reem, state="issued", issued_on=land.ago(days=4), expires_on=land.ahead(years=5))
    land.attest(
        Schooling, reem, source=EDUCATION, level_ar="بكالوريوس", level="Bachelor's degree",
        valid_until=land.ahead(years=1),
    )  # fmt: skip
    saad = land.citizen(
        SAAD, name("سعد", "Saad"), name("بن نايف بن سعد الحارثي", "Nayef Saad Al-Harthi"), sex="male",
        born_on=land.ago(years=21, days=30), passport=False, occupation="طالب", birth_place="الطائف",
    )  # fmt: skip
    land.differ(IdCard, saad, state="issued", issued_on=land.ago(days=2), expires_on=land.ahead(years=10))


def _abdullah(land: Loader) -> None:
    """A child of 45 days whose birth nobody has registered, and a car whose registration ends soon."""
    abdullah = land.citizen(
        ABDULLAH, name("عبدالله", "Abdullah"), name("بن سعود بن مبارك الشهري", "Saud Mubarak Al-Shehri"), sex="male",
        born_on=land.ago(years=31, days=8), marital_status="married", occupation="فني مختبر",
    )  # fmt: skip
    mona = land.citizen(
        MONA, name("منى", "Mona"), name("بنت عمر بن حسن الزهراني", "Omar Hassan Al-Zahrani"), sex="female",
        born_on=land.ago(years=28, days=88), marital_status="married",
    )  # fmt: skip
    land.marry(abdullah, mona, since=land.ago(years=3))
    land.attest(
        BirthNotice, mona, source="مستشفى الواحة", number="BN9000000003", hospital="مستشفى الواحة", city="الرياض",
        born_on=land.ago(days=45), sex="male", state="open", valid_until=land.ahead(years=5),
    )  # fmt: skip
    car(land, abdullah, "ك ل م 448", "هوندا أكورد", colour="أبيض", registration_expires_on=land.ahead(days=20))

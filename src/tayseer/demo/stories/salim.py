"""Salim's household: a citizen, his wife and children, and those who work in their home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.demo.loading import identity_number
from tayseer.demo.stories.words import CLINIC, EDUCATION, INSURANCE_COUNCIL, LABOUR, car, licence, name
from tayseer.exchange.contract import BirthNotice, HealthInsurance, ResidenceMedical, Schooling, WorkPermit
from tayseer.registries.civil.contract import FamilyIdentification, IdCard
from tayseer.registries.passports.contract import ConsentCondition, Passport
from tayseer.registries.residency.contract import Iqama

if TYPE_CHECKING:
    from tayseer.demo.loading import Loader

SALIM, HIND, YAZID, SARA, RASHID = 1, 2, 3, 4, 5
MARIA, GRACE, SUNIL = 1, 2, 3


def tell(land: Loader) -> None:
    """Write the household."""
    salim = land.citizen(
        SALIM, name("سالم", "Salim"), name("بن راشد بن سعيد النخلي", "Rashid Saeed Al-Nakhli"), sex="male",
        born_on=land.ago(years=41, days=100), marital_status="married", occupation="مهندس شبكات",
        qualification="بكالوريوس",
    )  # fmt: skip
    hind = land.citizen(
        HIND, name("هند", "Hind"), name("بنت ناصر بن علي السدري", "Nasir Ali Al-Sidri"), sex="female",
        born_on=land.ago(years=37, days=40), marital_status="married", occupation="معلمة", qualification="بكالوريوس",
    )  # fmt: skip
    land.differ(IdCard, hind, issued_on=land.ago(years=9, months=9), expires_on=land.ahead(days=90))
    land.differ(Passport, hind, issued_on=land.ago(years=4, months=10), expires_on=land.ahead(days=60))
    land.attest(
        Schooling, hind, source=EDUCATION, level_ar="ماجستير", level="Master's degree", valid_until=land.ahead(years=1)
    )
    land.marry(salim, hind, since=land.ago(years=18))
    _children(land, salim, hind)
    _in_the_home(land, salim)
    car(land, salim, "أ ب ح 123", "تويوتا كامري")
    licence(land, salim, identity_number("citizen", SALIM), expires_on=land.ahead(months=5), tested=True)


def _children(land: Loader, salim: int, hind: int) -> None:
    """Yazid wants a first passport, Sara a new one, Rashid has no papers yet, and the youngest has no name yet."""
    son, daughter = (
        name("بن سالم بن راشد النخلي", "Salim Rashid Al-Nakhli"),
        name("بنت سالم بن راشد النخلي", "Salim Rashid Al-Nakhli"),
    )
    yazid = land.citizen(
        YAZID,
        name("يزيد", "Yazid"),
        son,
        sex="male",
        born_on=land.ago(years=16, days=30),
        passport=False,
        father_id=salim,
        mother_id=hind,
    )
    sara = land.citizen(
        SARA,
        name("سارة", "Sara"),
        daughter,
        sex="female",
        born_on=land.ago(years=13, days=70),
        father_id=salim,
        mother_id=hind,
    )
    land.differ(Passport, sara, issued_on=land.ago(years=4, months=10), expires_on=land.ahead(days=55))
    land.put(ConsentCondition, sara, set_by_id=hind, since_on=land.ago(months=8), active=True)
    rashid = land.citizen(
        RASHID, name("راشد", "Rashid"), son, sex="male", born_on=land.ago(years=8, days=200), card=False,
        passport=False, father_id=salim, mother_id=hind,
    )  # fmt: skip
    land.put(FamilyIdentification, rashid, identified_on=land.ago(days=20))
    for child in (yazid, sara, rashid):
        land.tie(child, "head", salim, since=land.ago(years=8))
    land.attest(
        BirthNotice, hind, source="مستشفى الياسمين", number="BN9000000001", hospital="مستشفى الياسمين", city="الرياض",
        born_on=land.ago(days=10), sex="female", state="open", valid_until=land.ahead(years=5),
    )  # fmt: skip


def _in_the_home(land: Loader, salim: int) -> None:
    """Maria wants to visit her family, Grace's permit ends soon, Sunil has just arrived."""
    maria = land.resident(
        MARIA, name("ماريا", "Maria"), name("ريس سانتوس", "Reyes Santos"), iqama="domestic", sex="female",
        born_on=land.ago(years=33, days=12), nationality="PHL", birth_place="مانيلا", occupation="عاملة منزلية",
    )  # fmt: skip
    land.differ(Iqama, maria, expires_on=land.ahead(months=14))
    grace = land.resident(
        GRACE, name("غريس", "Grace"), name("وانجيرو كاماو", "Wanjiru Kamau"), iqama="domestic", sex="female",
        born_on=land.ago(years=29, days=80), nationality="KEN", birth_place="نيروبي", occupation="مربية أطفال",
    )  # fmt: skip
    land.differ(Iqama, grace, expires_on=land.ahead(days=25))
    sunil = land.resident(
        SUNIL, name("سونيل", "Sunil"), name("كومار براساد", "Kumar Prasad"), iqama=None, sex="male",
        born_on=land.ago(years=35, days=150), nationality="IND", birth_place="كوتشي", occupation="سائق خاص",
    )  # fmt: skip
    land.inside(sunil, since=land.ago(days=20), serial=SUNIL)
    land.attest(ResidenceMedical, sunil, source=CLINIC, valid_until=land.ahead(months=2))
    for worker in (maria, grace, sunil):
        land.tie(worker, "sponsor", salim, since=land.ago(days=20))
        land.attest(HealthInsurance, worker, source=INSURANCE_COUNCIL, valid_until=land.ahead(months=15))
        land.attest(WorkPermit, worker, source=LABOUR, valid_until=land.ahead(months=15))

"""Yusuf's household: a resident in whom all is in order, with somebody abroad, somebody leaving and somebody new."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tayseer.demo.stories.horizon import employ
from tayseer.demo.stories.words import CLINIC, INSURANCE_COUNCIL, LABOUR, name
from tayseer.exchange.contract import BirthNotice, HealthInsurance, ResidenceMedical, WorkPermit
from tayseer.registries.biometrics.contract import Enrolment
from tayseer.registries.borders.contract import Presence
from tayseer.registries.passports.contract import Passport
from tayseer.registries.residency.contract import Iqama
from tayseer.registries.visas.contract import Visa

if TYPE_CHECKING:
    from tayseer.demo.loading import Loader

YUSUF, SAMAR, ADAM, SALMA, ANAS, YASSIN = 20, 21, 22, 23, 24, 25
TARIQ, HANAN, AMNA = 40, 41, 42


def tell(land: Loader) -> None:
    """Write Yusuf's household, then Tariq's."""
    yusuf = land.resident(
        YUSUF, name("يوسف", "Yusuf"), name("منصور حسن السيد", "Mansour Hassan El-Sayed"), iqama="establishment",
        sex="male", born_on=land.ago(years=44, days=33), nationality="EGY", birth_place="الإسكندرية",
        marital_status="married", occupation="محاسب", qualification="بكالوريوس",
    )  # fmt: skip
    employ(land, yusuf, "محاسب")
    land.attest(WorkPermit, yusuf, source=LABOUR, valid_until=land.ahead(months=16))
    land.differ(Iqama, yusuf, expires_on=land.ahead(months=15))
    samar = land.resident(
        SAMAR, name("سمر", "Samar"), name("محمود علي بدوي", "Mahmoud Ali Badawi"), iqama="dependant", sex="female",
        born_on=land.ago(years=39, days=90), nationality="EGY", birth_place="طنطا", marital_status="married",
    )  # fmt: skip
    land.marry(yusuf, samar, since=land.ago(years=20))
    land.attest(
        BirthNotice, samar, source="مستشفى النخيل", number="BN9000000002", hospital="مستشفى النخيل", city="الرياض",
        born_on=land.ago(days=12), sex="male", state="open", valid_until=land.ahead(years=5),
    )  # fmt: skip
    children = _children(land, yusuf, samar)
    for person in (yusuf, samar, *children):
        land.attest(HealthInsurance, person, source=INSURANCE_COUNCIL, valid_until=land.ahead(months=16))
    _tariq(land)


def _children(land: Loader, yusuf: int, samar: int) -> list[int]:
    """Adam is abroad, Salma has a visa she will not use, Anas is leaving for good, Yassin has just arrived."""

    def child(serial: int, ar: str, en: str, sex: str, born_on: date, *, iqama: str | None = "dependant") -> int:
        child_id = land.resident(
            serial, name(ar, en), name("يوسف منصور السيد", "Yusuf Mansour El-Sayed"), iqama=iqama, sex=sex,
            born_on=born_on, nationality="EGY", birth_place="الرياض", father_id=yusuf, mother_id=samar,
        )  # fmt: skip
        land.tie(child_id, "head", yusuf, since=land.ago(days=30))
        return child_id

    adam = child(ADAM, "آدم", "Adam", "male", land.ago(years=15, days=10))
    land.differ(Presence, adam, inside=False, since_on=land.ago(days=48))
    _visa(land, adam, 2, kind="exit_reentry_single", state="used", issued=55, leave_by=35, return_by=12)
    salma = child(SALMA, "سلمى", "Salma", "female", land.ago(years=7, days=120))
    _visa(land, salma, 3, kind="exit_reentry_single", state="issued", issued=5, leave_by=25, return_by=55)
    anas = child(ANAS, "أنس", "Anas", "male", land.ago(years=18, days=220))
    land.differ(Iqama, anas, state="final_exit")
    land.differ(Passport, anas, expires_on=land.ahead(years=2))
    _visa(land, anas, 4, kind="final_exit", state="issued", issued=8, leave_by=52)
    yassin = child(YASSIN, "ياسين", "Yassin", "male", land.ago(years=4, days=60), iqama=None)
    land.inside(yassin, since=land.ago(days=30), serial=YASSIN)
    land.put(
        Visa, yassin, number="6090000005", kind="residence", state="used", issued_on=land.ago(days=60), extensions=0
    )
    land.attest(ResidenceMedical, yassin, source=CLINIC, valid_until=land.ahead(months=2))
    return [adam, salma, anas, yassin]


def _visa(
    land: Loader, holder: int, serial: int, *, kind: str, state: str, issued: int, leave_by: int,
    return_by: int | None = None,
) -> None:  # fmt: skip
    """A visa issued so many days ago, to leave and to return within so many days from now."""
    land.put(
        Visa, holder, number=f"60900000{serial:02d}", kind=kind, state=state, issued_on=land.ago(days=issued),
        leave_by=land.ahead(days=leave_by), return_by=None if return_by is None else land.ahead(days=return_by),
        counted_from="issue", own_request=False, in_probation=False, extensions=0,
    )  # fmt: skip


def _tariq(land: Loader) -> None:
    """Tariq lost his card, and his daughter's fingerprint is not on file."""
    tariq = land.resident(
        TARIQ, name("طارق", "Tariq"), name("عثمان محمد إدريس", "Osman Mohamed Idris"), iqama="establishment",
        sex="male", born_on=land.ago(years=36, days=77), nationality="SDN", birth_place="أم درمان",
        marital_status="married", occupation="معلم",
    )  # fmt: skip
    employ(land, tariq, "معلم")
    land.attest(WorkPermit, tariq, source=LABOUR, valid_until=land.ahead(months=16))
    land.differ(Iqama, tariq, state="lost", lost_on=land.ago(days=3))
    hanan = land.resident(
        HANAN, name("حنان", "Hanan"), name("الطيب أحمد عوض", "Eltayeb Ahmed Awad"), iqama="dependant", sex="female",
        born_on=land.ago(years=31, days=9), nationality="SDN", birth_place="الخرطوم", marital_status="married",
    )  # fmt: skip
    land.marry(tariq, hanan, since=land.ago(years=9))
    amna = land.resident(
        AMNA, name("آمنة", "Amna"), name("طارق عثمان إدريس", "Tariq Osman Idris"), iqama="dependant", sex="female",
        born_on=land.ago(years=7, days=25), nationality="SDN", birth_place="الرياض", father_id=tariq, mother_id=hanan,
    )  # fmt: skip
    land.tie(amna, "head", tariq, since=land.ago(years=2))
    land.differ(Enrolment, amna, fingerprint_on=None, photo_on=None)
    for person in (tariq, hanan, amna):
        land.attest(HealthInsurance, person, source=INSURANCE_COUNCIL, valid_until=land.ahead(months=16))

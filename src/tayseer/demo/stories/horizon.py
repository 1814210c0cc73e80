"""Horizon Contracting: Layla who acts for it, and the workers whose permits she keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.demo.stories.words import INSURANCE_COUNCIL, LABOUR, name
from tayseer.exchange.contract import HealthInsurance, WorkPermit
from tayseer.registries.establishments.contract import Employment, Establishment, Manager
from tayseer.registries.residency.contract import Iqama

if TYPE_CHECKING:
    from tayseer.demo.loading import Loader
    from tayseer.kit.text import Text

NUMBER = "7900000001"
LAYLA = 10
SURESH, IMRAN, BILAL = 30, 31, 32


def establishment(land: Loader) -> int:
    """The company, which employs more foreigners than Saudis."""
    return land.once(
        Establishment, by="number", number=NUMBER, name_ar="شركة الأفق للمقاولات", name_en="Horizon Contracting",
        activity="المقاولات العامة", more_foreigners=True, state="active",
    )  # fmt: skip


def employ(land: Loader, person_id: int, occupation: str) -> None:
    """The person works there."""
    land.put(
        Employment, person_id, establishment_id=establishment(land), occupation=occupation, from_on=land.ago(years=2)
    )


def tell(land: Loader) -> None:
    """Write Layla and three of her workers."""
    layla = land.citizen(
        LAYLA, name("ليلى", "Layla"), name("بنت فهد بن عبدالعزيز المرشد", "Fahd Abdulaziz Al-Murshid"), sex="female",
        born_on=land.ago(years=39, days=5), occupation="مديرة موارد بشرية", qualification="بكالوريوس",
    )  # fmt: skip
    land.put(Manager, layla, establishment_id=establishment(land), role="administer")
    _worker(land, SURESH, name("سوريش", "Suresh"), name("راجان بيلاي", "Rajan Pillai"), "IND", "كهربائي", months=14)
    _worker(land, BILAL, name("بلال", "Bilal"), name("أحمد صديقي", "Ahmed Siddiqui"), "PAK", "محاسب", months=1)
    imran = _worker(land, IMRAN, name("عمران", "Imran"), name("حسين شاه", "Hussain Shah"), "PAK", "سبّاك", months=1)
    land.differ(Iqama, imran, expires_on=land.ago(days=10))


def _worker(
    land: Loader, serial: int, first: Text, family: Text, nationality: str, occupation: str, *, months: int
) -> int:
    worker = land.resident(
        serial, first, family, iqama="establishment", sex="male", born_on=land.ago(years=27 + serial % 9, days=serial),
        nationality=nationality, occupation=occupation,
    )  # fmt: skip
    land.differ(Iqama, worker, expires_on=land.ahead(months=months))
    employ(land, worker, occupation)
    land.attest(HealthInsurance, worker, source=INSURANCE_COUNCIL, valid_until=land.ahead(months=15))
    land.attest(WorkPermit, worker, source=LABOUR, valid_until=land.ahead(months=15))
    return worker

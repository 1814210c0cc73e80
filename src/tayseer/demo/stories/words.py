"""What stories repeat: names in both languages, cars with their papers, licences and traffic violations."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tayseer.exchange.contract import DrivingMedical, Inspection, VehicleInsurance
from tayseer.kit.text import Text
from tayseer.registries.licences.contract import DrivingLicence
from tayseer.registries.vehicles.contract import Vehicle
from tayseer.registries.violations.contract import Violation

if TYPE_CHECKING:
    from tayseer.demo.loading import Loader

INSURANCE_COUNCIL = "مجلس الضمان الصحي"
INSURERS = "شركات التأمين"
INSPECTORS = "الفحص الدوري"
CLINIC = "مركز فحص طبي معتمد"
LABOUR = "وزارة الموارد البشرية"
EDUCATION = "وزارة التعليم"

#: Offences by a short name: Arabic, English, fine and minimum fine in SAR.
OFFENCES = {
    "speeding": ("تجاوز السرعة المحددة", "Speeding", "500.00", "300.00"),
    "phone": ("استخدام الهاتف أثناء القيادة", "Using a phone while driving", "900.00", "500.00"),
    "parking": ("الوقوف في مكان غير مخصص للوقوف", "Parking where it is not allowed", "150.00", "100.00"),
    "belt": ("عدم ربط حزام الأمان", "Not wearing the seat belt", "300.00", "150.00"),
}
#: Days to pay after a violation: 30 to object and 15 more.
DUE_DAYS = 45


def name(ar: str, en: str) -> Text:
    """A name as registered, in Arabic and in Latin letters."""
    return Text(ar=ar, en=en)


def car(land: Loader, owner_id: int, plate: str, make: str, **differs: Any) -> int:
    """A private car, registered, insured and inspected for months to come unless it differs."""
    inspected: date = differs.pop("inspected_until", land.ahead(months=9))
    values = {
        "sequence_number": f"5{_digits(plate):08d}", "chassis": f"TSR{_digits(plate):014d}",
        "model_year": land.on.year - 3,
        "colour": "أبيض", "type": "private", "seats": 5, "state": "clear", "registered_on": land.ago(years=2, months=2),
        "registration_expires_on": land.ahead(months=10), "owned_since": land.moment(land.ago(years=2, months=2)),
    }  # fmt: skip
    car_id = land.once(Vehicle, by="plate", plate=plate, make=make, person_id=owner_id, **(values | differs))
    land.attest(VehicleInsurance, car_id, source=INSURERS, valid_until=land.ahead(months=8))
    land.attest(Inspection, car_id, source=INSPECTORS, valid_until=inspected)
    return car_id


def _digits(plate: str) -> int:
    """A number that belongs to this plate alone."""
    return int(plate.rsplit(maxsplit=1)[1])


def licence(land: Loader, holder_id: int, number: str, *, expires_on: date, tested: bool = False) -> None:
    """A private driving licence, and a passed medical test when ``tested``."""
    land.put(
        DrivingLicence, holder_id, number=number, vehicle_class="private", state="active", issued_on=land.ago(years=4),
        expires_on=expires_on,
    )  # fmt: skip
    if tested:
        land.attest(DrivingMedical, holder_id, source=CLINIC, valid_until=land.ahead(months=3))


def violation(
    land: Loader, person_id: int, serial: int, kind: str, *, days_ago: int, car_id: int | None = None, **differs: Any
) -> int | None:
    """A traffic violation of somebody new, unpaid unless it differs; its id, or ``None`` for those who were there."""
    if not land.is_new("person", person_id):
        return None
    ar, en, fine, least = OFFENCES[kind]
    committed_on = land.ago(days=days_ago)
    values = {
        "number": f"7000{serial:06d}", "title_ar": ar, "title_en": en, "city": "الرياض", "vehicle_id": car_id,
        "committed_at": datetime.combine(committed_on, time(13, 20), UTC), "committed_on": committed_on,
        "amount_sar": Decimal(fine), "minimum_sar": Decimal(least), "state": "unpaid",
        "due_on": land.ago(days=days_ago - DUE_DAYS), "excluded_from_discount": False,
    }  # fmt: skip
    return land.once(Violation, by="number", person_id=person_id, **(values | differs))

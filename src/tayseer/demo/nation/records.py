"""What hangs on the people of the made-up country: papers, permits, cars, violations, accounts, spread as in life."""
# ruff: noqa: E501 - statements of SQL, built from this package's own words, which read worse when broken

from __future__ import annotations

from tayseer.demo.nation.people import DEAD, EMPLOYMENT, MANAGER, PERSON, STRIDE, TIES
from tayseer.demo.nation.words import Rows, chance, ending, odds, one_of

_SAID = "'@at'::timestamptz"
_CITIZEN, _FOREIGN, _RESIDENT = "p.kind = 'citizen'", "p.kind <> 'citizen'", "p.kind = 'resident'"
_WORKER = "(p.role IN ('worker', 'domestic') OR (p.kind = 'resident' AND p.role = 'head'))"
_LICENSED = (
    f"(p.kind <> 'visitor' AND p.age BETWEEN 18 AND 80 AND NOT {DEAD} AND CASE WHEN p.man THEN"
    f" {odds('licence', 72)} ELSE {odds('licence', 30)} AND p.kind = 'citizen' END)"
)
_OWNS = f"({_LICENSED} AND CASE WHEN p.kind = 'citizen' THEN {odds('car', 75)} ELSE {odds('car', 30)} END)"
_OWNS_TWO = f"({_OWNS} AND p.slot IN (0, 6) AND {odds('second car', 40)})"
#: Newcomers have no iqama yet: they passed their medical test and wait for it.
_ARRIVED = f"(p.kind = 'resident' AND {odds('arrived', 1.5)})"
_ABROAD = f"(p.role IN ('worker', 'child', 'wife') AND p.kind = 'resident' AND NOT {_ARRIVED} AND {odds('abroad', 3)})"
_TRAVELS = f"({_ABROAD} OR ({_CITIZEN} AND {odds('travels', 1.5)}))"
_ENTERED = f"@on - CASE WHEN {_ARRIVED} THEN 5 + {chance('new', 100)} ELSE 90 + {chance('entered', 1500)} END::int"
_HAS_EXIT_VISA = f"(p.kind = 'resident' AND NOT {_ARRIVED} AND ({_ABROAD} OR {odds('visa', 6)}))"


def _wide(value: str, width: int) -> str:
    return f"lpad(({value})::text, {width}, '0')"


_SERIAL = "(@serial + p.i)"
#: The letters that plates bear; their four digits run from 1000 to 9999, and shorter ones are left to others.
_LETTERS, _PLATE_DIGITS = "أبحدرسصطعقكلمنهوى", 9_000
#: Twenty people of a block have a first car each, and the heads of its two households a second.
_CAR_OF_BLOCK = (f"({_SERIAL} / 20 * 22 + p.slot)", f"({_SERIAL} / 20 * 22 + 20 + p.slot / 6)")
_MOMENT = "({day} + time '09:00') AT TIME ZONE 'UTC'"

PAPERS = (
    Rows("civil_id_card", f"{_CITIZEN} AND (p.age >= 15 OR (p.age >= 10 AND {odds('early card', 60)}))", {
        "person_id": "p.id", "current": "true", "copy_number": f"'N' || {_wide(_SERIAL, 9)}",
        "state": f"CASE WHEN {odds('card lost', 0.8)} THEN 'lost' WHEN {odds('card new', 1)} THEN 'issued' ELSE 'active' END",
        "issued_on": f"@on - {chance('card', 3600)}::int",
        "expires_on": ending("card ends", 3600, late_percent=3, late_by=500),
        "losses": f"CASE WHEN {odds('losses', 7)} THEN 1 ELSE 0 END", "damages": f"CASE WHEN {odds('damages', 4)} THEN 1 ELSE 0 END",
    }),
    Rows("passports_passport", f"{_FOREIGN} OR {odds('passport', 62)}", {
        "person_id": "p.id", "current": "true",
        "number": f"CASE WHEN {_CITIZEN} THEN 'P' ELSE left(p.country, 1) || 'N' END || {_wide(_SERIAL, 8)}",
        "country": "p.country",
        "state": f"CASE WHEN {odds('passport lost', 0.5)} THEN 'lost' WHEN {_CITIZEN} AND {odds('passport new', 1)} THEN 'issued' ELSE 'active' END",
        "issued_on": f"@on - 30 - {chance('passport', 1700)}::int",
        "expires_on": ending("passport ends", 1700, late_percent=7, late_by=900),
        "term_years": f"CASE WHEN {_CITIZEN} THEN CASE WHEN p.age >= 21 AND {odds('ten years', 30)} THEN 10 ELSE 5 END END",
    }),
    Rows("biometrics_enrolment", f"p.age >= 6 AND NOT ({_CITIZEN} AND p.age < 10) AND {odds('enrolled', 96)}", {
        "person_id": "p.id", "current": "true", "fingerprint_on": f"@on - 40 - {chance('finger', 2000)}::int",
        "photo_on": f"@on - 20 - {chance('photo', 1500)}::int",
    }),
    Rows("borders_presence", "true", {
        "person_id": "p.id", "current": "true", "inside": f"NOT {_TRAVELS}",
        "since_on": f"CASE WHEN {_TRAVELS} THEN @on - 10 - {chance('since', 75)}::int ELSE {_ENTERED} END", "entered_on": _ENTERED,
        "border_number": f"CASE WHEN {_FOREIGN} THEN '41' || {_wide(_SERIAL, 8)} END",
    }),
    Rows("addresses_address", f"p.age >= 18 AND p.kind <> 'visitor' AND {odds('address', 93)}", {
        "person_id": "p.id", "current": "true", "short_code": "'RN' || chr(65 + (p.head % 26)::int) || chr(65 + (p.head / 26 % 26)::int) || "
        + _wide("p.head % 10000", 4), "building": _wide("p.head % 10000", 4),
        "street": one_of("street", "شارع النخيل", "شارع الواحة", "شارع السدر", "طريق الجامعة", "شارع الغدير", of="p.head"),
        "district": one_of("district", "الياسمين", "النزهة", "الروضة", "السلامة", "الشفا", "العزيزية", of="p.head"),
        "city": one_of("city", "الرياض", "الرياض", "جدة", "جدة", "مكة المكرمة", "الدمام", "المدينة المنورة", "أبها", of="p.head"),
        "postcode": f"({10000} + p.head % 89999)::text",
    }),
    Rows("residency_iqama", f"{_RESIDENT} AND NOT {_ARRIVED}", {
        "person_id": "p.id", "current": "true", "number": "p.number", "card_number": f"'Q' || {_wide(_SERIAL, 9)}",
        "kind": "CASE p.role WHEN 'wife' THEN 'dependant' WHEN 'child' THEN 'dependant' WHEN 'domestic' THEN 'domestic' ELSE 'establishment' END",
        "state": f"CASE WHEN {odds('iqama lost', 0.7)} THEN 'lost' WHEN {odds('leaving', 0.8)} THEN 'final_exit' ELSE 'active' END",
        "issued_on": f"@on - 90 - {chance('iqama', 2500)}::int", "expires_on": ending("iqama ends", 360, late_percent=4, late_by=60),
        "late_renewals": f"CASE WHEN {odds('late once', 5)} THEN 1 ELSE 0 END",
    }),
    Rows("residency_absence_report", f"p.role IN ('worker', 'domestic') AND {odds('absent', 0.6)}", {
        "person_id": "p.id", "reported_on": f"@on - {chance('absent on', 300)}::int", "state": one_of("absence", "open", "closed"),
    }),
)  # fmt: skip

ATTESTED = (
    Rows("exchange_health_insurance", f"{_FOREIGN} AND {odds('insured', 97)}", {
        "person_id": "p.id", "current": "true", "source": "'مجلس الضمان الصحي'", "attested_at": _SAID,
        "valid_until": ending("insurance ends", 370, late_percent=6, late_by=90),
    }),
    Rows("exchange_work_permit", f"{_WORKER} AND {odds('permit', 97)}", {
        "person_id": "p.id", "current": "true", "source": "'وزارة الموارد البشرية'", "attested_at": _SAID,
        "valid_until": ending("permit ends", 370, late_percent=4, late_by=60),
    }),
    Rows("exchange_residence_medical", _ARRIVED, {
        "person_id": "p.id", "current": "true", "source": "'مركز فحص طبي معتمد'", "attested_at": _SAID,
        "valid_until": f"@on + {chance('medical', 80)}::int",
    }),
    Rows("exchange_schooling", f"p.role = 'child' AND p.age BETWEEN 18 AND 24 AND {odds('studies', 65)}", {
        "person_id": "p.id", "current": "true", "source": "'وزارة التعليم'", "attested_at": _SAID, "level_ar": "'الثانوية العامة'",
        "level": "'Secondary school'", "valid_until": f"@on + {chance('school', 300)}::int",
    }),
    Rows("exchange_driving_medical", f"{_LICENSED} AND {odds('tested', 14)}", {
        "person_id": "p.id", "current": "true", "source": "'مركز فحص طبي معتمد'", "attested_at": _SAID,
        "valid_until": f"@on - 20 + {chance('test', 120)}::int",
    }),
)  # fmt: skip


def _cars(place: int, where: str) -> tuple[Rows, ...]:
    """A car of its owner, with its insurance and its inspection."""
    car = f"@vehicles_vehicle + p.i * 2 + {place}"
    salt = f" of car {place}"
    plate = f"({_CAR_OF_BLOCK[place]} * {STRIDE} % {len(_LETTERS) ** 3 * _PLATE_DIGITS})"
    letters = " || ' ' || ".join(
        f"substr('{_LETTERS}', 1 + ({plate} / {_PLATE_DIGITS * len(_LETTERS) ** power} % 17)::int, 1)"
        for power in range(3)
    )
    return (
        Rows("vehicles_vehicle", where, {
            "person_id": "p.id", "plate": f"{letters} || ' ' || (1000 + {plate} % {_PLATE_DIGITS})",
            "sequence_number": f"({_SERIAL} * 2 + {place} + 100000000)::text",
            "chassis": f"'TSR' || {_wide(f'{_SERIAL} * 2 + {place}', 14)}",
            "make": one_of("make" + salt, "تويوتا كامري", "تويوتا هايلوكس", "هيونداي إلنترا", "هيونداي أكسنت", "كيا سيراتو", "نيسان صني", "فورد تورس", "مازدا 6", "شانجان إيدو", "جيلي كولراي"),
            "model_year": f"(extract(year FROM @on) - {chance('model' + salt, 15)})::int",
            "colour": one_of("colour" + salt, "أبيض", "أبيض", "فضي", "أسود", "رمادي", "أحمر", "أزرق"),
            "type": f"CASE WHEN {odds('transport' + salt, 8)} THEN 'private_transport' ELSE 'private' END",
            "seats": f"CASE WHEN {odds('seats' + salt, 12)} THEN 7 ELSE 5 END",
            "state": f"CASE WHEN {odds('stolen' + salt, 0.2)} THEN 'stolen' WHEN {odds('held' + salt, 0.4)} THEN 'held' ELSE 'clear' END",
            "registered_on": f"@on - 60 - {chance('registered' + salt, 4000)}::int",
            "registration_expires_on": ending("registration" + salt, 1000, late_percent=9, late_by=400),
            "lienholder": f"CASE WHEN {odds('lien' + salt, 14)} THEN 'مصرف الواحة' END",
            "owned_since": _MOMENT.format(day=f"(@on - 60 - {chance('registered' + salt, 4000)}::int)"),
        }, places=2, place=place),
        Rows("exchange_vehicle_insurance", f"{where} AND {odds('insured' + salt, 94)}", {
            "vehicle_id": car, "current": "true", "source": "'شركات التأمين'", "attested_at": _SAID,
            "valid_until": ending("insurance" + salt, 365, late_percent=6, late_by=200),
        }, places=2, place=place),
        Rows("exchange_inspection", f"{where} AND {odds('inspected' + salt, 96)}", {
            "vehicle_id": car, "current": "true", "source": "'الفحص الدوري'", "attested_at": _SAID,
            "valid_until": ending("inspection" + salt, 365, late_percent=10, late_by=300),
        }, places=2, place=place),
    )  # fmt: skip


_OFFENCES = (
    ("تجاوز السرعة المحددة", "Speeding", "300.00", "150.00"),
    ("تجاوز السرعة المحددة", "Speeding", "500.00", "300.00"),
    ("الوقوف في مكان غير مخصص للوقوف", "Parking where it is not allowed", "150.00", "100.00"),
    ("استخدام الهاتف أثناء القيادة", "Using a phone while driving", "900.00", "500.00"),
    ("عدم ربط حزام الأمان", "Not wearing the seat belt", "300.00", "150.00"),
    ("قطع الإشارة الحمراء", "Passing a red light", "3000.00", "3000.00"),
)


def _violation(place: int, percent: float) -> Rows:
    """A violation of a driver: most are paid, some lie unpaid, a few stand under objection."""
    salt = f" of violation {place}"
    ago = f"{chance('ago' + salt, 500)}::int"
    offence = [one_of("offence" + salt, *(offence[part] for offence in _OFFENCES)) for part in range(4)]
    paid = f"({odds('paid' + salt, 70)} OR {chance('ago' + salt, 500)} > 150 AND {odds('paid late' + salt, 85)})"
    return Rows("violations_violation", f"{_OWNS} AND {odds('violates' + salt, percent)}", {
        "person_id": "p.id", "vehicle_id": "@vehicles_vehicle + p.i * 2", "number": f"(7200000000 + {_SERIAL} * 2 + {place})::text",
        "title_ar": offence[0], "title_en": offence[1], "amount_sar": f"({offence[2]})::numeric", "minimum_sar": f"({offence[3]})::numeric",
        "city": one_of("city", "الرياض", "جدة", "مكة المكرمة", "الدمام", of="p.head"),
        "committed_on": f"@on - {ago}", "committed_at": _MOMENT.format(day=f"(@on - {ago})"), "due_on": f"@on - {ago} + 45",
        "state": f"CASE WHEN {paid} THEN 'paid' WHEN {odds('objects' + salt, 6)} THEN 'objected' ELSE 'unpaid' END",
        "paid_on": f"CASE WHEN {paid} THEN @on - {ago} * 6 / 10 END", "excluded_from_discount": "false",
    }, places=2, place=place)  # fmt: skip


ROAD = (
    Rows("licences_driving_licence", _LICENSED, {
        "person_id": "p.id", "current": "true", "number": "p.number",
        "vehicle_class": f"CASE WHEN {odds('heavy', 5)} THEN 'heavy' WHEN {odds('motorcycle', 2)} THEN 'motorcycle' ELSE 'private' END",
        "state": f"CASE WHEN {odds('suspended licence', 0.6)} THEN 'suspended' ELSE 'active' END",
        "issued_on": f"@on - 30 - {chance('licensed', 1700)}::int", "expires_on": ending("licence ends", 3000, late_percent=5, late_by=300),
    }),
    *_cars(0, _OWNS),
    *_cars(1, _OWNS_TWO),
    _violation(0, 30),
    _violation(1, 12),
)  # fmt: skip

CROSSINGS = (
    Rows("visas_visa", "p.kind = 'visitor'", {
        "person_id": "p.id", "number": f"'61' || {_wide(_SERIAL, 8)}", "kind": "'visit'", "state": "'used'",
        "issued_on": "@on - 100", "leave_by": f"@on - 5 + {chance('visit', 95)}::int", "extensions": chance("extended", 3) + "::int",
    }),
    Rows("visas_visa", _ARRIVED, {
        "person_id": "p.id", "number": f"'61' || {_wide(_SERIAL, 8)}", "kind": "'residence'", "state": "'used'",
        "issued_on": f"@on - 40 - {chance('new', 100)}::int", "extensions": "0",
    }),
    Rows("visas_visa", _HAS_EXIT_VISA, {
        "person_id": "p.id", "number": f"'61' || {_wide(_SERIAL, 8)}",
        "kind": f"CASE WHEN {odds('multiple', 25)} THEN 'exit_reentry_multiple' ELSE 'exit_reentry_single' END",
        "state": f"CASE WHEN {_ABROAD} THEN 'used' ELSE {one_of('visa state', 'issued', 'issued', 'cancelled', 'expired')} END",
        "issued_on": f"@on - 20 - {chance('visa', 60)}::int", "leave_by": f"@on + {chance('leave', 60)}::int",
        "return_by": f"@on + 20 + {chance('leave', 60)}::int + {chance('return', 40)}::int", "counted_from": "'issue'",
        "own_request": "false", "in_probation": "false", "extensions": "0",
    }),
    Rows("restrictions_restriction", f"p.age >= 18 AND {odds('restricted', 0.7)}", {
        "person_id": "p.id", "kind": one_of("restriction", "suspension", "suspension", "travel_ban", "security_note"),
        "authority": "'محكمة التنفيذ'", "reference": f"'45' || {_wide(_SERIAL, 8)}", "reason": "'طلب تنفيذ مالي'",
        "since_on": f"@on - {chance('restricted on', 700)}::int",
        "lifted_on": f"CASE WHEN {odds('lifted', 35)} THEN @on - {chance('restricted on', 700)}::int / 2 END",
    }),
    Rows("civil_civil_fine", f"{_CITIZEN} AND p.age >= 18 AND {odds('fined', 0.8)}", {
        "person_id": "p.id", "number": f"'CF' || {_wide(_SERIAL, 9)}", "amount_sar": "100.00", "state": one_of("fine", "unpaid", "paid", "paid"),
        "imposed_on": f"@on - {chance('fined on', 900)}::int",
    }),
    Rows("appointments_appointment", odds("visit", 0.5), {
        "person_id": "p.id", "number": f"'AN' || {_wide(_SERIAL, 9)}", "purpose": "'fingerprint'", "slot": "'فرع الرياض، 09:30'",
        "booked_on": f"@on - {chance('booked', 40)}::int", "state": one_of("attended", "booked", "attended", "missed", "cancelled"),
    }),
)  # fmt: skip

ACCOUNTS = Rows("identity_account", f"p.age >= 18 AND p.kind <> 'visitor' AND NOT {DEAD} AND {odds('account', 88)}", {
    "kind": "'person'", "person_id": "p.id", "number": "p.number", "password": "'@password'",
    "name_ar": "p.first_ar || ' ' || p.rest_ar", "name_en": "p.first_en || ' ' || p.rest_en",
    # No telephone in the world begins with +999, so that no message can ever reach anybody.
    "mobile": f"'+9997' || {_wide(_SERIAL, 8)}", "mobile_changed_at": _SAID, "email": "''",
    "language": f"CASE WHEN {_CITIZEN} OR {odds('arabic', 60)} THEN 'ar' ELSE 'en' END",
    "state": f"CASE WHEN {odds('inactive', 2)} THEN 'inactive' ELSE 'active' END", "created_at": _SAID,
})  # fmt: skip

RECORDS = (PERSON, *TIES, EMPLOYMENT, MANAGER, *PAPERS, *ATTESTED, *ROAD, *CROSSINGS, ACCOUNTS)

"""Passports: those the state issues to citizens, and those that residents hold from their own states."""

from typing import Any

from tayseer.kit.expressions import DAY, Drawn, Expression
from tayseer.kit.records import Record, choice, day, flag, key, whole, words
from tayseer.kit.services import Effect, change, create, replace
from tayseer.registries.people.contract import Person


class Passport(Record, registry="passports", of="person", ar="سجل الجوازات", en="passport register"):
    """The current passport of a person."""

    number = words(ar="رقم الجواز", en="Passport number")
    country = words(ar="دولة الإصدار", en="Issuing state")
    state = choice(
        ar="حالة الجواز",
        en="Passport state",
        options={
            "issued": ("صادر لم يُفعّل", "issued, not yet active"),
            "active": ("ساري المفعول", "active"),
            "lost": ("مفقود", "lost"),
            "cancelled": ("ملغى", "cancelled"),
        },
    )
    issued_on = day(ar="تاريخ إصدار الجواز", en="Passport issued on")
    expires_on = day(ar="تاريخ انتهاء الجواز", en="Passport expires on")
    term_years = whole(ar="مدة الجواز بالسنوات", en="Term in years")
    lost_on = day(ar="تاريخ الفقد", en="Lost on")
    handed_over_on = day(ar="تاريخ تسليم الجواز القديم", en="Old passport handed over on")
    updated_online_on = day(ar="آخر تحديث إلكتروني للجواز", en="Last updated online on")


class ConsentCondition(
    Record, registry="passports", of="person", many=True, ar="شروط موافقة الوالدين", en="parents' consent conditions"
):
    """A parent's condition that a child's passport waits for their consent."""

    set_by_id = key(ar="الوالد الذي وضع الشرط", en="Parent who set it")
    since_on = day(ar="تاريخ الشرط", en="Since")
    active = flag(ar="الشرط قائم", en="In force")


def issue_passport(holder: type[Person], *, years: object, expires_on: Expression[Any]) -> Effect:
    """A first passport; it becomes active when received."""
    return create(
        "passports.passport.issued",
        Passport.of(holder),
        ar="إصدار جواز سفر",
        en="A new passport",
        number=Drawn("passport"),
        country="SAU",
        state="issued",
        issued_on=DAY,
        expires_on=expires_on,
        term_years=years,
    )


def renew_passport(holder: type[Person], *, years: object, expires_on: Expression[Any]) -> Effect:
    """A new passport in place of the current one, which is cancelled."""
    return replace(
        "passports.passport.renewed",
        Passport.of(holder),
        ar="جواز سفر جديد وإلغاء القديم",
        en="A new passport; the old one is cancelled",
        ends={"state": "cancelled"},
        number=Drawn("passport"),
        country="SAU",
        state="issued",
        issued_on=DAY,
        expires_on=expires_on,
        term_years=years,
    )


def report_lost(holder: type[Person], *, lost_on: object) -> Effect:
    """The passport stops being valid at once and for ever."""
    return change(
        "passports.passport.lost",
        Passport.of(holder),
        ar="إيقاف الجواز المفقود",
        en="The lost passport stops being valid",
        state="lost",
        lost_on=lost_on,
    )


def activate_passport(holder: type[Person]) -> Effect:
    """The passport received becomes active."""
    return change(
        "passports.passport.activated",
        Passport.of(holder),
        ar="تفعيل الجواز",
        en="The passport becomes active",
        state="active",
    )


def set_consent_condition(child: type[Person], *, parent: Expression[int]) -> Effect:
    """From now on the child's passport waits for this parent's consent."""
    return create(
        "passports.consent.required",
        ConsentCondition.of(child),
        ar="اشتراط الموافقة",
        en="Consent is required",
        set_by_id=parent,
        since_on=DAY,
        active=True,
    )


def update_foreign_passport(holder: type[Person], *, number: object, issued_on: object, expires_on: object) -> Effect:
    """The new passport of a resident, in place of the one on record (RPI)."""
    return replace(
        "passports.passport.updated",
        Passport.of(holder),
        ar="تحديث معلومات الجواز",
        en="The passport on record is updated",
        ends={"state": "cancelled"},
        number=number,
        country=Passport.of(holder).country,
        state="active",
        issued_on=issued_on,
        expires_on=expires_on,
        updated_online_on=DAY,
    )

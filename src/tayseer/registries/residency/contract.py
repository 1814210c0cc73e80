"""Residence: iqamas (residence permits), and reports of absence from work."""

from typing import Any

from tayseer.kit.expressions import DAY, Drawn, Expression
from tayseer.kit.records import Record, choice, day, whole, words
from tayseer.kit.services import Effect, change, create
from tayseer.registries.people.contract import Person


class Iqama(Record, registry="residency", of="person", ar="سجل الإقامة", en="residence register"):
    """The residence permit of a person who is not a citizen."""

    number = words(ar="رقم الإقامة", en="Iqama number")
    card_number = words(ar="رقم نسخة البطاقة", en="Card number")
    kind = choice(
        ar="نوع الإقامة",
        en="Kind of iqama",
        options={
            "dependant": ("مرافق", "family member"),
            "domestic": ("عمالة منزلية", "domestic worker"),
            "establishment": ("عامل منشأة", "establishment worker"),
        },
    )
    state = choice(
        ar="حالة الإقامة",
        en="Iqama state",
        options={
            "active": ("سارية", "active"),
            "lost": ("بطاقة مفقودة", "card lost"),
            "cancelled": ("ملغاة", "cancelled"),
            "final_exit": ("خروج نهائي", "final exit"),
        },
    )
    issued_on = day(ar="تاريخ إصدار الإقامة", en="Iqama issued on")
    expires_on = day(ar="تاريخ انتهاء الإقامة", en="Iqama expires on")
    late_renewals = whole(ar="عدد مرات التأخر في التجديد", en="Late renewals so far")
    lost_on = day(ar="تاريخ فقد البطاقة", en="Card lost on")


class AbsenceReport(Record, registry="residency", of="person", many=True, ar="بلاغات التغيب", en="absence reports"):
    """An employer's report that a worker is absent from work."""

    reported_on = day(ar="تاريخ البلاغ", en="Reported on")
    state = choice(ar="حالة البلاغ", en="State", options={"open": ("قائم", "open"), "closed": ("مغلق", "closed")})


def issue_iqama(holder: type[Person], *, kind: str, expires_on: Expression[Any]) -> Effect:
    """A first iqama. Its number is the person's identity number."""
    return create(
        "residency.iqama.issued",
        Iqama.of(holder),
        ar="إصدار الإقامة",
        en="A residence permit",
        number=holder.number,
        card_number=Drawn("iqama-card"),
        kind=kind,
        state="active",
        issued_on=DAY,
        expires_on=expires_on,
        late_renewals=0,
    )


def extend_iqama(holder: type[Person], *, expires_on: Expression[Any], late_renewals: object) -> Effect:
    """A later expiry; ``late_renewals`` counts the times renewal came after the grace days."""
    return change(
        "residency.iqama.extended",
        Iqama.of(holder),
        ar="تمديد الإقامة",
        en="The residence permit is extended",
        expires_on=expires_on,
        late_renewals=late_renewals,
    )


def report_card_lost(holder: type[Person], *, lost_on: object) -> Effect:
    """The card no longer proves anything; the permit itself stands."""
    return change(
        "residency.iqama.card_lost",
        Iqama.of(holder),
        ar="إيقاف بطاقة الإقامة المفقودة",
        en="The lost card stops being valid",
        state="lost",
        lost_on=lost_on,
    )


def replace_card(holder: type[Person]) -> Effect:
    """A new card for the same permit."""
    return change(
        "residency.iqama.card_replaced",
        Iqama.of(holder),
        ar="بطاقة إقامة جديدة",
        en="A new card",
        card_number=Drawn("iqama-card"),
        state="active",
    )


def mark_final_exit(holder: type[Person]) -> Effect:
    """The permit ends with the person's final exit."""
    return change(
        "residency.iqama.final_exit_marked",
        Iqama.of(holder),
        ar="قيد الخروج النهائي على الإقامة",
        en="Final exit noted on the permit",
        state="final_exit",
    )


def unmark_final_exit(holder: type[Person]) -> Effect:
    """The permit stands again after a final exit is cancelled."""
    return change(
        "residency.iqama.final_exit_unmarked",
        Iqama.of(holder),
        ar="إعادة الإقامة إلى السريان",
        en="The permit is active again",
        state="active",
    )

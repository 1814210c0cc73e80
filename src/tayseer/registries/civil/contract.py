"""Civil affairs: national identity cards, civil fines, changes of name and the list of accepted names."""

from typing import Any

from tayseer.kit.expressions import DAY, Drawn, Expression
from tayseer.kit.records import Record, amount, choice, day, flag, whole, words
from tayseer.kit.services import Effect, change, create, replace
from tayseer.registries.people.contract import Person


class IdCard(Record, registry="civil", of="person", ar="سجل بطاقات الهوية", en="identity card register"):
    """The current national identity card of a citizen."""

    copy_number = words(ar="رقم النسخة", en="Card number")
    state = choice(
        ar="حالة البطاقة",
        en="Card state",
        options={
            "issued": ("صادرة لم تُفعّل", "issued, not yet active"),
            "active": ("سارية", "active"),
            "lost": ("مفقودة", "lost"),
            "damaged": ("تالفة", "damaged"),
            "cancelled": ("ملغاة", "cancelled"),
        },
    )
    issued_on = day(ar="تاريخ إصدار البطاقة", en="Card issued on")
    expires_on = day(ar="تاريخ انتهاء البطاقة", en="Card expires on")
    losses = whole(ar="عدد مرات الفقد السابقة", en="Earlier losses")
    damages = whole(ar="عدد مرات التلف السابقة", en="Earlier damages")


class CivilFine(
    Record, registry="civil", of="person", many=True, ar="غرامات الأحوال المدنية", en="civil affairs fines"
):
    """A fine of civil affairs."""

    number = words(ar="رقم الغرامة", en="Fine number")
    amount_sar = amount(ar="مبلغ الغرامة", en="Amount")
    state = choice(
        ar="حالة الغرامة", en="State", options={"unpaid": ("غير مسددة", "unpaid"), "paid": ("مسددة", "paid")}
    )
    imposed_on = day(ar="تاريخ الغرامة", en="Imposed on")


class NameChange(
    Record, registry="civil", of="person", many=True, ar="سجل تغيير الأسماء", en="register of name changes"
):
    """A first name changed, with the name before it."""

    changed_on = day(ar="تاريخ التغيير", en="Changed on")
    old_name_ar = words(ar="الاسم السابق", en="Earlier name")
    new_name_ar = words(ar="الاسم الجديد", en="New name")


class ListedName(Record, registry="civil", ar="قائمة الأسماء المعتمدة", en="list of accepted names"):
    """A first name on the list that is accepted without an officer; ``accepted`` is false for names refused by law."""

    name_ar = words(ar="الاسم", en="Name")
    accepted = flag(ar="مقبول", en="Accepted")


class FamilyIdentification(
    Record, registry="civil", of="person", ar="تعريف أفراد الأسرة", en="identification of family members"
):
    """A parent's electronic identification of a child, required before the first card."""

    identified_on = day(ar="تاريخ التعريف", en="Identified on")


def issue_id_card(holder: type[Person], *, expires_on: Expression[Any]) -> Effect:
    """A first card; it works only after activation (NID-11)."""
    return create(
        "civil.id_card.issued",
        IdCard.of(holder),
        ar="إصدار بطاقة هوية جديدة",
        en="A new identity card",
        copy_number=Drawn("id-card"),
        state="issued",
        issued_on=DAY,
        expires_on=expires_on,
        losses=0,
        damages=0,
    )


def replace_id_card(
    holder: type[Person], *, old_state: str, expires_on: Expression[Any], losses: object, damages: object
) -> Effect:
    """A new card in place of the current one, which ends in ``old_state`` at once."""
    return replace(
        "civil.id_card.replaced",
        IdCard.of(holder),
        ar="بطاقة هوية جديدة بدل الحالية",
        en="A new identity card in place of the current one",
        ends={"state": old_state},
        copy_number=Drawn("id-card"),
        state="issued",
        issued_on=DAY,
        expires_on=expires_on,
        losses=losses,
        damages=damages,
    )


def report_id_card_lost(holder: type[Person]) -> Effect:
    """The card stops working at once and for ever (NID-10)."""
    return change(
        "civil.id_card.lost",
        IdCard.of(holder),
        ar="إيقاف بطاقة الهوية المفقودة",
        en="The lost identity card stops working",
        state="lost",
    )


def activate_id_card(holder: type[Person]) -> Effect:
    """The card received begins to work."""
    return change(
        "civil.id_card.activated",
        IdCard.of(holder),
        ar="تفعيل بطاقة الهوية",
        en="The identity card becomes active",
        state="active",
    )


def note_name_change(person: type[Person], *, old: Expression[str], new: Expression[str]) -> Effect:
    """Remember the earlier first name."""
    return create(
        "civil.name_change.noted",
        NameChange.of(person),
        ar="قيد تغيير الاسم",
        en="The change of name on record",
        changed_on=DAY,
        old_name_ar=old,
        new_name_ar=new,
    )

"""Restrictions: holds that an authority puts on a person, always with its name, number and reason."""

from tayseer.kit.records import Record, choice, day, words


class Restriction(
    Record, registry="restrictions", of="person", many=True, ar="سجل القيود", en="register of restrictions"
):
    """A hold; it stands until lifted."""

    kind = choice(
        ar="نوع القيد",
        en="Kind",
        options={
            "suspension": ("إيقاف خدمات", "suspension of services"),
            "travel_ban": ("منع سفر", "travel ban"),
            "security_note": ("ملاحظة أمنية", "security note"),
        },
    )
    authority = words(ar="الجهة", en="Authority")
    reference = words(ar="رقم القيد", en="Reference")
    reason = words(ar="السبب", en="Reason")
    since_on = day(ar="تاريخ القيد", en="Since")
    lifted_on = day(ar="تاريخ الرفع", en="Lifted on")

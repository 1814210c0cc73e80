"""What services may read of an account, and what they may change in it."""

from typing import Any

from tayseer.kit.records import Record, choice, moment, words
from tayseer.kit.services import Effect, change


class Account(Record, registry="identity", of="person", ar="حسابات المنصة", en="the platform's accounts"):
    """A person's account on the platform."""

    state = choice(
        ar="حالة الحساب",
        en="Account state",
        options={
            "active": ("مفعّل", "active"),
            "inactive": ("غير مفعّل", "not active"),
            "locked": ("موقوف", "locked"),
            "paused": ("موقوف مؤقتًا", "paused"),
        },
    )
    mobile = words(ar="رقم الجوال", en="Mobile number")
    mobile_changed_at = moment(ar="وقت تغيير رقم الجوال", en="Mobile number changed at")
    email = words(ar="البريد الإلكتروني", en="E-mail address")
    language = choice(
        ar="لغة المراسلة",
        en="Language of messages",
        options={"ar": ("العربية", "Arabic"), "en": ("الإنجليزية", "English")},
    )


def update_account(person: type[Record], **sets: Any) -> Effect:
    """Change how the platform reaches a person."""
    return change(
        "identity.account.updated", Account.of(person), ar="تحديث بيانات الحساب", en="The account is updated", **sets
    )

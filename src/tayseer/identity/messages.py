"""The words of the texts that carry codes or warn of a change; digits are isolated from the Arabic around them."""

from tayseer.kit.text import Text, isolate


def sign_in_code(*, code: str) -> Text:
    """The text that carries a sign-in code: valid five minutes, never to be told to anyone."""
    return Text(
        ar=f"تيسير: رمز الدخول {isolate(code)}، صالح خمس دقائق. لا تخبر به أحدًا.",
        en=f"Tayseer: sign-in code {code}, valid for five minutes. Tell it to no one.",
    )


def confirmation_code(*, code: str) -> Text:
    """The text that carries a code confirming one operation."""
    return Text(
        ar=f"تيسير: رمز تأكيد العملية {isolate(code)}. إن لم تطلبها فلا تخبر به أحدًا.",
        en=f"Tayseer: code to confirm your request {code}. If you did not ask for it, tell no one.",
    )


def mobile_code(*, code: str) -> Text:
    """The text that proves that a new mobile number is in its owner's hands."""
    return Text(
        ar=f"تيسير: رمز ربط هذا الرقم بحسابك {isolate(code)}، صالح خمس دقائق.",
        en=f"Tayseer: code to link this number to your account {code}, valid for five minutes.",
    )


def mobile_changed() -> Text:
    """What the old number and the e-mail address are told, so that a theft does not stay unseen."""
    return Text(
        ar="تيسير: تغيّر رقم الجوال في حسابك. إن لم تطلب ذلك فادخل حسابك وأوقفه من صفحة «حسابي»، أو أوقفه من أقرب فرع.",
        en="Tayseer: your account has a new mobile number. If this was not you, sign in and stop your account on the"
        " page My account, or stop it at a branch.",
    )


def mobile_changed_subject() -> Text:
    """The subject of that mail."""
    return Text(ar="تغيّر رقم الجوال في حسابك", en="Your account has a new mobile number")


def old_number_code(*, code: str) -> Text:
    """The text by which the old number confirms that its holder changed it."""
    return Text(
        ar=f"تيسير: رمز تأكيد أنك غيّرت رقم جوالك {isolate(code)}. إن لم تغيّره فلا تخبر به أحدًا، وأوقف حسابك.",
        en=f"Tayseer: code to confirm that you changed your mobile number {code}. If you did not, tell no one and stop"
        " your account.",
    )

"""The words of the texts that carry codes or warn of a change; digits are isolated from the Arabic around them."""

from tayseer.kit.text import Text, isolate, isolate_name


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


_CHANGES = {
    "added": Text(ar="أُضيفت إلى حسابك طريقة دخول", en="a way to sign in was added to your account"),
    "removed": Text(ar="حُذفت من حسابك طريقة دخول", en="a way to sign in was removed from your account"),
    "renamed": Text(ar="تغيّر اسم طريقة دخول في حسابك", en="a way to sign in to your account has a new name"),
    "codes": Text(ar="صدرت لحسابك رموز استرداد جديدة", en="new recovery codes were made for your account"),
    "code_used": Text(ar="دخل أحد حسابك برمز استرداد", en="somebody signed in to your account with a recovery code"),
    "password": Text(ar="تغيّرت كلمة مرور حسابك", en="the password of your account was changed"),
    "paused": Text(ar="أُوقف حسابك مؤقتًا", en="your account was paused"),
    "resumed": Text(ar="أُعيد تشغيل حسابك", en="your account was resumed"),
    "proofed": Text(ar="أُثبتت هويتك لحسابك", en="your identity was proved for your account"),
    "counter": Text(
        ar="رُفض مفتاح مرور لأنه قد يكون منسوخًا", en="a passkey was refused, because it may have been copied"
    ),
}


def ways_changed(*, what: str, name: str = "", device: str = "") -> Text:
    """What every channel is told after a change of the ways into an account: what, which, from where, what to do."""
    said = _CHANGES[what]
    which_ar, which_en = (f" «{isolate_name(name)}»", f" “{isolate_name(name)}”") if name else ("", "")
    from_ar, from_en = (f" من {isolate(device)}", f" from {isolate(device)}") if device else ("", "")
    return Text(
        ar=f"تيسير: {said.ar}{which_ar}{from_ar}. إن لم يكن ذلك منك فأوقف حسابك من صفحة «أمان حسابي» أو من أقرب فرع.",
        en=f"Tayseer: {said.en}{which_en}{from_en}. If this was not you, pause your account under Account security, or"
        " at a branch.",
    )


def ways_changed_subject() -> Text:
    """The subject of that mail."""
    return Text(ar="تغيّر في أمان حسابك", en="A change in the security of your account")


def recovery_code(*, code: str) -> Text:
    """The text that carries one half of setting a new password; the other half is in the holder's app."""
    return Text(
        ar=f"تيسير: رمز استعادة كلمة المرور {isolate(code)}، صالح خمس دقائق ولا يكفي وحده. لا تخبر به أحدًا.",
        en=f"Tayseer: code to recover your password {code}, valid for five minutes and not enough alone. Tell no one.",
    )

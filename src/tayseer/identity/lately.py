"""What happened lately to an account: sign-ins, refusals and changes of the ways into it, as the audit has them."""

from dataclasses import dataclass
from datetime import datetime

from tayseer.audit.contract import Actor
from tayseer.audit.queries import activity
from tayseer.identity.models import AuthenticatorChange
from tayseer.kit.text import Text

LOOKED_AT, SHOWN = 100, 12

_WORDS = {
    "identity.session.started": Text(ar="دخول إلى حسابك", en="Signed in"),
    "identity.session.ended": Text(ar="تسجيل خروج جهاز", en="A device signed out"),
    "identity.session.all_ended": Text(ar="تسجيل خروج الأجهزة الأخرى", en="The other devices signed out"),
    "identity.session.stepped_up": Text(ar="إثبات أنك صاحب الحساب", en="Proved again that the account is yours"),
    "identity.sign_in.refused": Text(ar="محاولة دخول لم تُقبل", en="An attempt to sign in was not accepted"),
    "identity.passkey.refused": Text(ar="مفتاح مرور لم يُقبل", en="A passkey was not accepted"),
    "identity.approval.asked": Text(ar="طلب موافقة على الدخول", en="Approval of a sign-in was asked for"),
    "identity.approval.approved": Text(ar="موافقة من جهازك", en="Approved on your device"),
    "identity.approval.wrong": Text(ar="رقم موافقة غير مطابق", en="A number that did not match, so no approval"),
    "identity.approval.not_me": Text(ar="قلت: لم أكن أنا", en="You said: it was not me"),
    "identity.approval.allowed_again": Text(ar="إتاحة الموافقة من جديد", en="Approvals allowed again"),
    "identity.authenticator.added": Text(ar="إضافة طريقة دخول", en="A way to sign in was added"),
    "identity.authenticator.removed": Text(ar="حذف طريقة دخول", en="A way to sign in was removed"),
    "identity.authenticator.renamed": Text(ar="تغيير اسم طريقة دخول", en="A way to sign in was renamed"),
    "identity.authenticators.confirmed": Text(ar="تأكيد تغيير طرق الدخول", en="The change of ways was confirmed"),
    "identity.recovery_codes.made": Text(ar="إصدار رموز استرداد", en="Recovery codes were made"),
    "identity.recovery_code.used": Text(ar="استعمال رمز استرداد", en="A recovery code was used"),
    "identity.mobile.changed": Text(ar="تغيير رقم الجوال", en="The mobile number changed"),
    "identity.password.changed": Text(ar="تغيير كلمة المرور", en="The password changed"),
    "identity.password.recovered": Text(ar="استعادة كلمة المرور", en="The password was recovered"),
    "identity.account.proofed": Text(ar="إثبات هويتك", en="Your identity was proved"),
    "identity.account.paused": Text(ar="إيقاف الحساب مؤقتًا", en="The account was paused"),
    "identity.account.resumed": Text(ar="إعادة تشغيل الحساب", en="The account was resumed"),
    "identity.account.activated": Text(ar="تفعيل الحساب", en="The account was activated"),
    "identity.text.signed": Text(ar="توقيع نص بمفتاح المرور", en="A text was signed with a passkey"),
}
_OF_CHANGES = {
    "added": "identity.authenticator.added",
    "removed": "identity.authenticator.removed",
    "renamed": "identity.authenticator.renamed",
    "codes": "identity.recovery_codes.made",
    "code_used": "identity.recovery_code.used",
    "password": "identity.password.recovered",
    "paused": "identity.account.paused",
    "resumed": "identity.account.resumed",
    "proofed": "identity.account.proofed",
    "counter": "identity.passkey.refused",
}


@dataclass(frozen=True, slots=True)
class Happened:
    """One line: when (UTC), what, and whether it was refused."""

    at: datetime
    text: Text
    is_refused: bool


def of_account(*, account_id: int, actor: Actor) -> list[Happened]:
    """Return what happened lately, newest first: a person's from the audit, an officer's from the account's changes."""
    if actor.kind == "person":
        return [
            Happened(event.at, _WORDS[event.action], event.result == "refused" or event.action.endswith("refused"))
            for event in activity(actor=actor, limit=LOOKED_AT)
            if event.action in _WORDS
        ][:SHOWN]
    rows = AuthenticatorChange.objects.filter(account_id=account_id).order_by("-id")[:SHOWN]
    return [Happened(row.changed_at, _WORDS[_OF_CHANGES[row.what]], row.what == "counter") for row in rows]

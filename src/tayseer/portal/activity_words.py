"""The audit in plain words, for the person whose data it is: who, what, which data, and why."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from tayseer.audit.contract import PRIVACY_OFFICE
from tayseer.documents.types import AGENCIES
from tayseer.kit.records import RECORDS, STEPS
from tayseer.kit.text import Text
from tayseer.portal.agencies import section
from tayseer.services import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tayseer.audit.contract import Event
    from tayseer.kit.services import Service

ACTIONS = {
    "case.filed": Text(ar="أُرسل طلب، وقُرئت لأجله بيانات", en="A request was sent, and data was read for it"),
    "case.approved": Text(ar="أُنجز طلب", en="A request was completed"),
    "case.refused": Text(ar="لم يُقبل طلب", en="A request was not accepted"),
    "case.lapsed": Text(ar="سقط طلب بانتهاء مهلته", en="A request lapsed"),
    "case.withdrawn": Text(ar="سُحب طلب", en="A request was withdrawn"),
    "case.objected": Text(ar="قُدّم اعتراض على قرار", en="An objection to a decision was sent"),
    "case.answered": Text(ar="أجاب طرف في طلب", en="A party to a request answered"),
    "case.decided": Text(ar="بتّ موظف في طلب", en="An officer decided on a request"),
    "case.returned": Text(ar="أُعيد طلب للتصحيح", en="A request was returned for correction"),
    "case.corrected": Text(ar="صُحّحت أجوبة طلب", en="Answers of a request were corrected"),
    "case.escalated": Text(ar="رُفع طلب إلى المشرف", en="A request went up to the supervisor"),
    "case.assigned": Text(ar="أُسند طلب إلى موظف", en="A request was given to an officer"),
    "case.draft.kept": Text(ar="حُفظت مسودة طلب", en="A draft of a request was kept"),
    "case.draft.dropped": Text(ar="حُذفت مسودة طلب", en="A draft of a request was deleted"),
    "case.attachment.kept": Text(ar="أُرفق ملف", en="A file was attached"),
    "service.queried": Text(ar="استعلام عن بيانات", en="Data was looked up by a service"),
    "office.case.opened": Text(ar="فتح موظف طلبًا وقرأ بياناته", en="An officer opened a request and read its data"),
    "office.case.withheld": Text(
        ar="وصل موظف إلى طلب فيه سجلك المحمي، ولم تُعرض عليه بياناته",
        en="An officer came to a request with your protected record and was shown none of its data",
    ),
    "office.file.opened": Text(ar="فتح موظف ملفًا مرفقًا بطلب", en="An officer opened a file attached to a request"),
    "office.person.searched": Text(ar="بحث موظف برقم هويتك", en="An officer searched by your identity number"),
    "office.person.proofed": Text(
        ar="أثبت موظف هويتك وسلّمك رمز تفعيل", en="An officer proved who you are and handed you an activation code"
    ),
    "office.access.asked": Text(ar="طلب موظف الإذن بفتح سجلك", en="An officer asked leave to open your record"),
    "office.access.allowed": Text(ar="أذن المشرف بفتح سجلك", en="The supervisor allowed your record to be opened"),
    "office.access.refused": Text(ar="رفض المشرف فتح سجلك", en="The supervisor refused to have your record opened"),
    "office.record.opened": Text(ar="فتح موظف سجلك", en="An officer opened your record"),
    "document.issued": Text(ar="صدرت وثيقة", en="A document was issued"),
    "document.rendered": Text(ar="أُعدّت نسخة الوثيقة للتنزيل", en="The document's paper was made"),
    "document.downloaded": Text(ar="نُزّلت وثيقة", en="A document was downloaded"),
    "document.viewed": Text(ar="عُرضت وثيقة", en="A document was viewed"),
    "document.shared": Text(ar="أنشأت رابطًا لعرض وثيقة", en="You made a link that shows a document"),
    "document.share.viewed": Text(ar="عُرضت وثيقة على حامل الرابط", en="A document was shown to the holder of a link"),
    "document.share.revoked": Text(ar="أوقفت رابطًا لعرض وثيقة", en="You revoked a link to a document"),
    "document.stamped": Text(ar="خُتم زمن نسخة الوثيقة", en="The document's paper was time-stamped"),
    "document.archived": Text(ar="حُفظت نسخة الوثيقة في الأرشيف", en="The document's paper was archived"),
    "delegation.given": Text(ar="عُرض تفويض", en="A delegation was offered"),
    "delegation.accepted": Text(ar="قُبل تفويض", en="A delegation was accepted"),
    "delegation.refused": Text(ar="لم يُقبل تفويض", en="A delegation was not accepted"),
    "delegation.revoked": Text(ar="أُوقف تفويض", en="A delegation was revoked"),
    "delegation.used": Text(ar="أُرسل طلب بتفويض", en="A request was sent by delegation"),
    "exchange.asked": Text(ar="سُئلت جهة خارجية عنك", en="An agency outside was asked about you"),
    "identity.mobile.confirmed": Text(
        ar="أكّد رقمك السابق تغيير الرقم",
        en="Your old number confirmed the change of number",
    ),
    "identity.account.locked": Text(ar="أُوقف حسابك كله بطلبك", en="Your whole account was stopped at your wish"),
    "office.document.opened": Text(ar="اطّلع موظف على وثيقة", en="An officer opened a document"),
    "office.access.found_sound": Text(
        ar="راجع مشرف اطلاعًا على سجلك ووجده سليمًا",
        en="A supervisor reviewed an access to your record and found it sound",
    ),
    "office.access.found_unsound": Text(
        ar="راجع مشرف اطلاعًا على سجلك ووجده بلا وجه حق",
        en="A supervisor reviewed an access to your record and found it wrong",
    ),
    "office.record.protected": Text(ar="شُدّدت حماية سجلك", en="Your record was given stronger protection"),
    "office.record.unprotected": Text(
        ar="عادت حماية سجلك إلى المعتاد", en="Your record has the usual protection again"
    ),
    "document.superseded": Text(ar="حلّت وثيقة محل أخرى", en="A document was replaced by another"),
    "document.revoked": Text(ar="أُلغيت وثيقة", en="A document was revoked"),
    "document.suspended": Text(ar="أُوقفت وثيقة", en="A document was suspended"),
    "identity.account.opened": Text(ar="فُتح الحساب", en="The account was opened"),
    "identity.session.started": Text(ar="تسجيل دخول", en="Signed in"),
    "identity.session.ended": Text(ar="تسجيل خروج", en="Signed out"),
    "identity.session.all_ended": Text(ar="خروج من كل الأجهزة", en="Signed out everywhere"),
    "identity.sign_in.refused": Text(ar="محاولة دخول لم تنجح", en="An attempt to sign in that failed"),
    "identity.operation.confirmed": Text(ar="تأكيد عملية برمز", en="An operation was confirmed by a code"),
    "partners.verdict.given": Text(
        ar="سُئل نظام مرتبط عن استحقاقك لخدمة", en="A linked system asked whether you may use a service"
    ),
    "partners.documents.read": Text(ar="اطّلع نظام مرتبط على وثائقك", en="A linked system read your documents"),
    "partners.violations.read": Text(ar="اطّلع نظام مرتبط على مخالفاتك", en="A linked system read your violations"),
    "ledger.bill.opened": Text(ar="صدرت فاتورة", en="A bill was issued"),
    "ledger.bill.paid": Text(ar="دُفعت فاتورة", en="A bill was paid"),
    "ledger.bill.cancelled": Text(ar="أُلغيت فاتورة", en="A bill was cancelled"),
    "ledger.bill.expired": Text(ar="انتهت مدة فاتورة", en="A bill expired"),
    "ledger.bill.refunded": Text(ar="رُدّ مبلغ إلى الرصيد", en="Money was given back to the deposit"),
    "ledger.card.begun": Text(ar="بدأ دفع بالبطاقة", en="A card payment was begun"),
    "ledger.card.declined": Text(ar="رفض المصرف الدفع بالبطاقة", en="The bank declined a card payment"),
    "ledger.deposit.topped_up": Text(ar="أضيف مبلغ إلى الرصيد", en="Money was added to the deposit"),
    "ledger.hold.received": Text(ar="حُجز مبلغ", en="Money was taken into safe keeping"),
    "ledger.hold.released": Text(ar="سُلّم مبلغ محجوز", en="Money in safe keeping was released"),
    "ledger.hold.returned": Text(ar="أُعيد مبلغ محجوز", en="Money in safe keeping was returned"),
    "ledger.payment.deposited": Text(ar="أضيفت دفعة إلى الرصيد", en="A payment went to the deposit"),
    "audit.question.asked": Text(ar="سألت مكتب الخصوصية عن اطلاع", en="You asked the privacy office about an access"),
    "audit.question.answered": Text(ar="أجاب مكتب الخصوصية عن سؤالك", en="The privacy office answered your question"),
    "audit.values.forgotten": Text(
        ar="أُزيل ربط أسطر قديمة من السجل بك، لانتهاء مدة حفظها",
        en="Old lines of the record were unlinked from you, as the time for keeping them had ended",
    ),
    "establishments.role.offered": Text(
        ar="عُرضت عليك صلاحية في منشأة", en="You were offered a role on an establishment"
    ),
    "establishments.role.accepted": Text(ar="قبلت صلاحية في منشأة", en="You accepted a role on an establishment"),
    "establishments.role.declined": Text(ar="لم تقبل صلاحية في منشأة", en="You declined a role on an establishment"),
    "establishments.role.ended": Text(ar="انتهت صلاحية في منشأة", en="A role on an establishment was ended"),
    "establishments.request.prepared": Text(
        ar="أُعدّ طلب جماعي وفُحصت شروطه", en="A request for several workers was prepared and checked"
    ),
    "establishments.request.sent": Text(
        ar="أُرسل طلب جماعي إلى الاعتماد", en="A request for several workers was sent for approval"
    ),
    "establishments.request.approved": Text(ar="اعتُمد طلب جماعي", en="A request for several workers was approved"),
    "establishments.request.refused": Text(
        ar="لم يُعتمد طلب جماعي", en="A request for several workers was not approved"
    ),
    "establishments.request.withdrawn": Text(ar="سُحب طلب جماعي", en="A request for several workers was withdrawn"),
    "establishments.request.row_filed": Text(
        ar="قدّمت المنشأة طلبًا عنك بعد اعتماده", en="An establishment filed a request for you, once approved"
    ),
    "establishments.request.row_failed": Text(
        ar="تعذّر تقديم طلب من المنشأة عنك", en="An establishment's request for you could not be filed"
    ),
    "establishments.request.stopped": Text(
        ar="أُوقف باقي طلب جماعي", en="The rest of a request for several workers was stopped"
    ),
    "establishments.request.done": Text(
        ar="اكتمل تقديم طلب جماعي", en="A request for several workers was filed to its end"
    ),
    "establishments.request.pay_asked": Text(
        ar="طُلب دفع فواتير طلب جماعي", en="Paying the bills of a request for several workers was asked for"
    ),
    "establishments.request.pay_ended": Text(
        ar="انتهى دفع فواتير طلب جماعي", en="Paying the bills of a request for several workers came to its end"
    ),
    "establishments.workers.viewed": Text(
        ar="اطّلعت على قائمة عاملي منشأة", en="You looked at an establishment's list of workers"
    ),
    "openid.claims.read": Text(
        ar="سألت جهة أو شركة عن بيانات وافقت عليها", en="A party asked what you agreed to share"
    ),
    "openid.consent.given": Text(ar="وافقت على مشاركة بيانات", en="You agreed to share data"),
    "openid.consent.revoked": Text(ar="ألغيت موافقة", en="You took a consent back"),
    "openid.login.begun": Text(ar="دخلت إلى جهة بحسابك", en="You signed in to a party"),
    "openid.token.given": Text(ar="جُدّد دخولك إلى جهة", en="A party's access was renewed"),
    "openid.notice.sent": Text(ar="أُبلغت جهة بانتهاء دخولك", en="A party was told that your login ended"),
    "partners.client.registered": Text(ar="سجّلت تطبيقًا لمنشأة", en="You registered an establishment's app"),
    "partners.client.keys": Text(ar="استبدلت مفاتيح تطبيق", en="You replaced an app's keys"),
    "partners.client.addresses": Text(ar="غيّرت عناوين تطبيق", en="You changed an app's addresses"),
    "partners.client.scopes_asked": Text(ar="طلبت نطاقات لتطبيق", en="You asked for an app's scopes"),
    "partners.client.production_asked": Text(ar="طلبت تطبيقًا للعمل الفعلي", en="You asked for an app for real work"),
    "partners.client.request_withdrawn": Text(ar="سحبت طلبًا لتطبيق", en="You withdrew a request for an app"),
    "partners.client.stopped": Text(ar="أوقفت تطبيقًا", en="You stopped an app"),
    "partners.client.resumed": Text(ar="أعدت تطبيقًا إلى العمل", en="You let an app go on"),
    "partners.client.notice_sent_again": Text(
        ar="طلبت إعادة إشعار إلى تطبيق", en="You had a notice sent to an app again"
    ),
    "notices.message.told": Text(ar="وصلتك رسالة", en="You were sent a message"),
    "notices.message.read": Text(ar="قرأت رسالة", en="You read a message"),
    "notices.message.all_read": Text(ar="علّمت الرسائل مقروءة", en="You marked messages as read"),
}
#: What an action is called by its first words, when it has no words of its own.
_FAMILIES = {
    "audit": Text(ar="إجراء في هذا السجل", en="A step about this record"),
    "identity": Text(ar="تعديل في الحساب", en="The account was changed"),
    "case": Text(ar="إجراء في طلب", en="A step of a request"),
    "document": Text(ar="إجراء في وثيقة", en="A step about a document"),
    "relief": Text(ar="مساهمة في تفريج كربة", en="A contribution to Free a debtor"),
    "ledger": Text(ar="حركة مالية", en="A movement of money"),
    "office": Text(ar="اطلاع من موظف", en="A look by an officer"),
    "notices": Text(ar="إجراء في الرسائل", en="A step about messages"),
    "openid": Text(ar="دخول إلى جهة بحسابك", en="Signing in at a party"),
}
_OTHER = Text(ar="إجراء على بياناتك", en="Something done with your data")

PURPOSES = {
    "share": Text(ar="عرضها صاحبها برابط", en="Shown by its holder through a link"),
    "case-review": Text(ar="دراسة طلب لدى الوحدة", en="To study a request that is with the unit"),
    "counter-help": Text(ar="مساعدتك وأنت حاضر أو على الهاتف", en="To help you, present or on the phone"),
    "data-correction": Text(ar="التحقق من خطأ في السجل لتصحيحه", en="To check a mistake, so that it can be put right"),
    "legal-check": Text(ar="تحقق يوجبه النظام", en="A check that the law requires"),
    "proofing-activation": Text(ar="تفعيل حسابك", en="To activate your account"),
    "proofing-passkey": Text(ar="إضافة مفتاح مرور إلى حسابك", en="To add a passkey to your account"),
    "proofing-recovery": Text(ar="استعادة حسابك", en="To recover your account"),
    "own-request": Text(ar="استعلام صاحب الحساب", en="A look-up by the holder of the account"),
    "public-query": Text(ar="استعلام عام برقم", en="A public look-up by number"),
    "privacy": Text(ar="الجواب عن سؤالك", en="To answer your question"),
    "in-charge": Text(ar="اطلاع من أنت في مسؤوليته", en="A look by the one in whose charge you are"),
}
#: The units that officers work in, by what they do; a unit without words yet goes by its code.
UNITS = {
    "objections": Text(ar="الاعتراضات", en="Objections"),
    "names": Text(ar="الأسماء", en="Names"),
    "births": Text(ar="المواليد", en="Births"),
    "cards": Text(ar="البطاقات", en="Cards"),
    "visits": Text(ar="زيارات الفروع", en="Visits to branches"),
    "passports": Text(ar="الجوازات", en="Passports"),
    "disputes": Text(ar="الخلافات", en="Disputes"),
    "visa-objections": Text(ar="الاعتراض على التأشيرات", en="Objections to visas"),
}
ROLES = {
    "clerk": Text(ar="موظف", en="Clerk"),
    "supervisor": Text(ar="مشرف", en="Supervisor"),
}
#: What a party may ask with the holder's consent, by the names of scopes.
SHARED = {
    "openid": Text(ar="معرّف خاص بهذه الجهة وحدها", en="An identifier for this party alone"),
    "profile:name": Text(ar="الاسم بالعربية وبالحروف اللاتينية", en="Name in Arabic and in Latin letters"),
    "age:over18": Text(ar="هل بلغت \u206618\u2069 سنة؟", en="Are you 18 or over?"),
    "residence:valid": Text(ar="هل إقامتك سارية اليوم؟", en="Is your iqama valid today?"),
    "licence:valid": Text(ar="هل رخصة قيادتك سارية اليوم؟", en="Is your driving licence valid today?"),
    "national_id": Text(ar="رقم الهوية", en="Identity number"),
    "address": Text(ar="العنوان الوطني", en="National address"),
}
_RESULTS = {
    "refused": Text(ar="رُفض", en="refused"),
    "failed": Text(ar="لم ينجح", en="failed"),
}
_CHANNELS = {
    "officer": Text(ar="شاشة الموظف في جهته", en="The officer's screen at the agency"),
    "agency": Text(ar="ربط آلي بين الأنظمة", en="A link between systems"),
    "person": Text(ar="حساب في المنصة", en="An account on the platform"),
    "system": Text(ar="تلقائيًا، من غير تدخل أحد", en="Automatically, by nobody's hand"),
}
_AGGREGATE = re.compile(r"\w+\(([\w.]+)#(.+)\)")


@cache
def _effects() -> Mapping[str, Text]:
    """What each change of a registry is called, from the services that bring it about."""
    return {effect.name: effect.label for service in catalogue().values() for effect in service.every_effect}


def what(event: Event) -> Text:
    """What was done."""
    known = ACTIONS.get(event.action) or _effects().get(event.action)
    return known or _FAMILIES.get(event.action.partition(".")[0], _OTHER)


def is_change(event: Event) -> bool:
    """Whether a registered fact was changed, as opposed to read."""
    return event.action in _effects()


def result(event: Event) -> Text | None:
    """How it came out, when it did not simply succeed."""
    return _RESULTS.get(event.result)


def who(event: Event) -> Text:
    """Who did it: yourself, an officer by agency and a number of their own, an agency, the platform."""
    if event.own:
        return Text(ar="أنت", en="You")
    if event.actor_kind == "officer":
        place = agency(event.agency)
        number = f"\u2066{event.officer}\u2069"
        return Text(ar=f"موظف رقم {number}، {place.ar}", en=f"Officer {event.officer}, {place.en}")
    if event.actor_kind == "agency":
        return agency(event.agency) if event.agency else Text(ar="برنامج تعمل به جهة", en="A program of an agency")
    if event.actor_kind == "person":
        return Text(ar="شخص آخر طرف في طلب", en="Another person, a party to a request")
    return Text(ar="المنصة، تنفيذًا لطلب أو مهلة", en="The platform, carrying out a request or a term")


def unit(event: Event) -> Text | None:
    """The unit of the officer, when there is one."""
    return UNITS.get(event.unit, Text(ar=event.unit, en=event.unit)) if event.unit else None


def role(event: Event) -> Text | None:
    """The officer's place in the unit, when it is known."""
    return ROLES.get(event.role, Text(ar=event.role, en=event.role)) if event.role else None


def channel(event: Event) -> Text:
    """By which way it was done: an officer's screen, a link between systems, an account, a delegate, by itself."""
    if event.by_delegate:
        return Text(ar="وكيل ينوب عن غيره", en="A delegate acting for another")
    return _CHANNELS.get(event.actor_kind, _CHANNELS["system"])


def agency(code: str) -> Text:
    """The body behind a code."""
    if code == PRIVACY_OFFICE:
        return Text(ar="مكتب الخصوصية", en="Privacy office")
    known = AGENCIES.get(code)
    return known.name if known is not None else section(code).body


def about(event: Event) -> Text | None:
    """The service concerned, when the event names one."""
    found: Service | None = catalogue().get(event.object)
    return None if found is None else found.title


def why(event: Event) -> Text | None:
    """The purpose that was given: a party's own words in both languages, or a code; else it stays as it is."""
    if not event.purpose:
        return None
    ar, between, en = event.purpose.partition("|")
    if between:
        return Text(ar=ar, en=en)
    return PURPOSES.get(event.purpose, Text(ar=event.purpose, en=event.purpose))


def data(event: Event) -> tuple[Text, ...]:
    """Which data was read or changed, by the names the registers give it; each name once."""
    return _data(event.action, tuple(event.fields))


def _data(action: str, fields: Sequence[str]) -> tuple[Text, ...]:
    found: dict[str, Text] = {}
    for name in fields:
        label = _label(action, name)
        if label is not None:
            found.setdefault(label.en, label)
    return tuple(found.values())


def _label(action: str, name: str) -> Text | None:
    """What one field is called: a column of the record changed, a fact along a path, a count, or a whole register."""
    if action.startswith("openid."):
        return SHARED.get(name)
    if name in RECORDS:
        return RECORDS[name].__label__
    aggregate = _AGGREGATE.fullmatch(name)
    if aggregate is not None:
        record = STEPS.get(aggregate[1].rpartition(".")[2])
        return None if record is None else record.__label__
    if name.startswith(("law.", "answer.")):
        return None
    path = name.split(".")
    if len(path) == 1:
        record = RECORDS.get(action.rpartition(".")[0])
    elif len(path) == 2:  # noqa: PLR2004 a role and a field
        record = STEPS["person"] if path[1] in STEPS["person"].__fields__ else None
        if record is None:
            record = next((known for known in RECORDS.values() if path[1] in known.__fields__), None)
    else:
        record = STEPS.get(path[-2], STEPS["person"])
    if record is not None and record.__registry__ == "exchange":
        return record.__label__  # "valid until" says nothing without the body that said it
    field = None if record is None else record.__fields__.get(path[-1])
    return None if field is None or field.kind == "key" else field.label

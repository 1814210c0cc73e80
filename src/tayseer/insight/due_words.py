"""What is due, in words: a sentence that says what ends, the reason it is shown, and the way out that is elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tayseer.kit.calendar import age
from tayseer.kit.formats import day_text
from tayseer.kit.text import Text, isolate, isolate_name
from tayseer.services import UnknownService
from tayseer.services import service as service_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Said = tuple[Text, Text, Text | None]

#: What the paper is called when it is one's own and when it is another's (English: what follows the name), and whether
#: Arabic takes it for feminine.
_PAPERS: dict[str, tuple[str, str, str, bool]] = {
    "iqama": ("إقامتك", "إقامة {who}", "iqama", True),
    "passport": ("جوازك", "جواز {who}", "passport", False),
    "id": ("بطاقة هويتك", "بطاقة هوية {who}", "identity card", True),
    "licence": ("رخصة قيادتك", "رخصة قيادة {who}", "driving licence", True),
}
_OF_VEHICLE = {
    "registration": ("رخصة سير المركبة {plate}", "the registration of vehicle {plate}", True),
    "insurance": ("تأمين المركبة {plate}", "the insurance of vehicle {plate}", False),
    "inspection": ("الفحص الدوري للمركبة {plate}", "the inspection of vehicle {plate}", False),
}
_CURES = {
    "insurance": Text(
        ar="جدّد التأمين لدى شركة تأمين، ويصلنا منها من غير ورق.",
        en="Renew it with an insurer, who tells us; no paper is needed.",
    ),
    "inspection": Text(
        ar="افحص المركبة في محطة فحص دوري، وتصلنا النتيجة منها.",
        en="Take the vehicle to an inspection station, which sends us the result.",
    ),
    "hold": Text(
        ar="راجع الجهة التي أوقفت الخدمات لتسوية السبب، أو اعترض لديها.",
        en="Settle the reason with the authority that suspended the services, or object there.",
    ),
}
_RENEWS_ALONE = Text(ar="التجديد من حساب صاحب الوثيقة.", en="Its holder renews it from an account of their own.")
#: From this age on a citizen renews a passport in person; before, whoever has charge does.
OWN_PASSPORT_AGE = 21
_BY_EMPLOYER = Text(
    ar="يجددها صاحب العمل أو من تعيش في كنفه.", en="Your employer, or the one in whose charge you are, renews it."
)


def words_of(row: Mapping[str, Any], *, on: date) -> Said:
    """The title, the reason and, where no service of the platform settles it, the way out. ``on`` is in Asia/Riyadh."""
    return _WORDS[row["code"]](row, on)


def _name(row: Mapping[str, Any]) -> Text:
    ar = row["name_ar"] or ""
    return Text(ar=isolate_name(ar), en=row["name_en"] or ar)


def _ends(what: Text, *, feminine: bool, day: date | None, on: date) -> Text:
    over = day is not None and day < on
    verb = ("انتهت" if over else "تنتهي") if feminine else ("انتهى" if over else "ينتهي")
    en = what.en[:1].upper() + what.en[1:]
    return Text(ar=f"{verb} {what.ar}", en=f"{en} {'has ended' if over else 'ends'}")


def _because(what: Text, day: date | None, on: date) -> Text:
    when = Text(ar="", en="") if day is None else day_text(day)
    over = day is not None and day < on
    return Text(
        ar=f"آخر يوم في {what.ar}: {when.ar}.", en=f"The last day of {what.en} {'was' if over else 'is'} {when.en}."
    )


def _paper(row: Mapping[str, Any], on: date) -> Said:
    mine, others, en, feminine = _PAPERS[row["code"]]
    own, who = row["tie"] == "self", _name(row)
    what = Text(ar=mine if own else others.format(who=who.ar), en=f"your {en}" if own else f"{who.en}'s {en}")
    cure = None
    if row["code"] == "iqama" and own:
        cure = _BY_EMPLOYER
    elif not own and (row["code"] in {"id", "licence"} or _renews_alone(row, on)):
        cure = _RENEWS_ALONE
    title = _ends(what, feminine=feminine, day=row["day"], on=on)
    return title, _because(what, row["day"], on), cure


def _renews_alone(row: Mapping[str, Any], on: date) -> bool:
    grown = row["born_on"] is None or age(row["born_on"], on) >= OWN_PASSPORT_AGE
    return row["code"] == "passport" and row["a"] == "SAU" and grown


def _waiting(row: Mapping[str, Any], on: date) -> Said:
    mine, others, en, _ = _PAPERS[row["code"].removesuffix("-waiting")]
    own, who = row["tie"] == "self", _name(row)
    what = Text(ar=mine if own else others.format(who=who.ar), en=f"your {en}" if own else f"{who.en}'s {en}")
    title = Text(ar=f"فعّل {what.ar}", en=f"Make {what.en} active")
    because = Text(
        ar=f"صدر {what.ar} ولم يُفعّل بعد.", en=f"{what.en[:1].upper()}{what.en[1:]} is issued, not yet active."
    )
    if row["code"] == "id-waiting":
        because = Text(ar=f"صدرت {what.ar} ولم تُفعّل بعد.", en=because.en)
    return title, because, None


def _vehicle(row: Mapping[str, Any], on: date) -> Said:
    ar, en, feminine = _OF_VEHICLE[row["code"]]
    plate = isolate_name(row["a"] or "")
    what = Text(ar=ar.format(plate=plate), en=en.format(plate=plate))
    title = _ends(what, feminine=feminine, day=row["day"], on=on)
    return title, _because(what, row["day"], on), _CURES.get(row["code"])


_VISAS = {
    ("exit_reentry", "issued"): Text(ar="آخر يوم للمغادرة بتأشيرة {who}", en="The last day to leave on {whose} visa"),
    ("exit_reentry", "used"): Text(ar="آخر يوم لعودة {who}", en="The last day for {who} to return"),
    ("final_exit", "issued"): Text(
        ar="آخر يوم لمغادرة {who} بتأشيرة الخروج النهائي", en="The last day for {who} to leave on the final exit visa"
    ),
    ("visit", ""): Text(ar="آخر يوم في زيارة {who}", en="The last day of {whose} visit"),
}
_VISA_MINE = {
    ("exit_reentry", "issued"): Text(ar="آخر يوم للمغادرة بتأشيرتك", en="The last day to leave on your visa"),
    ("exit_reentry", "used"): Text(ar="آخر يوم لعودتك", en="The last day for you to return"),
    ("final_exit", "issued"): Text(
        ar="آخر يوم لمغادرتك بتأشيرة الخروج النهائي", en="The last day for you to leave on the final exit visa"
    ),
    ("visit", ""): Text(ar="آخر يوم في زيارتك", en="The last day of your visit"),
}


def _visa(row: Mapping[str, Any], on: date) -> Said:
    kind = "exit_reentry" if row["a"].startswith("exit_reentry") else row["a"]
    key = (kind, "" if kind == "visit" else row["b"])
    who = _name(row)
    if row["tie"] == "self":
        title = _VISA_MINE[key]
    else:
        title = _VISAS[key].fill({"who": who, "whose": Text(ar=who.ar, en=f"{who.en}'s")})
    when = day_text(row["day"])
    over = row["day"] < on
    reason = Text(ar=f"{'كان' if over else 'هو'} يوم {when.ar}.", en=f"That day {'was' if over else 'is'} {when.en}.")
    return title, reason, None


def _violation(row: Mapping[str, Any], on: date) -> Said:
    ar, _, en = (row["b"] or "\n").partition("\n")
    number = Text(ar=isolate(row["a"]), en=row["a"])
    own, who = row["tie"] == "self", _name(row)
    title = Text(
        ar=f"مخالفة غير مسددة: {ar} ({number.ar})" if own else f"مخالفة غير مسددة على {who.ar}: {ar} ({number.ar})",
        en=f"Unpaid violation: {en} ({number.en})" if own else f"Unpaid violation of {who.en}: {en} ({number.en})",
    )
    if row["c"] == "discount":
        when = day_text(row["day"])
        reason = Text(ar=f"ينتهي التخفيض في {when.ar}.", en=f"The discount ends on {when.en}.")
    elif row["day"] is not None:
        when = day_text(row["day"])
        over = row["day"] < on
        reason = Text(
            ar=f"{'انتهت' if over else 'تنتهي'} مهلة السداد في {when.ar}.",
            en=f"The term to pay {'ended' if over else 'ends'} on {when.en}.",
        )
    else:
        reason = Text(ar="توقف المخالفة غير المسددة خدمات أخرى.", en="An unpaid violation stops other services.")
    return title, reason, None


def _birth(row: Mapping[str, Any], on: date) -> Said:
    hospital, when = isolate_name(row["a"] or ""), day_text(row["day"])
    if row["b"] == "late":
        reason = Text(
            ar=f"انتهت أيام التسجيل من غير غرامة في {when.ar}.",
            en=f"The days to register without a fine ended on {when.en}.",
        )
    else:
        reason = Text(
            ar=f"آخر يوم للتسجيل من غير غرامة: {when.ar}.", en=f"The last day to register without a fine is {when.en}."
        )
    title = Text(
        ar=f"مولود لم يُسجّل بعد، وصل بلاغه من {hospital}", en=f"A child not yet registered; {hospital} sent the notice"
    )
    return title, reason, None


def title_of(code: str) -> Text:
    """The name of a service, or its bare code when the catalogue no longer has it."""
    try:
        return service_of(code).title
    except UnknownService:
        return Text(ar=isolate(code), en=code)


def _bill(row: Mapping[str, Any], on: date) -> Said:
    what = row["c"] or "\n"
    ar, _, en = what.partition("\n")
    name = title_of(what) if row["b"] else Text(ar=ar, en=en)
    title = Text(ar=f"فاتورة لم تُدفع: {name.ar}", en=f"Bill not paid: {name.en}")
    if row["day"] is None:
        return title, Text(ar="تنتظر الفاتورة الدفع.", en="The bill waits for payment."), None
    when = day_text(row["day"])
    return title, Text(ar=f"آخر يوم للدفع: {when.ar}.", en=f"The last day to pay is {when.en}."), None


def _turn(row: Mapping[str, Any], on: date) -> Said:
    state, step, subject_ar, subject_en = (*row["c"].split("\n", 3), "", "", "")[:4]
    service, when = title_of(row["b"]), day_text(row["day"])
    about = Text(ar=f": {isolate_name(subject_ar)}", en=f": {subject_en}") if subject_ar else Text(ar="", en="")
    if state == "returned":
        title = Text(
            ar=f"أُعيد طلبك للتصحيح: {service.ar}", en=f"Your request was returned for correction: {service.en}"
        )
    else:
        todo = _step_words(row["b"], step)
        title = Text(
            ar=f"دورك الآن: {todo.ar}، {service.ar}{about.ar}", en=f"Your turn: {todo.en}, {service.en}{about.en}"
        )
    return title, Text(ar=f"ننتظرك حتى {when.ar}.", en=f"We wait for you until {when.en}."), None


def _step_words(code: str, step: str) -> Text:
    try:
        return service_of(code).step(step).label
    except (UnknownService, StopIteration):
        return Text(ar="إجراء", en="an act")


def _draft(row: Mapping[str, Any], on: date) -> Said:
    service, when = title_of(row["a"]), day_text(row["day"])
    return (
        Text(ar=f"طلب لم تكمله: {service.ar}", en=f"A request you have not finished: {service.en}"),
        Text(ar=f"نحذف ما كتبته في {when.ar}.", en=f"We delete what you entered on {when.en}."),
        None,
    )


def _hold(row: Mapping[str, Any], on: date) -> Said:
    authority, reference = isolate_name(row["b"] or ""), row["c"] or ""
    when = day_text(row["day"]) if row["day"] is not None else Text(ar="", en="")
    title = (
        Text(ar=f"منعتك {authority} من السفر", en=f"{authority} has banned you from travel")
        if row["a"] == "travel_ban"
        else Text(ar=f"أوقفت {authority} خدماتك", en=f"{authority} has suspended your services")
    )
    reason = Text(ar=f"برقم {isolate(reference)} منذ {when.ar}.", en=f"Under number {reference}, since {when.en}.")
    return title, reason, _CURES["hold"]


#: How each kind of row is put in words.
_WORDS = {
    "iqama": _paper, "passport": _paper, "id": _paper, "licence": _paper,
    "id-waiting": _waiting, "passport-waiting": _waiting,
    "registration": _vehicle, "insurance": _vehicle, "inspection": _vehicle,
    "visa": _visa, "violation": _violation, "birth": _birth, "bill": _bill, "turn": _turn, "draft": _draft,
    "hold": _hold,
}  # fmt: skip
KINDS = frozenset(_WORDS)

"""What the pages of sharing say: terms, what is shown, how a link stands, and what a reader is told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tayseer.documents.sharing.contract import CODE_TRIES
from tayseer.kit.text import Text
from tayseer.portal import activity_words
from tayseer.ui.words import count_words, w

if TYPE_CHECKING:
    from tayseer.audit.contract import Event
    from tayseer.documents.sharing.contract import ShareRecord
    from tayseer.documents.types import DocumentType

TERMS = {
    "1h": (timedelta(hours=1), Text(ar="ساعة واحدة", en="1 hour")),
    "6h": (timedelta(hours=6), Text(ar="6 ساعات", en="6 hours")),
    "1d": (timedelta(days=1), Text(ar="يوم واحد", en="1 day")),
    "3d": (timedelta(days=3), Text(ar="3 أيام", en="3 days")),
    "7d": (timedelta(days=7), Text(ar="7 أيام", en="7 days")),
    "30d": (timedelta(days=30), Text(ar="30 يومًا", en="30 days")),
}

SCOPES = {
    "minimal": (
        Text(ar="الاسم والصلاحية فقط", en="Only the name, and whether it holds"),
        Text(
            ar="نوع الوثيقة واسمك وآخر يوم لسريانها، بلا رقم ولا ميلاد.",
            en="The kind of document, your name and its last day; no number, no birth date.",
        ),
    ),
    "chosen": (
        Text(ar="بيانات أختارها", en="Facts that I choose"),
        Text(ar="ما سبق، وما تحدده من القائمة.", en="The above, and those you tick in the list."),
    ),
    "whole": (
        Text(ar="الوثيقة كاملة", en="The whole document"),
        Text(ar="كل ما تذكره الوثيقة مع رقمها.", en="Everything it states, with its number."),
    ),
}

STATES = {
    "open": (Text(ar="مفتوح", en="Open"), "ok"),
    "revoked": (Text(ar="أوقفتَه", en="Revoked by you"), "neutral"),
    "expired": (Text(ar="انتهت مدته", en="Its term has ended"), "neutral"),
    "used_up": (Text(ar="استُنفدت مراته", en="All its views are used"), "neutral"),
    "locked": (Text(ar="أُقفل لخطأ في الرمز", en="Locked after wrong codes"), "danger"),
}

REFUSED_LINE = Text(ar="رُفض العرض", en="It was not shown")

#: What the record says of sharing; the holder of a link is not known, so no name stands there.
EVENTS = {
    "document.shared": Text(ar="أنشأت رابطًا لعرضها", en="You made a link that shows it"),
    "document.share.viewed": Text(ar="عُرضت على من يحمل الرابط", en="It was shown to whoever holds the link"),
    "document.share.revoked": Text(ar="أوقفت رابطًا لعرضها", en="You revoked a link"),
}
_ALWAYS = Text(ar="الاسم والصلاحية", en="The name, whether it holds")
_BEARER = Text(ar="حامل الرابط", en="Whoever holds the link")

_ENDED = {
    "unknown": (
        Text(ar="لا يوجد رابط بهذا العنوان", en="There is no link at this address"),
        Text(
            ar="قد يكون العنوان ناقصًا أو كُتب خطأ. انسخه كاملًا من الرسالة، أو اطلب من صاحب الوثيقة رابطًا جديدًا.",
            en="The address may be incomplete or mistyped. Copy all of it from the "
            "message, or ask the holder of the document for a new link.",
        ),
    ),
    "expired": (
        Text(ar="انتهت مدة هذا الرابط", en="The term of this link has ended"),
        Text(
            ar="حدد صاحب الوثيقة مدة للرابط وقد انتهت، فلا يعرض شيئًا. اطلب منه رابطًا جديدًا إن كنت ما زلت تحتاج إليها.",
            en="The holder set a term for the link, and it has ended, so nothing is shown. "
            "Ask for a new link if you still need the document.",
        ),
    ),
    "used_up": (
        Text(ar="استُعمل هذا الرابط", en="This link has been used"),
        Text(
            ar="عُرضت الوثيقة العدد المسموح به من المرات، فلا تُعرض مرة أخرى. إن لم "
            "تفتحها أنت فأخبر صاحبها، واطلب رابطًا جديدًا.",
            en="The document was shown as often as was allowed, and is not shown again. If it was "
            "not you who opened it, tell the holder, and ask for a new link.",
        ),
    ),
    "revoked": (
        Text(ar="أوقف صاحب الوثيقة هذا الرابط", en="The holder has revoked this link"),
        Text(
            ar="لم يعد الرابط يعرض الوثيقة. تواصل مع صاحبها إن كنت تحتاج إليها.",
            en="The link no longer shows the document. Ask its holder if you need it.",
        ),
    ),
    "locked": (
        Text(ar="أُقفل هذا الرابط", en="This link is locked"),
        Text(
            ar="كُتب رمز الفتح خطأ ثلاث مرات، فأُقفل الرابط لحماية صاحب الوثيقة. اطلب منه رابطًا جديدًا.",
            en="The opening code was wrong three times, so the link was locked "
            "to protect the holder. Ask for a new link.",
        ),
    ),
    "too_often": (
        Text(ar="محاولات كثيرة", en="Too many attempts"),
        Text(
            ar="فُتحت روابط كثيرة من جهازك أو شبكتك. انتظر دقيقة ثم أعد المحاولة.",
            en="Too many links were opened from your device or network. Wait a minute, then try again.",
        ),
    ),
}

_CODE_NEEDED = Text(
    ar="اكتب رمز الفتح الذي أعطاك إياه صاحب الوثيقة.",
    en="Enter the opening code that the holder of the document gave you.",
)
_WRONG_CODE = Text(ar="الرمز غير صحيح. بقي لك {left}.", en="The code is wrong. You have {left} left.")

#: For each state of a proven document: what it is called, what it means, the tone of its box.
VERDICTS: dict[str, dict[str, Any]] = {
    "valid": {
        "name": Text(ar="وثيقة سارية", en="Valid document"),
        "meaning": Text(
            ar="أصدرتها الجهة المذكورة، ولم تتغير، وهي سارية الآن.",
            en="It was issued by the agency named, was not changed, and holds now.",
        ),
        "tone": "ok",
    },
    "expired": {
        "name": Text(ar="وثيقة منتهية", en="Expired document"),
        "meaning": Text(
            ar="أصدرتها الجهة المذكورة، لكنها لا تسري اليوم.",
            en="The agency named issued it, but it does not hold today.",
        ),
        "tone": "danger",
    },
    "suspended": {
        "name": Text(ar="وثيقة موقوفة", en="Suspended document"),
        "meaning": Text(
            ar="أوقفت الجهة المذكورة العمل بها مؤقتًا، فلا تقبلها ما دامت موقوفة.",
            en="The agency named has suspended it for now: do not accept it while it is.",
        ),
        "tone": "danger",
    },
    "revoked": {
        "name": Text(ar="وثيقة ملغاة", en="Revoked document"),
        "meaning": Text(
            ar="أصدرتها الجهة المذكورة ثم ألغتها، فلا تقبلها.",
            en="The agency named issued it and later revoked it: do not accept it.",
        ),
        "tone": "danger",
    },
    "unknown": {
        "name": Text(ar="حالة الوثيقة غير معروفة", en="Status unknown"),
        "meaning": Text(
            ar="التوقيع صحيح، لكننا لم نستطع معرفة ما إذا كانت الوثيقة قد "
            "أُلغيت. أعد المحاولة لاحقًا قبل أن تعتمد عليها.",
            en="The signature is right, but we could not find out whether the document "
            "was revoked. Try again later before you rely on it.",
        ),
        "tone": "warn",
    },
    "unproven": {
        "name": Text(ar="تعذر التحقق من الوثيقة", en="The document could not be proven"),
        "meaning": Text(
            ar="لم يثبت توقيع الوثيقة، فلا نعرض شيئًا من محتواها. لا تقبلها، وأخبر صاحبها.",
            en="Its signature did not hold, so nothing of its content is shown. Do not accept it, and tell its holder.",
        ),
        "tone": "danger",
    },
}


def term(key: str) -> timedelta:
    """How long a link lives whose term was chosen by this key; no time at all for a key that is none."""
    return TERMS[key][0] if key in TERMS else timedelta()


def event_words(event: Event, lang: str) -> tuple[str, str]:
    """What was done with a document and by whom, as its own page says it."""
    known = EVENTS.get(event.action)
    who = _BEARER if event.action == "document.share.viewed" else activity_words.who(event)
    return (known or activity_words.what(event)).in_(lang), who.in_(lang)


def ended(why: str, lang: str) -> dict[str, str]:
    """What the page of a link says that shows nothing: its title and its text."""
    title, text = _ENDED[why]
    return {"title": title.in_(lang), "text": text.in_(lang)}


def code_error(refused: str, share: ShareRecord, lang: str) -> str:
    """What is wrong with the code that was typed, and how many tries are left."""
    if refused == "code_needed":
        return _CODE_NEEDED.in_(lang)
    left = count_words(
        CODE_TRIES - share.wrong_codes,
        lang,
        one=("محاولة واحدة", "1 try"),
        two=("محاولتان", None),
        few=("{n} محاولات", None),
        other=("{n} محاولة", "{n} tries"),
    )
    return _WRONG_CODE.in_(lang).format(left=left)


def scope_words(share: ShareRecord, kind: DocumentType | None, lang: str) -> str:
    """What a link shows, in words; facts that were chosen are named."""
    if share.scope != "chosen" or kind is None:
        return SCOPES[share.scope][0].in_(lang)
    named = [spec.label.in_(lang) for spec in kind.facts if spec.key in share.facts]
    return w(lang, "، ", ", ").join([_ALWAYS.in_(lang), *named])

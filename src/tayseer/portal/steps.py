"""The way of a request in words: who acts in each step, for how long, and what silence brings about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.kit.expressions import Context
from tayseer.kit.lawbook import UnknownLaw
from tayseer.kit.services import APPROVED, LAPSED, REFUSED
from tayseer.kit.text import Text
from tayseer.kit.verdict import role_label
from tayseer.law import LAW
from tayseer.portal.agencies import section
from tayseer.registries.gather import EMPTY
from tayseer.ui.words import counted, w

if TYPE_CHECKING:
    from datetime import date

    from tayseer.kit.services import Service, Step

RELATIVES = {
    "mother": Text(ar="الأم", en="the mother"),
    "father": Text(ar="الأب", en="the father"),
    "sponsor": Text(ar="صاحب العمل", en="the employer"),
    "head": Text(ar="رب الأسرة", en="the head of household"),
    "host": Text(ar="المضيف", en="the host"),
    "employer_manager": Text(ar="ممثل المنشأة", en="the establishment's representative"),
    "spouse": Text(ar="الزوج أو الزوجة", en="the spouse"),
    "holder": Text(ar="صاحب السجل", en="the holder"),
    "owner": Text(ar="المالك", en="the owner"),
    "notice_mother": Text(ar="الأم", en="the mother"),
    "notice_father": Text(ar="الأب", en="the father"),
}


YOU = Text(ar="أنت", en="You")
APPLICANT_NAMED = Text(ar="مقدم الطلب", en="The applicant")


def who_acts(step: Step, service: Service, lang: str, *, applicant: Text = YOU) -> str:
    """Whose turn a step is, in words; ``applicant`` is what the reader calls the one who files."""
    if step.by == "applicant":
        return applicant.in_(lang)
    if step.by == "officer":
        body = section(service.agency).body.in_(lang)
        return w(lang, f"موظف من {body}", f"An officer of {body}")
    if step.by == "system":
        return w(lang, "المنصة", "The platform")
    way = step.by.split(".")
    known = RELATIVES.get(way[-1]) if len(way) > 1 else role_label(way[0])
    return (known or role_label(way[0])).in_(lang)


def _days(step: Step, on: date) -> int | None:
    context = Context(facts=EMPTY, laws=LAW, day=on, answers={})
    try:
        found = step.within.value(context)
    except (UnknownLaw, TypeError, ValueError):
        return None
    return None if found is None else int(found)


def steps_view(service: Service, *, lang: str, on: date, applicant: Text = YOU) -> list[dict[str, str]]:
    """The way from the request to its end: who acts, and for how long."""
    you = applicant.in_(lang)
    if service.flow == "query":
        return [
            {"title": w(lang, "طلب الجواب", "Ask"), "who": you},
            {
                "title": w(lang, "قراءة السجل وعرض الجواب في الحال", "Read the register and show the answer"),
                "who": w(lang, "المنصة", "The platform"),
            },
        ]
    first = w(lang, "الإجابة عن الأسئلة ومراجعتها وإرسال الطلب", "Answer the questions, check them and send")
    items = [{"title": first, "who": you}]
    for step in service.steps:
        days = _days(step, on)
        within = (
            "" if days is None else w(lang, f"خلال {counted_days(days, lang)}", f"within {counted_days(days, lang)}")
        )
        unless = "" if step.when is None else w(lang, "في حالات بعينها", "In certain cases only")
        items.append(
            {
                "title": step.label.in_(lang),
                "who": who_acts(step, service, lang, applicant=applicant),
                "time": within,
                "text": unless,
            }
        )
    done = w(lang, "، ", ", ").join(effect.label.in_(lang) for effect in service.effects[:3])
    items.append(
        {
            "title": done or w(lang, "إعلامك بالنتيجة", "You are told the result"),
            "who": w(lang, "المنصة", "The platform"),
            "time": w(lang, "في الحال", "at once"),
        }
    )
    return items


def counted_days(days: int, lang: str) -> str:
    """A number of days after a preposition: «خلال يومين»."""
    return w(lang, "يومين", "2 days") if days == 2 else counted(days, "day", lang)  # noqa: PLR2004 the dual


_SILENCE = {
    LAPSED: Text(ar="يسقط الطلب، ولك أن تقدمه من جديد", en="the request lapses, and you may send it again"),
    REFUSED: Text(ar="يُعدّ الطلب غير مقبول", en="the request counts as not accepted"),
    APPROVED: Text(ar="يُنفَّذ الطلب من غير انتظار", en="the request goes through without waiting"),
}


def if_late(service: Service, *, lang: str) -> list[str]:
    """What silence brings about, for each step that has a term."""
    said = []
    for step in service.steps:
        if step.silence == step.code:
            what = Text(ar="ينتقل الطلب إلى المشرف", en="the request goes to the supervisor")
        elif step.silence in _SILENCE:
            what = _SILENCE[step.silence]
        else:
            following = service.step(step.silence)
            what = Text(ar=f"ينتقل الطلب إلى: {following.ar}", en=f"the request goes on to: {following.en}")
        said.append(
            w(lang, f"إن انتهت مهلة «{step.ar}»: {what.ar}.", f'If the term of "{step.en}" runs out, {what.en}.')
        )
    return list(dict.fromkeys(said))


def payer(service: Service, *, lang: str) -> str:
    """Who pays, when it is somebody other than the applicant."""
    paying = next((step for step in service.steps if step.does == "pay"), None)
    if paying is None or paying.by == "applicant":
        return ""
    return w(lang, f"يدفعها: {who_acts(paying, service, lang)}.", f"Paid by: {who_acts(paying, service, lang)}.")

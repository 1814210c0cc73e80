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
    by_outcome: dict[tuple[str, str], list[Step]] = {}
    paid = False
    for step in service.steps:
        what = _silence(step, service, paid=paid)
        by_outcome.setdefault((what.ar, what.en), []).append(step)
        paid = paid or step.does in {"pay", "hold"}
    return [_one_silence(ar, en, acts, lang=lang) for (ar, en), acts in by_outcome.items()]


def _silence(step: Step, service: Service, *, paid: bool) -> Text:
    """What the end of a step's term brings about; ``paid`` says that money may have come in before it."""
    if step.silence == step.code:
        return Text(ar="ينتقل الطلب إلى المشرف", en="the request goes to the supervisor")
    if step.silence == LAPSED and paid:
        return Text(
            ar="يسقط الطلب ويعود ما دُفع إلى رصيد من دفعه",
            en="the request lapses, and what was paid returns to the balance of whoever paid it",
        )
    if step.silence in _SILENCE:
        return _SILENCE[step.silence]
    following = service.step(step.silence)
    return Text(ar=f"ينتقل الطلب إلى: {following.ar}", en=f"the request goes on to: {following.en}")


def _one_silence(ar: str, en: str, acts: list[Step], *, lang: str) -> str:
    if len(acts) == 1:
        return w(lang, f"إن انتهت مهلة «{acts[0].ar}»: {ar}.", f'If the term of "{acts[0].en}" runs out, {en}.')
    names_ar, names_en = " أو ".join(f"«{act.ar}»" for act in acts), " or ".join(f'"{act.en}"' for act in acts)
    return w(lang, f"إن انتهت مهلة {names_ar}: {ar}.", f"If the term of {names_en} runs out, {en}.")


def payer(service: Service, *, lang: str) -> str:
    """Who pays, when it is somebody other than the applicant."""
    paying = next((step for step in service.steps if step.does == "pay"), None)
    if paying is None or paying.by == "applicant":
        return ""
    return w(lang, f"يدفعها: {who_acts(paying, service, lang)}.", f"Paid by: {who_acts(paying, service, lang)}.")

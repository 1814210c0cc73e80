"""What the last pages of a request show: prices of options, known facts, what will change, what happens next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tayseer.documents.types import TYPES
from tayseer.kit.formats import day_text
from tayseer.kit.records import contract_of
from tayseer.kit.text import Text
from tayseer.kit.verdict import price, role_label
from tayseer.portal.presenting import label_of, operand_is_anothers
from tayseer.portal.steps import who_acts
from tayseer.ui.words import money, w

if TYPE_CHECKING:
    from tayseer.casework.judging import Judged
    from tayseer.kit.questions import Question
    from tayseer.kit.services import Effect, Service


def option_prices(question: Question, service: Service, judged: Judged, *, lang: str) -> dict[str, Any]:
    """What each option of a choice would make the request cost, by the option's value, where that can be told."""
    if not question.options or not any(
        item is question for fee in service.costs for part in fee.expressions for item in part.walk()
    ):
        return {}
    found = {}
    for option in question.options:
        answers = {**judged.context.answers, question.code: option}
        one = price(service, replace(judged.context, answers=answers))
        if one is None:
            return {}
        found[str(option)] = money(one.total, lang)
    return found


def known_facts(judged: Judged, *, lang: str, on: date) -> list[dict[str, Any]]:
    """What the state already knows and the request rests on: each fact with its register and day."""
    rows: dict[str, dict[str, Any]] = {}
    for line in judged.verdict.lines:
        for operand in line.operands:
            if operand.role in {"law", "answer"} or operand.value is None or operand_is_anothers(operand):
                continue
            whose = role_label(operand.role).in_(lang)
            source = w(lang, f"{operand.source.ar}، {day_text(on).ar}", f"{operand.source.en}, {day_text(on).en}")
            rows.setdefault(
                operand.key,
                {
                    "label": f"{label_of(operand).in_(lang)} ({whose})",
                    "value": operand.shown.in_(lang),
                    "source": source,
                },
            )
    return list(rows.values())


def effects_view(service: Service, judged: Judged, *, lang: str) -> list[str]:
    """What will change in the registers, and what is issued, when the request is accepted."""
    said = []
    for effect in (*service.on_filing, *service.effects):
        if effect.when is not None and effect.when.value(judged.context) is False:
            continue
        until = _new_days(effect, judged)
        words = effect.label.in_(lang)
        said.append(f"{words}{w(lang, ': ', ': ')}{until.in_(lang)}" if until else words)
    papers = [TYPES[document.type].title.in_(lang) for document in service.issues if document.type in TYPES]
    said.extend(w(lang, f"تصدر وثيقة: {paper}", f"Issued: {paper}") for paper in papers)
    return list(dict.fromkeys(said))


def _new_days(effect: Effect, judged: Judged) -> Text | None:
    """The new last day, the one change that everybody looks for."""
    for name in ("expires_on", "registration_expires_on", "valid_until", "due_on"):
        if name in effect.sets:
            value = effect.sets[name].value(judged.context)
            if isinstance(value, date):
                field = contract_of(effect.record).__fields__[name]
                day = day_text(value)
                return Text(ar=f"{field.label.ar}، {day.ar}", en=f"{field.label.en}, {day.en}")
    return None


def next_step(service: Service, judged: Judged, *, lang: str) -> str:
    """What happens as soon as the request is sent."""
    costs = judged.price is not None and judged.price.total > 0
    for step in service.steps:
        if step.does == "pay" and step.by == "applicant" and not costs:
            continue
        if step.when is not None and step.when.value(judged.context) is not True:
            continue
        who = who_acts(step, service, lang)
        return w(
            lang,
            f"الخطوة التالية بعد الإرسال: {step.ar}. صاحب الدور: {who}.",
            f"The next step after sending: {step.en}. Whose turn: {who}.",
        )
    return w(lang, "يُنفَّذ الطلب فور إرساله.", "The request is carried out as soon as it is sent.")

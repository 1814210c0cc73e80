"""A service and its verdict as the components show them; every word comes from the definition or from a registry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from tayseer.casework.judging import Judged, judge_one
from tayseer.documents.types import TYPES
from tayseer.insight.plans import Plan, PlanStep, plan_for
from tayseer.insight.sureness import sign_in_for
from tayseer.kit.expressions import Fact
from tayseer.kit.formats import day_text
from tayseer.kit.questions import Question
from tayseer.kit.records import ROLES
from tayseer.kit.text import Text
from tayseer.law.bases import basis_text
from tayseer.portal.subjects import ref_of
from tayseer.ui.words import count_words, money, w

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tayseer.kit.services import Document, Service
    from tayseer.kit.verdict import Line, Operand
    from tayseer.portal.fees import Fees

#: Ways from the applicant to somebody whose data the applicant has no claim to.
_TO_OTHERS = frozenset({"sponsor", "head", "host", "employer", "employer_manager"})

_HIDDEN = Text(ar="لا نعرض بيانات غيرك.", en="Another's data is not shown.")
_WAY_OUT = Text(
    ar="عالج السبب بإحدى الخدمات الآتية، ثم عد إلى هنا.", en="Use one of these services, then come back here."
)
_ASK_US = Text(
    ar="راجع الجهة المسؤولة عن هذا السجل لتصحيحه.", en="Ask the body that keeps this record to put it right."
)


def with_answers(judged: Judged, *, applicant_id: int | None, answers: Mapping[str, Any], on: date) -> Judged:
    """The same subject judged again with answers, in one round trip. Raises ``NotFound`` as ``judge_one`` does."""
    return judge_one(judged.service, applicant_id=applicant_id, subject_id=judged.subject_id, on=on, answers=answers)


def is_anothers(path: tuple[str, ...]) -> bool:
    """Whether a fact at this path belongs to a party whose data the applicant may not read."""
    role = next((role for role in ROLES.values() if role.name == path[0]), None)
    found_by_number = role is not None and role.named_by is not None
    return found_by_number or (path[0] == "applicant" and bool(_TO_OTHERS & set(path[1:])))


def reason_of(line: Line) -> Text:
    """Why a rule does not hold, without values of people whose data the applicant may not read."""
    shown = [fact for item in line.rule.shows.values() for fact in item.walk() if isinstance(fact, Fact)]
    if any(is_anothers(fact.path) for fact in shown):
        return Text(ar=f"لم يتحقق هذا الشرط: {line.rule.ar}", en=f"This condition is not met: {line.rule.en}")
    return line.reason


def operand_is_anothers(operand: Operand) -> bool:
    """Whether a value a rule rests on, or counts, is data of somebody else."""
    inside = operand.key.partition("(")[2].partition("#")[0] or operand.key
    return is_anothers(tuple(inside.split(".")))


def label_of(operand: Operand) -> Text:
    """The name of a fact; what another body attests is named with that body, for many say only "valid until"."""
    if not operand.key.endswith(".valid_until"):
        return operand.label
    return Text(ar=f"{operand.source.ar}، {operand.label.ar}", en=f"{operand.source.en}, {operand.label.en}")


def service_href(lang: str, code: str, *, ref: str = "") -> str:
    """The address of a service's page, for a subject when there is one."""
    path = _service_path(lang, code)
    return f"{path}?for={ref}" if ref else path


@lru_cache(maxsize=4096)
def _service_path(lang: str, code: str) -> str:
    agency, _, name = code.partition("/")
    return reverse("portal:service", kwargs={"lang": lang, "agency": agency, "name": name})


@dataclass(frozen=True)
class VerdictView:
    """What the verdict component is given."""

    state: str
    title: str
    text: str
    lines: list[dict[str, Any]]
    plan: Plan | None = None


def verdict_view(
    judged: Judged, *, applicant_id: int, lang: str, on: date, plan: Plan | None = None, linked: bool = True
) -> VerdictView:
    """The verdict for somebody signed in: what fails first, then what is to be asked, then what holds.

    Not ``linked`` for a delegate, for whom the ways out are the principal's to take.
    """
    refused, open_ = judged.verdict.refused, judged.verdict.open
    if refused and plan is None:
        plan = plan_for(judged, applicant_id=applicant_id, on=on)
    reader = applicant_id if linked else None
    shown = [
        *(line_view(line, "no", lang=lang, on=on, plan=plan, applicant_id=reader) for line in refused),
        *(line_view(line, "ask", lang=lang, on=on) for line in open_),
        *(line_view(line, "yes", lang=lang, on=on) for line in judged.verdict.lines if line.outcome is True),
    ]
    state, title, text = _headline(judged, lang)
    return VerdictView(state, title, text, shown, plan)


def state_of(judged: Judged) -> str:
    """One of can, cannot, ask: what the verdict comes to before any answer is given."""
    if judged.verdict.refused:
        return "cannot"
    return "ask" if questions_open(judged) else "can"


def questions_open(judged: Judged) -> list[str]:
    """Codes of the questions, declarations apart, whose answers the open rules wait for."""
    asked = {question.code: question for question in judged.service.asks}
    awaited = {code for line in judged.verdict.open for code in line.awaits}
    return [code for code, question in asked.items() if code in awaited and question.kind != "declaration"]


def _headline(judged: Judged, lang: str) -> tuple[str, str, str]:
    name = judged.subject.in_(lang)
    whom = w(lang, f" في شأن \u2068{name}\u2069", f" for {name}") if name else ""
    refused, state = judged.verdict.refused, state_of(judged)
    if state == "cannot":
        many = count_words(
            len(refused),
            lang,
            one=("شرط واحد لم يتحقق", "1 condition is not met"),
            two=("شرطان لم يتحققا", None),
            few=("{n} شروط لم تتحقق", None),
            other=("{n} شرطًا لم يتحقق", "{n} conditions are not met"),
        )
        # Arabic speaks of one, of two and of many; English needs one and the others.
        below = count_words(
            len(refused),
            lang,
            one=("وهو مبيّن أدناه مع ما يحلّه", "It is shown below with the way out"),
            two=("وهما مبيّنان أدناه مع ما يحلّهما", None),
            few=("وهي مبيّنة أدناه مع ما يحلّ كلًّا منها", None),
            other=("وهي مبيّنة أدناه مع ما يحلّ كلًّا منها", "Each is shown below with the way out"),
        )
        text = w(lang, f"{many}، {below}.", f"{many}. {below}.")
        return state, w(lang, f"لا يمكنك الآن استخدام هذه الخدمة{whom}", f"You cannot use this service yet{whom}"), text
    title = w(lang, f"يمكنك استخدام هذه الخدمة{whom}", f"You can use this service{whom}")
    if state == "can":
        return state, title, w(lang, "كل الشروط متحققة من السجلات.", "Every condition that records can tell is met.")
    many = count_words(
        len(questions_open(judged)),
        lang,
        one=("سؤال واحد", "1 question"),
        two=("سؤالين", None),
        few=("{n} أسئلة", None),
        many=("{n} سؤالًا", None),
        other=("{n} سؤال", "{n} questions"),
    )
    text = w(
        lang,
        f"ما في السجلات لا يمنع، وبقي جوابك عن {many}.",
        f"Nothing on record stands in the way. We still need to ask you {many}.",
    )
    return state, w(lang, f"يمكنك البدء{whom}", f"You can start{whom}"), text


def line_view(
    line: Line, state: str, *, lang: str, on: date, plan: Plan | None = None, applicant_id: int | None = None
) -> dict[str, Any]:
    """One rule as a line: the sentence or the reason, the facts with their source, the basis, and the way out."""
    facts, sources = [], []
    for operand in line.operands:
        # Where one of two papers does, the one that is not there says nothing.
        if operand.value is None and (operand.role == "answer" or state == "yes"):
            continue
        if operand_is_anothers(operand):
            facts.append(_HIDDEN.in_(lang))
            continue
        facts.append(f"{label_of(operand).in_(lang)}: {operand.shown.in_(lang)}")
        sources.append(operand.source.in_(lang))
    shown: dict[str, Any] = {
        "state": state,
        "text": (reason_of(line) if state == "no" else line.rule.sentence).in_(lang),
        "fact": w(lang, "؛ ", "; ").join(dict.fromkeys(facts)),
        "source": w(lang, "، ", ", ").join(dict.fromkeys(sources)),
        "seen_on": day_text(on).in_(lang),
        "basis": basis_words(line.rule.basis, lang),
    }
    if state == "no":
        ways = [] if plan is None else [step for step in plan.steps if line.rule.code in step.cures]
        shown["remedy"] = (line.rule.cure or (_WAY_OUT if ways else _ASK_US)).in_(lang)
        shown["remedies"] = [way for step in ways for way in _ways_of(step, lang=lang, applicant_id=applicant_id)]
    return shown


def _ways_of(step: PlanStep, *, lang: str, applicant_id: int | None) -> list[dict[str, str]]:
    ref = "" if applicant_id is None else ref_of(step.service, applicant_id=applicant_id, subject_id=step.subject_id)
    name = step.subject.in_(lang)
    title = step.service.title.in_(lang) + (w(lang, f": \u2068{name}\u2069", f": {name}") if name else "")
    others = [{"title": other.title.in_(lang), "href": service_href(lang, other.code)} for other in step.instead]
    return [{"title": title, "href": service_href(lang, step.service.code, ref=ref)}, *others]


def plan_view(plan: Plan, *, lang: str, applicant_id: int | None) -> dict[str, Any]:
    """What the plan component is given: the services in their order, their prices, and the sum."""
    items = []
    for step in plan.in_order:
        [first, *_] = _ways_of(step, lang=lang, applicant_id=applicant_id)
        why = "" if step.stands_in_the_way is None else step.stands_in_the_way.in_(lang)
        fee = ""
        if step.cost is not None:
            fee = w(lang, "مجانًا", "Free") if step.cost == 0 else money(step.cost, lang)
        items.append({**first, "why": why, "fee": fee, "time": step.takes.in_(lang)})
    total = money(plan.total, lang) if plan.total else w(lang, "مجانًا", "Free")
    priced = all(step.cost is not None for step in plan.in_order)
    elsewhere = [{"reason": reason_of(line).in_(lang), "cure": cure.in_(lang)} for line, cure in plan.elsewhere]
    return {"services": items, "total": total if priced and items else "", "elsewhere": elsewhere}


def public_lines(service: Service, *, lang: str, on: date) -> list[dict[str, Any]]:
    """The conditions for somebody not signed in: the sentence and its basis, nothing judged."""
    return [
        {"state": "ask", "text": rule.sentence.in_(lang), "basis": basis_words(rule.basis, lang)}
        for rule in service.allowed_when
        if rule.in_force(on)
    ]


def gives(service: Service, *, lang: str) -> list[str]:
    """What one has at the end: each document with its form; what changes when none is issued."""
    papers = [(document.type, _other_party(document)) for document in service.issues if document.type in TYPES]
    if papers:
        mine = [kind for kind, other in papers if other is None]
        return [
            *(_own_paper(TYPES[kind].title, lang) for kind in dict.fromkeys(mine)),
            *(
                _others_paper(TYPES[kind].title, who, lang)
                for kind, who in papers
                if who is not None and kind not in mine
            ),
        ]
    if service.shows:
        return [w(lang, "جواب في الصفحة نفسها، في الحال.", "An answer on the same page, at once.")]
    return [effect.label.in_(lang) for effect in service.effects[:3]]


def _other_party(document: Document) -> Text | None:
    """The other party, named by an answer, to whom a document goes; ``None`` when it comes to the reader's wallet."""
    role = next((role for role in ROLES.values() if role.name == document.to.__path__[0]), None)
    return role.label if role is not None and isinstance(role.named_by, Question) else None


def _own_paper(paper: Text, lang: str) -> str:
    return w(
        lang,
        f"{paper.ar}: رقمية موقّعة في «وثائقي»، تُنزَّل وتُطبع ويتحقق منها أي أحد.",
        f"{paper.en}: digital and signed, under Documents; to download, print and verify.",
    )


def _others_paper(paper: Text, who: Text, lang: str) -> str:
    return w(
        lang,
        f"{paper.ar}: تصدر للطرف الآخر ({who.ar}) لا لك، وتجدها في وثائقه.",
        f"{paper.en}: issued to the other party ({who.en}), not to you, and found under their Documents.",
    )


def basis_words(basis: str, lang: str) -> str:
    """A legal basis in the reader's language."""
    return basis_text(basis).in_(lang)


def fee_views(fees: Fees, *, lang: str) -> list[dict[str, Any]]:
    """A fee box for each option, or none when the price stands in parts."""
    views = []
    for option in fees.options:
        lines = [
            {"label": line.label.in_(lang), "amount": money(line.amount, lang), "note": basis_words(line.basis, lang)}
            for line in option.price.lines
        ]
        title = option.label.in_(lang)
        views.append(
            {"title": title, "total": money(option.price.total, lang), "free": option.price.total == 0, "lines": lines}
        )
    return views


def sign_in_words(service: Service, *, lang: str) -> str:
    """By what one signs in for the service; empty where nobody signs in."""
    by = sign_in_for(service)
    return "" if by is None else by.in_(lang)


def part_rows(fees: Fees, *, lang: str) -> list[dict[str, Any]]:
    """Rows of the table of parts: what for, how much, by which law."""
    rows = []
    for part in fees.parts:
        amounts = part.amounts or ((part.label, None, ""),)
        for label, amount, basis in amounts:
            notes = [label, *part.notes] if label != part.label else list(part.notes)
            rows.append(
                {
                    "part": part.label.in_(lang),
                    "amount": "" if amount is None else money(amount, lang),
                    "note": w(lang, "؛ ", "; ").join(note.in_(lang) for note in notes),
                    "basis": basis_words(basis, lang),
                }
            )
    return rows


def reads_view(service: Service, *, lang: str) -> list[dict[str, str]]:
    """Which registers are read, and which facts of each."""
    facts, aggregates = service.reads
    found: dict[str, dict[str, None]] = {}
    for fact in facts.values():
        if fact.field.kind != "key":
            found.setdefault(fact.record.__label__.in_(lang), {})[fact.field.label.in_(lang)] = None
    for aggregate in aggregates.values():
        found.setdefault(aggregate.record.__label__.in_(lang), {})[aggregate.label.in_(lang)] = None
    return [{"label": register, "value": w(lang, "، ", ", ").join(names)} for register, names in sorted(found.items())]

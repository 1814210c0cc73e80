"""Sheets: each service as one page of plain words, in both languages, that a civil servant reads and signs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tayseer.documents.types import AGENCIES, TYPES
from tayseer.insight.sheet_examples import chosen_examples, example_text
from tayseer.insight.sureness import sign_in_for
from tayseer.insight.wording import Wording, counted, law_text
from tayseer.kit.expressions import Constant, Expression, LawValue, leaves
from tayseer.kit.formats import day_text, value_text
from tayseer.kit.questions import Question
from tayseer.kit.records import ROLES
from tayseer.kit.services import APPROVED, ENDS, LAPSED, REFUSED, WITHDRAWN
from tayseer.kit.text import Text, isolate
from tayseer.kit.verdict import role_label
from tayseer.law import LAW
from tayseer.law.bases import basis_text
from tayseer.services import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tayseer.kit.rules import Rule
    from tayseer.kit.services import Effect, Fee, Service, Step

WHOM = {
    "citizen": Text(ar="المواطنون", en="citizens"),
    "resident": Text(ar="المقيمون", en="residents"),
    "visitor": Text(ar="الزائرون", en="visitors"),
    "establishment": Text(ar="ممثلو المنشآت", en="representatives of establishments"),
    "public": Text(ar="الجميع من غير تسجيل دخول", en="everybody, without signing in"),
}
_HEADINGS = {
    "asked": Text(ar="ما يُسأل عنه", en="What is asked"),
    "allowed": Text(ar="شروط القبول", en="Allowed when"),
    "costs": Text(ar="الرسوم", en="Cost"),
    "steps": Text(ar="الخطوات", en="Steps"),
    "changes": Text(ar="ما يتغير في السجلات", en="What changes"),
    "shows": Text(ar="ما يُعرض", en="What is shown"),
    "issues": Text(ar="الوثائق الصادرة", en="Documents issued"),
    "acts": Text(ar="ما يفعله غير مقدم الطلب", en="What others do"),
    "law": Text(ar="القيم النظامية", en="Values set by law"),
    "reads": Text(ar="السجلات المقروءة", en="Records read"),
    "examples": Text(ar="أمثلة محسوبة", en="Worked examples"),
}
#: Lists whose order counts, or whose items are referred to.
_NUMBERED = {"asked", "steps", "examples"}
_ENDS = {
    APPROVED: Text(ar="يُنجز الطلب", en="the request is done"),
    REFUSED: Text(ar="لا يُقبل الطلب", en="the request is not accepted"),
    LAPSED: Text(ar="يسقط الطلب", en="the request lapses"),
    WITHDRAWN: Text(ar="يُسحب الطلب", en="the request is withdrawn"),
}
_DOES = {
    "pay": Text(ar="السداد", en="payment"),
    "hold": Text(ar="إيداع المبلغ محجوزًا", en="money held"),
    "consent": Text(ar="الموافقة", en="consent"),
    "decide": Text(ar="القرار", en="a decision"),
    "attend": Text(ar="الحضور", en="a visit"),
    "confirm": Text(ar="التأكيد", en="a confirmation"),
}
_SIGNED_BY = {"residency": "passports", "visas": "passports", "vehicles": "traffic", "account": "platform"}


@dataclass(frozen=True)
class Block:
    """One part of a sheet: its heading and its lines."""

    heading: Text
    lines: tuple[Text, ...]
    numbered: bool = False


def sheet(service: Service, *, lang: str, on: date | None = None) -> str:
    """The sheet of a service in one language.

    With ``on`` (a day in Asia/Riyadh) amounts are those of that day; without it every dated value of the law is listed,
    so that the text changes only when the service or the law does.
    """
    lines = [f"# {service.title.in_(lang)}", "", service.does.in_(lang), ""]
    lines += [f"- {line.in_(lang)}" for line in _head(service)]
    for block in blocks(service, on=on):
        lines += ["", f"## {block.heading.in_(lang)}", ""]
        lines += [
            f"{f'{place}.' if block.numbered else '-'} {line.in_(lang)}" for place, line in enumerate(block.lines, 1)
        ]
    return "\n".join(lines) + "\n"


def page(service: Service) -> str:
    """The sheet as kept in ``docs/services``: Arabic, then English; without a date of its own."""
    return f'<div dir="rtl">\n\n{sheet(service, lang="ar")}\n</div>\n\n---\n\n{sheet(service, lang="en")}'


def pages() -> dict[str, str]:
    """Every page of ``docs/services``: its path there, and its text."""
    found = {f"{code}.md": page(service) for code, service in catalogue().items()}
    index = ["# Services", "", "One page for each service, written from its definition by `make sheets`.", ""]
    index += [f"- [{item.en}]({code}.md) · {item.ar}" for code, item in catalogue().items()]
    return {"index.md": "\n".join(index) + "\n"} | found


def stale(folder: Path) -> list[str]:
    """Paths below ``folder`` that are missing, out of date, or of a service that is no more."""
    wanted = pages()
    kept = {path.relative_to(folder).as_posix() for path in folder.glob("**/*.md")}
    changed = [
        name for name, text in wanted.items() if name not in kept or (folder / name).read_text(encoding="utf-8") != text
    ]
    return sorted({*changed, *(kept - set(wanted))})


def write(folder: Path) -> list[str]:
    """Bring ``folder`` up to date and give the paths that changed."""
    wanted = pages()
    changed = stale(folder)
    for name in changed:
        path = folder / name
        if name in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[name], encoding="utf-8")
        else:
            path.unlink()
    return changed


def blocks(service: Service, *, on: date | None) -> list[Block]:
    """The parts of a sheet that have something to say."""
    words = Wording(on)
    found = {
        "asked": [_question(question) for question in service.asks],
        "allowed": [_rule(rule) for rule in service.allowed_when if on is None or rule.in_force(on)],
        "costs": [_fee(fee, words) for fee in service.costs],
        "steps": [_step(step, service, words) for step in service.steps],
        "changes": [*_effects(service, words)],
        "shows": [Text(ar=shown.ar, en=shown.en) for shown in service.shows],
        "issues": [_document(document, words) for document in service.issues],
        "acts": [_named(Text(ar=act.ar, en=act.en), act.does, act.code) for act in service.acts],
        "law": [_law(item, on) for item in service.law],
        "reads": [*_reads(service)],
        "examples": [
            example_text(service, example, number) for number, example in enumerate(chosen_examples(service), start=1)
        ],
    }
    if not service.costs and service.flow != "query":
        found["costs"] = [Text(ar="الخدمة مجانية.", en="The service is free of charge.")]
    return [Block(_HEADINGS[name], tuple(lines), name in _NUMBERED) for name, lines in found.items() if lines]


def agency_name(service: Service) -> Text:
    """The body that answers for the service."""
    code = _SIGNED_BY.get(service.agency, service.agency)
    return AGENCIES[code].name if code in AGENCIES else Text(ar=service.agency, en=service.agency)


def _head(service: Service) -> Iterator[Text]:
    yield _labelled(Text(ar="الجهة", en="Agency"), agency_name(service))
    yield Text(ar=f"رمز الخدمة: {isolate(service.code)}", en=f"Code: {service.code}")
    yield Text(ar=f"الأساس النظامي: {basis_text(service.basis).ar}", en=f"Basis: {service.basis}")
    whom = [WHOM.get(kind, Text(ar=kind, en=kind)) for kind in service.for_whom]
    yield Text(ar=f"لمن: {'، '.join(one.ar for one in whom)}", en=f"For: {', '.join(one.en for one in whom)}")
    role = service.subject
    if role is not None and role.among is not None:
        yield Text(
            ar=f"موضوعها: {role.label.ar}، من: {role.among.ar}",
            en=f"Acts on: {role.label.en}, chosen among: {role.among.en}",
        )
    by = sign_in_for(service)
    if by is not None:
        yield _labelled(Text(ar="الدخول", en="Sign-in"), by)
    yield _labelled(Text(ar="المدة", en="Takes"), service.takes)


def _labelled(label: Text, text: Text) -> Text:
    return Text(ar=f"{label.ar}: {text.ar}", en=f"{label.en}: {text.en}")


def _named(title: Text, text: Text, code: str) -> Text:
    return Text(ar=f"{title.ar} ({isolate(code)}): {text.ar}", en=f"{title.en} ({code}): {text.en}")


def _question(question: Question) -> Text:
    ar, en = question.ar, question.en
    if question.options:
        options = question.options.values()
        ar += f" — {' / '.join(option.ar for option in options)}"
        en += f" — {' / '.join(option.en for option in options)}"
    if not question.required:
        ar, en = f"{ar} (اختياري)", f"{en} (optional)"
    return Text(ar=ar, en=en)


def _rule(rule: Rule) -> Text:
    ar, en = f"{rule.ar} [{isolate(rule.code)}]", f"{rule.en} [{rule.code}]"
    if rule.from_day is not None:
        day = day_text(rule.from_day)
        ar, en = f"{ar} من {day.ar}.", f"{en} From {day.en}."
    if rule.until_day is not None:
        day = day_text(rule.until_day)
        ar, en = f"{ar} حتى {day.ar}.", f"{en} Until {day.en}."
    return Text(ar=f"{ar} — {basis_text(rule.basis).ar}", en=f"{en} — {rule.basis}")


def _fee(fee: Fee, words: Wording) -> Text:
    amount = words.of(fee.amount) if fee.times is None else words.inside(fee.amount)
    ar, en = f"{fee.ar}: {amount.ar}", f"{fee.en}: {amount.en}"
    if fee.times is not None:
        times = words.inside(fee.times)
        ar, en = f"{ar} × {times.ar}", f"{en} × {times.en}"
    if fee.when is not None:
        condition = words.of(fee.when)
        ar, en = f"{ar} — فقط إن كان {condition.ar}", f"{en} — only if {condition.en}"
    return Text(ar=f"{ar}.", en=f"{en}.")


def _step(step: Step, service: Service, words: Wording) -> Text:
    does = _DOES.get(step.does, Text(ar=step.does, en=step.does))
    term = words.of(step.within)
    if isinstance(step.within, Constant) and isinstance(step.within.constant, int):
        term = counted(step.within.constant, "days")
    owner = _owner(step)
    ar = f"{step.ar}: {does.ar} على {owner.ar}، خلال {term.ar}."
    en = f"{step.en}: {does.en} by {owner.en}, within {term.en}."
    if step.when is not None:
        condition = words.of(step.when)
        ar, en = f"{ar} إن كان {condition.ar}.", f"{en} Only if {condition.en}."
    leads = [(Text(ar="بعده", en="Then"), step.then)]
    if step.otherwise == step.silence:
        leads.append((Text(ar="وإلا، أو عند انتهاء المهلة", en="Otherwise, or when the term runs out"), step.silence))
    else:
        leads.append((Text(ar="عند الرفض", en="On a no"), step.otherwise))
        leads.append((Text(ar="عند انتهاء المهلة", en="When the term runs out"), step.silence))
    for lead, code in leads:
        follows = _follows(code, step, service)
        ar, en = f"{ar} {lead.ar}: {follows.ar}.", f"{en} {lead.en}: {follows.en}."
    return Text(ar=ar, en=en)


def _follows(code: str, step: Step, service: Service) -> Text:
    if code in ENDS:
        return _ENDS[code]
    if code == step.code:
        return Text(ar="يُرفع إلى المشرف", en="the supervisor takes over")
    return Text(ar=f"«{service.step(code).ar}»", en=f'"{service.step(code).en}"')


def _owner(step: Step) -> Text:
    if step.by == "officer":
        return Text(ar=f"موظف {isolate(step.queue)}", en=f"an officer of {step.queue}")
    if step.by == "system":
        return Text(ar="المنصة", en="the platform")
    label = role_label(step.by.partition(".")[0])
    if "." not in step.by:
        return label
    ties = {
        "sponsor": Text(ar="صاحب عمل", en="the sponsor of"),
        "head": Text(ar="رب أسرة", en="the head of household of"),
        "employer_manager": Text(ar="ممثل المنشأة التي يعمل فيها", en="the employer of"),
    }
    tie = ties.get(step.by.rpartition(".")[2], Text(ar="من له صلة بـ", en="the person tied to"))
    return Text(ar=f"{tie.ar} {label.ar}", en=f"{tie.en} {label.en}")


def _effects(service: Service, words: Wording) -> Iterator[Text]:
    for when, effects in (
        (Text(ar="عند التقديم", en="On filing"), service.on_filing),
        (Text(ar="عند القبول", en="On approval"), service.effects),
        (Text(ar="عند الرفض", en="On refusal"), service.on_refusal),
    ):
        for effect in effects:
            yield _effect(when, effect, words)


def _effect(moment: Text, effect: Effect, words: Wording) -> Text:
    ar, en = f"{moment.ar}: {effect.ar}", f"{moment.en}: {effect.en}"
    if effect.when is not None:
        condition = words.of(effect.when)
        ar, en = f"{ar} (إن كان {condition.ar})", f"{en} (if {condition.en})"
    values = [*_values(effect, words)]
    if values:
        ar += f" — {'؛ '.join(one.ar for one in values)}"
        en += f" — {'; '.join(one.en for one in values)}"
    return Text(ar=f"{ar}.", en=f"{en}.")


def _values(effect: Effect, words: Wording) -> Iterator[Text]:
    fields = effect.record.__fields__
    for name, expression in effect.sets.items():
        label = fields[name].label
        said = _set_value(expression, fields[name].options, words)
        yield Text(ar=f"{label.ar}: {said.ar}", en=f"{label.en}: {said.en}")


def _set_value(expression: Expression[Any], options: Any, words: Wording) -> Text:
    if isinstance(expression, Constant) and expression.constant is not None:
        return value_text(expression.constant, options=options)
    return words.of(expression)


def _document(document: Any, words: Wording) -> Text:
    title = TYPES[document.type].title
    holder = role_label(document.to.__path__[0]) if document.to in ROLES else Text(ar="", en="")
    ar, en = title.ar, title.en
    if holder.ar:
        ar, en = f"{ar}، باسم: {holder.ar}", f"{en}, for {holder.en}"
    if document.expires_on is not None:
        until = words.of(document.expires_on)
        ar, en = f"{ar}، صالحة حتى: {until.ar}", f"{en}, valid until: {until.en}"
    return Text(ar=f"{ar}.", en=f"{en}.")


def _law(item: LawValue[Any], on: date | None) -> Text:
    lines = LAW.find(item.agency, item.name).lines
    if on is not None:
        before = [line for line in lines if line.since <= on]
        lines = tuple(before[-1:])
    ar, en = [], []
    for line in lines:
        value, since = law_text(line.value, item.unit), line.since.isoformat()
        ar.append(f"{value.ar} من {isolate(since)} ({basis_text(line.basis).ar})")
        en.append(f"{value.en} from {since} ({line.basis})")
    return Text(ar=f"{item.label.ar}: {'؛ '.join(ar)}", en=f"{item.label.en}: {'; '.join(en)}")


def _reads(service: Service) -> Iterator[Text]:
    facts, aggregates = leaves(service.expressions)
    by_register: dict[str, tuple[Text, dict[str, Text]]] = {}
    for fact in facts.values():
        _noted(by_register, fact.record, fact.field.label)
    for aggregate in aggregates.values():
        _noted(by_register, aggregate.record, aggregate.label)
    for name, told in by_register.values():
        yield Text(
            ar=f"{name.ar}: {'، '.join(text.ar for text in told.values())}",
            en=f"{name.en}: {', '.join(text.en for text in told.values())}",
        )


def _noted(registers: dict[str, tuple[Text, dict[str, Text]]], record: Any, label: Text) -> None:
    registers.setdefault(record.__record__, (record.__label__, {}))[1][label.en] = label

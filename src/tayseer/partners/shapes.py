"""What programs are given: services, verdicts, prices, plans and cases as JSON-ready data, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tayseer.casework.contract import STATES
from tayseer.insight.plans import cures_for
from tayseer.insight.sheets import WHOM, agency_name
from tayseer.kit.questions import MOST_WHOLE, Question
from tayseer.kit.verdict import role_label
from tayseer.law.bases import basis_text
from tayseer.partners.subjects import ref_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from tayseer.casework.contract import CaseRecord, TurnRecord
    from tayseer.casework.judging import Judged
    from tayseer.documents.contract import IssuedDocumentRecord
    from tayseer.insight.plans import Plan
    from tayseer.kit.services import Service
    from tayseer.kit.verdict import Line, Price, Verdict
    from tayseer.ledger.contract import Bill

OUTCOMES = {True: "holds", False: "fails", None: "open"}


def summary(service: Service, lang: str) -> dict[str, Any]:
    """One line of the list of services."""
    return {
        "code": service.code,
        "title": service.title.in_(lang),
        "does": service.does.in_(lang),
        "agency": agency_name(service).in_(lang),
        "for_whom": list(service.for_whom),
        "flow": service.flow,
        "acts_on": None if service.subject is None else service.subject.name,
    }


def whole(service: Service, lang: str, *, on: date) -> dict[str, Any]:
    """Everything a program needs to know of a service."""
    role = service.subject
    facts, aggregates = service.reads
    return summary(service, lang) | {
        "basis": basis_text(service.basis).in_(lang),
        "for_whom_words": [WHOM[kind].in_(lang) for kind in service.for_whom if kind in WHOM],
        "takes": service.takes.in_(lang),
        "subject": None
        if role is None or role.among is None
        else {"name": role.name, "label": role.label.in_(lang), "among": role.among.label.in_(lang)},
        "answers": answers_schema(service, lang),
        "rules": [
            {"code": rule.code, "sentence": rule.sentence.in_(lang), "basis": basis_text(rule.basis).in_(lang)}
            for rule in service.allowed_when
            if rule.in_force(on)
        ],
        "steps": [
            {
                "code": step.code,
                "label": step.label.in_(lang),
                "by": step.by,
                "does": step.does,
                "then": step.then,
                "otherwise": step.otherwise,
                "silence": step.silence,
            }
            for step in service.steps
        ],
        "issues": [document.type for document in service.issues],
        "reads": sorted({*(f"{f.changes[0]}.{f.changes[1]}" for f in facts.values()), *_aggregated(aggregates)}),
    }


def _aggregated(aggregates: Mapping[str, Any]) -> set[str]:
    return {item.record.__record__ for item in aggregates.values()}


_JSON_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "arabic_name": {"type": "string", "pattern": "^[\\u0621-\\u064a ]+$"},
    "latin_name": {"type": "string", "pattern": "^[A-Za-z' -]+$"},
    "whole": {"type": "integer", "minimum": 0, "maximum": MOST_WHOLE},
    "amount": {"type": "string", "format": "decimal", "pattern": "^[0-9]+(\\.[0-9]{1,2})?$"},
    "day": {"type": "string", "format": "date"},
    "declaration": {"type": "boolean", "const": True},
    "number": {"type": "string", "pattern": "^[0-9]{10}$"},
    "mobile": {"type": "string", "pattern": "^(05|\\+9665)[0-9]{8}$"},
    "email": {"type": "string", "format": "email"},
    "photo": {"type": "string"},
    "file": {"type": "string"},
    "slot": {"type": "string"},
}


def answers_schema(service: Service, lang: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a service's answers."""
    return {
        "type": "object",
        "properties": {question.code: question_schema(question, lang) for question in service.asks},
        "required": [question.code for question in service.asks if question.required],
        "additionalProperties": False,
    }


def question_schema(question: Question, lang: str) -> dict[str, Any]:
    """The JSON Schema of one answer: its type, and for a choice its options with their words."""
    described: dict[str, Any] = {"title": question.label.in_(lang)}
    if question.hint is not None:
        described["description"] = question.hint.in_(lang)
    if question.kind == "choice":
        return described | {
            "oneOf": [{"const": option, "title": text.in_(lang)} for option, text in question.options.items()]
        }
    schema = described | _JSON_TYPES[question.kind]
    if question.kind == "text":
        schema["maxLength"] = question.most
    return schema


def judgement(judged: Judged, lang: str) -> dict[str, Any]:
    """A verdict with the lines it rests on and the price."""
    return {
        "service": judged.service.code,
        "allowed": judged.verdict.allowed,
        "may_start": judged.verdict.may_start,
        "lines": [verdict_line(line, lang, of=judged.service) for line in judged.verdict.lines],
        "price": price(judged.price, lang),
    }


def short_verdict(verdict: Verdict) -> dict[str, Any]:
    """A verdict in a few words, for lists."""
    return {
        "allowed": verdict.allowed,
        "may_start": verdict.may_start,
        "refused_by": [line.rule.code for line in verdict.refused],
        "awaits": sorted({code for line in verdict.open for code in line.awaits}),
    }


def verdict_line(line: Line, lang: str, *, of: Service) -> dict[str, Any]:
    """One rule judged: what it says, how it came out, why, on which values, and what would cure it."""
    failed = line.outcome is not True and not line.awaits
    return {
        "rule": line.rule.code,
        "outcome": OUTCOMES[line.outcome] if line.outcome is not None or line.awaits else "unknown",
        "sentence": line.rule.sentence.in_(lang),
        "basis": basis_text(line.rule.basis).in_(lang),
        "reason": line.reason.in_(lang) if failed else None,
        "awaits": list(line.awaits),
        "operands": [
            {
                "key": operand.key,
                "label": operand.label.in_(lang),
                "value": operand.shown.in_(lang),
                "known": operand.value is not None,
                "source": operand.source.in_(lang),
                "whose": role_label(operand.role).in_(lang) if operand.role not in {"law", "answer"} else operand.role,
            }
            for operand in line.operands
        ],
        "cure": line.rule.cure.in_(lang) if failed and line.rule.cure is not None else None,
        "cured_by": [service.code for service in cures_for(line, of=of)] if failed else [],
    }


def price(asked: Price | None, lang: str) -> dict[str, Any] | None:
    """A price with its parts in SAR, amounts as quoted decimals; ``None`` while an answer is missing."""
    if asked is None:
        return None
    return {
        "currency": "SAR",
        "total": f"{asked.total:.2f}",
        "lines": [
            {
                "code": line.code,
                "label": line.label.in_(lang),
                "amount": f"{line.amount:.2f}",
                "basis": basis_text(line.basis).in_(lang),
            }
            for line in asked.lines
        ],
    }


def plan(found: Plan, lang: str, *, applicant_id: int) -> dict[str, Any]:
    """The way out of a refusal, in the order in which to go; ``for`` is the subject's reference, as files take it."""
    return {
        "leads_there": found.leads_there,
        "total": f"{found.total:.2f}",
        "steps": [
            {
                "service": step.service.code,
                "title": step.service.title.in_(lang),
                "for": ref_of(step.service, applicant_id=applicant_id, subject_id=step.subject_id) or None,
                "subject": step.subject.in_(lang),
                "cost": None if step.cost is None else f"{step.cost:.2f}",
                "takes": step.takes.in_(lang),
                "cures": list(step.cures),
                "stands_in_the_way": None if step.stands_in_the_way is None else step.stands_in_the_way.in_(lang),
                "instead": [service.code for service in step.instead],
            }
            for step in found.in_order
        ],
        "elsewhere": [{"rule": line.rule.code, "way": way.in_(lang)} for line, way in found.elsewhere],
    }


def case(record: CaseRecord, lang: str, *, person_id: int | None, full: bool = True) -> dict[str, Any]:
    """A case as its applicant, or a party to it, may know it."""
    mine = record.applicant_id == person_id
    data: dict[str, Any] = {
        "id": record.public_id,
        "service": record.service_code,
        "title": record.title.in_(lang),
        "subject": record.subject.in_(lang),
        "state": record.state,
        "state_words": STATES[record.state].in_(lang),
        "step": record.step,
        "filed_at": record.filed_at.isoformat(),
        "decided_at": None if record.decided_at is None else record.decided_at.isoformat(),
        "reason": record.reason.in_(lang),
        "price": f"{record.price:.2f}",
        "law_day": record.law_day.isoformat(),
        "turns": [turn(one, lang, person_id=person_id) for one in record.turns],
    }
    if full and mine:
        data["answers"] = dict(record.answers)
    if full:
        data["history"] = [
            {"at": event.at.isoformat(), "event": event.name, "step": event.step} for event in record.events
        ]
    return data


def turn(record: TurnRecord, lang: str, *, person_id: int | None) -> dict[str, Any]:
    """Whose turn it is; a bill's number only for the one who is to pay it."""
    yours = record.person_id is not None and record.person_id == person_id
    return {
        "step": record.step,
        "label": record.label.in_(lang),
        "does": record.does,
        "party": record.party.partition(".")[0],
        "yours": yours,
        "due_at": record.due_at.isoformat(),
        "bill": record.bill if yours else "",
    }


def bill(record: Bill, lang: str) -> dict[str, Any]:
    """A bill with its lines, amounts as quoted decimals in SAR."""
    return {
        "id": record.public_id,
        "case": record.case,
        "purpose": record.purpose,
        "state": record.state,
        "currency": "SAR",
        "amount": f"{record.amount:.2f}",
        "lines": [
            {"code": line.code, "label": line.text.in_(lang), "amount": f"{line.amount:.2f}"} for line in record.lines
        ],
        "opened_at": record.opened_at.isoformat(),
        "due_at": None if record.due_at is None else record.due_at.isoformat(),
        "paid_at": None if record.paid_at is None else record.paid_at.isoformat(),
        "paid_by": record.paid_by,
    }


def document(record: IssuedDocumentRecord, lang: str, *, at: datetime) -> dict[str, Any]:
    """A document with the text of its QR code, by which anybody can verify it."""
    return {
        "id": record.public_id,
        "type": record.type,
        "title": record.title.in_(lang),
        "number": record.number,
        "name": record.names.in_(lang),
        "case": record.case,
        "issued_at": record.issued_at.isoformat(),
        "expires_on": None if record.expires_on is None else record.expires_on.isoformat(),
        "status": record.status,
        "valid": record.is_valid(at),
        "qr_text": record.qr_text,
    }

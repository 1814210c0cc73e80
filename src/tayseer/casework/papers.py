"""The facts a document states, gathered from the records as a case leaves them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tayseer.documents.types import TYPES
from tayseer.kit.expressions import Fact
from tayseer.kit.records import contract_of
from tayseer.kit.text import Text
from tayseer.registries import queries as registries
from tayseer.registries.appointments.slots import Slot, read_slot
from tayseer.registries.passports.contract import Passport

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tayseer.casework.work import Work
    from tayseer.documents.types import FactSpec
    from tayseer.kit.services import Document

NOT_REGISTERED = Text(ar="غير مسجل", en="Not registered")
_SEX = {"male": "M", "female": "F"}
_CODES = {
    "trips": {"exit_reentry_single": "S", "exit_reentry_multiple": "M"},
    "licence_class": {"private": "P", "motorcycle": "M", "public": "B", "heavy": "H"},
    "use": {"private": "P", "private_transport": "T", "bus": "B", "motorcycle": "M"},
    "area": {"inside": "I", "abroad": "O"},
}


def facts_for(work: Work, document: Document, holder: Mapping[str, Any]) -> dict[str, str | Text]:
    """Every fact the document's type states, in the form ``documents.issue`` takes.

    What the service's own ``shows`` say comes first, then what is known of the holder, then of the subject. A text that
    no registry holds is said to be not registered; a missing day or number is left out, and issuing then fails.
    """
    shown = {name: (expression, expression.value(work.context)) for name, expression in document.shows.items()}
    known = {**_of_case(work), **_of_subject(work), **_of_holder(holder)}
    facts: dict[str, str | Text] = {}
    for spec in TYPES[document.type].facts:
        expression, value = shown.get(spec.key, (None, None))
        if value is None:
            value = known.get(spec.key)
        written = _written(spec, expression, value)
        if written is None and spec.required and spec.kind in {"both", "text"}:
            written = NOT_REGISTERED
        if written is not None:
            facts[spec.key] = written
    return facts


def last_day_of(work: Work, document: Document) -> date | None:
    """The document's own last day: as the service says, or for a visit's ticket the day of the visit."""
    if document.expires_on is not None:
        day: date | None = document.expires_on.value(work.context)
        return day
    visit = _visit(work)
    return visit.day if visit is not None and TYPES[document.type].term else None


def _visit(work: Work) -> Slot | None:
    question = next((question for question in work.service.asks if question.kind == "slot"), None)
    return None if question is None else read_slot(str(work.context.answers.get(question.code)))


def _of_case(work: Work) -> dict[str, Any]:
    subject = Text(
        ar=f"{work.service.ar}: {work.case.subject_ar}".rstrip(": "),
        en=f"{work.service.en}: {work.case.subject_en}".rstrip(": "),
    )
    visit = _visit(work)
    booked = {} if visit is None else {"place": visit.branch, "day": visit.day, "time": visit.time}
    return {
        **booked,
        "subject": subject,
        "amount": work.price.total,
        "paid_on": work.on,
        "agreed_on": work.on,
        "item": work.service.title,
        "outcome": "A",
        "reason": Text(ar=work.case.reason_ar or "قُبل الطلب", en=work.case.reason_en or "The request was accepted"),
        "bill": work.case.public_id,
        "digest": work.case.definition[:32],
        "lost_on": work.on,
        "given_to": work.service.title,
    }


def _of_subject(work: Work) -> dict[str, Any]:
    role = work.service.subject
    if role is None or work.case.subject_id is None:
        return {}
    values = registries.record_by_id(contract_of(role.record), record_id=work.case.subject_id) or {}
    known = {
        "violation": values.get("number"),
        "offence": _pair(values, "title"),
        "plate": values.get("plate"),
        "chassis": values.get("chassis"),
        "colour": values.get("colour"),
        "use": values.get("type"),
        "birth_place": values.get("city"),
    }
    if values.get("make"):
        known["vehicle"] = f"{values['make']} {values.get('model_year') or ''}".strip()
    return known


def _pair(values: Mapping[str, Any], name: str) -> Text | None:
    ar = values.get(f"{name}_ar")
    return None if ar is None else Text(ar=ar, en=values.get(f"{name}_en") or ar)


def _of_holder(holder: Mapping[str, Any]) -> dict[str, Any]:
    charged = registries.charged_to(holder["id"])
    passport = next(iter(registries.records_of(Passport, owner_id=holder["id"], limit=1)), None)
    parents = registries.names_of([key for key in (holder["father_id"], holder["mother_id"]) if key])
    return {
        "holder_number": holder["number"],
        "birth_date": holder["born_on"],
        "birth_hijri": holder["born_on_hijri"],
        "sex": _SEX.get(holder["sex"] or ""),
        "nationality": holder["nationality"],
        "birth_place": holder["birth_place"],
        "occupation": holder["occupation"],
        "sponsor": None if charged is None else Text(ar=charged["name_ar"], en=charged["name_en"]),
        "sponsor_number": None if charged is None else charged["number"],
        "passport": None if passport is None else passport["number"],
        "father": parents.get(holder["father_id"] or 0),
        "mother": parents.get(holder["mother_id"] or 0),
    }


def _written(spec: FactSpec, expression: Any, value: Any) -> str | Text | None:  # noqa: PLR0911 one line for each kind
    if value is None or value == "":
        return None
    if isinstance(value, Text):
        return value if spec.kind in {"both", "text"} else value.en
    if spec.key in _CODES and value in _CODES[spec.key]:
        return _CODES[spec.key][value]
    if spec.kind == "sex":
        return _SEX.get(str(value), str(value))
    if isinstance(expression, Fact) and expression.field.options and value in expression.field.options:
        option: Text = expression.field.options[value]
        return option if spec.kind in {"both", "text"} else str(value)
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    return Text(ar=str(value), en=str(value)) if spec.kind == "both" else str(value)

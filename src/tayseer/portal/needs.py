"""What one needs for a service: what the state already holds, with its last day, and what one brings along."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tayseer.kit.expressions import Fact
from tayseer.kit.formats import day_text, value_text
from tayseer.kit.verdict import role_label
from tayseer.portal.presenting import is_anothers
from tayseer.ui.words import w

if TYPE_CHECKING:
    from tayseer.casework.judging import Judged
    from tayseer.kit.services import Service
    from tayseer.kit.verdict import Line

#: Fields that stand for a paper, a cover or an enrolment that somebody has or has not.
_HELD_BY = frozenset(
    {
        "expires_on",
        "valid_until",
        "registration_expires_on",
        "fingerprint_on",
        "photo_on",
        "short_code",
        "identified_on",
    }
)
_LASTS = frozenset({"expires_on", "valid_until", "registration_expires_on"})


def needs_view(service: Service, *, judged: Judged | None, lang: str, on: date) -> list[dict[str, Any]]:
    """The list of needs: from records where a verdict was given, and from the questions in any case."""
    held = [] if judged is None else _from_records(judged, lang=lang, on=on)
    return [*held, *_to_bring(service, lang)]


def _from_records(judged: Judged, *, lang: str, on: date) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for line in judged.verdict.lines:
        for item in line.rule.holds.walk():
            if isinstance(item, Fact) and item.field.name in _HELD_BY and not is_anothers(item.path):
                need = _need(item, line, lang=lang, on=on)
                if need is not None:
                    found.setdefault(item.key, need)
    return sorted(found.values(), key=lambda need: need["state"] != "missing")


def _need(fact: Fact[Any], line: Line, *, lang: str, on: date) -> dict[str, Any] | None:
    value = fact.value(line.context)
    current = value is not None and not (fact.field.name in _LASTS and isinstance(value, date) and value < on)
    # One of two papers may do, such as an identity card or an iqama: the other is then not missed.
    if not current and line.outcome is True:
        return None
    whose = role_label(fact.path[0]).in_(lang)
    name = fact.field.label.in_(lang)
    if fact.field.name == "valid_until":
        name = fact.record.__label__.in_(lang) + w(lang, "، ", ", ") + name
    text = f"{name} ({whose})"
    if value is None:
        note = w(lang, f"لا شيء في: {fact.record.__label__.ar}", f"Nothing in: {fact.record.__label__.en}")
    elif isinstance(value, date):
        note = day_text(value).in_(lang)
    else:
        note = value_text(value).in_(lang)
    return {"text": text, "state": "held" if current else "missing", "note": note}


def _to_bring(service: Service, lang: str) -> list[dict[str, Any]]:
    items = []
    for question in service.asks:
        if question.kind not in {"photo", "file"}:
            continue
        note = question.hint.in_(lang) if question.hint is not None else ""
        if question.kind == "photo":
            note = w(
                lang,
                "صورة \u2066JPEG\u2069 أو \u2066PNG\u2069، حتى ميغابايت واحد.",
                "A JPEG or PNG picture of up to 1 MB.",
            )
        optional = "" if question.required else w(lang, " (اختياري)", " (optional)")
        items.append({"text": question.label.in_(lang) + optional, "state": "bring", "note": note})
    return items


def asks_view(service: Service, lang: str) -> list[str]:
    """What will be asked, so that nobody has to stop half-way to look something up."""
    return [
        question.label.in_(lang) + ("" if question.required else w(lang, " (اختياري)", " (optional)"))
        for question in service.asks
        if question.kind not in {"photo", "file", "declaration"}
    ]

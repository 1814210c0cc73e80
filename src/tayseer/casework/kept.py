"""The facts a case was judged on, as kept when it was filed, with their names and where each came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tayseer.kit.text import Text
from tayseer.kit.verdict import role_label
from tayseer.services import service as service_of

if TYPE_CHECKING:
    from tayseer.casework.contract import CaseRecord
    from tayseer.kit.services import Service

_LAW = Text(ar="النظام", en="law")
_NOBODY = Text(ar="", en="")


@dataclass(frozen=True)
class KeptFact:
    """One fact as it stood on filing. ``whose`` is empty for a value of law."""

    key: str
    whose: Text
    label: Text
    shown: Text
    source: Text


def kept_facts(case: CaseRecord) -> tuple[KeptFact, ...]:
    """The facts of ``case`` that its service still names, in the order in which they were judged."""
    named = _named(service_of(case.service_code))
    return tuple(
        KeptFact(key, whose, label, Text(ar=value["ar"], en=value["en"]), source)
        for key, value in case.facts.items()
        if key in named
        for whose, label, source in [named[key]]
    )


def _named(service: Service) -> dict[str, tuple[Text, Text, Text]]:
    """Whose each fact is, its name and its source, by the fact's key."""
    facts, aggregates = service.reads
    named = {key: (role_label(fact.path[0]), fact.field.label, fact.record.__label__) for key, fact in facts.items()}
    named |= {key: (role_label(item.path[0]), item.label, item.record.__label__) for key, item in aggregates.items()}
    return named | {f"law.{item.agency}.{item.name}": (_NOBODY, item.label, _LAW) for item in service.law}

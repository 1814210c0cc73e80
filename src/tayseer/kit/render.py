"""A service as plain data with its digest: what a case pins when it is filed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tayseer.kit.expressions import Aggregate, Expression, Fact
from tayseer.kit.records import Record
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from tayseer.kit.services import Service

#: Not part of what a case was filed under: examples prove the definition, they do not change it.
_LEFT_OUT = {"examples", "phrases", "mistakes"}


def definition_of(service: Service) -> dict[str, Any]:
    """The service as JSON-ready data: every rule with its condition, every fee, step, effect, document and notice."""
    plain: dict[str, Any] = _plain(service)
    return plain


def digest_of(definition: dict[str, Any]) -> str:
    """SHA-256 of the definition in canonical JSON, as hexadecimal."""
    text = json.dumps(definition, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:  # noqa: PLR0911 one line for each kind of value
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Text):
        return {"ar": value.ar, "en": value.en}
    if isinstance(value, type) and issubclass(value, Record):
        return {"record": ".".join(value.__path__)}
    if isinstance(value, Fact):
        return {"fact": value.key}
    if isinstance(value, Aggregate):
        where = None if value.where is None else _plain(value.where)
        field = None if value.field is None else value.field.key
        return {"aggregate": value.kind, "of": ".".join(value.path), "field": field, "where": where}
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if is_dataclass(value):
        kept = {
            field.name: _plain(getattr(value, field.name)) for field in fields(value) if field.name not in _LEFT_OUT
        }
        return {"is": type(value).__name__.strip("_"), **kept} if isinstance(value, Expression) else kept
    raise TypeError(type(value).__name__)

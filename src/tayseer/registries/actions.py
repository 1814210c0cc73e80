"""The one way a registry changes: an effect of a decided case, applied with its history and its audit row."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection

from tayseer.audit.actions import record as record_audit
from tayseer.kit.records import contract_of
from tayseer.registries.sql import record_at
from tayseer.registries.tables import is_single, keeps_earlier, table_name

if TYPE_CHECKING:
    from tayseer.audit.contract import Actor
    from tayseer.kit.expressions import Context
    from tayseer.kit.records import Record
    from tayseer.kit.services import Effect
    from tayseer.registries.gather import Overlay


class UnableToApply(RuntimeError):
    """A registry has no record to change; the case stays undecided and nothing is written."""


def apply_effect(*, effect: Effect, context: Context, facts: Overlay, actor: Actor, at: datetime, case: str) -> None:
    """Apply one effect in the caller's transaction and lay its values over ``facts``.

    ``at`` is UTC; the change is valid from the law day of ``context``. Writes one history row and one audit row for
    each record changed. Raises ``UnableToApply`` when the record to change does not exist.
    """
    if effect.when is not None and effect.when.value(context) is not True:
        return
    values = {name: expression.value(context) for name, expression in effect.sets.items()}
    path = effect.record.__path__
    record = contract_of(effect.record)
    now = _Write(effect=effect, context=context, actor=actor, at=at, case=case)
    if path[0].startswith("<"):
        facts.put((effect.creates or record.__step__,), {**values, "id": now.insert(record, values)})
        return
    record_id: int | None = None if record.__many__ and effect.kind == "create" else facts.value((*path, "id"))
    if effect.kind == "change" and (record_id is not None or not is_single(record)):
        now.update(record, record_id, values)
        facts.put(path, values)
        return
    if record_id is not None:
        ends = {name: expression.value(context) for name, expression in effect.ends.items()}
        now.update(record, record_id, {**ends, "current": False})
    owner_id = facts.value((*path[:-1], "id"))
    if owner_id is None:
        message = f"{effect.name}: there is no record at {'.'.join(path[:-1])}."
        raise UnableToApply(message)
    created = {**values, **_owner_keys(record, path, owner_id)}
    record_id = now.insert(record, created)
    facts.put((effect.creates,) if effect.creates else path, {**created, "id": record_id})
    if effect.creates:
        facts.put(path, {**created, "id": record_id})


def _owner_keys(record: type[Record], path: tuple[str, ...], owner_id: int) -> dict[str, Any]:
    step = record_at(path[:-1]).__step__
    column = f"{step}_id" if f"{step}_id" in record.__fields__ else f"{record.__owner__}_id"
    return {column: owner_id}


class _Write:
    """The writes of one effect: each with its history row and its audit row."""

    def __init__(self, *, effect: Effect, context: Context, actor: Actor, at: datetime, case: str) -> None:
        self.effect, self.context, self.actor, self.at, self.case = effect, context, actor, at, case

    def insert(self, record: type[Record], values: dict[str, Any]) -> int:
        """A new row; returns its id."""
        if keeps_earlier(record):
            values = {**values, "current": True}
        names = ", ".join(values)
        holes = ", ".join(["%s"] * len(values))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table_name(record)} ({names}) VALUES ({holes}) RETURNING id",  # noqa: S608 names of contracts
                list(values.values()),
            )
            record_id: int = cursor.fetchone()[0]
        self._remember(record, record_id, None, values)
        return record_id

    def update(self, record: type[Record], record_id: int | None, values: dict[str, Any]) -> None:
        """New values in one row; the earlier ones go to the history."""
        names = list(values)
        sets = ", ".join(f"{name} = %s" for name in names)
        old = ", ".join(f"old.{name}" for name in names)
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table_name(record)} SET {sets} WHERE id = %s RETURNING {old}",  # noqa: S608 names of contracts
                [*values.values(), record_id],
            )
            before = cursor.fetchone()
        if before is None:
            message = f"{self.effect.name}: there is no {record.__label__.en} record to change."
            raise UnableToApply(message)
        self._remember(record, int(record_id or 0), dict(zip(names, before, strict=True)), values)

    def _remember(
        self, record: type[Record], record_id: int, before: dict[str, Any] | None, after: dict[str, Any]
    ) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                'INSERT INTO registries_change (recorded_at, valid_from, effect, record, record_id, "case", actor_kind,'
                " actor_id,"
                " before, after) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s::jsonb)",
                [
                    self.at,
                    self.context.day,
                    self.effect.name,
                    record.__record__,
                    record_id,
                    self.case,
                    self.actor.kind,
                    self.actor.id,
                    None if before is None else _json(before),
                    _json(after),
                ],
            )
        holder = after.get("person_id") or (before or {}).get("person_id")
        record_audit(
            actor=self.actor,
            action=self.effect.name,
            at=self.at,
            subject=holder,
            object=f"{record.__record__}:{record_id}",
            case=self.case,
            fields=sorted(after),
        )


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, default=_plain, ensure_ascii=False)


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)

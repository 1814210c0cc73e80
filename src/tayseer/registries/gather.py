"""Gathering: one statement that fetches just the facts a service names, for one applicant and their subjects."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection

from tayseer.kit.expressions import Context, Fact, leaves
from tayseer.kit.facts import Row, Tree
from tayseer.kit.records import ROLES, Role, contract_of
from tayseer.registries.people.contract import APPLICANT
from tayseer.registries.sql import Compiler, record_at, scope_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tayseer.kit.expressions import Path
    from tayseer.kit.services import Service
    from tayseer.registries.sql import Parameter

#: How many subjects a person chooses among on one page; a longer list is searched.
MOST_SUBJECTS = 60


@dataclass(frozen=True)
class Gathering:
    """The compiled statement of one service."""

    keys: tuple[str, ...]
    select: str
    source: str
    parameters: tuple[Parameter, ...]
    has_subject: bool
    is_public: bool


def applicant_role() -> Role:
    """The role of the applicant."""
    return ROLES[APPLICANT]


def gatherable(service: Service) -> tuple[Role | None, tuple[Role, ...]]:
    """The subject's role and the roles found by answers: what exists before the case changes anything."""
    return service.subject, tuple(role for role in service.parties if role.named_by is not None)


def needed_facts(service: Service) -> dict[str, Fact[Any]]:
    """Every fact a case may need: what rules name, ids of what effects change, names of subject and parties."""
    facts, _ = leaves(service.expressions)
    wanted = dict(facts)

    def want(fact: Fact[Any]) -> None:
        wanted.setdefault(fact.key, fact)

    for field in ("id", "kind", "number", "name_ar", "name_en", "died_on"):
        want(getattr(APPLICANT, field))
    subject, named = gatherable(service)
    for role in (*(() if subject is None else (subject,)), *named):
        want(role.record.id)
        for field in contract_of(role.record).__shown_by__:
            want(getattr(role.record, field))
    for step in service.steps:
        if "." in step.by:
            path = tuple(step.by.split("."))
            want(Fact((*path, "id"), record_at(path), record_at(path).__fields__["id"]))
    for effect in service.every_effect:
        path = effect.record.__path__
        if path[0].startswith("<"):
            continue
        if effect.kind != "create" or not effect.record.__many__:
            want(effect.record.id)
        if len(path) > 1:
            owner = record_at(path[:-1])
            want(Fact((*path[:-1], "id"), owner, owner.__fields__["id"]))
    for document in service.issues:
        path = document.to.__path__
        for field in ("id", "name_ar", "name_en", "number", "born_on", "sex", "nationality"):
            want(Fact((*path, field), document.to, contract_of(document.to).__fields__[field]))
    return wanted


@lru_cache(maxsize=1024)
def _gathering(service_id: int, service: _ByIdentity) -> Gathering:  # noqa: ARG001 the id is the cache's key
    definition = service.service
    subject, named = gatherable(definition)
    scope, source, source_parameters = scope_for(applicant_role(), subject, named)
    is_public = definition.is_public
    if is_public:
        source = source.replace("people_person applicant", "(SELECT 1) one", 1)
    known = {applicant_role().name, *(role.name for role in named), *(() if subject is None else (subject.name,))}
    if is_public:
        known.discard(applicant_role().name)
    compiler = Compiler(scope)
    columns, keys = [], []
    _, aggregates = leaves(definition.expressions)
    for key, expression in {**needed_facts(definition), **aggregates}.items():
        if expression.path[0] in known:
            columns.append(compiler.text(expression))
            keys.append(key)
    return Gathering(
        keys=tuple(keys),
        select=", ".join(columns),
        source=f"{source} {' '.join(scope.joins)}",
        parameters=(*compiler.parameters, *source_parameters),
        has_subject=subject is not None,
        is_public=is_public,
    )


@dataclass(frozen=True)
class _ByIdentity:
    service: Service

    def __hash__(self) -> int:
        return id(self.service)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.service is self.service


def gathering_for(service: Service) -> Gathering:
    """The compiled statement of a service; compiled once for each definition."""
    return _gathering(id(service), _ByIdentity(service))


def gather(
    service: Service, context: Context, *, applicant_id: int | None, subject_id: int | None = None
) -> list[dict[str, Any]]:
    """The facts for one subject, or for every subject the applicant may act on; empty when there is none.

    A subject outside the applicant's circle is not found: that is the access rule, not a check beside it.
    ``context`` gives the day, the law and the answers; its facts are not read. Takes one round trip.
    """
    plan = gathering_for(service)
    conditions, parameters = [], [parameter(context) for parameter in plan.parameters]
    if not plan.is_public:
        conditions.append("applicant.id = %s")
        parameters.append(applicant_id)
    if plan.has_subject and subject_id is not None:
        conditions.append("subject.id = %s")
        parameters.append(subject_id)
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    order = " ORDER BY subject.id" if plan.has_subject else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {plan.select} FROM {plan.source}{where}{order} LIMIT {MOST_SUBJECTS}", parameters)  # noqa: S608 text from contracts
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    found = [dict(zip(plan.keys, row, strict=True)) for row in rows]
    if plan.has_subject and subject_id is None:
        return list({row[f"{_subject_name(service)}.id"]: row for row in found}.values())
    return found


def _subject_name(service: Service) -> str:
    return "" if service.subject is None else service.subject.name


class Overlay:
    """Gathered facts with the changes of a case laid over them, so that later effects and documents see them."""

    def __init__(self, row: dict[str, Any]) -> None:
        self._row = Row(row)
        self.values = dict(row)

    def value(self, path: Path) -> Any:
        """The changed value, else the gathered one; a fact of a person not yet created is not known."""
        return self.values.get(".".join(path))

    def aggregate(self, expression: Any, context: Context) -> Any:
        """Aggregates stand as gathered."""
        return self._row.aggregate(expression, context)

    def put(self, path: Path, values: dict[str, Any]) -> None:
        """Lay new values over the record at ``path``."""
        for name, value in values.items():
            self.values[".".join((*path, name))] = value


EMPTY = Tree({})

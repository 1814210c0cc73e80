"""Gathering: one statement that fetches just the facts a service names, for one applicant and their subjects."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection

from tayseer.kit.expressions import Context, Fact, leaves
from tayseer.kit.facts import Row, Tree
from tayseer.kit.questions import Question
from tayseer.kit.records import ROLES, Role, contract_of
from tayseer.registries.people.contract import APPLICANT
from tayseer.registries.sql import Compiler, record_at, scope_for
from tayseer.registries.tables import is_single

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tayseer.kit.expressions import Aggregate, Path
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
    facts, aggregates = leaves(service.expressions)
    paths = [fact.path[:-1] for fact in facts.values()] + [aggregate.path for aggregate in aggregates.values()]
    known = roots_of(service)
    extra = [
        *(getattr(APPLICANT, field) for field in ("id", "kind", "number", "name_ar", "name_en", "died_on")),
        *_of_parties(service),
        # Whose each record is, so that a cure for that very person can be found.
        *(_id_at(path[:-1]) for path in paths if len(path) > 1 and path[0] in known),
        *(_id_at(tuple(step.by.split("."))) for step in service.steps if "." in step.by),
        *(_id_at(path) for path in _of_effects(service) if path[0] in known),
        *(_id_at(document.to.__path__) for document in service.issues if document.to.__path__[0] in known),
        *_of_attested(path for path in paths if len(path) > 1 and path[0] in known),
    ]
    return dict(facts) | {fact.key: fact for fact in extra if fact.key not in facts}


def roots_of(service: Service) -> frozenset[str]:
    """The roles that exist before the case changes anything: where a path to a gathered fact may begin."""
    subject, named = gatherable(service)
    names = {role.name for role in named} | (set() if subject is None else {subject.name})
    return frozenset(names if service.is_public else names | {applicant_role().name})


def _field_at(path: Path, name: str) -> Fact[Any]:
    record = record_at(path)
    return Fact((*path, name), record, record.__fields__[name])


def _id_at(path: Path) -> Fact[Any]:
    return _field_at(path, "id")


def _of_parties(service: Service) -> Iterator[Fact[Any]]:
    subject, named = gatherable(service)
    for role in (*(() if subject is None else (subject,)), *named):
        contract = contract_of(role.record)
        held = ("person_id",) if "person_id" in contract.__fields__ else ()
        for name in ("id", *held, *contract.__shown_by__):
            yield _field_at((role.name,), name)


def _of_attested(paths: Iterable[Path]) -> Iterator[Fact[Any]]:
    """Of each fact that an agency outside attests: when it did, and by what it is asked about whom or what."""
    for path in dict.fromkeys(paths):
        contract = contract_of(record_at(path))
        if "attested_at" not in contract.__fields__ or not is_single(contract):
            continue
        asked_by = next(name for name in ("number", "plate") if name in contract_of(record_at(path[:-1])).__fields__)
        yield _field_at(path, "attested_at")
        yield _field_at(path[:-1], asked_by)


def _of_effects(service: Service) -> Iterator[Path]:
    for effect in service.every_effect:
        path = effect.record.__path__
        if effect.kind != "create" or not effect.record.__many__:
            yield path
        if len(path) > 1:
            yield path[:-1]


@lru_cache(maxsize=1024)
def _gathering(service_id: int, service: ByIdentity) -> Gathering:
    definition = service.service
    subject, named = gatherable(definition)
    scope, source, source_parameters = scope_for(applicant_role(), subject, named)
    is_public = definition.is_public
    if is_public:
        source = source.replace("people_person applicant", "(SELECT 1) one", 1)
    known = roots_of(definition)
    compiler = Compiler(scope)
    columns, keys = [], []
    _, aggregates = leaves(definition.expressions)
    wanted: dict[str, Fact[Any] | Aggregate[Any]] = {**needed_facts(definition), **aggregates}
    for key, expression in wanted.items():
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
class ByIdentity:
    """A service as the key of something kept for it; two definitions are the same only when they are one object."""

    service: Service

    def __hash__(self) -> int:
        return id(self.service)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByIdentity) and other.service is self.service


def gathering_for(service: Service) -> Gathering:
    """The compiled statement of a service; compiled once for each definition."""
    return _gathering(id(service), ByIdentity(service))


def facts_follow_answers(service: Service) -> bool:
    """Whether other answers would gather other facts: a party is named by one, or an aggregate counts by one."""
    return _facts_follow_answers(id(service), ByIdentity(service))


@lru_cache(maxsize=1024)
def _facts_follow_answers(service_id: int, service: ByIdentity) -> bool:
    del service_id
    definition = service.service
    _, aggregates = leaves(definition.expressions)
    counted = (inner for aggregate in aggregates.values() for inner in aggregate.walk())
    return bool(gatherable(definition)[1]) or any(isinstance(inner, Question) for inner in counted)


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

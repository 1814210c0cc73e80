"""Expressions as SQL: one statement gathers a verdict's facts, one predicate judges a whole population."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tayseer.kit import expressions as e
from tayseer.kit.records import ROLES, STEPS, contract_of
from tayseer.registries.joins import CIRCLES, MANY, ONE
from tayseer.registries.tables import is_single, standing, table_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tayseer.kit.expressions import Context, Expression, Path
    from tayseer.kit.records import Record, Role

    Parameter = Callable[[Context], Any]

_CASTS = (
    (bool, "boolean"),
    (datetime, "timestamptz"),
    (date, "date"),
    (Decimal, "numeric"),
    (int, "bigint"),
    (str, "text"),
)


@dataclass
class Scope:
    """The joins of one FROM clause: aliases by path, in the order they must be written."""

    prefix: str
    roots: dict[Path, str]
    joins: list[str] = field(default_factory=list)
    aliases: dict[Path, str] = field(default_factory=dict)

    def alias(self, path: Path) -> str:
        """The alias of the record at ``path``, joined when it is first asked for."""
        if path in self.roots:
            return self.roots[path]
        if path not in self.aliases:
            parent = self.alias(path[:-1])
            alias = f"{self.prefix}{len(self.aliases)}"
            self.aliases[path] = alias
            self.joins.append(_join(path, parent, alias))
        return self.aliases[path]


def record_at(path: Path) -> type[Record]:
    """The contract at the end of a path."""
    if len(path) == 1:
        return next(contract_of(role.record) for role in ROLES.values() if role.name == path[0])
    return contract_of(STEPS[path[-1]])


def _key_to(parent: Path, record: type[Record]) -> str:
    """The column by which ``record`` hangs on the record at ``parent``."""
    step = record_at(parent).__step__
    return f"{step}_id" if f"{step}_id" in record.__fields__ else f"{record.__owner__}_id"


def _join(path: Path, parent: str, alias: str) -> str:
    if path[-1] in ONE:
        return ONE[path[-1]].format(p=parent, t=alias)
    record = record_at(path)
    if not is_single(record):
        message = f"{'.'.join(path)} may be many records; count or total them instead."
        raise TypeError(message)
    column = _key_to(path[:-1], record)
    return f"LEFT JOIN {table_name(record)} {alias} ON {alias}.{column} = {parent}.id{standing(record, alias)}"


@dataclass
class Compiled:
    """SQL text and the parameters it takes, each computed from the context of the moment."""

    sql: str
    parameters: tuple[Parameter, ...]

    def bind(self, context: Context) -> list[Any]:
        """The parameters' values."""
        return [parameter(context) for parameter in self.parameters]


class Compiler:
    """Translates expressions within one scope, collecting parameters in the order they appear."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.parameters: list[Parameter] = []
        self._nested = 0

    def text(self, expression: Expression[Any]) -> str:
        """The SQL of an expression. Raises ``TypeError`` for what only Python can compute."""
        if _is_free(expression):
            return self._parameter(expression)
        method = getattr(self, f"_{type(expression).__name__.strip('_').lower()}", None)
        if method is None:
            message = f"{type(expression).__name__} has no SQL."
            raise TypeError(message)
        result: str = method(expression)
        return result

    def _parameter(self, expression: Expression[Any]) -> str:
        self.parameters.append(expression.value)
        cast = _cast_of(expression)
        return f"%s::{cast}" if cast else "%s"

    def _fact(self, fact: e.Fact[Any]) -> str:
        return f"{self.scope.alias(fact.path[:-1])}.{fact.path[-1]}"

    def _compare(self, item: e.Compare) -> str:
        if (
            item.operator == "="
            and isinstance(item.left, e.Aggregate)
            and item.left.kind == "count"
            and _is_zero(item.right)
        ):
            return f"NOT EXISTS ({self._select('1', item.left)})"
        return f"({self.text(item.left)} {item.operator} {self.text(item.right)})"

    def _all(self, item: e.All) -> str:
        return "(" + " AND ".join(self.text(part) for part in item.items) + ")"

    def _any(self, item: e.Any_) -> str:
        return "(" + " OR ".join(self.text(part) for part in item.items) + ")"

    def _not(self, item: e.Not) -> str:
        return f"(NOT {self.text(item.item)})"

    def _known(self, item: e.Known) -> str:
        return f"({self.text(item.item)} IS NOT NULL)"

    def _oneof(self, item: e.OneOf) -> str:
        options = ", ".join(self.text(e.Constant(option)) for option in item.options)
        return f"({self.text(item.item)} IN ({options}))"

    def _arithmetic(self, item: e.Arithmetic[Any]) -> str:
        return f"({self.text(item.left)} {item.operator} {self.text(item.right)})"

    def _when(self, item: e.When[Any]) -> str:
        condition = self.text(item.condition)
        return f"(CASE WHEN {condition} THEN {self.text(item.then)} ELSE {self.text(item.otherwise)} END)"

    def _function(self, item: e.Function[Any]) -> str:
        template, order = _FUNCTIONS[item.name]
        return template.format(*[self.text(item.arguments[place]) for place in order])

    def _aggregate(self, item: e.Aggregate[Any]) -> str:
        if item.kind == "count":
            return f"({self._select('count(*)', item)})"
        if item.kind == "total":
            return f"(SELECT coalesce(sum(v), 0) FROM ({self._select('{field} AS v', item)}) s)"  # noqa: S608 text from contracts
        return f"(SELECT max(v) FROM ({self._select('{field} AS v', item)}) s)"  # noqa: S608 text from contracts

    def _select(self, what: str, item: e.Aggregate[Any]) -> str:
        self._nested += 1
        parent = self.scope.alias(item.path[:-1])
        alias = f"{self.scope.prefix}n{self._nested}"
        inner = Compiler(Scope(prefix=f"{alias}_", roots={**self.scope.roots, **self.scope.aliases, item.path: alias}))
        fact = "" if item.field is None else inner.text(item.field)
        where = "" if item.where is None else f" AND {inner.text(item.where)}"
        if item.path[-1] in MANY:
            source, _, condition = MANY[item.path[-1]].format(p=parent, t=alias).partition(" WHERE ")
        else:
            record = contract_of(item.record)
            source, condition = (
                f"{table_name(record)} {alias}",
                f"{alias}.{_key_to(item.path[:-1], record)} = {parent}.id",
            )
        joins = " ".join(inner.scope.joins)
        self.parameters.extend(inner.parameters)
        return f"SELECT {what.format(field=fact)} FROM {source} {joins} WHERE {condition}{where}"  # noqa: S608 text from contracts


_AGE = (
    "(SELECT extract(year from d)::int - extract(year from b)::int - (CASE WHEN "
    "extract(month from d)::int * 100 + extract(day from d)::int < "
    "extract(month from b)::int * 100 + extract(day from b)::int "
    "THEN 1 ELSE 0 END) FROM (SELECT ({})::date AS d, ({})::date AS b) x)"
)

#: SQL for each named function, and the order in which its arguments are written (an argument may be written twice).
_FUNCTIONS: dict[str, tuple[str, tuple[int, ...]]] = {
    "plus_days": ("({} + ({})::int)", (0, 1)),
    "plus_months": ("({} + make_interval(months => ({})::int))::date", (0, 1)),
    "days_between": ("({} - {})", (1, 0)),
    "age": (_AGE, (1, 0)),
    "months_between": (
        (
            "(SELECT (extract(year from d)::int - extract(year from b)::int) * 12 + extract(month from d)::int"
            " - extract(month from b)::int - (CASE WHEN extract(day from d) < extract(day from b) THEN 1 ELSE 0 END)"
            " FROM (SELECT ({})::date AS d, ({})::date AS b) x)"
        ),
        (1, 0),
    ),
    "later": (
        "(SELECT CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN greatest(a, b) END FROM (SELECT {} AS a, {} AS b) x)",
        (0, 1),
    ),
    "earlier": (
        "(SELECT CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN least(a, b) END FROM (SELECT {} AS a, {} AS b) x)",
        (0, 1),
    ),
    "after_first_word": ("coalesce(substr(({0})::text, nullif(position(' ' in ({0})::text), 0) + 1), '')", (0,)),
    "word_count": ("coalesce(array_length(regexp_split_to_array(trim({}), '\\s+'), 1), 0)", (0,)),
}


def _is_free(expression: Expression[Any]) -> bool:
    return not any(isinstance(item, e.Fact | e.Aggregate) for item in expression.walk())


def _is_zero(expression: Expression[Any]) -> bool:
    return isinstance(expression, e.Constant) and expression.constant == 0


def _cast_of(expression: Expression[Any]) -> str:  # noqa: PLR0911 one line for each kind of expression
    if isinstance(expression, e.Constant):
        return next((cast for kind, cast in _CASTS if isinstance(expression.constant, kind)), "")
    if isinstance(expression, e.LawValue):
        return {"SAR": "numeric", "share": "numeric", "flag": "boolean", "words": "text"}.get(expression.unit, "bigint")
    if isinstance(expression, e.Day):
        return "date"
    if isinstance(expression, e.Function):
        if expression.name in {"plus_days", "plus_months", "hijri_year_start"}:
            return "date"
        return "" if expression.name in {"later", "earlier"} else "bigint"
    if isinstance(expression, e.Compare | e.All | e.Any_ | e.Not | e.Known | e.OneOf):
        return "boolean"
    if isinstance(expression, e.Arithmetic):
        return _cast_of(expression.left) or _cast_of(expression.right)
    if isinstance(expression, e.When):
        return _cast_of(expression.then) or _cast_of(expression.otherwise)
    return {
        "choice": _option_cast(expression),
        "whole": "bigint",
        "amount": "numeric",
        "day": "date",
        "declaration": "boolean",
    }.get(getattr(expression, "kind", ""), "text" if hasattr(expression, "kind") else "")


def _option_cast(question: Any) -> str:
    options = list(getattr(question, "options", ()))
    return "bigint" if options and all(isinstance(option, int) for option in options) else "text"


def scope_for(applicant: Role, subject: Role | None, named: Sequence[Role]) -> tuple[Scope, str, list[Parameter]]:
    """The FROM clause of a service: the applicant, the subject within their circle, and parties found by answers."""
    roots: dict[Path, str] = {(applicant.name,): "applicant"}
    source = "people_person applicant"
    parameters: list[Parameter] = []
    if subject is not None and subject.among is not None:
        roots[subject.name,] = "subject"
        source += " " + CIRCLES[subject.among.name].format(p="applicant", t="subject")
    for place, party in enumerate(named):
        alias = f"party{place}"
        roots[party.name,] = alias
        record = contract_of(party.record)
        current = standing(record, alias)
        source += f" LEFT JOIN {table_name(record)} {alias} ON {alias}.{party.field} = %s::text{current}"
        parameters.append(party.named_by.value)  # type: ignore[union-attr]
    return Scope(prefix="j", roots=roots), source, parameters

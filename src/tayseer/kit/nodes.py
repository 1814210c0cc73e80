"""The nodes of see-through expressions: each can be judged, walked and translated. Written with ``kit.expressions``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from tayseer.kit import calendar
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

T = TypeVar("T")

#: Facts by their path, as ``("applicant", "iqama", "expires_on")``.
Path = tuple[str, ...]


class Facts(Protocol):
    """What an evaluation may ask for. A missing fact is ``None``: not known, which never allows."""

    def value(self, path: Path) -> Any:
        """The value at ``path``, or ``None`` when it is not known."""

    def aggregate(self, expression: Aggregate[Any], context: Context) -> Any:
        """The value of a count, total or extreme over related records."""


class Laws(Protocol):
    """Dated values."""

    def on(self, agency: str, name: str, day: date) -> Any:
        """The value of a law on ``day``; raises ``UnknownLaw`` before its first line."""


@dataclass(frozen=True)
class Context:
    """Everything an expression may read: facts, the day, the law of that day, and the applicant's answers."""

    facts: Facts
    laws: Laws
    day: date
    answers: Mapping[str, Any]
    at: datetime | None = None
    drawn: Mapping[str, str] | None = None


class Expression(ABC, Generic[T]):
    """A value not yet computed. Combine with operators; ``and``, ``or``, ``not`` and chains are refused."""

    @abstractmethod
    def value(self, context: Context) -> Any:
        """The value in ``context``; ``None`` means not known and follows three-valued logic, as in SQL."""

    @cached_property
    def parts(self) -> tuple[Expression[Any], ...]:
        """The expressions directly inside this one."""
        found: list[Expression[Any]] = []
        for field in fields(self):  # type: ignore[arg-type]
            inner = getattr(self, field.name)
            if isinstance(inner, Expression):
                found.append(inner)
            elif isinstance(inner, tuple):
                found.extend(item for item in inner if isinstance(item, Expression))
        return tuple(found)

    @cached_property
    def operands(self) -> tuple[Expression[Any], ...]:
        """The facts, aggregates, law values and answers it rests on, outermost first; an aggregate hides its inside."""
        if isinstance(self, Aggregate | Fact | LawValue):
            return (self,)
        return tuple(operand for part in self.parts for operand in part.operands)

    def walk(self) -> Iterator[Expression[Any]]:
        """This expression and every one inside it, outermost first."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def __bool__(self) -> bool:
        message = "An expression has no truth until it is judged. Use & for and, | for or, ~ for not; do not chain."
        raise TypeError(message)

    def __eq__(self, other: object) -> Expression[bool]:  # type: ignore[override]
        return Compare("=", self, lift(other))

    def __ne__(self, other: object) -> Expression[bool]:  # type: ignore[override]
        return Compare("<>", self, lift(other))

    def __lt__(self, other: object) -> Expression[bool]:
        return Compare("<", self, lift(other))

    def __le__(self, other: object) -> Expression[bool]:
        return Compare("<=", self, lift(other))

    def __gt__(self, other: object) -> Expression[bool]:
        return Compare(">", self, lift(other))

    def __ge__(self, other: object) -> Expression[bool]:
        return Compare(">=", self, lift(other))

    __hash__ = object.__hash__

    def __and__(self, other: Expression[bool]) -> Expression[bool]:
        return All((self, lift(other)))

    def __or__(self, other: Expression[bool]) -> Expression[bool]:
        return Any_((self, lift(other)))

    def __invert__(self) -> Expression[bool]:
        return Not(self)

    def __add__(self, other: object) -> Expression[Any]:
        return Arithmetic("+", self, lift(other))

    def __sub__(self, other: object) -> Expression[Any]:
        return Arithmetic("-", self, lift(other))

    def __mul__(self, other: object) -> Expression[Any]:
        return Arithmetic("*", self, lift(other))

    def is_one_of(self, *options: T) -> Expression[bool]:
        """True when the value equals one of ``options``."""
        return OneOf(self, tuple(options))

    def is_known(self) -> Expression[bool]:
        """True when the registry holds a value; the one question a missing fact can answer."""
        return Known(self)


def lift(value: object) -> Expression[Any]:
    """A constant as an expression; an ISO day in a string stays a string, so write ``date(...)`` for days."""
    return value if isinstance(value, Expression) else Constant(value)


@dataclass(frozen=True, eq=False)
class Constant(Expression[T]):
    """A value that no decree will change; all others belong in law."""

    constant: Any

    def value(self, context: Context) -> Any:  # noqa: ARG002 a constant needs no context
        return self.constant


@dataclass(frozen=True, eq=False)
class Day(Expression[date]):
    """The day that rules: the law day of the case."""

    def value(self, context: Context) -> Any:
        return context.day


@dataclass(frozen=True, eq=False)
class Moment(Expression[datetime]):
    """The moment at which an effect happens; known only when it does."""

    def value(self, context: Context) -> Any:
        return context.at


DAY = Day()
MOMENT = Moment()


@dataclass(frozen=True, eq=False)
class LawValue(Expression[T]):
    """A dated value of an agency's law, as ``law.passports.fee_5_years``."""

    agency: str
    name: str
    label: Text
    unit: str

    def value(self, context: Context) -> Any:
        return context.laws.on(self.agency, self.name, context.day)


@dataclass(frozen=True, eq=False)
class Fact(Expression[T]):
    """A field of a record reached from a role: ``DEPENDANT.born_on``, ``Iqama.of(DEPENDANT).expires_on``."""

    path: Path
    record: Any
    field: Any

    @cached_property
    def key(self) -> str:
        """The path as one dotted word, the fact's stable name."""
        return ".".join(self.path)

    @property
    def changes(self) -> tuple[str, str]:
        """Registry record and field, by which effects and rules find each other."""
        return (self.record.__record__, self.field.name)

    def value(self, context: Context) -> Any:
        return context.facts.value(self.path)


@dataclass(frozen=True, eq=False)
class Compare(Expression[bool]):
    """One comparison; not known when either side is not known."""

    operator: str
    left: Expression[Any]
    right: Expression[Any]

    def value(self, context: Context) -> Any:
        left, right = self.left.value(context), self.right.value(context)
        if left is None or right is None:
            return None
        return _COMPARE[self.operator](left, right)


_COMPARE = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@dataclass(frozen=True, eq=False)
class All(Expression[bool]):
    """Every part is true; one false part settles it even when another is not known."""

    items: tuple[Expression[Any], ...]

    def value(self, context: Context) -> Any:
        values = [item.value(context) for item in self.items]
        if any(value is False for value in values):
            return False
        return None if None in values else True


@dataclass(frozen=True, eq=False)
class Any_(Expression[bool]):  # noqa: N801 the plain word is Python's own
    """At least one part is true; one true part settles it even when another is not known."""

    items: tuple[Expression[Any], ...]

    def value(self, context: Context) -> Any:
        values = [item.value(context) for item in self.items]
        if any(value is True for value in values):
            return True
        return None if None in values else False


@dataclass(frozen=True, eq=False)
class Not(Expression[bool]):
    """The opposite; the opposite of not known is not known."""

    item: Expression[Any]

    def value(self, context: Context) -> Any:
        value = self.item.value(context)
        return None if value is None else not value


@dataclass(frozen=True, eq=False)
class Known(Expression[bool]):
    """Whether a value is known at all."""

    item: Expression[Any]

    def value(self, context: Context) -> Any:
        return self.item.value(context) is not None


@dataclass(frozen=True, eq=False)
class OneOf(Expression[bool]):
    """The value is among a few."""

    item: Expression[Any]
    options: tuple[Any, ...]

    def value(self, context: Context) -> Any:
        value = self.item.value(context)
        return None if value is None else value in self.options


@dataclass(frozen=True, eq=False)
class Arithmetic(Expression[T]):
    """Plus, minus and times, on whole numbers and amounts."""

    operator: str
    left: Expression[Any]
    right: Expression[Any]

    def value(self, context: Context) -> Any:
        left, right = self.left.value(context), self.right.value(context)
        if left is None or right is None:
            return None
        if self.operator == "+":
            return left + right
        return left - right if self.operator == "-" else left * right


@dataclass(frozen=True, eq=False)
class Function(Expression[T]):
    """A named function of days and numbers, known to the check and to the SQL alike."""

    name: str
    arguments: tuple[Expression[Any], ...]

    def value(self, context: Context) -> Any:
        values = [argument.value(context) for argument in self.arguments]
        return None if None in values else FUNCTIONS[self.name](*values)


FUNCTIONS: dict[str, Any] = {
    "plus_days": calendar.plus_days,
    "plus_months": calendar.plus_months,
    "days_between": lambda start, end: (end - start).days,
    "months_between": calendar.whole_months,
    "age": calendar.age,
    "later": max,
    "earlier": min,
    "hijri_year_start": calendar.hijri_year_start,
    "word_count": lambda words: len(words.split()),
    "after_first_word": lambda words: words.partition(" ")[2],
}


@dataclass(frozen=True, eq=False)
class When(Expression[T]):
    """One value if a condition is true, another if it is false or not known."""

    condition: Expression[bool]
    then: Expression[Any]
    otherwise: Expression[Any]

    def value(self, context: Context) -> Any:
        chosen = self.then if self.condition.value(context) is True else self.otherwise
        return chosen.value(context)


@dataclass(frozen=True, eq=False)
class Aggregate(Expression[T]):
    """A count, total or latest over related records: ``count(VIOLATIONS, where=VIOLATIONS.state == "unpaid")``."""

    kind: str
    record: Any
    field: Fact[Any] | None
    where: Expression[bool] | None
    label: Text

    @property
    def path(self) -> Path:
        """Where the related records hang."""
        path: Path = self.record.__path__
        return path

    @cached_property
    def key(self) -> str:
        """A stable name for the computed value."""
        return f"{self.kind}({'.'.join(self.path)}#{self.label.en})"

    def value(self, context: Context) -> Any:
        return context.facts.aggregate(self, context)


@dataclass(frozen=True, eq=False)
class Drawn(Expression[str]):
    """A number drawn at random when an effect happens, unique within its kind, such as a visa number."""

    kind: str

    def value(self, context: Context) -> Any:
        return None if context.drawn is None else context.drawn[self.kind]


@dataclass(frozen=True, eq=False)
class Bilingual(Expression[Text]):
    """One thing registered in both languages, such as a name; only shown, never compared."""

    ar: Expression[Any]
    en: Expression[Any]

    def value(self, context: Context) -> Any:
        ar, en = self.ar.value(context), self.en.value(context)
        return None if ar is None and en is None else Text(ar=ar or en, en=en or ar)

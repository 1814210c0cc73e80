"""Registry records as contracts: a field is a fact on the class and a value on the record; roles say whose record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar, overload

from tayseer.kit.expressions import Fact, Path
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tayseer.kit.expressions import Expression

T = TypeVar("T")
R = TypeVar("R", bound="Record")


class Field(Generic[T]):
    """One typed column of a registry record, named in both languages."""

    name: str

    def __init__(self, kind: str, *, ar: str, en: str, options: Mapping[str, Text] | None = None) -> None:
        self.kind = kind
        self.label = Text(ar=ar, en=en)
        self.options = options

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, record: None, owner: type[Any]) -> Fact[T]: ...
    @overload
    def __get__(self, record: Record, owner: type[Any]) -> T | None: ...
    def __get__(self, record: Record | None, owner: type[Any]) -> Fact[T] | T | None:
        if record is None:
            return Fact((*owner.__path__, self.name), owner, self)
        value: T | None = record.__dict__.get(self.name)
        return value


def words(*, ar: str, en: str) -> Field[str]:
    """Text as registered."""
    return Field("text", ar=ar, en=en)


def day(*, ar: str, en: str) -> Field[date]:
    """A Gregorian day."""
    return Field("day", ar=ar, en=en)


def moment(*, ar: str, en: str) -> Field[datetime]:
    """An instant, in UTC."""
    return Field("moment", ar=ar, en=en)


def amount(*, ar: str, en: str) -> Field[Decimal]:
    """Money, in SAR with two places."""
    return Field("amount", ar=ar, en=en)


def whole(*, ar: str, en: str) -> Field[int]:
    """A whole number."""
    return Field("whole", ar=ar, en=en)


def flag(*, ar: str, en: str) -> Field[bool]:
    """Yes or no."""
    return Field("flag", ar=ar, en=en)


def choice(*, ar: str, en: str, options: Mapping[str, tuple[str, str]]) -> Field[str]:
    """One of a few named values; each option is written (Arabic, English)."""
    return Field("choice", ar=ar, en=en, options={key: Text(ar=a, en=e) for key, (a, e) in options.items()})


def key(*, ar: str, en: str) -> Field[int]:
    """The opaque id of another record."""
    return Field("key", ar=ar, en=en)


class Record:
    """A row of a registry. Subclasses are contracts; ``Record.of(role)`` is the same contract seen from a role.

    Class keywords: ``registry`` names the registry; ``of`` the record it hangs on ("person", "vehicle");
    ``many`` says that one owner may have several; ``ar`` and ``en`` name the record; ``shown_by`` names the
    fields that tell one record from another in a list.
    """

    __path__: ClassVar[Path] = ()
    __record__: ClassVar[str] = ""
    __registry__: ClassVar[str] = ""
    __owner__: ClassVar[str | None] = None
    __many__: ClassVar[bool] = False
    __label__: ClassVar[Text] = Text(ar="", en="")
    __shown_by__: ClassVar[tuple[str, ...]] = ()
    __fields__: ClassVar[dict[str, Field[Any]]] = {}
    __step__: ClassVar[str] = ""

    id = key(ar="الرقم الداخلي", en="Internal id")

    def __init_subclass__(
        cls,
        *,
        registry: str = "",
        of: str | None = None,
        many: bool = False,
        ar: str = "",
        en: str = "",
        shown_by: tuple[str, ...] = (),
        seen_from: Path | None = None,
    ) -> None:
        super().__init_subclass__()
        if seen_from is not None:
            cls.__path__ = seen_from
            return
        cls.__step__ = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        cls.__registry__, cls.__owner__, cls.__many__ = registry, of, many
        cls.__record__ = f"{registry}.{cls.__step__}"
        cls.__label__, cls.__shown_by__ = Text(ar=ar, en=en), shown_by
        cls.__path__ = (f"<{cls.__record__}>",)
        if of is not None:
            owner_key: Field[int] = key(ar="صاحب السجل", en="Holder")
            owner_key.__set_name__(cls, f"{of}_id")
            setattr(cls, f"{of}_id", owner_key)
        cls.__fields__ = {
            name: value
            for base in reversed(cls.__mro__)
            for name, value in vars(base).items()
            if isinstance(value, Field)
        }
        RECORDS[cls.__record__] = cls
        STEPS.setdefault(cls.__step__, cls)

    def __init__(self, **values: Any) -> None:
        unknown = set(values) - set(self.__fields__)
        if unknown:
            message = f"{type(self).__name__} has no field {', '.join(sorted(unknown))}."
            raise TypeError(message)
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: object) -> None:
        message = f"A record is not changed in place; an effect of a case changes {name}."
        raise AttributeError(message)

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({shown})"

    @classmethod
    def of(cls, owner: type[Record]) -> type[Self]:
        """This record as it hangs on ``owner``: ``Iqama.of(DEPENDANT)``."""
        return seen_from(cls, (*owner.__path__, cls.__step__))


RECORDS: dict[str, type[Record]] = {}
#: What each step of a path leads to, for checking personas and for joining tables.
STEPS: dict[str, type[Record]] = {}
_SEEN: dict[tuple[type[Record], Path], type[Record]] = {}


def contract_of(record: type[Record]) -> type[Record]:
    """The contract behind a record seen from a role."""
    return RECORDS[record.__record__]


def seen_from(record: type[R], path: Path) -> type[R]:
    """``record`` reached along ``path``; the same object for the same path."""
    contract = contract_of(record)
    known = _SEEN.get((contract, path))
    if known is None:
        known = type(contract.__name__, (contract,), {}, seen_from=path)
        _SEEN[contract, path] = known
    return known  # type: ignore[return-value]


def relation(step: str, leads_to: type[R]) -> Any:
    """A named way from one record to another, such as a person's father. Returns ``(owner) -> record``."""
    STEPS[step] = leads_to

    def follow(owner: type[Record]) -> type[R]:
        return seen_from(leads_to, (*owner.__path__, step))

    return follow


@dataclass(frozen=True)
class Circle:
    """Records that a person may act on: own vehicles, dependants, workers. The only door to a subject.

    ``name`` is ``registry.circle``; the registry's queries say how it is found.
    """

    name: str
    leads_to: type[Record]
    ar: str
    en: str

    @property
    def label(self) -> Text:
        """What the person is asked to choose from."""
        return Text(ar=self.ar, en=self.en)


@dataclass(frozen=True)
class Role:
    """Whose record: the applicant, the subject the service acts on, or a party found by an answer."""

    name: str
    record: type[Record]
    label: Text
    among: Circle | None = None
    named_by: Expression[Any] | None = None
    field: str = ""


ROLES: dict[type[Record], Role] = {}
#: Names of the roles found by an answer: what is known of them is theirs alone to read.
FOUND_BY_ANSWER: set[str] = set()


def role(name: str, record: type[R], *, ar: str, en: str) -> type[R]:
    """The role of somebody always present, such as the applicant."""
    return _play(Role(name, record, Text(ar=ar, en=en)), record)


def one_of(circle: Circle, record: type[R], *, name: str, ar: str, en: str) -> type[R]:
    """The role of the subject, chosen from a circle of the applicant's."""
    return _play(Role(name, record, Text(ar=ar, en=en), among=circle), record)


def found_by(question: Expression[Any], field: str, record: type[R], *, name: str, ar: str, en: str) -> type[R]:
    """The role of a record found by an answer: the buyer whose number the seller gives."""
    return _play(Role(name, record, Text(ar=ar, en=en), named_by=question, field=field), record)


def _play(played: Role, record: type[R]) -> type[R]:
    seen = seen_from(record, (played.name,))
    ROLES[seen] = played
    if played.named_by is not None:
        FOUND_BY_ANSWER.add(played.name)
    return seen

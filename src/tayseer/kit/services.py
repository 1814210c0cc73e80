"""A service: one frozen value from which the form, the verdict, the price, the steps and the sheet are derived."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tayseer.kit.expressions import Expression, LawValue, leaves, lift
from tayseer.kit.records import ROLES, Record, Role, contract_of
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from tayseer.kit.expressions import Aggregate, Fact
    from tayseer.kit.questions import Question
    from tayseer.kit.rules import Rule

RecordType = type[Record]

#: Where a path through the steps may end.
APPROVED, REFUSED, LAPSED, WITHDRAWN = "approved", "refused", "lapsed", "withdrawn"
ENDS = {APPROVED, REFUSED, LAPSED, WITHDRAWN}

#: What a step may be: money paid or held, a party's consent, an officer's decision, a visit, a party's confirmation.
DOES = {"pay", "hold", "consent", "decide", "attend", "confirm"}
FLOWS = {"query", "issue", "review", "consent", "report", "appointment", "payment"}


@dataclass(frozen=True)
class Assurance:
    """How surely it must be the person who acts: the least level of sign-in, and how fresh.

    Levels are those of the sign-in: 1 a password and a code by SMS, 2 an authenticator bound to the holder, 3 a passkey
    bound after proofing. ``within_minutes`` asks for the level to be proven again when that is longer ago. ``signed``
    asks for the passkey's signature over the very text that is filed. ``waits`` holds it for a day after the account's
    mobile number or authenticators changed, as a thief would change them first.
    """

    level: int = 1
    within_minutes: int | None = None
    signed: bool = False
    waits: bool = False


#: For what does no lasting harm in a stranger's hands: looking up, paying, reporting, booking.
SIGNED_IN = Assurance(1)
#: For papers and rights that would open other doors.
SURE = Assurance(2)
#: For what gives away property, or power over a person or a thing, and cannot be taken back.
SIGNED = Assurance(3, within_minutes=5, signed=True, waits=True)


@dataclass(frozen=True)
class Fee:
    """One part of the price: an amount of law, perhaps times an answer, perhaps only when a condition is true."""

    code: str
    ar: str
    en: str
    amount: Expression[Decimal]
    times: Expression[int] | None = None
    when: Expression[bool] | None = None
    once: bool = True

    @property
    def label(self) -> Text:
        """What the money is for."""
        return Text(ar=self.ar, en=self.en)

    @property
    def expressions(self) -> tuple[Expression[Any], ...]:
        """All that must be computed to price it."""
        return tuple(item for item in (self.amount, self.times, self.when) if item is not None)


@dataclass(frozen=True)
class Effect:
    """What a case changes in a registry, as data: which record, which fields, to which values.

    ``name`` is the dotted stable name shared by audit, notices and events (``residency.iqama.extended``).
    ``kind`` is change (the record in place), replace (the current one ends, a new one begins) or create
    (a new record that hangs on ``record``'s owner path). ``ends`` are the fields set on the record replaced.
    """

    name: str
    kind: str
    record: type[Record]
    ar: str
    en: str
    sets: Mapping[str, Expression[Any]]
    ends: Mapping[str, Expression[Any]] = field(default_factory=dict)
    creates: str | None = None
    when: Expression[bool] | None = None

    @property
    def label(self) -> Text:
        """What changes, in words."""
        return Text(ar=self.ar, en=self.en)

    @property
    def writes(self) -> frozenset[tuple[str, str]]:
        """The facts changed, as (registry record, field); a new record changes all its fields."""
        record = self.record.__record__
        if self.kind == "change":
            return frozenset((record, name) for name in self.sets)
        return frozenset((record, name) for name in contract_of(self.record).__fields__)

    @property
    def expressions(self) -> tuple[Expression[Any], ...]:
        """All that must be computed to apply it."""
        return (*self.sets.values(), *self.ends.values(), *(() if self.when is None else (self.when,)))


def change(
    name: str, record: type[Record], *, ar: str, en: str, when: Expression[bool] | None = None, **sets: Any
) -> Effect:
    """Set fields of the record in place; its history keeps what they were."""
    return Effect(name, "change", record, ar, en, _lifted(record, sets), when=when)


def replace(name: str, record: type[Record], *, ar: str, en: str, ends: Mapping[str, object], **sets: Any) -> Effect:
    """End the current record (setting ``ends`` on it) and begin a new one of the same owner with ``sets``."""
    return Effect(name, "replace", record, ar, en, _lifted(record, sets), ends=_lifted(record, ends))


def create(
    name: str,
    record: type[Record],
    *,
    ar: str,
    en: str,
    known_as: str | None = None,
    when: Expression[bool] | None = None,
    **sets: Any,
) -> Effect:
    """A new record that hangs where ``record`` says (``Visa.of(DEPENDANT)``).

    ``known_as`` names a role for later effects and documents of the same case (``created("child", Person)``).
    """
    return Effect(name, "create", record, ar, en, _lifted(record, sets), creates=known_as, when=when)


def _lifted(record: type[Record], sets: Mapping[str, object]) -> dict[str, Expression[Any]]:
    contract = contract_of(record)
    unknown = set(sets) - set(contract.__fields__)
    if unknown:
        message = f"{contract.__name__} has no field {', '.join(sorted(unknown))}."
        raise TypeError(message)
    return {name: lift(value) for name, value in sets.items()}


@dataclass(frozen=True)
class Step:
    """A place in a case's life: whose turn it is, for how long, and what follows.

    ``by`` is a role's name, ``officer`` or ``system``. ``within`` counts days; ``then`` follows a yes,
    ``otherwise`` a no, ``silence`` the end of the term: each is another step's code or an end
    (approved, refused, lapsed). A step whose ``when`` is not true is passed over. A ``confirm`` step needs the code
    that the other party holds, or, with ``code_to``, the one sent to the number given as that answer.
    """

    code: str
    ar: str
    en: str
    by: str
    does: str
    within: Expression[int]
    then: str
    otherwise: str = REFUSED
    silence: str = LAPSED
    when: Expression[bool] | None = None
    asks: tuple[Question, ...] = ()
    queue: str = ""
    amount: Expression[Decimal] | None = None
    code_to: Question | None = None

    @property
    def label(self) -> Text:
        """The step in the reader's words."""
        return Text(ar=self.ar, en=self.en)

    @property
    def leads_to(self) -> tuple[str, ...]:
        """Every step or end that may follow."""
        return (self.then, self.otherwise, self.silence)


@dataclass(frozen=True)
class Document:
    """A document issued when the case is approved: its type, whose it is, and the facts printed on it.

    Among a service's ``tickets`` it is issued on filing instead, as for a visit that is booked.
    """

    type: str
    to: RecordType
    shows: Mapping[str, Expression[Any]]
    number: Expression[str] | None = None
    expires_on: Expression[date] | None = None
    supersedes: bool = True


@dataclass(frozen=True)
class Notice:
    """What a person is told when a case reaches ``on`` (filed, approved, refused, lapsed, or a step's code)."""

    on: str
    to: type[Record]
    ar: str
    en: str


@dataclass(frozen=True)
class Act:
    """An act of another party inside a case, listed in the catalogue under its own code (``accept-sale``)."""

    code: str
    ar: str
    en: str
    step: str
    does: Text
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """One line of a query's answer: a fact, or a list of related records with the fields to show."""

    ar: str
    en: str
    value: Expression[Any] | None = None
    records: type[Record] | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Example:
    """A worked example, run as a test: given people and answers on a day, allowed or refused by that rule.

    ``pays`` is the whole price in SAR; ``leaves`` says what facts hold afterwards; ``unknown`` marks a refusal
    for want of a fact.
    """

    name: str
    on: str
    given: Mapping[str, Any]
    answers: Mapping[Any, Any] = field(default_factory=dict)
    pays: str | None = None
    leaves: Mapping[Any, Any] = field(default_factory=dict)
    refused_by: tuple[str, ...] | str | None = None


@dataclass(frozen=True)
class Service:
    """A public service. See ``docs/guide/add-a-service.md`` for each field in plain words."""

    code: str
    ar: str
    en: str
    does: Text
    basis: str
    for_whom: tuple[str, ...]
    flow: str
    acts_on: type[Record] | None = None
    asks: tuple[Question, ...] = ()
    allowed_when: tuple[Rule, ...] = ()
    costs: tuple[Fee, ...] = ()
    steps: tuple[Step, ...] = ()
    on_filing: tuple[Effect, ...] = ()
    effects: tuple[Effect, ...] = ()
    on_refusal: tuple[Effect, ...] = ()
    issues: tuple[Document, ...] = ()
    tickets: tuple[Document, ...] = ()
    tells: tuple[Notice, ...] = ()
    shows: tuple[Shown, ...] = ()
    acts: tuple[Act, ...] = ()
    takes: Text = field(default_factory=lambda: Text(ar="في الحال.", en="At once."))
    assurance: Assurance = SIGNED_IN
    mistakes: tuple[Text, ...] = ()
    phrases: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def title(self) -> Text:
        """The service's name."""
        return Text(ar=self.ar, en=self.en)

    @property
    def agency(self) -> str:
        """The agency that answers for it: the code before the slash."""
        return self.code.partition("/")[0]

    @property
    def is_public(self) -> bool:
        """Whether it is open without signing in."""
        return "public" in self.for_whom

    @property
    def subject(self) -> Role | None:
        """The role the service acts on, or ``None`` when that is the applicant alone."""
        return None if self.acts_on is None else ROLES[self.acts_on]

    def step(self, code: str) -> Step:
        """The step with this code. Raises ``KeyError``."""
        return next(step for step in self.steps if step.code == code)

    @property
    def every_effect(self) -> tuple[Effect, ...]:
        """Effects on filing, on approval and on refusal."""
        return (*self.on_filing, *self.effects, *self.on_refusal)

    @property
    def writes(self) -> frozenset[tuple[str, str]]:
        """Facts that an approved case changes, as (registry record, field)."""
        return frozenset().union(*(effect.writes for effect in (*self.on_filing, *self.effects)))

    @property
    def expressions(self) -> tuple[Expression[Any], ...]:
        """Everything that may be computed in a case of this service."""
        found: list[Expression[Any]] = []
        for rule in self.allowed_when:
            found.extend(rule.expressions)
        for fee in self.costs:
            found.extend(fee.expressions)
        for effect in self.every_effect:
            found.extend(effect.expressions)
        for step in self.steps:
            found.extend(item for item in (step.within, step.when, step.amount) if item is not None)
        for document in (*self.issues, *self.tickets):
            found.extend(document.shows.values())
            found.extend(item for item in (document.number, document.expires_on) if item is not None)
        found.extend(shown.value for shown in self.shows if shown.value is not None)
        found.extend(question.prefill for question in self.asks if question.prefill is not None)
        return tuple(found)

    @property
    def reads(self) -> tuple[dict[str, Fact[Any]], dict[str, Aggregate[Any]]]:
        """Every fact and aggregate the service may read, for the privacy notice, the consent and the access log."""
        return leaves(self.expressions)

    @property
    def law(self) -> tuple[LawValue[Any], ...]:
        """The law values the service names, each once."""
        found = {
            (item.agency, item.name): item
            for expression in self.expressions
            for item in expression.walk()
            if isinstance(item, LawValue)
        }
        return tuple(found.values())

    @property
    def parties(self) -> tuple[Role, ...]:
        """Every role the service names, by the paths it reads, starting with the applicant."""
        names = {step.by for step in self.steps}
        for fact in self.reads[0].values():
            names.add(fact.path[0])
        for aggregate in self.reads[1].values():
            names.add(aggregate.path[0])
        return tuple(role for role in ROLES.values() if role.name in names and self._plays(role))

    def _plays(self, role: Role) -> bool:
        if role.named_by is not None:
            return role.named_by in self.asks_by_identity
        return role.among is None or role is self.subject

    @property
    def asks_by_identity(self) -> set[Any]:
        """The service's questions as a set; two questions are the same only when they are one object."""
        return set(self.asks)

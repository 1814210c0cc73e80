"""A rule: one sentence that must be true, its legal basis, and a see-through condition."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tayseer.kit.expressions import leaves
from tayseer.kit.questions import Question
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tayseer.kit.expressions import Aggregate, Expression, Fact


@dataclass(frozen=True)
class Rule:
    """One condition of a service.

    ``code`` is stable and names the refusal (``ERV-2``). ``ar`` and ``en`` say what must be true. ``because``
    says why it is not, with the values of ``shows`` filled in. ``cure`` says what to do when no service of the
    platform can cure it; the services that can are derived from their effects.
    """

    code: str
    ar: str
    en: str
    basis: str
    holds: Expression[bool]
    because: Text | None = None
    shows: Mapping[str, Expression[Any]] = field(default_factory=dict)
    cure: Text | None = None
    from_day: date | None = None
    until_day: date | None = None

    @property
    def sentence(self) -> Text:
        """What must be true."""
        return Text(ar=self.ar, en=self.en)

    def since(self, day: str) -> Rule:
        """The same rule, in force from ``day`` (ISO) on."""
        return replace(self, from_day=date.fromisoformat(day))

    def until(self, day: str) -> Rule:
        """The same rule, in force up to and including ``day`` (ISO)."""
        return replace(self, until_day=date.fromisoformat(day))

    def in_force(self, day: date) -> bool:
        """Whether the rule counts on ``day``."""
        return (self.from_day is None or self.from_day <= day) and (self.until_day is None or day <= self.until_day)

    @property
    def expressions(self) -> tuple[Expression[Any], ...]:
        """All that must be computed to judge and to explain the rule."""
        return (self.holds, *self.shows.values())

    @property
    def reads(self) -> tuple[dict[str, Fact[Any]], dict[str, Aggregate[Any]]]:
        """The facts and aggregates the rule reads, by key."""
        return leaves(self.expressions)

    @property
    def asks(self) -> tuple[Question, ...]:
        """The questions whose answers the condition needs."""
        return tuple({item.code: item for item in self.holds.walk() if isinstance(item, Question)}.values())


def declaration(code: str, question: Question, *, basis: str) -> Rule:
    """A condition no registry can tell: the applicant declares it. It stands in the same list as every other rule."""
    return Rule(
        code=code,
        ar=question.ar,
        en=question.en,
        basis=basis,
        holds=question == True,  # noqa: E712 an expression, not a truth
        because=Text(ar="لم تُقرّ بذلك بعد.", en="You have not declared this yet."),
    )

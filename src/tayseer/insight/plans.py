"""The plan: which services would cure the rules that fail, in which order, at what cost, and where no way leads on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tayseer.casework.judging import Judged, judge_all
from tayseer.kit.expressions import Aggregate, Expression, Fact
from tayseer.kit.text import Text
from tayseer.registries.gather import Overlay
from tayseer.services import cures
from tayseer.services import service as service_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tayseer.kit.services import Effect, Service
    from tayseer.kit.verdict import Line

#: A cure may need a cure; beyond this depth the plan says so instead of going on.
DEEPEST = 3
#: How many records of one kind (violations, visas) one plan lists.
MOST_SUBJECTS = 10

CYCLE = Text(
    ar="يدور هذا الطريق على نفسه: كل خدمة فيه تنتظر الأخرى.",
    en="This way turns in a circle: each service waits for the other.",
)
TOO_DEEP = Text(
    ar="يحتاج هذا الطريق إلى خطوات كثيرة؛ ابدأ بأولها.", en="This way needs many steps; begin with the first."
)
NO_WAY = Text(ar="لا خدمة في المنصة تعالج هذا السبب.", en="No service of the platform cures this.")


@dataclass(frozen=True)
class PlanStep:
    """One service to use: for whom or what, its price (SAR) where known, how long it takes, and what must come first.

    ``stands_in_the_way`` says why the way ends here (a dead end or a circle); empty when the service can be started.
    """

    service: Service
    subject: Text
    subject_id: int | None
    cost: Decimal | None
    takes: Text
    cures: tuple[str, ...]
    first: tuple[PlanStep, ...] = ()
    stands_in_the_way: Text | None = None
    instead: tuple[Service, ...] = ()

    def in_order(self) -> Iterator[PlanStep]:
        """What must come first, then this step."""
        for step in self.first:
            yield from step.in_order()
        yield self


@dataclass(frozen=True)
class Plan:
    """All that would cure a refused verdict. ``elsewhere`` holds ways out that lie outside the platform, by rule."""

    steps: tuple[PlanStep, ...]
    elsewhere: tuple[tuple[Line, Text], ...]

    @property
    def in_order(self) -> tuple[PlanStep, ...]:
        """Every step once, in the order in which to take them."""
        seen: dict[tuple[str, int | None], PlanStep] = {}
        for step in self.steps:
            for inner in step.in_order():
                seen.setdefault((inner.service.code, inner.subject_id), inner)
        return tuple(seen.values())

    @property
    def total(self) -> Decimal:
        """The sum of the prices that are known, in SAR."""
        return sum((step.cost for step in self.in_order if step.cost is not None), Decimal("0.00"))

    @property
    def leads_there(self) -> bool:
        """Whether every failing rule has a way within the platform that does not end on the road."""
        return not self.elsewhere and all(step.stands_in_the_way is None for step in self.in_order)


def plan_for(judged: Judged, *, applicant_id: int, on: date) -> Plan:
    """The plan for a verdict that refuses; an empty plan when nothing is refused. ``on`` is the day in Asia/Riyadh."""
    return _plan(judged, applicant_id=applicant_id, on=on, road=(judged.service.code,))


def cures_for(line: Line, *, of: Service) -> tuple[Service, ...]:
    """The services whose effects change a fact that the rule reads, whoever may use them."""
    codes = {code for fact in _facts(line.rule.holds) for code in cures().get(fact.changes, ())}
    return tuple(service_of(code) for code in sorted(codes - {of.code}))


def _plan(judged: Judged, *, applicant_id: int, on: date, road: tuple[str, ...]) -> Plan:
    steps: dict[tuple[str, int | None], PlanStep] = {}
    elsewhere = []
    for line in judged.verdict.refused:
        found = _ways(line, judged, applicant_id=applicant_id, on=on, road=road)
        if not found:
            elsewhere.append((line, line.rule.cure or NO_WAY))
        for step in found:
            key = (step.service.code, step.subject_id)
            known = steps.get(key)
            steps[key] = step if known is None else replace(known, cures=(*known.cures, *step.cures))
    return Plan(tuple(steps.values()), tuple(elsewhere))


def _ways(line: Line, judged: Judged, *, applicant_id: int, on: date, road: tuple[str, ...]) -> list[PlanStep]:
    """The best service that cures a line, for each record concerned; the others are named beside it."""
    usable: list[tuple[int, Service, list[Judged]]] = []
    for service in cures_for(line, of=judged.service):
        if service.code in road and len(road) > 1:
            continue
        candidates = [one for one in judge_all(service, applicant_id=applicant_id, on=on) if _is_for_us(one)]
        fitting = [one for one in candidates if _would_cure(one, line, judged)]
        if fitting:
            rank = min(_rank(one) for one in fitting)
            usable.append((rank, service, fitting[:MOST_SUBJECTS]))
    if not usable:
        circle = [service for service in cures_for(line, of=judged.service) if service.code in road]
        return [
            _step(line, one, (), CYCLE)
            for service in circle[:1]
            for one in judge_all(service, applicant_id=applicant_id, on=on)[:1]
        ]
    usable.sort(key=lambda way: (way[0], way[1].code))
    subjects = usable[0][2]
    others = tuple(service for rank, service, _ in usable[1:] if rank == usable[0][0] or rank < _BLOCKED)
    return [replace(_reach(line, one, applicant_id=applicant_id, on=on, road=road), instead=others) for one in subjects]


_BLOCKED = 10


def _rank(judged: Judged) -> int:
    """At once before waiting, open before blocked."""
    waits = {"payment": 0, "issue": 0, "report": 1, "consent": 2, "appointment": 2, "review": 3}.get(
        judged.service.flow, 4
    )
    return waits + (0 if judged.verdict.may_start else _BLOCKED)


def _reach(line: Line, judged: Judged, *, applicant_id: int, on: date, road: tuple[str, ...]) -> PlanStep:
    if judged.verdict.may_start:
        return _step(line, judged, (), None)
    if len(road) >= DEEPEST:
        return _step(line, judged, (), TOO_DEEP)
    nested = _plan(judged, applicant_id=applicant_id, on=on, road=(*road, judged.service.code))
    stop = nested.elsewhere[0][1] if nested.elsewhere else None
    return _step(line, judged, nested.steps, stop)


def _step(line: Line, judged: Judged, first: tuple[PlanStep, ...], stop: Text | None) -> PlanStep:
    cost = None if judged.price is None else judged.price.total
    return PlanStep(
        service=judged.service,
        subject=judged.subject,
        subject_id=judged.subject_id,
        cost=cost,
        takes=judged.service.takes,
        cures=(line.rule.code,),
        first=first,
        stands_in_the_way=stop,
    )


def _is_for_us(judged: Judged) -> bool:
    return all(line.rule.code != "WHO" for line in judged.verdict.refused)


def _would_cure(candidate: Judged, line: Line, judged: Judged) -> bool:
    """Whether the candidate changes the very record the line rests on, for the better where that can be computed."""
    for fact in _facts(line.rule.holds):
        for effect in (*candidate.service.on_filing, *candidate.service.effects):
            if fact.changes in effect.writes and _same_record(fact, judged, effect, candidate):
                if _is_aggregate(line.rule.holds, fact):
                    return True
                if _holds_after(line, fact, judged, effect, candidate):
                    return True
    return False


def _is_aggregate(expression: Expression[Any], fact: Fact[Any]) -> bool:
    return any(fact.path[:-1] == item.path for item in expression.walk() if isinstance(item, Aggregate))


def _holds_after(line: Line, fact: Fact[Any], judged: Judged, effect: Effect, candidate: Judged) -> bool:
    after = Overlay(dict(judged.row))
    context = replace(candidate.context, facts=Overlay(dict(candidate.row)))
    values = {name: expression.value(context) for name, expression in effect.sets.items()}
    if values.get(fact.field.name) is None and fact.field.name in effect.sets:
        return True  # it depends on an answer still to come
    after.put(fact.path[:-1], values)
    return line.rule.holds.value(replace(judged.context, facts=after)) is not False


def _same_record(fact: Fact[Any], judged: Judged, effect: Effect, candidate: Judged) -> bool:
    ours = _owner(fact.path[:-1], judged)
    theirs = _owner(effect.record.__path__, candidate)
    return ours is not None and ours == theirs


def _owner(path: tuple[str, ...], judged: Judged) -> int | None:
    """The person (or thing) a record belongs to: the record it hangs on, or the holder of a subject."""
    row = judged.row
    found = (
        row.get(f"{'.'.join(path[:-1])}.id")
        if len(path) > 1
        else row.get(f"{path[0]}.person_id", row.get(f"{path[0]}.id"))
    )
    return None if found is None else int(found)


def _facts(expression: Expression[Any]) -> list[Fact[Any]]:
    return [item for item in expression.walk() if isinstance(item, Fact)]

"""The catalogue's own checks: what must be true of every service, its rules, its law and its words. No database."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from itertools import pairwise
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from tayseer import services as catalogue_package
from tayseer.documents import longest
from tayseer.documents.types import BUDGET, TYPES
from tayseer.insight import lock, sheets
from tayseer.insight.check_words import words_of
from tayseer.insight.population import has_sql
from tayseer.kit.examples import run
from tayseer.kit.expressions import Aggregate, Compare, Constant, Expression, Fact, LawValue, OneOf
from tayseer.kit.lawbook import REPEALED, UnknownLaw
from tayseer.kit.questions import Question
from tayseer.kit.records import RECORDS, ROLES, STEPS, contract_of
from tayseer.kit.services import DOES, ENDS, FLOWS, Service
from tayseer.law import LAW
from tayseer.services import NOT_AGENCIES, catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tayseer.kit.services import Example, Step

#: Rules that the database cannot judge. This number may only shrink.
MOST_OPAQUE_RULES = 0
CODE = re.compile(r"[a-z]+/[a-z][a-z0-9-]{2,55}")


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it must be: by which check, in which service (or law), and what to do."""

    check: str
    where: str
    text: str


@dataclass(frozen=True)
class Check:
    """One check of the whole catalogue."""

    code: str
    sentence: str
    problems: Callable[[date], Iterator[tuple[str, str]]]

    def run(self, *, on: date) -> list[Problem]:
        """What does not hold on ``on``, the day that counts as today."""
        return [Problem(self.code, where, text) for where, text in self.problems(on)]


def run_all(
    *, on: date, sheets_in: Path | None = None, locked_in: Path | None = None
) -> list[tuple[Check, list[Problem]]]:
    """Every check with its problems; the folder of the sheets and the file of the lock are checked when given."""
    done = [(check, check.run(on=on)) for check in CHECKS]
    if sheets_in is not None:
        late = [Problem(SHEETS.code, name, "is not up to date; run: make sheets") for name in sheets.stale(sheets_in)]
        done.append((SHEETS, late))
    if locked_in is not None:
        done.append((LOCK, [Problem(LOCK.code, code, text) for code, text in lock.stale(locked_in)]))
    return done


def modules() -> Iterator[tuple[str, list[Service]]]:
    """Every module of the catalogue by the code its path gives it, with the services it defines."""
    for agency in iter_modules(catalogue_package.__path__):
        if agency.name in NOT_AGENCIES or not agency.ispkg:
            continue
        package = import_module(f"{catalogue_package.__name__}.{agency.name}")
        for module in iter_modules(package.__path__):
            definition = import_module(f"{package.__name__}.{module.name}")
            found = [value for value in vars(definition).values() if isinstance(value, Service)]
            yield f"{agency.name}/{module.name.replace('_', '-')}", found


def _examples_hold(on: date) -> Iterator[tuple[str, str]]:
    for code, service in catalogue().items():
        if not any(not example.refused_by for example in service.examples):
            yield code, "no example is allowed"
        for example in service.examples:
            for wrong in run(service, example, LAW):
                yield code, f'example "{example.name}" on {example.on}: {wrong}'


def refused_codes(example: Example) -> set[str]:
    """The codes of the rules that an example says refuse it."""
    if not example.refused_by:
        return set()
    return {example.refused_by} if isinstance(example.refused_by, str) else set(example.refused_by)


def _every_rule_refuses(on: date) -> Iterator[tuple[str, str]]:
    for code, service in catalogue().items():
        tried = set().union(*(refused_codes(example) for example in service.examples))
        names = Counter(rule.code for rule in service.allowed_when)
        for name, many in names.items():
            if many > 1 and not _parted_in_time(service, name):
                yield code, f"two rules are called {name}"
            if name not in tried:
                yield code, f"no example is refused by {name}: nobody has tried that rule"


def _parted_in_time(service: Service, name: str) -> bool:
    rules = sorted(
        (rule for rule in service.allowed_when if rule.code == name), key=lambda rule: rule.from_day or date.min
    )
    return all(
        earlier.until_day is not None and later.from_day is not None and earlier.until_day < later.from_day
        for earlier, later in pairwise(rules)
    )


def turning_days(service: Service) -> set[date]:
    """The days within the life of the examples on which the law that they can see changes."""
    if not service.examples:
        return set()
    shown: list[Expression[Any]] = [rule.holds for rule in service.allowed_when]
    shown += [item for fee in service.costs for item in fee.expressions]
    days = set()
    for expression in shown:
        for item in expression.walk():
            if isinstance(item, LawValue):
                days |= {line.since for line in LAW.find(item.agency, item.name).lines}
    for rule in service.allowed_when:
        days |= {rule.from_day} if rule.from_day else set()
        days |= {rule.until_day + timedelta(days=1)} if rule.until_day else set()
    first, last = min(example.on for example in service.examples), max(example.on for example in service.examples)
    return {day for day in days if date.fromisoformat(first) < day <= date.fromisoformat(last)}


def _changes_of_law_are_tried(on: date) -> Iterator[tuple[str, str]]:
    for code, service in catalogue().items():
        tried = {example.on for example in service.examples}
        for day in sorted(turning_days(service)):
            for needed in (day - timedelta(days=1), day):
                if needed.isoformat() not in tried:
                    yield code, f"the law changes on {day}, and no example stands on {needed}"


def _steps_lead_to_an_end(on: date) -> Iterator[tuple[str, str]]:
    for code, service in catalogue().items():
        if service.flow not in FLOWS:
            yield code, f"{service.flow} is no flow; there are: {', '.join(sorted(FLOWS))}"
        if service.flow == "query" and (service.steps or service.every_effect or service.costs):
            yield code, "a query has no steps, effects or costs"
        if service.flow != "query" and not (service.every_effect or service.issues or service.steps):
            yield code, "nothing comes of it: no step, effect or document"
        codes = [step.code for step in service.steps]
        for step in service.steps:
            for wrong in _wrong_in_step(step, service, codes):
                yield code, f"step {step.code}: {wrong}"
        for lost in set(codes) - _reached(service):
            yield code, f"step {lost}: nothing leads there"
        for act in service.acts:
            if act.step and act.step not in codes:  # an act without a step may come at any time
                yield code, f"act {act.code}: there is no step {act.step}"


def _wrong_in_step(step: Step, service: Service, codes: list[str]) -> Iterator[str]:
    if codes.count(step.code) > 1 or step.code in ENDS:
        yield "its code is taken"
    for name in step.leads_to:
        if name not in ENDS and name not in codes:
            yield f"leads to {name}, which is no step and no end"
    if step.does not in DOES:
        yield f"does {step.does}; there are: {', '.join(sorted(DOES))}"
    if step.by == "officer" and not re.fullmatch(r"[a-z-]+/[a-z-]+", step.queue):
        yield "an officer's step names its queue as agency/unit"
    if step.by not in {"officer", "system"} and not _is_way(tuple(step.by.split(".")), service):
        yield f"{step.by} is nobody this service knows"
    if not _ends_from(step.code, service, frozenset()):
        yield "no way leads from here to an end"


def _is_way(path: tuple[str, ...], service: Service) -> bool:
    known = {role.name for role in service.parties} | {"applicant"}
    return path[0] in known and all(step in STEPS for step in path[1:])


def _reached(service: Service) -> set[str]:
    reached, waiting = set(), [service.steps[0].code] if service.steps else []
    by_code = {step.code: step for step in service.steps}
    while waiting:
        code = waiting.pop()
        if code in reached or code not in by_code:
            continue
        reached.add(code)
        waiting.extend(by_code[code].leads_to)
    return reached


def _ends_from(code: str, service: Service, seen: frozenset[str]) -> bool:
    if code in ENDS:
        return True
    step = next((step for step in service.steps if step.code == code), None)
    return (
        step is not None
        and code not in seen
        and any(_ends_from(name, service, seen | {code}) for name in step.leads_to)
    )


def _both_languages(on: date) -> Iterator[tuple[str, str]]:
    for code, service in catalogue().items():
        yield from ((code, wrong) for wrong in words_of(service))
    for agency, values in LAW.agencies.items():
        for name, value in values.items():
            if not re.search(r"[\u0621-\u064a]", value.label.ar) or not re.search(r"[A-Za-z]", value.label.en):
                yield f"law/{agency}.toml", f"{name}: its name is not in both languages"


def _codes_are_paths(on: date) -> Iterator[tuple[str, str]]:
    seen: Counter[str] = Counter()
    for path, found in modules():
        for service in found:
            seen[service.code] += 1
            if service.code != path:
                yield service.code, f"stands in the file of {path}: the code is the file's path"
            if not CODE.fullmatch(service.code):
                yield service.code, "is no code: agency/name, small Latin letters, digits and hyphens"
        if len(found) > 1:
            yield path, f"defines {len(found)} services; a file defines one"
    for service in catalogue().values():
        seen.update(act.code if "/" in act.code else f"{service.agency}/{act.code}" for act in service.acts)
    for code, many in seen.items():
        if many > 1:
            yield code, "is used twice"


def _law_is_used_and_valid(on: date) -> Iterator[tuple[str, str]]:
    used = set()
    for code, service in catalogue().items():
        for item in service.law:
            used.add(f"{item.agency}.{item.name}")
            try:
                LAW.on(item.agency, item.name, on)
            except UnknownLaw as unknown:
                if _needed_on(service, item, on):
                    yield code, str(unknown)
    for agency, values in LAW.agencies.items():
        for name, value in values.items():
            ended = value.lines[-1].value == REPEALED
            if f"{agency}.{name}" not in used and not ended:
                yield f"law/{agency}.toml", f"{name}: no service names it"


def _needed_on(service: Service, item: LawValue[Any], on: date) -> bool:
    out_of_force = [rule for rule in service.allowed_when if not rule.in_force(on)]
    return not any(
        isinstance(one, LawValue) and one.name == item.name
        for rule in out_of_force
        for expression in rule.expressions
        for one in expression.walk()
    )


def _numbers_stand_in_law(on: date) -> Iterator[tuple[str, str]]:
    for code, service in catalogue().items():
        for rule in service.allowed_when:
            for item in rule.holds.walk():
                if isinstance(item, Constant) and _is_number(item.constant) and abs(item.constant) > 1:
                    yield code, f"rule {rule.code} says {item.constant}: a number that a decree can change is law"


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool | str | date) and value is not None and hasattr(value, "__abs__")


def _effects_and_documents_exist(on: date) -> Iterator[tuple[str, str]]:
    for code, service in catalogue().items():
        for effect in service.every_effect:
            contract = RECORDS.get(effect.record.__record__)
            if contract is None:
                yield code, f"effect {effect.name}: no registry has {effect.record.__record__}"
                continue
            if not re.fullmatch(r"[a-z_]+\.[a-z_]+\.[a-z_]+", effect.name):
                yield code, f"effect {effect.name}: its name is registry.record.happened"
            for name in set(effect.sets) | set(effect.ends):
                if name not in contract.__fields__:
                    yield code, f"effect {effect.name}: {contract.__name__} has no field {name}"
            for name, value in effect.sets.items():
                options = contract.__fields__[name].options if name in contract.__fields__ else None
                if options and isinstance(value, Constant) and value.constant not in {None, *options}:
                    yield code, f"effect {effect.name}: {name} is never {value.constant}"
        for document in service.issues:
            if document.type not in TYPES:
                yield code, f"document {document.type}: there is no such type"
                continue
            for name in set(document.shows) - {spec.key for spec in TYPES[document.type].facts}:
                yield code, f"document {document.type}: states no fact named {name}"


def _facts_are_fields(on: date) -> Iterator[tuple[str, str]]:
    for code, service in catalogue().items():
        for expression in service.expressions:
            for item in expression.walk():
                if isinstance(item, Fact | Aggregate):
                    yield from ((code, wrong) for wrong in _wrong_in_path(item))
                if isinstance(item, Compare | OneOf):
                    yield from ((code, wrong) for wrong in _never_equal(item))


def _wrong_in_path(item: Fact[Any] | Aggregate[Any]) -> Iterator[str]:
    roots = {role.name for role in ROLES.values()}
    way = item.path[:-1] if isinstance(item, Fact) else item.path
    if way[0].startswith("<"):
        yield f"{'.'.join(item.path)}: a registry's record is read without saying whose"
    elif way[0] not in roots and way[0] not in {step.partition(".")[0] for step in STEPS}:
        yield f"{'.'.join(item.path)}: there is no role {way[0]}"
    for step in way[1:]:
        if step not in STEPS:
            yield f"{'.'.join(item.path)}: nothing is reached by {step}"
    if isinstance(item, Fact) and item.path[-1] not in contract_of(item.record).__fields__:
        yield f"{item.key}: {contract_of(item.record).__name__} has no such field"


def _never_equal(item: Compare | OneOf) -> Iterator[str]:
    asked = item.left if isinstance(item, Compare) else item.item
    values = item.options if isinstance(item, OneOf) else ()
    if isinstance(item, Compare) and isinstance(item.right, Constant):
        values = (item.right.constant,)
    options = asked.field.options if isinstance(asked, Fact) else getattr(asked, "options", None)
    if not options or (isinstance(asked, Question) and asked.kind != "choice"):
        return
    for value in values:
        if value not in options:
            name = getattr(asked, "key", None) or getattr(asked, "code", "")
            yield f"compares {name} with {value!r}, which it never is"


def opaque_rules() -> list[tuple[str, str]]:
    """Rules that the database cannot judge, as (service, rule)."""
    return [(code, rule.code) for code, item in catalogue().items() for rule in item.allowed_when if not has_sql(rule)]


def _opaque_rules_do_not_grow(on: date) -> Iterator[tuple[str, str]]:
    found = opaque_rules()
    if len(found) > MOST_OPAQUE_RULES:
        for code, rule in found:
            yield code, f"rule {rule} has no SQL; {MOST_OPAQUE_RULES} such rules are allowed in all"


def _codes_can_be_scanned(on: date) -> Iterator[tuple[str, str]]:
    for code, kind in TYPES.items():
        characters = longest.characters(kind)
        if characters > BUDGET:
            yield code, f"the code of its longest sample has {characters} characters, {BUDGET} are allowed"


CHECKS = (
    Check("examples", "Every worked example holds: allowed, or refused by that rule; pays that sum.", _examples_hold),
    Check("tried", "Every rule refuses somebody.", _every_rule_refuses),
    Check("turning-days", "Every change of law has an example on its day and on its eve.", _changes_of_law_are_tried),
    Check("steps", "Every step leads to an end and has an owner and a term.", _steps_lead_to_an_end),
    Check("languages", "Everything is said in Arabic and in English.", _both_languages),
    Check("codes", "The code is the file's path, and used once.", _codes_are_paths),
    Check("law", "Every law value named has a value today; none is unused.", _law_is_used_and_valid),
    Check("numbers", "Numbers other than 0 and 1 stand in law, not in rules.", _numbers_stand_in_law),
    Check("effects", "Every effect and document is on offer.", _effects_and_documents_exist),
    Check("scan", "The code of every type of document can be scanned at its longest.", _codes_can_be_scanned),
    Check("facts", "Every fact read is a field of a contract, compared with what it can be.", _facts_are_fields),
    Check("opaque", "Rules that the database cannot judge have not grown.", _opaque_rules_do_not_grow),
)
LOCK = Check("lock", "Every definition is published in services.lock.", lambda _: iter(()))
SHEETS = Check("sheets", "The sheets in docs/services are up to date.", lambda _: iter(()))

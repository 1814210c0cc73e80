"""People made up around a worked example: the same nested facts as a tree for Python and as rows for the database."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import connection

from tayseer.kit.calendar import plus_months
from tayseer.kit.expressions import Fact, leaves
from tayseer.kit.questions import Question
from tayseer.kit.records import ROLES, STEPS
from tests.support.stored import store_example

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tayseer.kit.services import Service

#: Facts that the database keeps unique, or that the store makes itself.
MADE_BY_STORE = {"number", "plate", "chassis", "id", "person_id", "mobile", "email", "name_ar"}
#: How a subject is tied to the applicant, as the store ties it.
TIED_BY = {
    "people.dependants": "head",
    "people.in_charge": "head",
    "people.me_and_family": "head",
    "people.domestic_workers": "sponsor",
    "people.visitors": "host",
    "people.children": "father",
}
HOLDERS = ("holder", "owner", "notice_mother")
DAYS = (date(2026, 3, 1), date(2026, 2, 28), date(2024, 2, 29), date(2025, 8, 31), date(2025, 1, 1), date(2026, 12, 31))
_SERIAL = count(1000)
MISSING = 0.25
WORDS = ("x", "كلمة", "two words", "ثلاث كلمات هنا", "")
YEARS = (1, 2, 5, 6, 10, 12, 15, 18, 19, 20, 21, 22, 25, 40, 65)


@dataclass
class Made:
    """A made-up situation: the day, the people as nested facts, and the answers by question."""

    on: date
    given: dict[str, Any]
    answers: dict[str, Any]


def is_made(fact: Fact[Any]) -> bool:
    """Whether the store, and not the test, gives the fact its value."""
    return fact.path[-1] in MADE_BY_STORE or fact.field.kind == "key"


def day_around(chance: Random, on: date) -> date:
    """A day where arithmetic goes wrong: eves, month ends, leap days, birthdays."""
    months = [*range(-13, 14), *(-12 * years for years in YEARS), 24, 36, 60, 120]
    near = [plus_months(on, count) + timedelta(days=shift) for count in months for shift in (-1, 0, 1)]
    shifts = [on + timedelta(days=shift) for shift in (-366, -91, -90, -61, -60, -31, -30, -7, -3, 3, 7, 30, 60, 90)]
    leap = [date(2024, 2, 29), date(2020, 2, 29), date(2008, 2, 29), date(2007, 3, 1), date(2025, 1, 31)]
    return chance.choice([*near, *shifts, *leap])


def value_of(chance: Random, fact: Fact[Any], on: date) -> Any:
    """A value of the fact's kind, or none."""
    if fact.path[-2] != "account" and chance.random() < MISSING:
        return None
    kinds: dict[str, Callable[[], Any]] = {
        "day": lambda: day_around(chance, on),
        "choice": lambda: chance.choice(sorted(fact.field.options)),
        "flag": lambda: chance.random() < MISSING * 2,
        "whole": lambda: chance.randint(0, 4),
        "amount": lambda: Decimal(chance.choice(("0.00", "0.01", "150.00", "1999.99", "2000.00", "2000.01"))),
    }
    return kinds.get(fact.field.kind, lambda: chance.choice(WORDS))()


def answer_to(chance: Random, question: Question, on: date) -> Any:
    """An answer of the question's kind."""
    kinds: dict[str, Callable[[], Any]] = {
        "choice": lambda: chance.choice(list(question.options)),
        "declaration": lambda: True,
        "day": lambda: day_around(chance, on),
        "whole": lambda: chance.randint(-1, 400),
        "amount": lambda: Decimal(chance.choice(("0.00", "0.01", "5000.00"))),
    }
    return kinds.get(question.kind, lambda: chance.choice(WORDS))()


def situation(service: Service, chance: Random) -> Made:
    """A worked example of the service with some of its facts changed, records taken away, and answers left open."""
    example = chance.choice(service.examples)
    on = chance.choice([date.fromisoformat(example.on)] * 3 + list(DAYS))
    given = copy.deepcopy(dict(example.given))
    answers = {key.code if isinstance(key, Question) else key: value for key, value in example.answers.items()}
    facts, aggregates = leaves([rule.holds for rule in service.allowed_when])
    for _ in range(chance.randint(0, 6) if facts else 0):
        fact = chance.choice([*facts.values()])
        if not is_made(fact):
            put(given, fact.path, value_of(chance, fact, on))
    for _ in range(chance.randint(0, 3) if aggregates else 0):
        aggregate = chance.choice([*aggregates.values()])
        put(given, aggregate.path, [item_of(chance, aggregate, on) for _ in range(chance.randint(0, 3))])
    parties = {role.named_by.code for role in service.parties if role.named_by is not None}
    for _ in range(chance.randint(0, 2) if service.asks else 0):
        question = chance.choice(service.asks)
        if question.code not in parties:
            answers[question.code] = answer_to(chance, question, on)
            if chance.random() < MISSING:
                del answers[question.code]
    return Made(on, given, answers)


def item_of(chance: Random, aggregate: Any, on: date) -> dict[str, Any]:
    """One of many related records, with the fields that the aggregate looks at."""
    inside, _ = leaves([item for item in (aggregate.where, aggregate.field) if item is not None])
    depth = len(aggregate.path)
    return {
        fact.path[depth]: value_of(chance, fact, on)
        for fact in inside.values()
        if fact.path[:depth] == aggregate.path and len(fact.path) == depth + 1 and not is_made(fact)
    }


def put(tree: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set a nested fact; a role that the example does not have stays absent, so does a record without its own."""
    if path[0] not in tree or tree[path[0]] is None or "notice_father" in path:
        return
    *way, last = path
    for step in way:
        if tree.get(step) is None:
            if step in {"account", *HOLDERS, *TIED_BY.values(), "spouse", "employer"}:
                return
            tree[step] = {}
        tree = tree[step]
    tree[last] = value


def stored(service: Service, made: Made) -> tuple[dict[str, Any], int | None, int | None]:
    """Store the people, and give the tree as it then stands with the ids of applicant and subject."""
    seen = made.given
    parties = [
        role for role in ROLES.values() if role.named_by is not None and role.named_by in service.asks_by_identity
    ]
    for party in parties:
        answer = made.answers.get(party.named_by.code)
        if answer is None or seen.get(party.name) is None:
            seen.pop(party.name, None)
        else:
            seen[party.name] = {**seen[party.name], party.field: answer}
    for tree in [*seen.values()]:
        _forget_made(tree)
    applicant, subject = store_example(service, seen, made.answers)
    for party in parties:
        if party.name in seen:
            _name(STEPS[party.record.__step__], party.field, made.answers[party.named_by.code])
    if service.subject is not None and seen.get(service.subject.name) is not None:
        _tie(service, seen, applicant, subject)
    if applicant is not None:
        seen["applicant"] |= {"id": applicant, "number": _number(applicant)}
    return seen, applicant, subject


def _forget_made(tree: Any) -> None:
    """What the store makes itself is known afterwards, whatever the example said: say so at once."""
    if isinstance(tree, list):
        for item in tree:
            _forget_made(item)
    if not isinstance(tree, dict):
        return
    tree["id"] = -next(_SERIAL)  # known, and nobody else's
    for name in tree:
        if name.endswith("_id"):
            tree[name] = -1
    if isinstance(tree.get("account"), dict):
        tree["account"]["mobile"] = "made"
    for step in ("violation", "visa"):
        for item in tree.get(step) or []:
            item["number"] = "made"
    for inner in tree.values():
        _forget_made(inner)
    for parent in ("father", "mother"):
        if isinstance(tree.get(parent), dict):
            tree[f"{parent}_id"] = tree[parent]["id"]


def _tie(service: Service, seen: dict[str, Any], applicant: int | None, subject: int | None) -> None:
    role = service.subject
    assert role is not None
    assert role.among is not None
    tree, mine, circle = seen[role.name], seen["applicant"], role.among.name
    tree["id"] = subject
    if circle in TIED_BY:
        tree[TIED_BY[circle]] = mine
        if circle == "people.children":
            tree["father_id"] = applicant
            mine["children"] = [*(mine.get("children") or []), tree]
        elif TIED_BY[circle] == "head":
            mine["dependants"] = [*(mine.get("dependants") or []), tree]
        return
    if circle == "establishments.workers":
        return
    holder = next((tree[name] for name in HOLDERS if tree.get(name)), None)
    tree["person_id"] = applicant if holder is None else -1
    tree["number"] = tree["plate"] = "made"
    for name in HOLDERS:
        tree[name] = mine if holder is None else holder
    tree["notice_father"] = mine.get("spouse") if holder is None else mine
    if holder is not None and circle not in {"visas.of_visitors", "exchange.birth_notices"}:
        mine["dependants"] = [*(mine.get("dependants") or []), holder]


def _number(person: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM people_person WHERE id = %s", [person])
        number: str = cursor.fetchone()[0]
    return number


def _name(record: Any, field: str, answer: Any) -> None:
    """Give the party just stored the name by which the answer finds it."""
    table = record.__record__.replace(".", "_")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {field} = %s", [answer])
        if not cursor.fetchone()[0]:
            cursor.execute(f"UPDATE {table} SET {field} = %s WHERE id = (SELECT max(id) FROM {table})", [answer])

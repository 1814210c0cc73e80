"""The answer of a query: facts, and lists of related records, in the reader's words; each reading is on record."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.identity import limits
from tayseer.kit.expressions import Context, Expression, Fact
from tayseer.kit.formats import value_text
from tayseer.kit.records import ROLES, Record, contract_of
from tayseer.kit.services import Service, Shown
from tayseer.kit.text import Text
from tayseer.law import LAW
from tayseer.registries.gather import EMPTY, gather
from tayseer.registries.people.contract import APPLICANT
from tayseer.registries.queries import records_of
from tayseer.services.common.roles import CHILD, DEPENDANT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from tayseer.casework.judging import Judged

PERSON = contract_of(APPLICANT).__record__
#: Lists of people that hang on the applicant, and the circle by which each is found.
_CIRCLES = {"children": CHILD, "dependants": DEPENDANT}
MOST_COLUMNS = 5
#: How often one address may ask, and how often one number may be asked for, in an hour.
BY_ADDRESS, BY_NUMBER, WINDOW_SECONDS = 20, 8, 3600
#: One text for every mismatch, so that nobody learns which of the entries was right.
NO_MATCH = Text(
    ar="لا يوجد في السجل ما يطابق كل ما كتبته. راجع الرقم والتاريخ، ثم أعد المحاولة.",
    en="Nothing on record matches all that you entered. Compare the number and the date, then try again.",
)
TOO_OFTEN = Text(
    ar="كثرت المحاولات. انتظر ساعة ثم أعد المحاولة، أو سجّل الدخول لترى بياناتك.",
    en="There were too many attempts. Wait an hour and try again, or sign in to see your own data.",
)


@dataclass(frozen=True)
class FactShown:
    """One fact of an answer: its name, how it reads, and the value itself (a day, an amount, a word, yes or no)."""

    label: Text
    text: Text
    value: Any


@dataclass(frozen=True)
class ListShown:
    """A list in an answer: its name, the names of its columns, and the values of each row."""

    label: Text
    columns: tuple[tuple[str, Text], ...]
    rows: tuple[dict[str, Text | None], ...]

    @property
    def is_narrow(self) -> bool:
        """Whether a table holds it; a wider list is shown as blocks."""
        return len(self.columns) <= MOST_COLUMNS


@dataclass(frozen=True)
class Answer:
    """What a query shows."""

    facts: tuple[FactShown, ...]
    lists: tuple[ListShown, ...]


def answer_of(judged: Judged, *, applicant_id: int | None, on: date) -> Answer:
    """The answer of a query that every rule allows. ``on`` is the day in Asia/Riyadh."""
    facts, lists = [], []
    for shown in judged.service.shows:
        label = Text(ar=shown.ar, en=shown.en)
        if shown.value is not None:
            value = shown.value.value(judged.context)
            facts.append(FactShown(label, _words(shown.value, value), value))
        elif shown.records is not None:
            lists.append(_list(shown, judged, applicant_id=applicant_id, on=on))
    return Answer(tuple(facts), tuple(lists))


def may_ask(service: Service, *, answers: Mapping[str, Any], address: str, at: datetime) -> bool:
    """Count one more question to a query and say whether it is within the limits of an hour.

    In: the typed answers, the first of which is the number asked for; the address of whoever asks; the moment, UTC.
    Both are counted each time, or asking for many numbers would not count against the address.
    """
    first = str(next(iter(answers.values()), ""))
    # Whatever digits it was typed in, it is one number.
    number = "".join(str(unicodedata.digit(sign, sign)) for sign in first)
    keys = ((f"query:{service.code}:from:{address}", BY_ADDRESS), (f"query:{service.code}:of:{number}", BY_NUMBER))
    counted = [limits.allow(key, limit=limit, per_seconds=WINDOW_SECONDS, at=at) for key, limit in keys]
    return all(counted)


def note_query(judged: Judged, *, actor: Actor | None, at: datetime) -> None:
    """Write into the audit that a query was answered: whose data, and which facts; never their values."""
    facts, aggregates = judged.service.reads
    with transaction.atomic():
        record(
            actor=actor or SYSTEM,
            action="service.queried",
            at=at,
            subject=_whose(judged, actor),
            object=judged.service.code,
            purpose="own-request" if actor else "public-query",
            fields=sorted({*facts, *aggregates}),
        )


def _whose(judged: Judged, actor: Actor | None) -> int | None:
    """The person whose data was read."""
    roles = [
        role
        for role in (judged.service.subject, *judged.service.parties)
        if role is not None and role.name != "applicant"
    ]
    for role in roles:
        is_person = contract_of(role.record).__record__ == PERSON
        found = judged.row.get(f"{role.name}.id" if is_person else f"{role.name}.person_id")
        if found is not None:
            return int(found)
    return None if actor is None else actor.id


def _words(expression: Expression[Any], value: Any) -> Text:
    if isinstance(expression, Fact):
        return value_text(value, kind=expression.field.kind, options=expression.field.options)
    return value_text(value)


def _list(shown: Shown, judged: Judged, *, applicant_id: int | None, on: date) -> ListShown:
    assert shown.records is not None
    contract = contract_of(shown.records)
    path = shown.records.__path__
    if path[-1] in _CIRCLES and path[:-1] == ("applicant",):
        rows = _of_circle(path[-1], shown.fields, applicant_id=applicant_id, on=on)
    else:
        owner = judged.row.get(f"{'.'.join(path[:-1])}.id")
        rows = [] if owner is None else records_of(contract, owner_id=owner)
    columns = _columns(contract, shown.fields)
    names = [(key, label) for key, label, _ in columns]
    return ListShown(
        Text(ar=shown.ar, en=shown.en),
        tuple(names),
        tuple({key: made(row) for key, _, made in columns} for row in rows),
    )


def _columns(contract: type[Record], fields: tuple[str, ...]) -> list[tuple[str, Text, Any]]:
    """Columns with the way to fill each; what is registered in both languages becomes one column."""
    columns: list[tuple[str, Text, Any]] = []
    for name in fields:
        field = contract.__fields__[name]
        if field.kind == "key" or (name.endswith("_en") and f"{name[:-3]}_ar" in fields):
            continue
        if name.endswith("_ar") and f"{name[:-3]}_en" in contract.__fields__:
            other = f"{name[:-3]}_en"
            label = Text(ar=field.label.ar, en=contract.__fields__[other].label.en)

            def both(row: dict[str, Any], ar: str = name, en: str = other) -> Text | None:
                if row.get(ar) is None and row.get(en) is None:
                    return None
                return Text(ar=value_text(row.get(ar)).ar, en=value_text(row.get(en) or row.get(ar)).en)

            columns.append((name, label, both))
            continue

        def one(
            row: dict[str, Any], key: str = name, kind: str = field.kind, options: Any = field.options
        ) -> Text | None:
            value = row.get(key)
            return None if value is None else value_text(value, kind=kind, options=options)

        columns.append((name, field.label, one))
    return columns


@cache
def _query_of(step: str, fields: tuple[str, ...]) -> Service:
    """A reading of one circle, put as a service so that the registries answer it in their own way."""
    role = _CIRCLES[step]
    also = tuple(f"{name[:-3]}_en" for name in fields if name.endswith("_ar"))
    shows = tuple(Shown(ar=name, en=name, value=getattr(role, name)) for name in dict.fromkeys((*fields, *also)))
    return Service(
        code=f"insight/{step}",
        ar=step,
        en=step,
        does=Text(ar=step, en=step),
        basis="",
        for_whom=("citizen",),
        flow="query",
        acts_on=role,
        shows=shows,
    )


def _of_circle(step: str, fields: tuple[str, ...], *, applicant_id: int | None, on: date) -> list[dict[str, Any]]:
    context = Context(facts=EMPTY, laws=LAW, day=on, answers={})
    name = ROLES[_CIRCLES[step]].name
    rows = gather(_query_of(step, fields), context, applicant_id=applicant_id)
    return [{key.removeprefix(f"{name}."): value for key, value in row.items()} for row in rows]

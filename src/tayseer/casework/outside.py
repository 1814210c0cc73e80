"""Facts of agencies outside, made fresh before they decide anything: asked for, attested, or let go when too old."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.casework.judging import Judged, judge_from, judge_one
from tayseer.exchange import conf
from tayseer.exchange.actions import UnableToAttest, attest
from tayseer.exchange.asking import Answer, Question, UnableToAsk, ask
from tayseer.exchange.links import link_of, note_answer, note_failure
from tayseer.exchange.sources import NUMBER, SOURCES, Source
from tayseer.kit.records import contract_of
from tayseer.registries.gather import ByIdentity, needed_facts, roots_of
from tayseer.registries.sql import record_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from tayseer.kit.expressions import Path
    from tayseer.kit.services import Service

#: How many agencies one request waits for at the same time.
AT_ONCE = 4
#: Why a question was not sent at all.
IN_PEACE = "in-peace"
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Needed:
    """A fact of an agency outside that a service rests on, for one case: about whom, and how old its last word is."""

    source: Source
    path: Path
    about_id: int
    key: str
    age: timedelta | None

    @property
    def is_fresh(self) -> bool:
        """Whether the last word is new enough to count without asking."""
        return self.age is not None and self.age < self.source.fresh_for

    @property
    def may_stand_in(self) -> bool:
        """Whether law lets the last word count while the agency does not answer."""
        return self.age is not None and self.source.stands_in_for is not None and self.age <= self.source.stands_in_for


@dataclass(frozen=True)
class Unanswered:
    """An agency that was asked and gave no answer; ``stands_in`` says whether its last word counts meanwhile."""

    needed: Needed
    problem: str
    stands_in: bool


@dataclass(frozen=True)
class Settled:
    """A case judged with facts as fresh as they can be had, and the agencies that did not answer."""

    judged: Judged
    unanswered: tuple[Unanswered, ...] = ()


def settle(judged: Judged, *, actor: Actor, at: datetime, case: str = "") -> Settled:
    """Ask the agencies for what is not fresh, then judge again; nothing is asked when everything is.

    In: a case as judged from what is on record; who asks; the moment, UTC; the case's public id when there is one.
    Out: the case judged anew. A last word that is too old to stand in is let go: its fact is then not known, which
    never allows. Call it outside a transaction, for it waits for others. Each question is in the audit with its
    purpose, each answer by ``attest``.
    """
    wanted = [one for one in needed_of(judged, at=at) if not one.is_fresh] if conf.agencies_url() else []
    if not wanted:
        return Settled(judged)
    answers = _ask_all(wanted, on=judged.context.day, purpose=judged.service.code, case=case, at=at)
    unanswered = []
    for needed in wanted:
        answer = answers[needed.path]
        _note(needed, answer, actor=actor, service=judged.service, case=case, at=at)
        if isinstance(answer, Answer):
            _attest(needed, answer, on=judged.context.day)
        else:
            unanswered.append(Unanswered(needed, answer.problem, needed.may_stand_in))
    if len(unanswered) < len(wanted):
        judged = _again(judged, actor=actor)
    return Settled(_without(judged, [one.needed for one in unanswered if not one.stands_in]), tuple(unanswered))


def needed_of(judged: Judged, *, at: datetime) -> list[Needed]:
    """Return the facts of agencies outside that the service rests on, for whoever it is about here."""
    found = []
    for path, source in _outside(ByIdentity(judged.service)):
        owner = ".".join(path[:-1])
        about, key = judged.row.get(f"{owner}.id"), judged.row.get(f"{owner}.{source.by}")
        if about is None or not key:
            continue
        said = judged.row.get(f"{'.'.join(path)}.attested_at")
        found.append(Needed(source, path, int(about), str(key), None if said is None else at - said))
    return found


@lru_cache(maxsize=1024)
def _outside(same: ByIdentity) -> tuple[tuple[Path, Source], ...]:
    """The paths of a service's attested facts, each with its source; worked out once for each definition."""
    known = roots_of(same.service)
    paths = {fact.path[:-1] for fact in needed_facts(same.service).values() if fact.path[0] in known}
    found = ((path, SOURCES.get(contract_of(record_at(path)))) for path in sorted(paths) if len(path) > 1)
    return tuple((path, source) for path, source in found if source is not None)


def _ask_all(
    wanted: Sequence[Needed], *, on: date, purpose: str, case: str, at: datetime
) -> Mapping[Path, Answer | UnableToAsk]:
    """Every question's answer or failure; agencies left in peace are not asked, all others at the same time."""
    in_peace = {code for code in {one.source.agency for one in wanted} if not link_of(code).may_be_asked(at)}

    def one(needed: Needed) -> Answer | UnableToAsk:
        agency = needed.source.agency
        if agency in in_peace:
            return UnableToAsk(IN_PEACE, f"{agency.code} failed several times and is left in peace for a while.")
        try:
            return ask(Question(needed.source, needed.key, on, purpose, case), at=at)
        except UnableToAsk as failure:
            return failure

    # The threads speak to agencies alone; the database is spoken to by the caller's.
    with ThreadPoolExecutor(max_workers=min(AT_ONCE, len(wanted))) as pool:
        return dict(zip([needed.path for needed in wanted], pool.map(one, wanted), strict=True))


def _note(
    needed: Needed, answer: Answer | UnableToAsk, *, actor: Actor, service: Service, case: str, at: datetime
) -> None:
    """The question in the audit of the person it is about, and how the link stands."""
    agency, problem = needed.source.agency, answer.problem if isinstance(answer, UnableToAsk) else ""
    is_person = needed.source.by == NUMBER
    with transaction.atomic():
        record(
            actor=actor,
            action="exchange.asked",
            at=at,
            subject=needed.about_id if is_person else actor.principal,
            object=f"{agency.code}/{needed.source.service}",
            case=case,
            purpose=service.code,
            fields=[".".join(needed.path)],
            result=problem or "done",
        )
    if not problem:
        note_answer(agency, at=at)
    elif problem != IN_PEACE:
        note_failure(agency, problem=problem, at=at)


def _attest(needed: Needed, answer: Answer, *, on: date) -> None:
    """Take the answer as the agency's word."""
    source = needed.source
    until = answer.valid_until
    if source.only_whether or not answer.known or not answer.holds:
        # All that was learnt is whether it holds on this day.
        until = on if answer.known and answer.holds else on - A_DAY
    contract = contract_of(source.record)
    values = {name: answer.values[name] for name in answer.values if name in contract.__fields__}
    # Somebody else may have asked at the same moment; then theirs is the later word, and stays.
    with suppress(UnableToAttest):
        attest(
            actor=Actor("agency", None, source.agency.code, agency=source.agency.code),
            record=source.record,
            about_id=needed.about_id,
            values=values,
            source=source.agency.name.ar,
            attested_at=answer.attested_at,
            valid_until=until,
        )


def _again(judged: Judged, *, actor: Actor) -> Judged:
    return judge_one(
        judged.service,
        applicant_id=actor.principal,
        subject_id=judged.subject_id,
        on=judged.context.day,
        answers=judged.context.answers,
    )


def _without(judged: Judged, gone: Sequence[Needed]) -> Judged:
    """The case judged as if these facts were not known."""
    if not gone:
        return judged
    heads = tuple(f"{'.'.join(needed.path)}." for needed in gone)
    row = {key: None if key.startswith(heads) else value for key, value in judged.row.items()}
    return judge_from(judged.service, judged.context, row)

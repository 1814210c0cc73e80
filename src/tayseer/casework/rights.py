"""What others may do for somebody by their place in the register: who, by which tie, for which services, why not.

Nothing here is granted or kept: it is read from registers and circles each time, so that it ends with its cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tayseer.casework.judging import judge_all
from tayseer.kit.calendar import plus_months
from tayseer.kit.records import contract_of
from tayseer.kit.text import Text
from tayseer.law import LAW
from tayseer.registries.people.contract import Person, Tie
from tayseer.registries.queries import charged_to, record_by_id, records_of
from tayseer.services import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from tayseer.casework.judging import Judged
    from tayseer.kit.rules import Rule
    from tayseer.kit.services import Service

#: Which circles reach a person by which tie, and by which record of theirs.
_ALSO_THEIRS = frozenset({"visas.in_charge", "violations.unpaid_in_charge"})
BY_TIE = {
    "head": frozenset({"people.dependants", "people.in_charge", "people.me_and_family"}) | _ALSO_THEIRS,
    "sponsor": frozenset({"people.domestic_workers", "people.in_charge"}) | _ALSO_THEIRS,
    "host": frozenset({"people.visitors", "visas.of_visitors"}),
    "father": frozenset({"people.children"}),
    "mother": frozenset({"people.children"}),
    "guardian": frozenset[str](),
    "custody": frozenset[str](),
}
EMPLOYER_CIRCLE = "establishments.workers"
#: Ties of one person that one page shows.
MOST = 12


@dataclass(frozen=True)
class Holder:
    """Somebody who may act for a person by one tie; ``since`` is when it began, where the register says so."""

    person_id: int
    tie: str
    names: Text
    since: date | None


@dataclass(frozen=True)
class Right:
    """A service a holder may use for the person; ``blocked`` are the conditions on the person that stop it today."""

    service: Service
    blocked: tuple[Rule, ...]


@dataclass(frozen=True)
class Rights:
    """What one holder may do for one person by one tie."""

    holder: Holder
    rights: tuple[Right, ...]

    @property
    def open(self) -> list[Right]:
        """What the person's own record lets the holder do today; conditions on the holder are the holder's affair."""
        return [right for right in self.rights if not right.blocked]

    @property
    def closed(self) -> list[Right]:
        """What the person's own record stops today, such as their age."""
        return [right for right in self.rights if right.blocked]


def is_minor(born_on: date | None, *, on: date) -> bool:
    """Whether somebody born on that day is under age, by the law of ``on``; not known counts as grown."""
    return born_on is not None and born_on > plus_months(on, -12 * LAW.on("common", "adult_age", on))


def holders_of(person_id: int, *, on: date) -> list[Holder]:
    """Everybody living who may act for this person on that day (Riyadh): by a standing tie, or as a minor's parent."""
    person = record_by_id(Person, record_id=person_id)
    if person is None or person["died_on"] is not None:
        return []
    found: dict[tuple[int, str], date | None] = {}
    for row in records_of(Tie, owner_id=person_id, limit=MOST):
        stands = (row["until_on"] is None or row["until_on"] > on) and (row["from_on"] is None or row["from_on"] <= on)
        if row["kind"] in BY_TIE and stands and row["other_id"] is not None:
            found.setdefault((row["other_id"], row["kind"]), row["from_on"])
    if is_minor(person["born_on"], on=on):
        for parent in ("father", "mother"):
            if person[f"{parent}_id"] is not None:
                found.setdefault((person[f"{parent}_id"], parent), person["born_on"])
    holders = []
    for (other, tie), since in found.items():
        known = record_by_id(Person, record_id=other)
        if known is not None and known["died_on"] is None:
            names = Text(ar=known["name_ar"] or "", en=known["name_en"] or known["name_ar"] or "")
            holders.append(Holder(other, tie, names, since))
    return holders


def rights_over(people: Iterable[int], *, but: int, on: date) -> dict[int, list[Rights]]:
    """What others than ``but`` may do for each of these people on that day; whoever asks answers for each of them."""
    judged: dict[tuple[int, str], list[Judged]] = {}

    def of(holder: int, service: Service) -> list[Judged]:
        key = (holder, service.code)
        if key not in judged:
            judged[key] = judge_all(service, applicant_id=holder, on=on)
        return judged[key]

    found: dict[int, list[Rights]] = {}
    for person in people:
        for holder in holders_of(person, on=on):
            if holder.person_id == but:
                continue
            rights = [
                Right(service, _about_subject(one))
                for service in _services(BY_TIE[holder.tie])
                for one in of(holder.person_id, service)
                if _whose(one) == person and not _is_for_others(one)
            ]
            found.setdefault(person, []).append(Rights(holder, tuple({r.service.code: r for r in rights}.values())))
    return found


def employer_of(person_id: int) -> tuple[Text, tuple[Service, ...]] | None:
    """The establishment that employs the person and what its representatives may do for them; ``None`` without one."""
    charged = charged_to(person_id)
    if charged is None or charged["tie"] != "employer":
        return None
    names = Text(ar=charged["name_ar"] or "", en=charged["name_en"] or charged["name_ar"] or "")
    return names, tuple(_services(frozenset({EMPLOYER_CIRCLE})))


def _services(circles: frozenset[str]) -> list[Service]:
    return [
        service
        for service in catalogue().values()
        if service.subject is not None and service.subject.among is not None and service.subject.among.name in circles
    ]


def _whose(judged: Judged) -> int | None:
    """The person whom the subject is, or to whom it belongs."""
    role = judged.service.subject
    assert role is not None
    if contract_of(role.record).__record__ == Person.__record__:
        return judged.subject_id
    found: int | None = judged.row.get(f"{role.name}.person_id")
    return found


def _is_for_others(judged: Judged) -> bool:
    """Whether the service is not for people of the holder's standing at all."""
    return any(line.rule.code == "WHO" for line in judged.verdict.refused)


def _about_subject(judged: Judged) -> tuple[Rule, ...]:
    """The conditions that fail by facts of the subject alone: what the holder's record says is not told here."""
    role = judged.service.subject
    assert role is not None
    return tuple(
        line.rule for line in judged.verdict.refused if {item.role for item in line.operands} - {"law"} == {role.name}
    )

"""Where an officer works, and which cases are within reach from there; for the officer there are no others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from tayseer.casework import queries
from tayseer.casework.contract import NotFound
from tayseer.services import catalogue, service

if TYPE_CHECKING:
    from tayseer.casework.contract import CaseRecord, TurnRecord
    from tayseer.identity.contract import OfficerRecord
    from tayseer.kit.services import Service, Step

SUPERVISOR = "supervisor"


@cache
def units_of(agency: str) -> tuple[str, ...]:
    """The units of an agency that some service sends work to, in order of the alphabet."""
    queues = {step.queue for one in catalogue().values() for step in one.steps if step.queue}
    return tuple(sorted(unit for name, _, unit in (queue.partition("/") for queue in queues) if name == agency))


def places_of(officer: OfficerRecord) -> tuple[OfficerRecord, ...]:
    """The officer at each unit that is theirs: their own, or every unit for a supervisor of the whole agency."""
    if officer.unit or officer.role != SUPERVISOR:
        return (officer,)
    return tuple(replace(officer, unit=unit) for unit in units_of(officer.agency))


def queues_of(officer: OfficerRecord) -> tuple[str, ...]:
    """The queues whose work the officer may see."""
    return tuple(queue for place in places_of(officer) for queue in queries.queues_of(place))


@dataclass(frozen=True)
class Reached:
    """A case within reach: the officer at the unit that has it, and the turn that waits there, if any does."""

    case: CaseRecord
    place: OfficerRecord
    turn: TurnRecord | None

    @property
    def service(self) -> Service:
        """The definition of the case's service."""
        return service(self.case.service_code)

    @property
    def step(self) -> Step | None:
        """The step that the unit has to do now."""
        return None if self.turn is None else self.service.step(self.turn.step)


def reach(*, officer: OfficerRecord, public_id: str) -> Reached:
    """A case that is, or was, with a unit of the officer's.

    What has gone up to the supervisor, as an objection does, is hidden from clerks until it is decided. Raises
    ``NotFound`` for every other case.
    """
    for place in places_of(officer):
        try:
            case = queries.case_for_officer(officer=place, public_id=public_id)
        except NotFound:
            continue
        turn = next((turn for turn in case.turns if turn.queue in queries.queues_of(place)), None)
        raised = case.state == "objected" or (turn is not None and turn.level == SUPERVISOR)
        if raised and officer.role != SUPERVISOR:
            break
        return Reached(case, place, turn)
    raise NotFound(public_id)

"""A case in hand: its row, its definition, its facts, who moves it and when, within one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.casework.judging import Judged, PinnedLaw, judge_one, read_some
from tayseer.casework.models import Case, Event
from tayseer.kit.verdict import Price, price
from tayseer.law import LAW
from tayseer.registries.gather import Overlay
from tayseer.services import service as service_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tayseer.kit.expressions import Context
    from tayseer.kit.services import Service


@dataclass
class Work:
    """A case in hand within one transaction: its row, its definition, its facts, who moves it and when."""

    case: Case
    service: Service
    facts: Overlay
    context: Context
    judged: Judged
    price: Price
    actor: Actor
    at: datetime
    on: date

    @classmethod
    def begin(cls, *, case: Case, judged: Judged, actor: Actor, at: datetime, on: date, price: Price) -> Work:
        """Take a judged request in hand."""
        facts = Overlay(dict(judged.row))
        for role, record_id in case.created.items():
            facts.put((role,), {"id": record_id})
        context = replace(judged.context, facts=facts, day=on, at=at, laws=PinnedLaw(LAW, case.law_day))
        return cls(case, judged.service, facts, context, judged, price, actor, at, on)

    @classmethod
    def resume(cls, *, case: Case, actor: Actor, at: datetime, on: date) -> Work:
        """Take a filed case in hand again, with its facts as they stand now and its law as it was.

        Raises ``NotFound`` when the applicant may no longer act on the subject.
        """
        service = service_of(case.service_code)
        answers = read_some(service, case.answers)
        judged = judge_one(
            service, applicant_id=case.applicant_id, subject_id=case.subject_id, on=case.law_day, answers=answers
        )
        work = cls.begin(case=case, judged=judged, actor=actor, at=at, on=on, price=Price(()))
        work.price = price(service, replace(work.context, day=case.law_day)) or Price(())
        return work

    def note(self, name: str, *, step: str = "", detail: dict[str, Any] | None = None) -> None:
        """Write one event of the case's history."""
        Event.objects.create(
            case_id=self.case.id,
            at=self.at,
            actor_kind=self.actor.kind,
            actor_id=self.actor.id,
            name=name,
            step=step,
            detail=detail or {},
        )

    def audit(self, action: str, *, fields: Sequence[str] = ()) -> None:
        """Write what was done, and by whom, into the audit of the applicant."""
        record(
            actor=self.actor,
            action=action,
            at=self.at,
            subject=self.case.applicant_id,
            object=self.case.service_code,
            case=self.case.public_id,
            fields=fields,
        )

    def party(self, by: str) -> int | None:
        """The person whose turn a step is; ``None`` for officers and the system."""
        if by == "applicant":
            return self.case.applicant_id
        if by in {"officer", "system"}:
            return None
        found: int | None = self.facts.value((*by.split("."), "id"))
        return found

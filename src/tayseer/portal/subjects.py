"""For whom or what: the subjects a person may choose among, named in addresses by references alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tayseer.audit.contract import Actor
from tayseer.casework.acting import Mandate, mandates_for
from tayseer.casework.judging import judge_all
from tayseer.casework.refs import ref_for, same_ref
from tayseer.kit.records import contract_of
from tayseer.registries.people.contract import APPLICANT

if TYPE_CHECKING:
    from datetime import date

    from tayseer.casework.judging import Judged
    from tayseer.identity.requests import Request
    from tayseer.kit.services import Service

PERSON = contract_of(APPLICANT).__record__


@dataclass(frozen=True)
class Candidate:
    """One subject with the verdict for it, and who acts; ``ref`` is empty for a service that has no subject.

    With a ``mandate`` the subject is the principal's, and ``actor`` acts on the principal's behalf.
    """

    ref: str
    judged: Judged
    actor: Actor
    mandate: Mandate | None = None


def person_of(request: Request) -> Actor | None:
    """The person who is signed in; ``None`` for strangers and for officers at work."""
    actor = request.actor
    return actor if actor is not None and actor.kind == "person" and actor.id is not None else None


def record_of(service: Service) -> str:
    """The name of the record the service acts on; empty when it acts on the applicant alone."""
    return "" if service.subject is None else contract_of(service.subject.record).__record__


def ref_of(service: Service, *, applicant_id: int, subject_id: int | None) -> str:
    """The reference by which an applicant names a subject; empty when there is none."""
    if service.subject is None or subject_id is None:
        return ""
    return ref_for(applicant_id=applicant_id, record=record_of(service), record_id=subject_id)


def candidates(service: Service, *, actor: Actor, on: date) -> list[Candidate]:
    """Every subject the person may act on, with its verdict; one without reference when the service has no subject."""
    found = judge_all(service, applicant_id=actor.id, on=on)
    return [
        Candidate(ref_of(service, applicant_id=int(actor.id or 0), subject_id=judged.subject_id), judged, actor)
        for judged in found
    ]


def by_delegation(service: Service, *, actor: Actor, on: date) -> list[Candidate]:
    """Every subject of those for whom the person may act today, with its verdict; never without a reference."""
    found = []
    for mandate in mandates_for(service, actor=actor, on=on):
        principal = mandate.delegation.principal_id
        for judged in judge_all(service, applicant_id=principal, on=on):
            # The same person is reached by another reference when acting for somebody than when acting for oneself.
            ref = ref_for(
                applicant_id=int(actor.id or 0),
                record=f"{principal}/{record_of(service)}",
                record_id=judged.subject_id or 0,
            )
            found.append(Candidate(ref, judged, mandate.actor, mandate))
    return found


def chosen(found: list[Candidate], ref: str) -> Candidate | None:
    """The candidate with this reference; the only one when nothing was said; else ``None``."""
    if not ref:
        return found[0] if len(found) == 1 else None
    return next((candidate for candidate in found if same_ref(candidate.ref, ref)), None)


def picked(service: Service, ref: str, *, actor: Actor, on: date) -> Candidate | None:
    """The candidate with this reference, one's own or a principal's; one's only one when nothing was said.

    Nobody acts for another without having said so. Raises ``LookupError`` for a reference that names nothing.
    """
    own = chosen(candidates(service, actor=actor, on=on), ref)
    if own is not None or not ref:
        return own
    other = chosen(by_delegation(service, actor=actor, on=on), ref)
    if other is None:
        raise LookupError(ref)
    return other


def myself(found: list[Candidate], *, actor: Actor) -> Candidate | None:
    """The candidate who is the person themself; ``None`` when the service is about others or about things."""
    return next(
        (one for one in found if record_of(one.judged.service) == PERSON and one.judged.subject_id == actor.id), None
    )


def is_another_person(judged: Judged, *, actor: Actor) -> bool:
    """Whether the subject is a person other than the one who acts."""
    return record_of(judged.service) == PERSON and judged.subject_id != actor.principal

"""For whom or what a program asks: subjects known by opaque references, each of use to its own applicant alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tayseer.casework.judging import judge_all
from tayseer.casework.refs import ref_for, same_ref
from tayseer.kit.records import contract_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tayseer.casework.judging import Judged
    from tayseer.kit.services import Service


def ref_of(service: Service, *, applicant_id: int, subject_id: int | None) -> str:
    """The reference by which the applicant names a subject; empty when the service has none."""
    if service.subject is None or subject_id is None:
        return ""
    record = contract_of(service.subject.record).__record__
    return ref_for(applicant_id=applicant_id, record=record, record_id=subject_id)


def judged_for(
    service: Service, *, applicant_id: int | None, ref: str, on: date, answers: Mapping[str, Any] | None = None
) -> Judged | None:
    """The verdict for the subject with this reference; ``None`` when the applicant has no such subject.

    Without a reference it is the verdict for the applicant alone, or for the only subject there is.
    """
    found = judge_all(service, applicant_id=applicant_id, on=on, answers=answers)
    if not ref:
        return found[0] if len(found) == 1 else None
    return next(
        (
            one
            for one in found
            if same_ref(ref_of(service, applicant_id=int(applicant_id or 0), subject_id=one.subject_id), ref)
        ),
        None,
    )

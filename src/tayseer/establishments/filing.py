"""Filing what was approved: one row in one transaction, so that a crash leaves nothing half done and nothing twice."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.casework.actions import file_case
from tayseer.casework.contract import NotFound as CaseNotFound
from tayseer.casework.contract import UnableToAct as CaseUnableToAct
from tayseer.establishments import words
from tayseer.establishments.actions.deciding import approver_right_gone, requester_right_gone
from tayseer.establishments.batches import batch_by_id
from tayseer.establishments.models import Batch, BatchRow, Mandate
from tayseer.establishments.queries import still_employed
from tayseer.establishments.verdicts import Wanted, judge_workers
from tayseer.kit.formats import money_text
from tayseer.kit.text import Text
from tayseer.notices.actions import summarise, tell
from tayseer.services import service as service_of

if TYPE_CHECKING:
    from tayseer.casework.contract import CaseRecord
    from tayseer.casework.judging import Judged

logger = logging.getLogger("tayseer.establishments")

#: A row that fails for a fault of ours is tried so often before it is told as such.
MOST_ATTEMPTS = 3

_NEXT = """
SELECT r.id FROM establishments_batch b
  JOIN LATERAL (SELECT id, attempts, place FROM establishments_batchrow WHERE batch_id = b.id AND state = 'ready'
                 ORDER BY attempts, place LIMIT 1 FOR UPDATE SKIP LOCKED) r ON true
 WHERE b.state = 'approved' ORDER BY b.decided_at, r.attempts, r.place LIMIT 1
"""


def file_next(*, at: datetime, on: date) -> bool:
    """File the next approved row, or tell why it cannot be; whether there was one.

    ``at`` is UTC, ``on`` the day in Riyadh, which becomes the case's law day. A row that another worker holds is passed
    over. The case, the row, what allows it and the audit are one transaction.
    """
    row_id = None
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(_NEXT)
                found = cursor.fetchone()
            if found is None:
                return False
            row_id = int(found[0])
            row = BatchRow.objects.get(id=row_id)
            _file(row, batch=Batch.objects.get(id=row.batch_id), at=at, on=on)
    except Exception:
        if row_id is None:
            raise
        logger.exception("row %s could not be filed", row_id)
        _count_attempt(row_id)
    return True


def _count_attempt(row_id: int) -> None:
    with transaction.atomic():
        row = BatchRow.objects.select_for_update().get(id=row_id)
        row.attempts += 1
        if row.attempts >= MOST_ATTEMPTS and row.state == "ready":
            _tell_row(row, "failed", words.COULD_NOT)
        row.save()


def _file(row: BatchRow, *, batch: Batch, at: datetime, on: date) -> None:
    stale = None
    if requester_right_gone(batch, on=on):
        stale = words.REQUESTER_ENDED
    elif approver_right_gone(batch, on=on):
        stale = words.APPROVER_ENDED
    if stale is not None:
        _stop_rest(batch, stale, at=at)
        return
    requester = Actor("person", batch.requester_id, level=batch.requester_level, proven_at=batch.requester_proven_at)
    outcome = _try(row, batch=batch, requester=requester, at=at, on=on)
    if isinstance(outcome, Text):
        _tell_row(row, "failed", outcome)
        row.save()
        record(
            actor=SYSTEM,
            action="establishments.request.row_failed",
            at=at,
            subject=row.worker_id,
            object=f"bulk:{batch.public_id}",
            result="failed",
        )
        return
    row.state, row.case_ref, row.filed_at = "filed", outcome.public_id, at
    row.bill_ref = next((turn.bill for turn in outcome.turns if turn.bill), "")
    row.save()
    # The worker sees in the record of accesses who asked and who approved: the case holds the first, this the second.
    record(
        actor=Actor("person", batch.decided_by),
        action="establishments.request.row_filed",
        at=at,
        subject=row.worker_id,
        object=f"bulk:{batch.public_id}",
        case=outcome.public_id,
    )


def _try(row: BatchRow, *, batch: Batch, requester: Actor, at: datetime, on: date) -> CaseRecord | Text:
    """The case, or why there is none. What was learnt from agencies stays even when nothing is filed."""
    judged = _judged(row, batch=batch, on=on)
    if isinstance(judged, Text):
        return judged
    try:
        with transaction.atomic():
            mandate = Mandate.objects.create(
                person_id=batch.requester_id, establishment_id=batch.establishment_id, worker_id=row.worker_id
            )
            case = file_case(
                actor=requester,
                service_code=batch.service_code,
                subject_id=row.worker_id,
                answers={**batch.answers, **row.answers},
                at=at,
                on=on,
                idempotency=f"bulk:{batch.public_id}:{row.place}",
                known=judged,
            )
            mandate.case_ref = case.public_id
            mandate.save(update_fields=["case_ref"])
            # One summary at the end says what two hundred messages would.
            if row.worker_id != batch.requester_id:
                summarise(person_id=batch.requester_id, case=case.public_id, at=at)
    except CaseUnableToAct as refused:
        return refused.text
    except CaseNotFound:
        return words.LEFT_WORK
    return case


def _judged(row: BatchRow, *, batch: Batch, on: date) -> Judged | Text:
    """The facts as they are now, when they still allow what was approved at no more than its price; else why not."""
    if not still_employed(establishment_id=batch.establishment_id, worker_id=row.worker_id):
        return words.LEFT_WORK
    verdict = judge_workers(
        service_of(batch.service_code),
        applicant_id=batch.requester_id,
        wanted=[Wanted(row.worker_id, row.answers)],
        on=on,
        answers=batch.answers,
    ).get(row.worker_id)
    if verdict is None:
        return words.LEFT_WORK
    if verdict.reason is not None or verdict.judged is None:
        return verdict.reason or words.COULD_NOT
    if verdict.price is not None and row.price_sar is not None and verdict.price > row.price_sar:
        return words.dearer(row.price_sar, verdict.price)
    return verdict.judged


def _tell_row(row: BatchRow, state: str, reason: Text) -> None:
    row.state, row.reason_ar, row.reason_en = state, reason.ar, reason.en


def _stop_rest(batch: Batch, reason: Text, *, at: datetime) -> None:
    """Every row that waits is stopped; one that another worker holds is stopped by that worker's own look."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE establishments_batchrow SET state = 'stopped', reason_ar = %s, reason_en = %s WHERE id IN"
            " (SELECT id FROM establishments_batchrow WHERE batch_id = %s AND state = 'ready' FOR UPDATE SKIP LOCKED)",
            [reason.ar, reason.en, batch.id],
        )
    record(
        actor=SYSTEM,
        action="establishments.request.stopped",
        at=at,
        subject=batch.requester_id,
        object=f"bulk:{batch.public_id}",
    )


def finish_next(*, at: datetime) -> bool:
    """End a request of which no row waits any more and tell requester and approver once; whether there was one."""
    with transaction.atomic():
        batch = (
            Batch.objects.select_for_update(skip_locked=True)
            .filter(state="approved")
            .exclude(id__in=BatchRow.objects.filter(state="ready").values("batch_id"))
            .order_by("decided_at")
            .first()
        )
        if batch is None:
            return False
        batch.state, batch.ended_at = "done", at
        batch.save(update_fields=["state", "ended_at"])
        record(
            actor=SYSTEM,
            action="establishments.request.done",
            at=at,
            subject=batch.requester_id,
            object=f"bulk:{batch.public_id}",
        )
        title, body = _summary(batch)
        for person in (batch.requester_id, batch.decided_by):
            tell(
                actor=SYSTEM,
                at=at,
                person_id=person,
                text_title=title,
                text_body=body,
                link=f"/establishments/requests/{batch.public_id}/",
            )
    return True


def _summary(batch: Batch) -> tuple[Text, Text]:
    found = batch_by_id(batch.id)
    service = service_of(batch.service_code).title
    filed, owed = found.counts.get("filed", 0), money_text(found.owed)
    missed = found.counts.get("failed", 0) + found.counts.get("stopped", 0)
    title = Text(ar="اكتمل تقديم طلبك الجماعي", en="The request for several workers has been filed")
    ar = f"«{service.ar}»: قُدّم {filed}، ولم يُقدَّم {missed}. المستحق الآن {owed.ar}."
    en = f"{service.en}: filed {filed}, not filed {missed}. To be paid now: {owed.en}."
    way_ar = " أسباب ما لم يُقدَّم مذكورة في صفحة الطلب." if missed else ""
    way_en = " The page of the request says why the others were not." if missed else ""
    return title, Text(ar=ar + way_ar, en=en + way_en)

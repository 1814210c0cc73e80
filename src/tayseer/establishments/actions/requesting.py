"""The requester's part: a list of workers becomes rows with verdicts, and then a request that waits for approval."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from tayseer.audit.actions import record
from tayseer.casework.certainty import require_sure
from tayseer.casework.contract import UnableToFile
from tayseer.casework.judging import read_answers
from tayseer.establishments import words
from tayseer.establishments.contract import DRAFT_DAYS, MOST_ROWS, Firm, NotFound, UnableToAct
from tayseer.establishments.models import Batch, BatchRow
from tayseer.establishments.queries import firm_by_id, person_id_of, workers_by_number
from tayseer.establishments.rights import branches_seen, covering, holders
from tayseer.establishments.sheets import TOO_MANY, Line
from tayseer.establishments.verdicts import Wanted, bulk_services, judge_workers
from tayseer.identity import limits
from tayseer.identity.ids import new_public_id
from tayseer.kit.formats import money_text
from tayseer.kit.text import Text
from tayseer.notices.actions import tell
from tayseer.services import service as service_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tayseer.audit.contract import Actor
    from tayseer.kit.services import Service

#: Lists are checked against the register, so nobody may check them without end.
PREPARED_AN_HOUR = 60

_TOO_OFTEN = Text(
    ar="أعددت طلبات كثيرة في وقت قصير. انتظر ساعة ثم أعد المحاولة.",
    en="You prepared many requests in a short time. Wait an hour, then try again.",
)
_NOBODY = Text(
    ar="لم تختر عاملًا. اختر من القائمة أو أرسل ملفًا بأرقام الهوية.",
    en="You chose no worker. Choose from the list, or send a file of identity numbers.",
)


class AnswersMissing(UnableToAct):
    """Some common answers are wrong; ``problems`` holds a text for each question's code."""

    def __init__(self, problems: Mapping[str, Text]) -> None:
        super().__init__(
            Text(
                ar="بعض الأجوبة غير صحيح. صحّح ما أُشير إليه ثم أعد الإرسال.",
                en="Some answers are not correct. Put right those marked, then send again.",
            )
        )
        self.problems = problems


def prepare(
    *,
    actor: Actor,
    establishment_id: int,
    service_code: str,
    lines: Sequence[Line],
    answers: Mapping[str, Any],
    at: datetime,
    on: date,
    idempotency: str,
) -> str:
    """Check a list of workers and keep it as a draft with a verdict and a price for each; returns its public id.

    Nothing is filed and nothing is to be paid yet. ``on`` is the day in Riyadh by which the verdicts are; the same
    ``idempotency`` key by the same person gives the first draft again. Raises ``NotFound`` without a role on the
    establishment or for a service that cannot be asked for many, ``AnswersMissing``, ``UnableToAct``.
    """
    person = person_id_of(actor)
    firm = firm_by_id(actor=actor, establishment_id=establishment_id, on=on)
    covering(firm.rights, "request", service=service_code)
    if service_code not in bulk_services():
        raise NotFound(service_code)
    earlier = (
        Batch.objects.filter(requester_id=person, idempotency=idempotency).values_list("public_id", flat=True).first()
    )
    if earlier is not None:
        return str(earlier)
    if not lines:
        raise UnableToAct(_NOBODY)
    if len(lines) > MOST_ROWS:
        raise UnableToAct(TOO_MANY)
    service = service_of(service_code)
    _check_common(service, answers, lines=lines)
    if not limits.allow(f"establishment-list:{person}", limit=PREPARED_AN_HOUR, per_seconds=3600, at=at):
        raise UnableToAct(_TOO_OFTEN)
    rows, branches = _rows(service, firm=firm, lines=lines, answers=answers, person_id=person, on=on)
    batch = Batch(
        public_id=new_public_id(),
        establishment_id=establishment_id,
        service_code=service_code,
        requester_id=person,
        idempotency=idempotency,
        answers=dict(answers),
        branches=branches,
        judged_on=on,
        made_at=at,
    )
    try:
        with transaction.atomic():
            _keep(batch, rows)
            _audit(actor, "establishments.request.prepared", batch=batch, at=at)
    except IntegrityError as clash:
        if "establishments_batch_once" not in str(clash):
            raise
        found = Batch.objects.filter(requester_id=person, idempotency=idempotency).values_list("public_id", flat=True)
        return str(found[0])
    return batch.public_id


def _check_common(service: Service, answers: Mapping[str, Any], *, lines: Sequence[Line]) -> None:
    """Common answers that are wrong are told at once; one that every row gives for itself may be missing."""
    given = {code for line in lines[:1] for code in line.answers}
    _, problems = read_answers(service, answers)
    problems = {code: text for code, text in problems.items() if not (code in given and not answers.get(code))}
    if problems:
        raise AnswersMissing(problems)


def _rows(
    service: Service, *, firm: Firm, lines: Sequence[Line], answers: Mapping[str, Any], person_id: int, on: date
) -> tuple[list[BatchRow], list[str]]:
    """The rows with their verdicts, and the branches they are about."""
    mine = [
        right
        for right in firm.rights
        if right.role == "request" and (not right.services or service.code in right.services)
    ]
    workers = workers_by_number(
        firm=firm, numbers=[line.number for line in lines if line.number], role_branches=branches_seen(mine)
    )
    first: dict[int, int] = {}
    wanted = []
    for line in lines:
        worker = workers.get(line.number)
        if worker is not None and worker[0] not in first:
            first[worker[0]] = line.place
            wanted.append(Wanted(worker[0], line.answers))
    verdicts = judge_workers(service, applicant_id=person_id, wanted=wanted, on=on, answers=answers)
    personal = next((verdict.personal for verdict in verdicts.values() if verdict.personal is not None), None)
    if personal is not None:
        raise UnableToAct(personal)
    rows = []
    for line in lines:
        row = BatchRow(place=line.place, number=line.number[:40], answers=line.answers, state="cannot")
        worker = workers.get(line.number)
        verdict = None if worker is None else verdicts.get(worker[0])
        reason: Text | None = words.NOT_AMONG
        if worker is not None and verdict is not None:
            row.worker_id = worker[0]
            reason = words.twice(first[worker[0]]) if first[worker[0]] != line.place else verdict.reason
        if reason is None and verdict is not None:
            row.state, row.price_sar = "ready", verdict.price
        elif reason is not None:
            row.reason_ar, row.reason_en = reason.ar, reason.en
        rows.append(row)
    known = {workers[line.number][1] for line in lines if line.number in workers}
    return rows, sorted(known)


def _keep(batch: Batch, rows: Sequence[BatchRow]) -> None:
    ready = [row for row in rows if row.state == "ready"]
    batch.ready = len(ready)
    batch.total_sar = sum((row.price_sar or Decimal(0) for row in ready), Decimal("0.00"))
    batch.save()
    for row in rows:
        row.batch_id = batch.id
    BatchRow.objects.bulk_create(rows, batch_size=500)


def judge_anew(*, actor: Actor, public_id: str, at: datetime, on: date) -> None:
    """Check a draft once more, by today's facts, law and prices. Raises ``NotFound``, ``UnableToAct``."""
    with transaction.atomic():
        batch = _own_draft(actor=actor, public_id=public_id)
        firm = firm_by_id(actor=actor, establishment_id=batch.establishment_id, on=on)
        covering(firm.rights, "request", service=batch.service_code)
        lines = [
            Line(place, number, answers)
            for place, number, answers in BatchRow.objects.filter(batch_id=batch.id)
            .order_by("place")
            .values_list("place", "number", "answers")[:MOST_ROWS]
        ]
        rows, batch.branches = _rows(
            service_of(batch.service_code),
            firm=firm,
            lines=lines,
            answers=batch.answers,
            person_id=batch.requester_id,
            on=on,
        )
        batch.judged_on = on
        BatchRow.objects.filter(batch_id=batch.id).delete()
        _keep(batch, rows)
        _audit(actor, "establishments.request.prepared", batch=batch, at=at)


def _own_draft(*, actor: Actor, public_id: str) -> Batch:
    batch = Batch.objects.select_for_update().filter(public_id=public_id, requester_id=person_id_of(actor)).first()
    if batch is None:
        raise NotFound(public_id)
    if batch.state != "draft":
        raise UnableToAct(words.ALREADY_DECIDED)
    return batch


def send(*, actor: Actor, public_id: str, at: datetime, on: date) -> None:
    """Send a draft for approval; sent already, it stays as it is.

    Raises ``NotFound`` for others than its maker, ``UnableToAct`` when the role does not cover it (service, branches,
    whole price), nothing in it can be filed, or it was checked on another day.
    """
    with transaction.atomic():
        batch = Batch.objects.select_for_update().filter(public_id=public_id, requester_id=person_id_of(actor)).first()
        if batch is None:
            raise NotFound(public_id)
        if batch.state == "requested":
            return
        if batch.state != "draft":
            raise UnableToAct(words.ALREADY_DECIDED)
        firm = firm_by_id(actor=actor, establishment_id=batch.establishment_id, on=on)
        if batch.ready == 0:
            raise UnableToAct(words.NOTHING_READY)
        if batch.judged_on != on:
            raise UnableToAct(words.OLD_VERDICTS)
        right = covering(
            firm.rights, "request", service=batch.service_code, branches=batch.branches, amount=batch.total_sar
        )
        try:
            require_sure(service_of(batch.service_code), actor=actor, at=at)
        except UnableToFile as refused:
            raise UnableToAct(refused.text) from refused
        batch.state, batch.requested_at, batch.requested_most_sar = "requested", at, right.most
        batch.requester_level, batch.requester_proven_at = actor.level, actor.proven_at
        batch.save()
        _audit(actor, "establishments.request.sent", batch=batch, at=at)
        for message in _asks(batch, firm=firm, on=on):
            tell(actor=actor, at=at, **message)


def _asks(batch: Batch, *, firm: Firm, on: date) -> Iterator[dict[str, Any]]:
    """What those who may approve are told."""
    title, total = service_of(batch.service_code).title, money_text(batch.total_sar)
    for person in holders("approve", establishment_id=firm.id, on=on):
        if person != batch.requester_id:
            yield {
                "person_id": person,
                "text_title": Text(ar="طلب ينتظر اعتمادك", en="A request waits for your approval"),
                "text_body": Text(
                    ar=(
                        f"{firm.names.ar}: «{title.ar}»، عدد العاملين {batch.ready}، بمبلغ {total.ar}. "
                        "راجعه ثم اعتمده أو لا تعتمده."
                    ),
                    en=(
                        f"{firm.names.en}: {title.en}, workers: {batch.ready}, in all {total.en}. "
                        "Look at it, then approve it or not."
                    ),
                ),
                "link": f"/establishments/requests/{batch.public_id}/",
            }


def forget_drafts(*, at: datetime, limit: int) -> int:
    """Delete drafts nobody sent in time, at most ``limit``; gives how many. A draft is its maker's notes, no act."""
    with transaction.atomic():
        old = list(
            Batch.objects.select_for_update(skip_locked=True)
            .filter(state="draft", made_at__lt=at - timedelta(days=DRAFT_DAYS))
            .order_by("made_at")
            .values_list("id", flat=True)[:limit]
        )
        BatchRow.objects.filter(batch_id__in=old).delete()
        Batch.objects.filter(id__in=old).delete()
    return len(old)


def _audit(actor: Actor, action: str, *, batch: Batch, at: datetime) -> None:
    record(actor=actor, action=action, at=at, subject=batch.requester_id, object=f"bulk:{batch.public_id}")

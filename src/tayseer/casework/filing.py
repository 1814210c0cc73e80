"""Filing: a person's request becomes a case, with its definition and law day pinned, exactly once for each key."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction

from tayseer.audit.actions import record
from tayseer.casework import acting, engine, queries, swift
from tayseer.casework.certainty import require_signature, require_sure, text_of_request
from tayseer.casework.contract import AnswersRefused, CaseRecord, NotAllowed, NotFound, UnableToFile
from tayseer.casework.judging import judge_again, judge_one, plain_answers, read_answers
from tayseer.casework.models import Case, Definition, DelegateDraft, Draft
from tayseer.casework.outside import settle
from tayseer.casework.work import Work
from tayseer.identity.ids import new_public_id
from tayseer.kit.formats import value_text
from tayseer.kit.render import definition_of, digest_of
from tayseer.kit.services import APPROVED
from tayseer.kit.text import Text
from tayseer.kit.verdict import Price
from tayseer.registries.appointments.slots import slot_is_free
from tayseer.services import service as service_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tayseer.audit.contract import Actor
    from tayseer.casework.judging import Judged
    from tayseer.kit.services import Service

DRAFT_DAYS = 30

_ALREADY_OPEN = Text(
    ar="لديك طلب قائم للخدمة نفسها ولصاحب الشأن نفسه. تابعه من صفحة «طلباتي» أو اسحبه قبل تقديم طلب جديد.",
    en=(
        "You already have an open request for this service and this person or thing. "
        "Follow it under My requests, or withdraw it before filing another."
    ),
)
_ALREADY_OPEN_OF = Text(
    ar="لمن تعمل عنه طلب قائم للخدمة نفسها ولصاحب الشأن نفسه، فلم يُرسل شيء. اسأله عنه، أو انتظر حتى ينتهي.",
    en=(
        "The one for whom you act already has an open request for this service and this person or thing. "
        "Nothing was sent. Ask them about it, or wait until it has ended."
    ),
)
_SLOT_TAKEN = Text(
    ar="حُجز هذا الموعد قبل أن تُرسل طلبك. اختر موعدًا آخر.",
    en="This appointment was taken before you sent the request. Choose another.",
)


def file_case(  # noqa: PLR0913 - what is filed, by whom, when, and how it is known
    *,
    actor: Actor,
    service_code: str,
    answers: Mapping[str, Any],
    at: datetime,
    on: date,
    idempotency: str,
    subject_id: int | None = None,
    known: Judged | None = None,
    signature: str = "",
) -> CaseRecord:
    """File a case for ``actor``, or for whom they act by delegation, and start its first step.

    ``at`` is UTC; ``on`` is the day in Asia/Riyadh, which becomes the law day. ``answers`` are as a form or the API
    sent them. The same ``idempotency`` key by the same person gives the first case again. ``known`` is what the same
    request has judged for the same actor, service, subject and day, so that its facts need not be gathered twice.
    ``signature`` is the public id of the actor's signature over the request's text, where the service wants one.
    Raises ``AnswersRefused``, ``NotAllowed`` (with the verdict), ``NotFound`` (no such subject for this person),
    ``NotSureEnough`` and ``UnableToFile``.
    """
    if actor.kind != "person" or actor.id is None:
        raise NotFound(service_code)
    service = service_of(service_code)
    if actor.on_behalf_of is not None:
        # Keys are the applicant's own: a delegate's never meets, or finds, one of the principal's.
        idempotency = f"by:{actor.id}:{idempotency}"
    require_sure(service, actor=actor, at=at)
    try:
        judged = check_answers(service, actor=actor, subject_id=subject_id, given=answers, at=at, on=on, known=known)
        new = Filing(judged=judged, actor=actor, at=at, on=on, idempotency=idempotency, signature=signature)
        case = _write(new)
    except (UnableToFile, NotFound, IntegrityError) as refused:
        # The same key again: the first case is the answer, whatever has changed since.
        earlier = queries.case_by_key(applicant_id=int(actor.principal or 0), idempotency=idempotency)
        if earlier is not None:
            return earlier
        if isinstance(refused, IntegrityError) and "casework_case_one_open" in str(refused):
            raise UnableToFile(_ALREADY_OPEN if actor.on_behalf_of is None else _ALREADY_OPEN_OF) from refused
        raise
    return case


@dataclass(frozen=True)
class Filing:
    """A judged request about to become a case."""

    judged: Judged
    actor: Actor
    at: datetime
    on: date
    idempotency: str
    signature: str = ""

    def new_case(self) -> tuple[Case, Work]:
        """The case and the work on it, not yet written; its definition is pinned."""
        judged, service = self.judged, self.judged.service
        price = judged.price or Price(())
        case = Case(
            public_id=new_public_id(),
            service_code=service.code,
            applicant_id=self.actor.principal,
            filed_by=None if self.actor.on_behalf_of is None else self.actor.id,
            subject_id=judged.subject_id,
            subject_ar=judged.subject.ar,
            subject_en=judged.subject.en,
            state="open",
            law_day=self.on,
            definition=pin(service, at=self.at),
            answers=plain_answers(judged.context.answers),
            facts=_facts_read(judged),
            price=price.total,
            filed_at=self.at,
            idempotency=self.idempotency,
        )
        work = Work.begin(case=case, judged=judged, actor=self.actor, at=self.at, on=self.on, price=price)
        return case, work


def _write(new: Filing) -> CaseRecord:
    case, work = new.new_case()
    if new.actor.on_behalf_of is not None:
        # The delegation is counted in the transaction of the filing: whichever fails takes the other back.
        with transaction.atomic():
            acting.use(
                actor=new.actor, service=work.service, case=case.public_id, amount=case.price, at=new.at, on=new.on
            )
            DelegateDraft.objects.filter(
                delegate_id=new.actor.id,
                applicant_id=case.applicant_id,
                service_code=case.service_code,
                subject_id=case.subject_id,
            ).delete()
            return _write_case(new, case, work)
    return _write_case(new, case, work)


def _write_case(new: Filing, case: Case, work: Work) -> CaseRecord:
    if work.service.assurance.signed:
        with transaction.atomic():
            require_signature(
                work.service,
                actor=new.actor,
                signature=new.signature,
                texts=text_of_request(new.judged),
                used_for=case.public_id,
                at=new.at,
            )
            write_plainly(work)
        return queries.case_for(actor=new.actor, public_id=case.public_id)
    first = engine.next_step(work, work.service.steps[0].code) if work.service.steps else APPROVED
    if not (isinstance(first, str) or first.code_to is not None or work.service.on_filing or work.service.tickets):
        # One statement is a transaction by itself; inside another one a clash needs a savepoint to fall back to.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            return swift.write(work, first)
    with transaction.atomic():
        write_plainly(work)
    return queries.case_for(actor=new.actor, public_id=case.public_id)


def write_plainly(work: Work) -> None:
    """Write a new case and start it, table by table; ``swift.write`` writes the same in one statement."""
    case = work.case
    case.save(force_insert=True)
    record(
        actor=work.actor,
        action="case.filed",
        at=work.at,
        subject=case.applicant_id,
        object=case.service_code,
        case=case.public_id,
        fields=sorted(case.facts),
    )
    if case.filed_by is None:
        Draft.objects.filter(
            applicant_id=case.applicant_id, service_code=case.service_code, subject_id=case.subject_id
        ).delete()
    work.note("filed", detail={"price": str(case.price)})
    engine.start(work)


def check_answers(
    service: Service,
    *,
    actor: Actor,
    subject_id: int | None,
    given: Mapping[str, Any],
    at: datetime,
    on: date,
    known: Judged | None = None,
) -> Judged:
    """Judge a request as it would be filed; ``known`` as in ``file_case``.

    Raises ``AnswersRefused``, ``NotAllowed`` or ``NotFound``.
    """
    if service.flow == "query":
        raise NotFound(service.code)
    if service.subject is not None and subject_id is None:
        raise NotFound(service.code)
    typed, problems = read_answers(service, given)
    for question in service.asks:
        if question.kind == "slot" and question.code in typed and not slot_is_free(typed[question.code], on=on):
            problems[question.code] = _SLOT_TAKEN
    if problems:
        raise AnswersRefused(problems)
    judged = None
    if (
        known is not None
        and known.service is service
        and known.is_of(applicant_id=actor.principal, subject_id=subject_id, on=on)
    ):
        judged = judge_again(known, answers=typed)
    if judged is None:
        judged = judge_one(service, applicant_id=actor.principal, subject_id=subject_id, on=on, answers=typed)
    judged = settle(judged, actor=actor, at=at).judged
    if not judged.verdict.allowed:
        raise NotAllowed(judged)
    return judged


def _facts_read(judged: Judged) -> dict[str, Any]:
    """The values the rules rest on, in words, as they stood: the explanation must not change later."""
    kept: dict[str, Any] = {}
    for line in judged.verdict.lines:
        for operand in line.operands:
            text = value_text(operand.value) if operand.value is not None else operand.shown
            kept[operand.key] = {"ar": text.ar, "en": text.en}
    return kept


@lru_cache(maxsize=2048)
def _rendered(service_id: int, code: str) -> tuple[str, str]:
    definition = definition_of(service_of(code))
    return digest_of(definition), json.dumps(definition, ensure_ascii=False)


_PINNED: set[str] = set()


def pin(service: Service, *, at: datetime) -> str:
    """Keep the definition as it stands and return its digest; a digest already kept is not written again."""
    digest, body = _rendered(id(service), service.code)
    if digest not in _PINNED:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO casework_definition (digest, service_code, body, first_used_at)"
                " VALUES (%s, %s, %s::jsonb, %s)"
                " ON CONFLICT (digest) DO NOTHING",
                [digest, service.code, body, at],
            )
        transaction.on_commit(lambda: _PINNED.add(digest))
    return digest


def forget_pinned() -> None:
    """Forget which digests are known to be kept; for tests that roll back, and after a restore."""
    _PINNED.clear()


def definition_kept(digest: str) -> dict[str, Any]:
    """The definition a case was filed under. Raises ``Definition.DoesNotExist``."""
    body: dict[str, Any] = Definition.objects.values_list("body", flat=True).get(digest=digest)
    return body


def save_draft(
    *, actor: Actor, service_code: str, subject_id: int | None, answers: Mapping[str, Any], at: datetime
) -> str:
    """Keep the answers given so far and return the draft's public id; it is forgotten after ``DRAFT_DAYS`` days."""
    if actor.kind != "person":
        raise NotFound(service_code)
    if actor.on_behalf_of is not None:
        return _save_delegates(actor, service_code=service_code, subject_id=subject_id, answers=answers, at=at)
    with transaction.atomic():
        draft, made = Draft.objects.update_or_create(
            applicant_id=actor.id,
            service_code=service_code,
            subject_id=subject_id,
            defaults={"answers": dict(answers), "updated_at": at, "forget_at": at + timedelta(days=DRAFT_DAYS)},
            create_defaults={
                "public_id": new_public_id(),
                "answers": dict(answers),
                "updated_at": at,
                "forget_at": at + timedelta(days=DRAFT_DAYS),
            },
        )
        if made:
            record(actor=actor, action="case.draft.kept", at=at, subject=actor.id, object=service_code)
    return draft.public_id


def _save_delegates(
    actor: Actor, *, service_code: str, subject_id: int | None, answers: Mapping[str, Any], at: datetime
) -> str:
    kept = {"answers": dict(answers), "updated_at": at, "forget_at": at + timedelta(days=DRAFT_DAYS)}
    with transaction.atomic():
        _, made = DelegateDraft.objects.update_or_create(
            delegate_id=actor.id,
            applicant_id=actor.on_behalf_of,
            service_code=service_code,
            subject_id=subject_id,
            defaults=kept,
        )
        if made:
            record(actor=actor, action="case.draft.kept", at=at, subject=actor.principal, object=service_code)
    return ""


def drop_draft(*, actor: Actor, public_id: str, at: datetime) -> None:
    """Delete a draft of the actor's own; one that is not there is already gone."""
    if actor.kind != "person":
        raise NotFound(public_id)
    with transaction.atomic():
        gone, _ = Draft.objects.filter(applicant_id=actor.id, public_id=public_id).delete()
        if gone:
            record(actor=actor, action="case.draft.dropped", at=at, subject=actor.id, object=public_id)

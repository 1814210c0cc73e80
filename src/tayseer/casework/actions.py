"""Every act upon a filed case: a party's answer, an officer's decision, withdrawal, objection, the clock."""

from __future__ import annotations

import hmac
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.casework import engine, queries
from tayseer.casework.acting import require_mandate
from tayseer.casework.certainty import require_signature, require_sure, text_of_consent
from tayseer.casework.continuing import run_out
from tayseer.casework.contract import (
    OBJECTION_DAYS,
    OPEN_STATES,
    AnswersRefused,
    CaseRecord,
    NotFound,
    NotSureEnough,
    UnableToAct,
    UnableToFile,
)
from tayseer.casework.filing import drop_draft, file_case, save_draft
from tayseer.casework.judging import plain_answers, read_answers
from tayseer.casework.models import Attachment, Case, Event, Turn
from tayseer.casework.work import Work
from tayseer.identity import limits
from tayseer.identity.ids import new_public_id
from tayseer.identity.queries import account_by_id
from tayseer.kit.services import WITHDRAWN
from tayseer.kit.text import Text
from tayseer.services import service as service_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tayseer.identity.contract import OfficerRecord

#: Six digits are guessed in time, so a person may try so many codes in an hour, whatever the case.
CODE_TRIES, CODE_SECONDS = 10, 3600

_NOT_YOUR_TURN = Text(ar="هذا الإجراء ليس دورك الآن في هذا الطلب.", en="It is not your turn in this request now.")
_WRONG_CODE = Text(
    ar="الرمز غير صحيح. اطلبه من الطرف الآخر عند التسليم، ثم اكتبه كما هو.",
    en="The hand-over code is not correct. Ask the other party for it at the hand-over.",
)
_TOO_MANY_CODES = Text(
    ar="كتبت رموزًا كثيرة في وقت قصير. انتظر ساعة ثم أعد المحاولة.",
    en="You entered many codes in a short time. Wait an hour, then try again.",
)
#: What is sent is kept, so that nobody may fill the database with files.
FILES_AN_HOUR = 60
_TOO_MANY_FILES = Text(
    ar="أرسلت ملفات كثيرة في وقت قصير. انتظر ساعة ثم أعد المحاولة.",
    en="You sent many files in a short time. Wait an hour, then try again.",
)
_CLOSED = Text(ar="انتهى هذا الطلب، فلا يمكن سحبه.", en="This request has come to its end and cannot be withdrawn.")
_NOT_YOURS_TO_WITHDRAW = Text(
    ar="هذا الطلب لصاحبه، ولا يسحبه غيره.", en="This request is its owner's; nobody else can withdraw it."
)
_NOTHING_TO_OBJECT = Text(
    ar="يُعترض على قرار الرفض وحده، وخلال المهلة المقررة بعد صدوره.",
    en="Only a refusal can be objected to, and within the term that follows it.",
)
_OWN_CASE = Text(
    ar="هذا طلبك أنت، فلا تبتّ فيه. يتولاه زميل أو المشرف.",
    en="This is your own request, so you do not decide it. A colleague or the supervisor will.",
)
_NEEDS_REASON = Text(
    ar="اكتب سبب القرار؛ يقرؤه صاحب الطلب.", en="Write the reason for the decision; the applicant reads it."
)


def _taken(public_id: str) -> Case:
    row = Case.objects.filter(public_id=public_id).values_list("id", flat=True).first()
    if row is None:
        raise NotFound(public_id)
    return engine.lock(row)


def answer_turn(
    *,
    actor: Actor,
    public_id: str,
    says_yes: bool,
    at: datetime,
    on: date,
    code: str = "",
    reason: str = "",
    signature: str = "",
) -> CaseRecord:
    """A party's yes or no where consent or confirmation is awaited.

    ``code`` is the hand-over code that the other party holds; ``signature`` the public id of the party's signature over
    the consent's text, where the service wants one. A no is always taken. Raises ``NotFound`` for strangers,
    ``NotSureEnough``, and ``UnableToAct`` when it is not this person's turn, the code is wrong, or too many codes were
    tried in an hour.
    """
    seen = queries.case_for(actor=actor, public_id=public_id)
    service = service_of(seen.service_code)
    if says_yes:
        does = next((turn.does for turn in seen.turns if turn.person_id == actor.id), "")
        with _as_act():
            require_sure(service, actor=actor, at=at, does=does)
    # Counted outside the transaction, or a wrong code would take its own count back.
    if code and not limits.allow(f"turn-code:{actor.id}", limit=CODE_TRIES, per_seconds=CODE_SECONDS, at=at):
        raise UnableToAct(_TOO_MANY_CODES)
    with transaction.atomic():
        case = _taken(public_id)
        turn = engine.open_turn_of(case)
        work = Work.resume(case=case, actor=actor, at=at, on=on)
        step = work.service.step(turn.step)
        if turn.person_id != actor.id or step.does not in {"consent", "confirm"}:
            raise UnableToAct(_NOT_YOUR_TURN)
        if says_yes and turn.secret and not hmac.compare_digest(turn.secret.encode(), code.strip().encode()):
            raise UnableToAct(_WRONG_CODE)
        if says_yes and step.does == "consent":
            with _as_act():
                require_signature(
                    service,
                    actor=actor,
                    signature=signature,
                    texts=text_of_consent(seen, step.label, on=on),
                    used_for=public_id,
                    at=at,
                )
        engine.close_turn(work, turn, "yes" if says_yes else "no", detail={"reason": reason})
        work.audit("case.answered")
        if says_yes:
            engine.enter(work, step.then)
        elif step.otherwise in engine.ENDS:
            engine.come_to(work, step.otherwise, reason=_said_no(step.label, reason))
        else:
            engine.enter(work, step.otherwise)
    return queries.case_for(actor=actor, public_id=public_id)


@contextmanager
def _as_act() -> Iterator[None]:
    """What keeps somebody from filing keeps them from agreeing too; what they have to prove is told as it is."""
    try:
        yield
    except NotSureEnough:
        raise
    except UnableToFile as refused:
        raise UnableToAct(refused.text) from refused


def _said_no(step: Text, reason: str) -> Text:
    extra = f" ({reason})" if reason else ""
    return Text(ar=f"لم يوافق الطرف الآخر: {step.ar}{extra}.", en=f"The other party did not agree: {step.en}{extra}.")


def decide(
    *, actor: Actor, officer: OfficerRecord, public_id: str, approve: bool, reason: str, at: datetime, on: date
) -> None:
    """An officer's decision on the turn of their own queue, with a reason that the applicant reads.

    Raises ``NotFound`` for a case outside the officer's queue, ``UnableToAct`` without a reason, on one's own case,
    or when the case has moved on.
    """
    if not reason.strip():
        raise UnableToAct(_NEEDS_REASON)
    queries.case_for_officer(officer=officer, public_id=public_id)
    with transaction.atomic():
        case = _taken(public_id)
        turn = engine.open_turn_of(case)
        if not queries.may_act(officer=officer, turn=turn):
            raise UnableToAct(_NOT_YOUR_TURN)
        if actor.id is not None and actor.kind == "officer" and _is_own(officer, case):
            raise UnableToAct(_OWN_CASE)
        work = Work.resume(case=case, actor=actor, at=at, on=on)
        step = work.service.step(turn.step)
        engine.close_turn(work, turn, "approved" if approve else "refused", detail={"reason": reason})
        work.audit("case.decided")
        following = step.then if approve else step.otherwise
        if following in engine.ENDS:
            engine.come_to(work, following, reason=Text(ar=reason, en=reason), refused_by="" if approve else "officer")
        else:
            engine.enter(work, following)


def _is_own(officer: OfficerRecord, case: Case) -> bool:
    account = account_by_id(account_id=officer.account_id)
    return account is not None and account.person_id is not None and account.person_id == case.applicant_id


def assign(*, actor: Actor, officer: OfficerRecord, public_id: str, to: int | None, at: datetime) -> None:
    """Take a case from the queue to a named officer's desk (account id), or put it back with ``None``."""
    queries.case_for_officer(officer=officer, public_id=public_id)
    with transaction.atomic():
        case = _taken(public_id)
        turn = engine.open_turn_of(case)
        if not queries.may_act(officer=officer, turn=turn):
            raise UnableToAct(_NOT_YOUR_TURN)
        turn.assigned_to = to
        turn.save(update_fields=["assigned_to"])
        record(
            actor=actor, action="case.assigned", at=at, subject=case.applicant_id, object=str(to or ""), case=public_id
        )


def return_for_correction(
    *,
    actor: Actor,
    officer: OfficerRecord,
    public_id: str,
    reason: str,
    questions: tuple[str, ...],
    at: datetime,
    on: date,
) -> None:
    """Ask the applicant to correct named answers; the officer's clock stops until they do."""
    if not reason.strip():
        raise UnableToAct(_NEEDS_REASON)
    queries.case_for_officer(officer=officer, public_id=public_id)
    with transaction.atomic():
        case = _taken(public_id)
        turn = engine.open_turn_of(case)
        if not queries.may_act(officer=officer, turn=turn):
            raise UnableToAct(_NOT_YOUR_TURN)
        work = Work.resume(case=case, actor=actor, at=at, on=on)
        engine.close_turn(work, turn, "returned", detail={"reason": reason, "questions": list(questions)})
        work.audit("case.returned", fields=questions)
        case.state, case.reason_ar, case.reason_en = "returned", reason, reason
        case.save(update_fields=["state", "reason_ar", "reason_en"])
        Turn.objects.create(
            case_id=case.id,
            service_code=case.service_code,
            step=turn.step,
            party="applicant",
            person_id=case.applicant_id,
            opened_at=at,
            due_at=at + timedelta(days=OBJECTION_DAYS),
            outcome="",
        )
        engine.ending.tell_returned(work, reason)


def correct(*, actor: Actor, public_id: str, answers: Mapping[str, Any], at: datetime, on: date) -> CaseRecord:
    """The applicant's corrected answers; the history keeps what changed, and the officer's turn opens again.

    Raises ``AnswersRefused``, ``NotFound``, ``UnableToAct`` when the case was not returned.
    """
    queries.case_for(actor=actor, public_id=public_id)
    with transaction.atomic():
        case = _taken(public_id)
        require_mandate(actor=actor, public_id=public_id, on=on)
        if case.state != "returned" or case.applicant_id != actor.principal:
            raise UnableToAct(_NOT_YOUR_TURN)
        service = service_of(case.service_code)
        last = Event.objects.filter(case_id=case.id, name="turn.returned").order_by("-id").first()
        named = set() if last is None else set(last.detail.get("questions", ()))
        # What the officer did not question stands as it was studied and paid for.
        asked = {code: value for code, value in answers.items() if not named or code in named}
        typed, problems = read_answers(service, {**case.answers, **asked})
        if problems:
            raise AnswersRefused(problems)
        before, after = case.answers, plain_answers(typed)
        changed = {
            code: {"from": before.get(code), "to": after.get(code)}
            for code in sorted({*before, *after})
            if before.get(code) != after.get(code)
        }
        case.answers, case.state, case.reason_ar, case.reason_en = after, "open", "", ""
        case.save(update_fields=["answers", "state", "reason_ar", "reason_en"])
        turn = engine.open_turn_of(case)
        work = Work.resume(case=case, actor=actor, at=at, on=on)
        engine.close_turn(work, turn, "corrected", detail={"changed": changed})
        work.audit("case.corrected", fields=tuple(changed))
        engine.enter(work, turn.step)
    return queries.case_for(actor=actor, public_id=public_id)


def withdraw(*, actor: Actor, public_id: str, at: datetime, on: date) -> CaseRecord:
    """End an open case at a party's wish, before its last step; held money returns, fees return to the deposit.

    The applicant may withdraw; another party only where the service lists that as an act of theirs, as a sale does:
    an employer's silence or wish must not end a worker's own request. Raises ``NotFound``, ``UnableToAct``.
    """
    seen = queries.case_for(actor=actor, public_id=public_id)
    if not seen.is_open:
        raise UnableToAct(_CLOSED)
    with transaction.atomic():
        case = _taken(public_id)
        if case.state not in OPEN_STATES:
            raise UnableToAct(_CLOSED)
        if not queries.may_withdraw(case, actor=actor):
            raise UnableToAct(_NOT_YOURS_TO_WITHDRAW)
        work = Work.resume(case=case, actor=actor, at=at, on=on)
        engine.come_to(
            work,
            WITHDRAWN,
            reason=Text(ar="سُحب الطلب قبل تمامه.", en="The request was withdrawn before it was complete."),
        )
    return queries.case_for(actor=actor, public_id=public_id)


def object_to_decision(*, actor: Actor, public_id: str, reason: str, at: datetime, on: date) -> CaseRecord:
    """Object to an officer's refusal within ``OBJECTION_DAYS`` days: the supervisor decides anew.

    Raises ``NotFound``, and ``UnableToAct`` when there is no refusal by an officer or the term is over.
    """
    queries.case_for(actor=actor, public_id=public_id)
    with transaction.atomic():
        case = _taken(public_id)
        late = case.decided_at is None or at > case.decided_at + timedelta(days=OBJECTION_DAYS)
        already = Turn.objects.filter(case_id=case.id, level="supervisor").exists()
        if case.state != "refused" or case.refused_by != "officer" or case.applicant_id != actor.id or late or already:
            raise UnableToAct(_NOTHING_TO_OBJECT)
        if not reason.strip():
            raise UnableToAct(_NEEDS_REASON)
        last = Turn.objects.filter(case_id=case.id).exclude(queue="").order_by("-id").first()
        if last is None:
            raise UnableToAct(_NOTHING_TO_OBJECT)
        work = Work.resume(case=case, actor=actor, at=at, on=on)
        Turn.objects.create(
            case_id=case.id,
            service_code=case.service_code,
            step=last.step,
            party="officer",
            queue=last.queue,
            level="supervisor",
            opened_at=at,
            due_at=at + timedelta(days=OBJECTION_DAYS),
        )
        case.state, case.step, case.decided_at = "objected", last.step, None
        case.save(update_fields=["state", "step", "decided_at"])
        work.note("case.objected", detail={"reason": reason})
        record(
            actor=actor,
            action="case.objected",
            at=at,
            subject=case.applicant_id,
            object=case.service_code,
            case=public_id,
        )
    return queries.case_for(actor=actor, public_id=public_id)


def attend(*, actor: Actor, officer: OfficerRecord, public_id: str, came: bool, at: datetime, on: date) -> None:
    """A branch officer confirms that the person came, or did not."""
    decide(
        actor=actor,
        officer=officer,
        public_id=public_id,
        approve=came,
        at=at,
        on=on,
        reason="تم الحضور / attended" if came else "لم يحضر / did not attend",
    )


def attach(*, actor: Actor, name: str, media_type: str, content: bytes, at: datetime) -> str:
    """Keep a picture or paper of the actor's and return its public id. Raises ``UnableToAct`` for too many an hour."""
    if actor.kind != "person":
        raise NotFound(name)
    if not limits.allow(f"attach:{actor.id}", limit=FILES_AN_HOUR, per_seconds=3600, at=at):
        raise UnableToAct(_TOO_MANY_FILES)
    with transaction.atomic():
        row = Attachment.objects.create(
            public_id=new_public_id(),
            person_id=actor.principal,
            name=name[:120],
            media_type=media_type,
            content=content,
            at=at,
        )
        record(actor=actor, action="case.attachment.kept", at=at, subject=actor.principal, object=row.public_id)
    return row.public_id


__all__ = [
    "answer_turn",
    "assign",
    "attach",
    "attend",
    "correct",
    "decide",
    "drop_draft",
    "file_case",
    "object_to_decision",
    "return_for_correction",
    "run_out",
    "save_draft",
    "withdraw",
]

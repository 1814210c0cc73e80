"""Giving a delegation, answering it, ending it: who the people are is asked of the register, and each is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM
from tayseer.casework.acting import standing_of
from tayseer.casework.contract import NotSureEnough, UnableToFile
from tayseer.casework.delegation_terms import (
    Terms,
    Visit,
    checked,
    checked_visit,
    text_of_grant,
    text_of_visit,
)
from tayseer.casework.models import DelegateDraft
from tayseer.identity import limits
from tayseer.identity.assurance import shortfall
from tayseer.identity.delegation import actions, queries
from tayseer.identity.delegation.contract import (
    DelegationRecord,
)
from tayseer.identity.mobile_changes import UnableToActYet, require_no_hold
from tayseer.identity.signatures import UnableToAcceptSignature, use_signature
from tayseer.kit.formats import day_text
from tayseer.kit.services import SIGNED
from tayseer.kit.text import Text, same
from tayseer.notices.actions import tell
from tayseer.registries.queries import names_of, person_by_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from tayseer.audit.contract import Actor

#: Numbers of other people that one person may name in an hour: more would be searching for numbers.
OFFERS_AN_HOUR = 10
_DIGITS = 10


_TOO_MANY = Text(
    ar="كتبت أرقامًا كثيرة في وقت قصير. انتظر ساعة ثم أعد المحاولة.",
    en="You entered many numbers in a short time. Wait an hour, then try again.",
)


Said = TypeVar("Said", Terms, Visit)


@dataclass(frozen=True)
class Prepared(Generic[Said]):
    """What was asked for, once it is in order, with the text that the principal signs."""

    terms: Said
    text: Text


def prepare(*, actor: Actor, terms: Terms, on: date) -> Prepared[Terms]:
    """Check the terms and say what is to be signed; whose the number is is not looked up. Raises ``TermsRefused``."""
    ready = checked(terms, actor=actor, on=on)
    return Prepared(ready, text_of_grant(ready, principal=_name(actor)))


def prepare_visit(*, actor: Actor, visit: Visit, on: date) -> Prepared[Visit]:
    """The same for a paper for a branch. Raises ``TermsRefused``."""
    ready = checked_visit(visit, actor=actor, on=on)
    return Prepared(ready, text_of_visit(ready, principal=_name(actor), on=on))


def grant(
    *, actor: Actor, terms: Terms, at: datetime, on: date, idempotency: str, signature: str = ""
) -> DelegationRecord:
    """Offer a delegation to whoever has that identity number; the answer is the same when nobody has it.

    ``at`` is UTC, ``on`` the day in Riyadh; ``signature`` the public id of the principal's signature over the text of
    ``prepare``. Raises ``TermsRefused``, ``NotSureEnough``, ``UnableToFile``, ``UnableToDelegate``.
    """
    ready = prepare(actor=actor, terms=terms, on=on)
    terms, text = ready.terms, ready.text
    before = queries.by_key(principal_id=int(actor.id or 0), idempotency=idempotency)
    if before is not None and actor.on_behalf_of is None:
        return before
    other = _named(terms.number, actor=actor, at=at)
    with transaction.atomic():
        given = actions.give(
            actor=actor, at=at, on=on, delegate_id=other, delegate_number=terms.number, services=terms.services,
            purpose=terms.purpose, each=terms.each or Decimal(0), total=terms.total or Decimal(0),
            most_uses=terms.most_uses, from_on=terms.from_on or on, until_on=terms.until_on or on, text=text,
            signature=signature, idempotency=idempotency,
        )  # fmt: skip
        require_signed(actor=actor, signature=signature, text=text, used_for=given.public_id, at=at)
        if other is not None:
            _tell(other, _OFFERED_TITLE, _OFFERED, given, at=at, other=_name(actor))
    return given


def let_visit(
    *, actor: Actor, visit: Visit, at: datetime, on: date, idempotency: str, signature: str = ""
) -> DelegationRecord:
    """Make a paper that lets a named person act for the actor at a branch; raises as ``grant`` does."""
    ready = prepare_visit(actor=actor, visit=visit, on=on)
    visit, text = ready.terms, ready.text
    before = queries.by_key(principal_id=int(actor.id or 0), idempotency=idempotency)
    if before is not None and actor.on_behalf_of is None:
        return before
    other = _named(visit.number, actor=actor, at=at)
    with transaction.atomic():
        made = actions.give_visit(
            actor=actor, at=at, on=on, delegate_id=other, delegate_number=visit.number, delegate_name=visit.name,
            agency=visit.agency_code, purpose=visit.purpose, from_on=visit.from_on or on, until_on=visit.until_on or on,
            text=text, signature=signature, idempotency=idempotency,
        )  # fmt: skip
        require_signed(actor=actor, signature=signature, text=text, used_for=made.public_id, at=at)
    return made


def keep_form(*, actor: Actor, form: str, values: Mapping[str, Any], at: datetime) -> None:
    """Keep what was typed into a form (``terms`` or ``visit``) while its writer proves who they are; UTC."""
    kept = {"answers": dict(values), "updated_at": at, "forget_at": at + timedelta(days=1)}
    with transaction.atomic():
        DelegateDraft.objects.update_or_create(**_of_form(actor, form), defaults=kept)
        record(actor=actor, action="case.draft.kept", at=at, subject=actor.id, object=form)


def kept_form(*, actor: Actor, form: str) -> dict[str, Any] | None:
    """What the actor had typed into that form, or ``None``."""
    answers: dict[str, Any] | None = (
        DelegateDraft.objects.filter(**_of_form(actor, form)).values_list("answers", flat=True).first()
    )
    return answers


def drop_form(*, actor: Actor, form: str) -> None:
    """Forget it, once it was sent."""
    DelegateDraft.objects.filter(**_of_form(actor, form)).delete()


def _of_form(actor: Actor, form: str) -> dict[str, Any]:
    # Nobody is their own delegate, so no draft of a request stands in this place.
    return {"delegate_id": actor.id, "applicant_id": actor.id, "service_code": form, "subject_id": None}


def answer(*, actor: Actor, public_id: str, accepts: bool, at: datetime, on: date) -> DelegationRecord:
    """Accept or refuse an offer, and tell the one who made it.

    Raises ``UnableToFindDelegation``, ``UnableToDelegate``, and ``UnableToFile`` when one side cannot have it.
    """
    with transaction.atomic():
        given = actions.answer(actor=actor, at=at, on=on, public_id=public_id, accepts=accepts)
        if given.answered_at == at:
            if accepts and (stopped := standing_of(given, on=on).stopped) is not None:
                raise UnableToFile(stopped)
            title, body = (_ACCEPTED_TITLE, _ACCEPTED) if accepts else (_DECLINED_TITLE, _DECLINED)
            _tell(given.principal_id, title, body, given, at=at, other=_name(actor))
    return given


def revoke(*, actor: Actor, public_id: str, at: datetime) -> DelegationRecord:
    """End a delegation at once, and tell the other side. Raises ``UnableToFindDelegation``."""
    with transaction.atomic():
        ended = actions.revoke(actor=actor, at=at, public_id=public_id)
        other = ended.delegate_id if ended.ended_by == "principal" else ended.principal_id
        if ended.ended_at == at and other is not None and ended.kind == "services":
            _tell(other, _REVOKED_TITLE, _REVOKED, ended, at=at, other=_name(actor))
    return ended


def require_signed(*, actor: Actor, signature: str, text: Text, used_for: str, at: datetime) -> None:
    """Make sure, as for what is signed, that it is the principal, just now, and that they signed this very text.

    Call it in the transaction of the act. Raises ``NotSureEnough`` and ``UnableToFile``.
    """
    try:
        require_no_hold(actor=actor, at=at)
    except UnableToActYet as held:
        raise UnableToFile(held.text) from held
    if shortfall(SIGNED, actor=actor, at=at) is not None:
        raise NotSureEnough(SIGNED)
    if not signature:
        raise NotSureEnough(SIGNED, text_to_sign=text)
    for words in (text.ar, text.en):
        try:
            use_signature(actor=actor, signature=signature, text=words, used_for=used_for, at=at)
        except UnableToAcceptSignature as refused:
            reason = refused.text
        else:
            return
    raise UnableToFile(reason)


def _named(number: str, *, actor: Actor, at: datetime) -> int | None:
    """Whose number it is; ``None`` for nobody's, which is told to nobody. Raises ``UnableToFile`` for too many."""
    if not limits.allow(f"delegate:{actor.id}", limit=OFFERS_AN_HOUR, per_seconds=3600, at=at):
        raise UnableToFile(_TOO_MANY)
    found = person_by_number(number)
    return None if found is None else int(found["id"])


def _name(actor: Actor) -> Text:
    return names_of([int(actor.id or 0)]).get(int(actor.id or 0), same(""))


_OFFERED_TITLE = Text(ar="عُرض عليك تفويض", en="A delegation is offered to you")
_OFFERED = Text(
    ar="يريد {other} أن تعمل عنه في خدمات يسمّيها، حتى {until}. اقرأ ما لك وما عليك ثم اقبل أو ارفض قبل {answer_by}.",
    en=(
        "{other} wants you to act for them in services they name, until {until}. "
        "Read what you could do, then accept or refuse by {answer_by}."
    ),
)
_ACCEPTED_TITLE = Text(ar="قُبل تفويضك", en="Your delegation was accepted")
_ACCEPTED = Text(
    ar="قَبِل {other} التفويض الذي عرضته، ويسري حتى {until}. نخبرك كلما عمل به، ولك أن توقفه متى شئت.",
    en=(
        "{other} accepted the delegation you offered; it runs until {until}. "
        "You are told of each use, and may revoke it at any time."
    ),
)
_DECLINED_TITLE = Text(ar="لم يُقبل تفويضك", en="Your delegation was not accepted")
_DECLINED = Text(
    ar="اعتذر {other} عن التفويض الذي عرضته. لم يتغيّر شيء، ولك أن تعرضه على غيره.",
    en="{other} did not accept the delegation you offered. Nothing has changed; you can offer it to somebody else.",
)
_REVOKED_TITLE = Text(ar="أُوقف تفويض", en="A delegation was revoked")
_REVOKED = Text(
    ar="أوقف {other} التفويض الذي كان يسري حتى {until}. لا يُعمل به من الآن، وما أُرسل به من قبل باقٍ لصاحبه.",
    en=(
        "{other} revoked the delegation that ran until {until}. Nobody can act by it from now on; "
        "what was sent by it before remains with the person concerned."
    ),
)


def _tell(person_id: int, title: Text, body: Text, about: DelegationRecord, *, at: datetime, other: Text) -> None:
    words = {"other": other, "until": day_text(about.until_on), "answer_by": day_text(about.answer_by.date())}
    tell(
        actor=SYSTEM, at=at, person_id=person_id, text_title=title, text_body=body.fill(words),
        link=f"/delegations/{about.public_id}/",
    )  # fmt: skip

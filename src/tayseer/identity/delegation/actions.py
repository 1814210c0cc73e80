"""Every write of delegation: give, answer, use, end. Whoever calls has asked the registers who these people are."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import connection, transaction

from tayseer.audit.actions import record
from tayseer.identity.delegation import queries
from tayseer.identity.delegation.contract import ANSWER_WITHIN, MOST_OPEN, DelegationRecord
from tayseer.identity.delegation.models import Delegation, Use
from tayseer.identity.ids import new_public_id
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from tayseer.audit.contract import Actor

# The limits are compared and counted in one statement: of two requests at once, the second reads what the first left.
_USE = """
UPDATE delegation_delegation
   SET uses = uses + 1, spent = spent + %(amount)s::numeric
 WHERE id = %(id)s::bigint AND state = 'accepted' AND kind = 'services'
   AND delegate_id = %(delegate)s::bigint AND principal_id = %(principal)s::bigint
   AND %(service)s::text = ANY(services) AND %(on)s::date BETWEEN from_on AND until_on
   AND uses < most_uses AND %(amount)s::numeric <= each AND spent + %(amount)s::numeric <= total
"""
#: Letters and digits that are not taken for one another when read from paper.
_PLAIN, _CODE_LETTERS, _NUMBER_DIGITS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ", 8, 10


class UnableToDelegate(Exception):
    """It cannot be given, answered or ended; `text` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class UnableToFindDelegation(LookupError):
    """There is no such delegation of this person; another's is never told apart from none."""


_NEVER_ON = Text(
    ar="التفويض لا يُفوَّض: من يعمل عن غيره لا ينقل ذلك إلى ثالث. يفوّضه صاحب الشأن بنفسه.",
    en="A delegation cannot be passed on: who acts for another cannot hand that to a third. The person concerned can.",
)
_TOO_MANY = Text(
    ar="لديك تفويضات كثيرة لم تنته. أوقف بعضها ثم أعد الإرسال.",
    en="You have too many delegations that have not ended. Revoke some of them, then send again.",
)
_ANSWERED = Text(
    ar="لم يعد هذا العرض قائمًا: أُجيب عنه، أو سُحب، أو مضت مهلة الرد. إن احتجت إليه فاطلب عرضًا جديدًا.",
    en="This offer no longer stands: it was answered, withdrawn, or its term ran out. If you need it, ask for another.",
)


def give(  # noqa: PLR0913 - a delegation has that many limits, all named
    *,
    actor: Actor,
    at: datetime,
    on: date,
    delegate_id: int | None,
    delegate_number: str,
    services: Sequence[str],
    purpose: str,
    each: Decimal,
    total: Decimal,
    most_uses: int,
    from_on: date,
    until_on: date,
    text: Text,
    signature: str,
    idempotency: str,
) -> DelegationRecord:
    """Offer to let another send requests for named services; it holds once the other accepts.

    In: the principal; UTC and the day in Riyadh; whose number was named, None when it is nobody's; the services' codes;
    why; SAR for one request and for all; how many; the first and last day; the text as it was shown, in both languages,
    and the public id of the principal's signature over it; a key under which the same form makes one offer only. Raises
    UnableToDelegate. Law: Civil Transactions Law, agency: by the principal's own will, for what is named, revocable.
    """
    return _make(
        Delegation(
            public_id=new_public_id(), kind="services", delegate_id=delegate_id, delegate_number=delegate_number,
            services=list(services), purpose=purpose, each=each, total=total, most_uses=most_uses, from_on=from_on,
            until_on=until_on, state="offered", text_ar=text.ar, text_en=text.en, signature=signature,
        ),
        actor=actor, at=at, on=on, idempotency=idempotency,
    )  # fmt: skip


def give_visit(  # noqa: PLR0913 - a paper says that much
    *,
    actor: Actor,
    at: datetime,
    on: date,
    delegate_id: int | None,
    delegate_number: str,
    delegate_name: str,
    agency: str,
    purpose: str,
    from_on: date,
    until_on: date,
    text: Text,
    signature: str,
    idempotency: str,
) -> DelegationRecord:
    """Let a named person act at a branch of an agency; it holds at once, and is proved by its number and check code.

    `delegate_name` is what the principal wrote, which a branch compares with the identity card. The rest as in `give`.
    """
    number = "".join(secrets.choice("0123456789") for _ in range(_NUMBER_DIGITS - 1))
    return _make(
        Delegation(
            public_id=f"5{number}", kind="visit", delegate_id=delegate_id, delegate_number=delegate_number,
            delegate_name=delegate_name, agency=agency, purpose=purpose, from_on=from_on, until_on=until_on,
            state="accepted", answered_at=at, text_ar=text.ar, text_en=text.en, signature=signature,
            check_code="".join(secrets.choice(_PLAIN) for _ in range(_CODE_LETTERS)),
        ),
        actor=actor, at=at, on=on, idempotency=idempotency,
    )  # fmt: skip


def _make(made: Delegation, *, actor: Actor, at: datetime, on: date, idempotency: str) -> DelegationRecord:
    if actor.kind != "person" or actor.id is None or actor.on_behalf_of is not None:
        raise UnableToDelegate(_NEVER_ON)
    made.principal_id, made.idempotency = actor.id, idempotency
    made.offered_at, made.answer_by = at, at + ANSWER_WITHIN
    with transaction.atomic():
        _hold(actor.id)
        before = queries.by_key(principal_id=actor.id, idempotency=idempotency)
        if before is not None:
            return before
        if queries.open_count(principal_id=actor.id, at=at, on=on) >= MOST_OPEN:
            raise UnableToDelegate(_TOO_MANY)
        made.save(force_insert=True)
        record(
            actor=actor, action="delegation.given", at=at, subject=actor.id, object=made.public_id,
            fields=tuple(made.services), purpose=made.kind,
        )  # fmt: skip
    return queries.as_record(made)


def answer(*, actor: Actor, at: datetime, on: date, public_id: str, accepts: bool) -> DelegationRecord:
    """Accept or refuse what was offered; the same answer again changes nothing.

    Raises UnableToFindDelegation for whoever it was not offered to, UnableToDelegate when the offer no longer stands.
    """
    wanted = "accepted" if accepts else "refused"
    with transaction.atomic():
        row = _locked(public_id)
        if actor.kind != "person" or actor.on_behalf_of is not None or row.kind != "services":
            raise UnableToFindDelegation(public_id)
        if actor.id is None or row.delegate_id != actor.id:
            raise UnableToFindDelegation(public_id)
        if row.state == wanted:
            return queries.as_record(row)
        if queries.as_record(row).state(at=at, on=on) != "offered":
            raise UnableToDelegate(_ANSWERED)
        row.state, row.answered_at = wanted, at
        row.save(update_fields=["state", "answered_at"])
        record(actor=actor, action=f"delegation.{wanted}", at=at, subject=row.principal_id, object=public_id)
        return queries.as_record(row)


def revoke(*, actor: Actor, at: datetime, public_id: str) -> DelegationRecord:
    """End a delegation, or an offer, at once, by either side; doing so again changes nothing.

    A request that is being sent in the same moment either counts before this or is refused: both take the row.
    Raises UnableToFindDelegation for everybody else.
    """
    with transaction.atomic():
        row = _locked(public_id)
        if actor.kind != "person" or actor.on_behalf_of is not None or actor.id not in queries.sides_of(row):
            raise UnableToFindDelegation(public_id)
        if row.state in {"offered", "accepted"}:
            row.state, row.ended_at = "revoked", at
            row.ended_by = "principal" if actor.id == row.principal_id else "delegate"
            row.save(update_fields=["state", "ended_at", "ended_by"])
            record(actor=actor, action="delegation.revoked", at=at, subject=row.principal_id, object=public_id)
        return queries.as_record(row)


def use(
    *,
    actor: Actor,
    at: datetime,
    on: date,
    delegation: DelegationRecord,
    service: str,
    case: str,
    amount: Decimal,
) -> bool:
    """Count one request of `amount` SAR against a delegation, in the transaction that files the case.

    Out: False when its terms, as they stand at this very moment, do not let the actor send it; nothing is counted then.
    """
    given = {
        "id": delegation.id, "delegate": actor.id, "principal": actor.on_behalf_of, "service": service, "on": on,
        "amount": amount,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_USE, given)
        if cursor.rowcount != 1:
            return False
    Use.objects.create(delegation_id=delegation.id, case=case, service=service, amount=amount, at=at)
    record(
        actor=actor, action="delegation.used", at=at, subject=actor.on_behalf_of, object=delegation.public_id, case=case
    )
    return True


def _locked(public_id: str) -> Delegation:
    row = Delegation.objects.select_for_update().filter(public_id=public_id).first()
    if row is None:
        raise UnableToFindDelegation(public_id)
    return row


#: The first number of this app's advisory locks: whoever gives two at once counts both.
_GIVING, _KEYS = 7_331, 2_000_000_000


def _hold(principal_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_GIVING, principal_id % _KEYS])

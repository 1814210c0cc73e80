"""Acting for another by delegation: for whom somebody may file today, and what is counted when they do.

The terms are the delegation's own; whether its people still stand as they did is asked of the registers each time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.casework.contract import NotFound, UnableToFile
from tayseer.casework.models import Case
from tayseer.identity.delegation import actions, queries
from tayseer.identity.queries import account_of_person
from tayseer.kit.calendar import plus_months
from tayseer.kit.formats import day_text, money_text
from tayseer.kit.text import Text, isolate, same
from tayseer.law import LAW
from tayseer.notices.actions import tell
from tayseer.registries.people.contract import Person
from tayseer.registries.queries import record_by_id, records_of
from tayseer.registries.residency.contract import Iqama
from tayseer.services import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal
    from typing import Any

    from tayseer.identity.delegation.contract import DelegationRecord
    from tayseer.kit.services import Service

#: Agencies whose services are the person's own: the account itself, and giving, which is nobody's to do for another.
NEVER_OF = frozenset({"account", "prisons"})
#: Who may give or hold a delegation: people, for themselves. An establishment's people have roles on it instead.
_OF_PEOPLE = frozenset({"citizen", "resident", "visitor"})
#: States of an iqama whose holder's standing has ended or is about to.
_LEAVING = frozenset({"final_exit", "cancelled"})


def may_be_delegated(service: Service) -> bool:
    """Whether a service may be used by delegation at all.

    Never one that is signed, or that waits after a change of mobile number: it gives away property or power over
    somebody, so the principal's own hand is asked for. Never the account, giving, money held for another, or what only
    answers: a delegate acts, and does not read the principal's record.
    """
    needed = service.assurance
    return not (
        service.flow == "query"
        or service.is_public
        or service.agency in NEVER_OF
        or needed.signed
        or needed.waits
        or any(step.does == "hold" for step in service.steps)
        or not _OF_PEOPLE & set(service.for_whom)
    )


def delegable() -> dict[str, Service]:
    """Every service that may be used by delegation, by its code."""
    return {code: service for code, service in catalogue().items() if may_be_delegated(service)}


@dataclass(frozen=True)
class Standing:
    """How the two people of a delegation stand in the registers today.

    ``stopped`` says why nobody can act by it, and is ``None`` when they can. A name is that of the population register.
    """

    principal: Text
    delegate: Text
    stopped: Text | None = None


_DEAD = Text(
    ar="انتهى هذا التفويض بوفاة أحد طرفيه كما في سجل السكان.",
    en="This delegation ended with the death of one of its sides, as the population register says.",
)
_MINOR = Text(
    ar="لم يبلغ أحد طرفي هذا التفويض سن الرشد، فلا يُعمل به.",
    en="One side of this delegation is not of age, so nobody can act by it.",
)
_LEFT = Text(
    ar="تغيّرت صفة أحد طرفي هذا التفويض: لم تعد إقامته قائمة، فلا يُعمل به.",
    en="One side of this delegation no longer stands as before: the iqama has ended, so nobody can act by it.",
)
_PAUSED = Text(
    ar="أُوقف حساب صاحب التفويض، فلا يعمل أحد عنه حتى يعيد فتحه.",
    en="The principal's account is stopped, so nobody acts for them until they open it again.",
)


def standing_of(delegation: DelegationRecord, *, on: date) -> Standing:
    """How both sides stand on that day (Riyadh): alive, of age by the law of the day, still resident, account open."""
    sides = [_person(delegation.principal_id), _person(delegation.delegate_id)]
    names = [_name(side) for side in sides]
    # Of a paper for a branch the principal's side alone counts: whether the other's number exists is nobody's to learn.
    judged = sides if delegation.kind == "services" else sides[:1]
    return Standing(names[0], names[1], _why_stopped(judged, delegation, on=on))


def _why_stopped(sides: list[Mapping[str, Any] | None], delegation: DelegationRecord, *, on: date) -> Text | None:
    grown = plus_months(on, -12 * LAW.on("common", "adult_age", on))
    for side in sides:
        if side is None or side["died_on"] is not None:
            return _DEAD
        if side["born_on"] is None or side["born_on"] > grown:
            return _MINOR
        if side["kind"] == "resident" and _has_left(side["id"]):
            return _LEFT
    account = account_of_person(person_id=delegation.principal_id)
    return _PAUSED if account is not None and account.state != "active" else None


def _has_left(person_id: int) -> bool:
    iqamas = records_of(Iqama, owner_id=person_id, limit=1)
    return bool(iqamas) and iqamas[0]["state"] in _LEAVING


def _person(person_id: int | None) -> Mapping[str, Any] | None:
    found = None if person_id is None else record_by_id(Person, record_id=person_id)
    return None if found is None else {**found, "id": person_id}


def _name(side: Mapping[str, Any] | None) -> Text:
    return same("") if side is None else Text(ar=side["name_ar"] or "", en=side["name_en"] or side["name_ar"] or "")


@dataclass(frozen=True)
class Mandate:
    """A delegation by which somebody can act today, with the actor they then are."""

    delegation: DelegationRecord
    actor: Actor
    principal: Text
    delegate: Text


def mandates_for(service: Service, *, actor: Actor, on: date) -> list[Mandate]:
    """For whom the actor may file a request for this service on that day; one for each principal."""
    if not _acts_alone(actor) or not may_be_delegated(service):
        return []
    found: dict[int, Mandate] = {}
    for one in queries.living(delegate_id=int(actor.id or 0), service=service.code, on=on):
        if one.principal_id in found or one.uses_left <= 0:
            continue
        mandate = mandate_of(one, actor=actor, on=on)
        if mandate is not None:
            found[one.principal_id] = mandate
    return list(found.values())


def mandate_of(delegation: DelegationRecord, *, actor: Actor, on: date) -> Mandate | None:
    """The actor as the delegate of that delegation; ``None`` when it is not theirs or does not hold on that day."""
    if not _acts_alone(actor) or delegation.delegate_id != actor.id or not delegation.is_living(on=on):
        return None
    stands = standing_of(delegation, on=on)
    if stands.stopped is not None:
        return None
    return Mandate(delegation, replace(actor, on_behalf_of=delegation.principal_id), stands.principal, stands.delegate)


def _acts_alone(actor: Actor) -> bool:
    return actor.kind == "person" and actor.id is not None and actor.on_behalf_of is None


@dataclass(frozen=True)
class FiledForAnother:
    """That the actor filed a case for somebody; ``mandate`` is ``None`` once the delegation has ended."""

    delegation: DelegationRecord
    mandate: Mandate | None


def filed_by_me(*, actor: Actor, public_id: str, on: date) -> FiledForAnother:
    """The case that the actor filed as a delegate, and whether they may still see it. Raises ``NotFound``."""
    if not _acts_alone(actor) or not Case.objects.filter(public_id=public_id, filed_by=actor.id).exists():
        raise NotFound(public_id)
    delegation = queries.of_case(case=public_id)
    if delegation is None:
        raise NotFound(public_id)
    return FiledForAnother(delegation, mandate_of(delegation, actor=actor, on=on))


_GONE = Text(
    ar=(
        "لم يعد لك تفويض بهذه الخدمة عن صاحبها: أُوقف أو انتهت مدته أو تغيّرت صفة أحد طرفيه. لم يُرسل شيء. "
        "اطلب من صاحب الشأن تفويضًا جديدًا، أو ليقدّم الطلب بنفسه."
    ),
    en=(
        "You no longer have a delegation for this service from that person: it was revoked, its term ran out, or one "
        "of its sides no longer stands as before. Nothing was sent. Ask them for a new one, or let them file it."
    ),
)
_TOO_DEAR = Text(
    ar="هذا الطلب بمبلغ {amount}، وأعلى ما فُوّضت به في الطلب الواحد {each}. لم يُرسل شيء. اطلب من صاحب الشأن رفع الحد.",
    en=(
        "This request costs {amount}, and your delegation allows {each} for one. Nothing was sent. "
        "Ask the person concerned for a higher limit."
    ),
)
_SPENT = Text(
    ar="هذا الطلب بمبلغ {amount}، وبقي من مبلغ التفويض كله {left}. لم يُرسل شيء. اطلب من صاحب الشأن تفويضًا جديدًا.",
    en=(
        "This request costs {amount}, and {left} is left of what your delegation allows in all. Nothing was sent. "
        "Ask the person concerned for a new one."
    ),
)
_USED_UP = Text(
    ar="أُرسل بهذا التفويض كل ما سُمح به من الطلبات. لم يُرسل شيء. اطلب من صاحب الشأن تفويضًا جديدًا.",
    en=(
        "All the requests that your delegation allows have been sent. Nothing was sent now. "
        "Ask the person concerned for a new one."
    ),
)
_USED_TITLE = Text(ar="عُمل عنك بتفويضك", en="Somebody acted for you by your delegation")
_USED = Text(
    ar=(
        "أرسل {delegate} عنك طلب «{service}» رقم {case} بمبلغ {amount}، بالتفويض الذي منحته ويسري حتى {until}. "
        "إن لم ترد ذلك فاسحب الطلب من صفحته، وأوقف التفويض من صفحة «التفويضات»."
    ),
    en=(
        '{delegate} sent the request "{service}", number {case}, for {amount} on your behalf, by the delegation you '
        "gave, which runs until {until}. If you did not want this, withdraw the request on its page and revoke the "
        "delegation under Delegations."
    ),
)


def use(*, actor: Actor, service: Service, case: str, amount: Decimal, at: datetime, on: date) -> None:
    """Count a request that a delegate files, and tell the principal, inside the transaction of the filing.

    Everything is judged again at this moment, however long the page was open. ``amount`` is SAR. Raises
    ``UnableToFile`` when no delegation of theirs covers it; nothing is kept then.
    """
    if not may_be_delegated(service):
        raise UnableToFile(_GONE)
    alone = replace(actor, on_behalf_of=None)
    tried: list[DelegationRecord] = []
    for one in queries.living(
        delegate_id=int(actor.id or 0), principal_id=actor.on_behalf_of, service=service.code, on=on
    ):
        mandate = mandate_of(one, actor=alone, on=on)
        if mandate is None:
            continue
        if actions.use(actor=actor, at=at, on=on, delegation=one, service=service.code, case=case, amount=amount):
            _tell_principal(mandate, service=service, case=case, amount=amount, at=at)
            return
        tried.append(one)
    raise UnableToFile(_why_not(tried, amount=amount))


def _why_not(tried: list[DelegationRecord], *, amount: Decimal) -> Text:
    if not tried:
        return _GONE
    # What it is now, for another request may have been counted since it was read.
    last = tried[-1]
    if last.uses_left <= 0:
        return _USED_UP
    if amount > last.each:
        return _TOO_DEAR.fill({"amount": money_text(amount), "each": money_text(last.each)})
    if amount > last.left:
        return _SPENT.fill({"amount": money_text(amount), "left": money_text(last.left)})
    return _USED_UP


def _tell_principal(mandate: Mandate, *, service: Service, case: str, amount: Decimal, at: datetime) -> None:
    words = {
        "delegate": mandate.delegate, "service": service.title, "case": Text(ar=isolate(case), en=case),
        "amount": money_text(amount), "until": day_text(mandate.delegation.until_on),
    }  # fmt: skip
    tell(
        actor=SYSTEM, at=at, person_id=mandate.delegation.principal_id, text_title=_USED_TITLE,
        text_body=_USED.fill(words), case=case, link=f"/cases/{case}/",
    )  # fmt: skip


def require_mandate(*, actor: Actor, public_id: str, on: date) -> None:
    """Make sure, at the moment of an act upon a filed case, that a delegate may still act. Raises ``NotFound``."""
    if actor.on_behalf_of is None:
        return
    found = filed_by_me(actor=replace(actor, on_behalf_of=None), public_id=public_id, on=on)
    if found.mandate is None or found.mandate.actor.on_behalf_of != actor.on_behalf_of:
        raise NotFound(public_id)

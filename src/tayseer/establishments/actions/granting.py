"""Roles: offered by an administrator, accepted by the person, ended by either."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from tayseer.audit.actions import record
from tayseer.establishments import words
from tayseer.establishments.contract import NotFound, Role, UnableToAct
from tayseer.establishments.models import Grant
from tayseer.establishments.queries import firm_by_id, person_id_of
from tayseer.establishments.rights import branches_seen, covering, is_authorised, rights_on
from tayseer.establishments.sheets import plain_number
from tayseer.establishments.verdicts import bulk_services
from tayseer.identity import limits
from tayseer.identity.assurance import shortfall
from tayseer.identity.ids import new_public_id
from tayseer.identity.queries import account_by_number
from tayseer.kit.services import SURE
from tayseer.kit.text import Text
from tayseer.notices.actions import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tayseer.audit.contract import Actor

#: Numbers are guessed one by one, so an administrator may try so many in an hour.
OFFERS_AN_HOUR = 30

_TOO_MANY = Text(
    ar="عرضت صلاحيات كثيرة في وقت قصير. انتظر ساعة ثم أعد المحاولة.",
    en="You offered many roles in a short time. Wait an hour, then try again.",
)
_BAD_TERM = Text(
    ar="آخر يوم للصلاحية قبل أولها. اختر يومًا من اليوم فصاعدًا.",
    en="The last day of the role is before its first. Choose today or a later day.",
)
_BAD_LIMIT = Text(
    ar="في حدود الصلاحية فرع أو خدمة غير معروفة، أو مبلغ غير صحيح. اختر من القائمة، واكتب المبلغ بالريال.",
    en="A branch or service among the limits is not known, or the amount is wrong. Choose from the list; write SAR.",
)


def require_sure(*, actor: Actor, at: datetime) -> None:
    """Raise ``UnableToAct`` when the sign-in is too weak for giving and ending roles; ``at`` is UTC."""
    if shortfall(SURE, actor=actor, at=at) is not None:
        raise UnableToAct(words.NOT_SURE)


def offer(  # noqa: PLR0913 - a role has that many limits
    *,
    actor: Actor,
    establishment_id: int,
    number: str,
    role: Role,
    at: datetime,
    on: date,
    branches: Sequence[str] = (),
    services: Sequence[str] = (),
    most: Decimal | None = None,
    until: date | None = None,
) -> str:
    """Offer a role to the person with this identity number and return its public id; it counts once accepted.

    ``most`` is SAR for one request, ``until`` the last day (Riyadh). Empty limits limit nothing. Raises ``NotFound``
    for those who have no role on the establishment, ``UnableToAct`` with what to do.
    """
    firm = firm_by_id(actor=actor, establishment_id=establishment_id, on=on)
    mine = covering(firm.rights, "administer")
    require_sure(actor=actor, at=at)
    _check_limits(branches=branches, services=services, most=most, until=until, on=on)
    # An administrator of some branches gives no more than those.
    if mine.branches and (not branches or not set(branches) <= set(mine.branches)):
        raise UnableToAct(words.NOT_THIS_BRANCH)
    if mine.services and (not services or not set(services) <= set(mine.services)):
        raise UnableToAct(words.NOT_THIS_SERVICE)
    if mine.most is not None and (most is None or most > mine.most):
        raise UnableToAct(words.too_much(most or mine.most, mine.most))
    if not limits.allow(f"establishment-offer:{actor.id}", limit=OFFERS_AN_HOUR, per_seconds=3600, at=at):
        raise UnableToAct(_TOO_MANY)
    account = account_by_number(number=plain_number(number))
    if account is None or account.person_id is None:
        raise UnableToAct(words.NO_SUCH_PERSON)
    if account.person_id == actor.id:
        raise UnableToAct(words.NOT_ONESELF)
    public_id = new_public_id()
    try:
        with transaction.atomic():
            Grant.objects.create(
                public_id=public_id,
                establishment_id=establishment_id,
                person_id=account.person_id,
                role=role,
                branches=sorted(set(branches)),
                services=sorted(set(services)),
                most_sar=most,
                from_on=on,
                until_on=until,
                granted_by=person_id_of(actor),
                granted_at=at,
            )
            _audit(actor, "establishments.role.offered", at=at, person_id=account.person_id, public_id=public_id)
            name = words.ROLE_NAMES[role]
            tell(
                actor=actor,
                at=at,
                person_id=account.person_id,
                text_title=Text(ar="عُرضت عليك صلاحية في منشأة", en="You were offered a role on an establishment"),
                text_body=Text(
                    ar=f"عرضت عليك «{firm.names.ar}» صلاحية «{name.ar}». لا تسري حتى تقبلها من صفحة المنشآت.",
                    en=(
                        f"{firm.names.en} offers you the role “{name.en}”. It counts only once you accept it on the "
                        "page of establishments."
                    ),
                ),
                link="/establishments/",
            )
    except IntegrityError as clash:
        if "establishments_grant_one" in str(clash):
            raise UnableToAct(words.HAS_IT) from clash
        raise
    return public_id


def _check_limits(
    *, branches: Sequence[str], services: Sequence[str], most: Decimal | None, until: date | None, on: date
) -> None:
    if until is not None and until < on:
        raise UnableToAct(_BAD_TERM)
    if set(services) - set(bulk_services()) or (most is not None and most <= 0) or any(not one for one in branches):
        raise UnableToAct(_BAD_LIMIT)


def answer(*, actor: Actor, public_id: str, accept: bool, at: datetime) -> None:
    """Accept or decline a role that was offered to the actor; the answer given already stands.

    Raises ``NotFound`` when nothing waits for this person under that id.
    """
    with transaction.atomic():
        row = Grant.objects.select_for_update().filter(public_id=public_id, person_id=person_id_of(actor)).first()
        if row is None or row.state not in {"offered", "accepted" if accept else "refused"}:
            raise NotFound(public_id)
        if row.state != "offered":
            return
        row.state, row.answered_at = ("accepted" if accept else "refused"), at
        row.save(update_fields=["state", "answered_at"])
        said = "accepted" if accept else "declined"
        _audit(actor, f"establishments.role.{said}", at=at, person_id=row.person_id, public_id=public_id)


def end(*, actor: Actor, public_id: str, at: datetime, on: date) -> None:
    """End a role: by an administrator of the establishment, or by whoever holds it; one that has ended stays so.

    What waits for the role's holder from then on stops. Raises ``NotFound`` for others, ``UnableToAct`` when the
    sign-in is too weak or it is the last administrator's and the actor is not the authorised person of the register.
    """
    person = person_id_of(actor)
    with transaction.atomic():
        row = Grant.objects.select_for_update().filter(public_id=public_id).first()
        if row is None:
            raise NotFound(public_id)
        rights = rights_on(person_id=person, establishment_id=row.establishment_id, on=on)
        if row.person_id != person:
            mine = [right for right in rights if right.role == "administer"]
            if not mine:
                raise NotFound(public_id)
            seen = branches_seen(mine)
            if seen is not None and not (row.branches and set(row.branches) <= set(seen)):
                raise UnableToAct(words.NOT_THIS_BRANCH)
            require_sure(actor=actor, at=at)
        if row.state == "ended":
            return
        if row.state == "refused":
            raise NotFound(public_id)
        row.state, row.ended_by, row.ended_at = "ended", person, at
        try:
            with transaction.atomic():
                row.save(update_fields=["state", "ended_by", "ended_at"])
        except IntegrityError as refused:
            if "last administrator" in str(refused):
                raise UnableToAct(words.LAST_ADMINISTRATOR) from refused
            raise
        _audit(actor, "establishments.role.ended", at=at, person_id=row.person_id, public_id=public_id)


def may_end_last(*, actor: Actor, establishment_id: int) -> bool:
    """Whether the actor could end even the last administrator's role."""
    return is_authorised(person_id=person_id_of(actor), establishment_id=establishment_id)


def _audit(actor: Actor, action: str, *, at: datetime, person_id: int, public_id: str) -> None:
    record(actor=actor, action=action, at=at, subject=person_id, object=f"role:{public_id}")

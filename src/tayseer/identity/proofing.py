"""Proofing: that a person was seen to be who they are, at a desk, a self-service device or through a bank.

Reading: NIST SP 800-63A-4. For a day after it, what is bound to the account is bound at the level of the proofing.
"""

from datetime import datetime, timedelta

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.identity import authenticator_changes, queries
from tayseer.identity.assurance import HIGHER, HIGHEST
from tayseer.identity.contract import AccountRecord
from tayseer.identity.models import Proofing
from tayseer.kit.text import Text

FRESH = timedelta(hours=24)
#: How surely each channel knows a person: a desk and a device compare face or fingerprint; a bank vouches.
CHANNELS = {"desk": HIGHEST, "device": HIGHEST, "bank": HIGHER}


class UnableToProve(Exception):
    """The proofing is not accepted; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


_NOT_YOURS = Text(
    ar="لا يثبت هوية شخص إلا موظف في جهة، ولا يثبت الموظف هوية نفسه.",
    en="Only an officer at work proves who somebody is, and never who he or she is.",
)
_NO_CHANNEL = Text(ar="اختر فرعًا أو جهازًا أو بنكًا.", en="Choose a desk, a device or a bank.")


def record_proofing(
    *,
    actor: Actor,
    account: AccountRecord,
    channel: str,
    at: datetime,
    person_of_officer: int | None = None,
    fresh_for: timedelta = FRESH,
    tells: bool = True,
) -> None:
    """Keep that the account's holder was proved to be that person.

    In: an officer with a place of work (the system: a device, a bank, an operator); the account; `desk`, `device` or
    `bank`; UTC; the person id of the officer himself or herself, where the caller knows it; how long it counts as
    fresh; whether its holder is told. Raises `UnableToProve`, also when somebody would prove themself: by the same
    account, the same person or the same mobile number.
    """
    if channel not in CHANNELS:
        raise UnableToProve(_NO_CHANNEL)
    _require_other(actor, account, person_of_officer=person_of_officer)
    with transaction.atomic():
        Proofing.objects.create(
            account_id=account.id,
            channel=channel,
            level=CHANNELS[channel],
            at=at,
            fresh_until=at + fresh_for,
            by_kind=actor.kind,
            by=actor.id,
        )
        if tells:
            authenticator_changes.note(account_id=account.id, what="proofed", device="", holds=False, at=at)
        record(actor=actor, action="identity.account.proofed", at=at, subject=account.person_id, object=channel)


def fresh_level(*, account_id: int, at: datetime) -> int:
    """Return the level of the proofing that is fresh now, the highest of several; 0 when none is."""
    levels = Proofing.objects.filter(account_id=account_id, at__lte=at, fresh_until__gt=at).values_list(
        "level", flat=True
    )
    return max(levels, default=0)


def is_desk(actor: Actor) -> bool:
    """Whether the actor may prove somebody at all."""
    return actor.kind == "system" or (actor.kind == "officer" and bool(actor.agency))


def _require_other(actor: Actor, account: AccountRecord, *, person_of_officer: int | None) -> None:
    if actor.kind == "system":
        return
    if not is_desk(actor) or actor.id is None or actor.id == account.id:
        raise UnableToProve(_NOT_YOURS)
    own = queries.account_by_id(account_id=actor.id)
    same_phone = own is not None and bool(own.mobile) and own.mobile == account.mobile
    same_person = account.person_id is not None and account.person_id in {
        person_of_officer,
        own.person_id if own else None,
    }
    if own is None or same_phone or same_person:
        raise UnableToProve(_NOT_YOURS)

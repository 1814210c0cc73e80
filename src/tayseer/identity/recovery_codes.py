"""Ten codes on paper for the day on which all else is lost: each lets its holder in once, at the lowest level."""

import secrets
from datetime import datetime

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.identity import authenticator_changes, queries, seals
from tayseer.identity.addresses import ascii_digits
from tayseer.identity.models import RecoveryCode

CODES = 10
#: Without the letters and digits that are mistaken for each other; 50 random bits in ten of them.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH = 10


def make(*, actor: Actor, account_id: int, device: str, at: datetime) -> list[str]:
    """Make ten new codes, end those of before, and return them; they are shown this once.

    In: the holder; the account; the device that asked, for the message that tells of it; UTC. Out: codes as they are
    written (`abcde-fgh23`).
    """
    made = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(account_id=account_id).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(account_id=account_id, code=_sealed(account_id, code), made_at=at) for code in made
        )
        authenticator_changes.note(account_id=account_id, what="codes", device=device, holds=False, at=at)
        subject = actor.id if actor.kind == "person" else None
        record(actor=actor, action="identity.recovery_codes.made", at=at, subject=subject)
    authenticator_changes.tell_due(account_id=account_id, at=at)
    return [f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}" for code in made]


def accept(*, account_id: int, code: str, at: datetime) -> bool:
    """Use a code up, with or without its dash, in either case; False when it is none of the account's unused ones."""
    typed = ascii_digits(code).lower().replace("-", "").replace(" ", "")
    if len(typed) != LENGTH or not set(typed) <= set(LETTERS):
        return False
    unused = RecoveryCode.objects.filter(account_id=account_id, code=_sealed(account_id, typed), used_at=None)
    with transaction.atomic():
        if not unused.update(used_at=at):
            return False
        account = queries.account_by_id(account_id=account_id)
        authenticator_changes.note(account_id=account_id, what="code_used", device="", holds=False, at=at)
        if account is not None:
            actor = queries.actor_of(account)
            record(actor=actor, action="identity.recovery_code.used", at=at, subject=account.person_id)
    return True


def left(*, account_id: int) -> int:
    """Return how many codes are unused."""
    return RecoveryCode.objects.filter(account_id=account_id, used_at=None).count()


def _sealed(account_id: int, code: str) -> bytes:
    return seals.digest("recovery-code", str(account_id), code)

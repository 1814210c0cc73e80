"""Pausing one's account at once, from any page of one's own, when something is wrong."""

from datetime import datetime

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.identity import authenticator_changes
from tayseer.identity.contract import AccountRecord
from tayseer.identity.models import Account, Session


def pause(*, actor: Actor, account: AccountRecord, device: str, at: datetime) -> None:
    """Pause the holder's own account: every session ends, and neither sign-ins nor programs are let in.

    Until a passkey bound at the highest level resumes it (`passkey_sign_in.resume`), or an officer does
    (`actions.set_state`). Nothing is asked first: whoever is in a hurry has a reason.
    """
    with transaction.atomic():
        if not Account.objects.filter(id=account.id, state="active").update(state="paused"):
            return
        Session.objects.filter(account_id=account.id).delete()
        authenticator_changes.note(account_id=account.id, what="paused", device=device, holds=False, at=at)
        record(actor=actor, action="identity.account.paused", at=at, subject=account.person_id, fields=("state",))
    authenticator_changes.tell_due(account_id=account.id, at=at)

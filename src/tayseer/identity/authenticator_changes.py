"""After a change of the ways into an account: every channel and device is told, and what a thief would do waits."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.identity import messages, push, queries
from tayseer.identity.contract import AccountRecord, SessionRecord
from tayseer.identity.devices import device_name
from tayseer.identity.gateway import UnableToSend, gateway
from tayseer.identity.models import Authenticator, AuthenticatorChange
from tayseer.kit.text import Text

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
CONFIRMED_WITHIN = timedelta(minutes=5)


class UnableToConfirm(Exception):
    """The change was not confirmed by a passkey that is older than it."""

    text = Text(
        ar="لا يؤكد التغيير إلا مفتاح مرور مرتبط بعد إثبات هويتك وكان لك قبل التغيير. أثبت هويتك به أولًا، أو انتظر.",
        en="Only a passkey bound after you proved who you are, and older than the change, confirms it. Use that passkey"
        " first, or wait.",
    )


def note(*, account_id: int, what: str, device: str, holds: bool, at: datetime, name: str = "") -> None:
    """Keep that the ways into an account changed, in the transaction of the change itself.

    In: the account; what happened (`added`, `removed`, `renamed`, `codes`, `code_used`, `password`, `paused`,
    `resumed`, `proofed`, `counter`); the device it was done on; whether high-risk acts wait; UTC; the authenticator's
    name. `tell_due` tells its holder.
    """
    AuthenticatorChange.objects.create(
        account_id=account_id, what=what, name=name, device=device_name(device), changed_at=at, holds=holds
    )


def confirm(*, actor: Actor, session: SessionRecord, at: datetime) -> None:
    """End the wait with a passkey bound at the highest level and older than the change. Raises `UnableToConfirm`.

    In: the holder; the session, in which that passkey was used within the last five minutes; UTC.
    """
    account_id = queries.own_account_id(actor=actor)
    held = AuthenticatorChange.objects.filter(account_id=account_id, holds=True, confirmed_at=None)
    newest = held.order_by("-changed_at").first()
    if newest is None:
        return
    older = Authenticator.objects.filter(
        account_id=account_id,
        kind="passkey",
        bound_level=3,
        ended_at=None,
        bound_at__lt=newest.changed_at,
        last_used_at__gte=max(newest.changed_at, at - CONFIRMED_WITHIN),
    )
    if session.level < 3 or session.level_at is None or not older.exists():  # noqa: PLR2004 - the highest level
        raise UnableToConfirm
    with transaction.atomic():
        held.filter(changed_at__lte=newest.changed_at).update(confirmed_at=at)
        subject = actor.id if actor.kind == "person" else None
        record(actor=actor, action="identity.authenticators.confirmed", at=at, subject=subject)


def tell_due(*, at: datetime, account_id: int | None = None, limit: int = 100) -> int:
    """Tell holders of changes not yet told, at most `limit`, on every channel; return how many were taken.

    By SMS, mail and a nudge to each device that approves. A crash between sending and committing tells them again:
    better twice than never. After five failures it is left.
    """
    with transaction.atomic():
        rows = AuthenticatorChange.objects.select_for_update(skip_locked=True).filter(
            told_at=None, attempts__lt=MOST_ATTEMPTS
        )
        if account_id is not None:
            rows = rows.filter(account_id=account_id)
        taken = list(rows.order_by("id")[:limit])
        for row in taken:
            row.attempts += 1
            if _told(row, at=at):
                row.told_at = at
            row.save(update_fields=["attempts", "told_at"])
    return len(taken)


def _told(row: AuthenticatorChange, *, at: datetime) -> bool:
    """Whether one channel at least took the message; with none to reach there is nobody to tell."""
    account = queries.account_by_id(account_id=row.account_id)
    if account is None:
        return True
    text = messages.ways_changed(what=row.what, name=row.name, device=row.device).in_(account.language)
    sent = [_by_sms(account, row, text, at), _by_mail(account, row, text, at)]
    devices = Authenticator.objects.filter(account_id=account.id, kind="app", ended_at=None).exclude(push=None)
    sent += [push.nudge(device.push) for device in devices]
    return any(sent) or not (account.mobile or account.email)


def _by_sms(account: AccountRecord, row: AuthenticatorChange, text: str, at: datetime) -> bool:
    if not account.mobile:
        return False
    try:
        gateway().send_sms(mobile=account.mobile, text=text, key=f"ways-changed:{row.pk}", at=at)
    except UnableToSend:
        logger.warning("The phone of a changed account was not told; it will be tried again")
        return False
    return True


def _by_mail(account: AccountRecord, row: AuthenticatorChange, text: str, at: datetime) -> bool:
    if not account.email:
        return False
    subject = messages.ways_changed_subject().in_(account.language)
    try:
        gateway().send_email(email=account.email, subject=subject, text=text, key=f"ways-changed:{row.pk}:mail", at=at)
    except UnableToSend:
        logger.warning("The mail about a changed account did not leave")
        return False
    return True

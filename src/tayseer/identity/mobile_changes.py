"""After a new mobile number or way in: the holder is told, and what a thief would do waits for a day or a confirmation.

Whoever has somebody's session, or a branch clerk's good will, would first point the account at a phone of his own. The
rows are written by a trigger, so that no way of changing the number goes by it.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.identity import codes, messages, queries
from tayseer.identity.gateway import UnableToSend, gateway
from tayseer.identity.ids import token_digest
from tayseer.identity.models import MobileChange
from tayseer.kit.formats import RIYADH
from tayseer.kit.text import Text, isolate

logger = logging.getLogger(__name__)

PURPOSE = "old-number"
MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Hold:
    """That high-risk acts wait since a change at `changed_at` until `until`, both UTC.

    `kind` is `mobile` or `authenticator`; only the former has an old number.
    """

    change_id: int
    changed_at: datetime
    until: datetime
    old_mobile: str
    language: str
    kind: str = "mobile"

    @property
    def ending(self) -> str:
        """The last three digits of the old number."""
        return self.old_mobile[-3:]

    @property
    def text(self) -> Text:
        """What waits, why, until when, and how it ends sooner."""
        moment = f"{self.until.astimezone(RIYADH):%Y-%m-%d %H:%M}"
        if self.kind == "authenticator":
            return Text(
                ar=(
                    f"تغيّرت طرق الدخول إلى حسابك قريبًا، فتنتظر العمليات الحساسة حتى {isolate(moment)} حمايةً لك. "
                    "لتُنهي الانتظار الآن أكّد التغيير من صفحة «أمان حسابي» بمفتاح مرور كان لك قبله."
                ),
                en=(
                    f"The ways into your account changed recently, so sensitive acts wait until {moment} to protect"
                    " you. To end the wait now, confirm the change on the page Account security with a passkey that"
                    " you had before it."
                ),
            )
        return Text(
            ar=(
                f"تغيّر رقم جوالك قريبًا، فتنتظر العمليات الحساسة حتى {isolate(moment)} حمايةً لك. "
                f"لتُنهي الانتظار الآن أكّد التغيير من صفحة «حسابي» برمز نرسله إلى رقمك السابق."
            ),
            en=(
                f"Your mobile number changed recently, so sensitive acts wait until {moment} to protect you. "
                "To end the wait now, confirm the change on the page My account with a code sent to your old number."
            ),
        )


class UnableToActYet(Exception):
    """A high-risk act is held after a change of number or of authenticators; `text` says until when and what to do."""

    def __init__(self, hold: Hold) -> None:
        super().__init__(hold.text.en)
        self.text = hold.text


# One statement for both kinds of change, because it stands in the way of every high-risk act.
_HOLDS = """
SELECT id, changed_at, old_mobile, language, 'mobile' AS kind FROM identity_mobilechange
 WHERE account_id = %s::bigint AND changed_at > %s::timestamptz AND confirmed_at IS NULL
   AND %s::text IN ('', 'mobile')
UNION ALL
SELECT id, changed_at, '', '', 'authenticator' FROM identity_authenticatorchange
 WHERE account_id = %s::bigint AND changed_at > %s::timestamptz AND confirmed_at IS NULL AND holds
   AND %s::text IN ('', 'authenticator')
 ORDER BY changed_at DESC, id DESC LIMIT 1
"""


def hold_of(*, account_id: int, at: datetime, kind: str = "") -> Hold | None:
    """Return the hold on an account's high-risk acts at `at` (UTC), or None; of one kind alone when that is named.

    It lasts `TAYSEER_MOBILE_HOLD_HOURS` from the newest change of the mobile number or of the ways to sign in, unless
    that was confirmed. A first number holds nothing back, nor does a first passkey right after proofing.
    """
    lasts = timedelta(hours=settings.TAYSEER_MOBILE_HOLD_HOURS)
    with connection.cursor() as cursor:
        cursor.execute(_HOLDS, [account_id, at - lasts, kind, account_id, at - lasts, kind])
        row = cursor.fetchone()
    if row is None:
        return None
    change_id, changed_at, old_mobile, language, found = row
    changed_at = changed_at.astimezone(UTC)
    return Hold(change_id, changed_at, changed_at + lasts, old_mobile, language, kind=found)


def require_no_hold(*, actor: Actor, at: datetime) -> None:
    """Raise `UnableToActYet` when the actor's high-risk acts are held: money that leaves, ownership, permission given.

    One statement for a person; nothing is asked for agencies and the system.
    """
    account_id = queries.own_account_id(actor=actor)
    hold = hold_of(account_id=account_id, at=at) if account_id is not None else None
    if hold is not None:
        raise UnableToActYet(hold)


def ask_old_number(*, actor: Actor, at: datetime) -> str | None:
    """Send a code to the old number; return the attempt's token for the browser, or None when nothing is held.

    Raises `codes.UnableToSendCode`, `gateway.UnableToSend`.
    """
    account_id = queries.own_account_id(actor=actor)
    hold = hold_of(account_id=account_id, at=at, kind="mobile") if account_id is not None else None
    if account_id is None or hold is None:
        return None
    token, code = codes.issue(account_id=account_id, purpose=PURPOSE, about=str(hold.change_id), at=at)
    text = messages.old_number_code(code=code).in_(hold.language)
    gateway().send_sms(mobile=hold.old_mobile, text=text, key=token_digest(token).hex(), at=at)
    return token


def confirm_by_old_number(*, actor: Actor, token: str, code: str, at: datetime) -> None:
    """End the hold with the code sent to the old number. Raises `codes.UnableToAcceptCode`."""
    account_id = queries.own_account_id(actor=actor)
    accepted = codes.check(token=token, code=code, purpose=PURPOSE, at=at)
    if accepted.account_id != account_id:
        raise codes.UnableToAcceptCode
    with transaction.atomic():
        # This change alone: a thief who changes twice confirms the second from his own phone, and never the first.
        MobileChange.objects.filter(id=int(accepted.about), account_id=account_id).update(confirmed_at=at)
        subject = actor.id if actor.kind == "person" else None
        record(actor=actor, action="identity.mobile.confirmed", at=at, subject=subject, fields=("mobile",))


def warn_due(*, at: datetime, account_id: int | None = None, limit: int = 100) -> int:
    """Tell old numbers and e-mail addresses of changes not yet told, at most `limit`; return how many were taken.

    A crash between sending and committing tells them again: better twice than never. After five failures it is left.
    """
    with transaction.atomic():
        rows = MobileChange.objects.select_for_update(skip_locked=True).filter(
            warned_at=None, attempts__lt=MOST_ATTEMPTS
        )
        if account_id is not None:
            rows = rows.filter(account_id=account_id)
        taken = list(rows.order_by("id")[:limit])
        for row in taken:
            row.attempts += 1
            if _warned(row, at=at):
                row.warned_at = at
            row.save(update_fields=["attempts", "warned_at"])
    return len(taken)


def _warned(row: MobileChange, *, at: datetime) -> bool:
    """Whether the old number was told; a mail that fails besides is only logged."""
    text, key = messages.mobile_changed().in_(row.language), f"mobile-changed:{row.pk}"
    try:
        gateway().send_sms(mobile=row.old_mobile, text=text, key=key, at=at)
    except UnableToSend:
        logger.warning("The old number of a changed account was not told; it will be tried again")
        return False
    if row.email:
        subject = messages.mobile_changed_subject().in_(row.language)
        try:
            gateway().send_email(email=row.email, subject=subject, text=text, key=key, at=at)
        except UnableToSend:
            logger.warning("The mail about a changed number did not leave")
    return True

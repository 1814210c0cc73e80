"""Approving on another device: the two digits of the screen that asks are typed on a device of its holder.

Whoever is only asked "was it you?" presses yes in the end; whoever must type what another screen shows has that screen
before them. So a wrong number ends the request, three an hour are the most, and "it was not me" stops this way.
"""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.audit.queries import activity
from tayseer.audit.questions import QuestionNotFound, UnableToAsk, ask_about
from tayseer.identity import limits, push, queries
from tayseer.identity.addresses import ascii_digits
from tayseer.identity.assurance import APP, HIGHER
from tayseer.identity.contract import AccountRecord
from tayseer.identity.ids import new_public_id, new_token, token_digest
from tayseer.identity.models import Approval, Authenticator
from tayseer.kit.text import Text

GOOD_FOR = timedelta(minutes=3)
MOST_AN_HOUR = 3
_TWO_DIGITS = re.compile(r"[0-9]{2}", re.ASCII)

SIGNING_IN = Text(ar="الدخول إلى حسابك", en="Signing in to your account")
STEPPING_UP = Text(ar="إثبات أنك صاحب الحساب", en="Proving that the account is yours")
PLATFORM = Text(ar="منصة تيسير", en="The Tayseer platform")

_ANSWER = """
UPDATE identity_approval SET state = %s::text, answered_at = %s::timestamptz, authenticator_id = %s::bigint,
       level = %s::smallint
 WHERE id = %s::bigint AND state = 'open' AND expires_at > %s::timestamptz
RETURNING id
"""
_TAKE = """
UPDATE identity_approval SET state = 'used'
 WHERE token = %s::bytea AND purpose = %s::text AND state = 'approved' AND expires_at > %s::timestamptz
RETURNING account_id, level, authenticator_id
"""


class UnableToApprove(Exception):
    """The request was not opened, or was not approved; `text` says why and what to do."""

    def __init__(self, reason: str, text: Text) -> None:
        super().__init__(reason)
        self.reason = reason
        self.text = text


_TOO_MANY = Text(
    ar="طُلبت الموافقة ثلاث مرات خلال ساعة، فأوقفنا هذه الطريقة حتى تنقضي. ادخل بطريقة أخرى.",
    en="Approval was asked for three times within an hour, so this way rests until the hour is over. Use another way.",
)
_STOPPED = Text(
    ar="أوقف صاحب الحساب هذه الطريقة. ادخل بطريقة أخرى.",
    en="The account's holder stopped this way. Use another one.",
)
_GONE = Text(
    ar="انتهى هذا الطلب أو أُجيب. إن كنت تنتظر الدخول فابدأ طلبًا جديدًا من الشاشة الأخرى.",
    en="This request has ended or was answered. If you are waiting to sign in, start a new one on the other screen.",
)
_WRONG = Text(
    ar="الرقم غير مطابق، فأُلغي الطلب حمايةً لك. إن كنت أنت من يدخل فابدأ من جديد، وإلا فغيّر كلمة المرور.",
    en="The number does not match, so the request was ended to protect you. If it is you, start again; if not, change"
    " your password.",
)
_NOT_TWO = Text(ar="اكتب الرقمين الظاهرين على الشاشة الأخرى.", en="Enter the two digits that the other screen shows.")
_NO_DEVICE = Text(
    ar="هذا الجهاز غير معدّ للموافقة. أضفه من صفحة «أمان حسابي» أولًا.",
    en="This device is not set up to approve. Add it on the page Account security first.",
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request as the device of its holder shows it, without the number that is to be typed."""

    public_id: str
    service: Text
    agency: Text
    place: str
    text: Text
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the screen that asks shows it; `state` is open, approved, wrong, not_me or ended."""

    digits: str
    state: str


def ask(
    *,
    account_id: int,
    purpose: str,
    place: str,
    at: datetime,
    service: Text = SIGNING_IN,
    agency: Text = PLATFORM,
    text: Text = SIGNING_IN,
) -> str:
    """Open a request and nudge the devices that approve; return its token for the browser that asks.

    In: whose; `sign-in` or `step-up`; the device and network address that ask; UTC; the service, its agency and what
    would happen, as the device will show them. Raises `UnableToApprove`: three an hour, or stopped by the holder.
    """
    if is_stopped(account_id=account_id):
        raise UnableToApprove("stopped", _STOPPED)
    if not limits.allow(f"approval:{account_id}", limit=MOST_AN_HOUR, per_seconds=3_600, at=at):
        raise UnableToApprove("too_many", _TOO_MANY)
    token, public_id = new_token(), new_public_id()
    account = queries.account_by_id(account_id=account_id)
    with transaction.atomic():
        Approval.objects.create(
            public_id=public_id,
            token=token_digest(token),
            account_id=account_id,
            purpose=purpose,
            digits=f"{10 + secrets.randbelow(90)}",
            service={"ar": service.ar, "en": service.en},
            agency={"ar": agency.ar, "en": agency.en},
            text={"ar": text.ar, "en": text.en},
            place=place,
            opened_at=at,
            expires_at=at + GOOD_FOR,
        )
        record(
            actor=Actor("system", None, "sign-in"),
            action="identity.approval.asked",
            at=at,
            subject=account.person_id if account else None,
            object=public_id,
        )
    for device in Authenticator.objects.filter(account_id=account_id, kind=APP, ended_at=None).exclude(push=None):
        push.nudge(device.push)
    return token


def asked(*, token: str, at: datetime) -> Asked | None:
    """Return how a request stands, for the browser that holds its token; None when there is no such request."""
    row = Approval.objects.filter(token=token_digest(token)).first()
    if row is None:
        return None
    state = "ended" if row.expires_at <= at or row.state == "used" else row.state
    return Asked(digits=row.digits, state=state)


def waiting_for(*, account_id: int, at: datetime) -> list[Waiting]:
    """Return the requests that wait for the account's holder, newest first."""
    rows = Approval.objects.filter(account_id=account_id, state="open", expires_at__gt=at).order_by("-id")
    return [
        Waiting(row.public_id, Text(**row.service), Text(**row.agency), row.place, Text(**row.text), row.opened_at)
        for row in rows
    ]


def device_of(*, account_id: int, token: str) -> Authenticator | None:
    """Return the device that approves whose cookie this is, if it is the account's."""
    if not token:
        return None
    return Authenticator.objects.filter(
        account_id=account_id, kind=APP, credential=token_digest(token), ended_at=None
    ).first()


def approve(*, actor: Actor, account: AccountRecord, device: str, public_id: str, digits: str, at: datetime) -> None:
    """Approve a request by the number of the other screen; a wrong one ends it.

    In: the holder, signed in on a device that approves; that device's cookie; the request; the digits as typed; UTC.
    Raises `UnableToApprove`. What it proves is bounded by the level under which the device was bound.
    """
    mine = device_of(account_id=account.id, token=device)
    if mine is None:
        raise UnableToApprove("no_device", _NO_DEVICE)
    typed = ascii_digits(digits).replace(" ", "")
    if not _TWO_DIGITS.fullmatch(typed):
        raise UnableToApprove("not_two", _NOT_TWO)
    row = Approval.objects.filter(account_id=account.id, public_id=public_id).first()
    if row is None:
        raise UnableToApprove("gone", _GONE)
    right = hmac.compare_digest(row.digits, typed)
    state, level = ("approved", min(HIGHER, mine.bound_level)) if right else ("wrong", 0)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_ANSWER, [state, at, mine.pk, level, row.pk, at])
            answered = cursor.fetchone()
        if answered is None:
            raise UnableToApprove("gone", _GONE)
        Authenticator.objects.filter(id=mine.pk).update(last_used_at=at)
        record(
            actor=actor,
            action=f"identity.approval.{state}",
            at=at,
            subject=account.person_id,
            object=public_id,
            result="done" if right else "refused",
        )
    if not right:
        raise UnableToApprove("wrong", _WRONG)


def refuse(*, actor: Actor, account: AccountRecord, public_id: str, at: datetime) -> bool:
    """Say "it was not me": the request ends, this way of signing in stops, and the privacy office is asked.

    Out: whether a question was opened there; an officer has no such office, and gets none. Raises `UnableToApprove`
    when there is no such request.
    """
    with transaction.atomic():
        mine = Approval.objects.filter(account_id=account.id, public_id=public_id, state__in=["open", "wrong"])
        if not mine.update(state="not_me", answered_at=at):
            raise UnableToApprove("gone", _GONE)
        record(
            actor=actor, action="identity.approval.not_me", at=at, subject=account.person_id, object=public_id,
            result="refused",
        )  # fmt: skip
    return _ask_privacy_office(actor, public_id, at=at)


def allow_again(*, actor: Actor, account: AccountRecord, at: datetime) -> None:
    """Let sign-ins be approved again, after "it was not me"; the caller has made sure who asks."""
    with transaction.atomic():
        if Approval.objects.filter(account_id=account.id, state="not_me", cleared_at=None).update(cleared_at=at):
            record(actor=actor, action="identity.approval.allowed_again", at=at, subject=account.person_id)


def is_stopped(*, account_id: int) -> bool:
    """Whether the holder said "it was not me", and has not let this way be used again."""
    return Approval.objects.filter(account_id=account_id, state="not_me", cleared_at=None).exists()


def take(*, token: str, purpose: str, at: datetime) -> tuple[int, int] | None:
    """Use an approval up; return the account and the level it was approved at, or None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [token_digest(token), purpose, at])
        row = cursor.fetchone()
    return None if row is None else (int(row[0]), int(row[1]))


def _ask_privacy_office(actor: Actor, public_id: str, *, at: datetime) -> bool:
    about = [
        one for one in activity(actor=actor) if one.action == "identity.approval.asked" and one.object == public_id
    ]
    question = Text(
        ar="طُلب الدخول إلى حسابي بالموافقة من جهازي ولم أكن أنا من طلبه. من أين جاء هذا الطلب؟",
        en="Somebody asked to sign in to my account by approval on my device. It was not me. Where did it come from?",
    )
    try:
        for event in about[:1]:
            ask_about(actor=actor, event_id=event.id, text=question.ar, at=at)
            return True
    except (UnableToAsk, QuestionNotFound):
        pass
    return False

"""Signing in and out: password, code, session; answers never tell whether a number has an account."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.identity import codes, limits, messages, passwords, queries
from tayseer.identity.addresses import ascii_digits
from tayseer.identity.assurance import LOWEST, PASSWORD, SMS, level_of
from tayseer.identity.contract import AccountRecord, SignedIn
from tayseer.identity.gateway import gateway
from tayseer.identity.ids import new_public_id, new_token, token_digest
from tayseer.identity.models import Account, Session
from tayseer.kit.text import Text

WRONG_PASSWORDS = 5
LOCKED_SECONDS = 15 * 60
TRIES_PER_ADDRESS = 300
ADDRESS_SECONDS = 10 * 60
SESSION_HOURS = 12
DEVICE_LENGTH = 200

PASSWORD_AND_SMS = (PASSWORD, SMS)


class UnableToSignIn(Exception):
    """The sign-in did not go on; `text` says what happened and what to do, in both languages."""

    def __init__(self, reason: str, text: Text) -> None:
        super().__init__(reason)
        self.reason = reason
        self.text = text


_WRONG = Text(
    ar="رقم الهوية أو كلمة المرور غير صحيحة. تحقق منهما وأعد المحاولة.",
    en="The identity number or the password is not correct. Check both and try again.",
)
_TOO_MANY = Text(
    ar="محاولات كثيرة في وقت قصير، فأوقفنا الدخول بهذا الرقم 15 دقيقة حمايةً لصاحبه. حاول بعدها.",
    en="Too many attempts in a short time, so sign-in with this number is stopped for 15 minutes to protect its holder."
    " Try again after that.",
)
_NOT_ACTIVE = Text(
    ar="حسابك غير مفعّل. فعّله عن طريق البنك أو جهاز الخدمة الذاتية أو أحد الفروع.",
    en="Your account is not active. Activate it through your bank, at a self-service device or at a branch.",
)
_NO_MOBILE = Text(
    ar="لا يوجد رقم جوال في حسابك لنرسل إليه الرمز. أضفه في جهاز الخدمة الذاتية أو أحد الفروع.",
    en="Your account has no mobile number to send the code to. Add one at a self-service device or at a branch.",
)


@dataclass(frozen=True, slots=True)
class SignInStarted:
    """The password was right and a code is on its way. `token` belongs in the browser's cookie alone."""

    token: str
    mobile_masked: str


@dataclass(frozen=True, slots=True)
class SignInFinished:
    """A new session. `token` is its cookie; it is stored nowhere and cannot be shown again."""

    token: str
    signed_in: SignedIn


def start_sign_in(*, number: str, password: str, address: str, at: datetime) -> SignInStarted:
    """Check number and password, and send a code to the account's phone.

    In: as typed; the network address the request came from; the moment, UTC. Out: the attempt. Raises `UnableToSignIn`
    with the same words, after the same work, whether the number is unknown or the password wrong; the fifth wrong
    password within a quarter of an hour stops the number for the rest of it. Raises `codes.UnableToSendCode`.
    """
    typed = ascii_digits(number)[:40]
    guard = f"sign-in:{typed}"
    if not limits.allow(f"sign-in-from:{address}", limit=TRIES_PER_ADDRESS, per_seconds=ADDRESS_SECONDS, at=at):
        raise UnableToSignIn("too_many", _TOO_MANY)
    within = limits.allow(guard, limit=WRONG_PASSWORDS, per_seconds=LOCKED_SECONDS, at=at)
    account = queries.account_by_number(number=typed)
    if not within:
        _refused(account, result="too_many", at=at)
        raise UnableToSignIn("too_many", _TOO_MANY)
    if not _password_is_right(account, password):
        _refused(account, result="wrong_password", at=at)
        raise UnableToSignIn("wrong", _WRONG)
    assert account is not None  # the password of nobody is never right
    limits.forget(guard)
    if account.state != "active":
        _refused(account, result=account.state, at=at)
        raise UnableToSignIn("not_active", _NOT_ACTIVE)
    if not account.mobile:
        raise UnableToSignIn("no_mobile", _NO_MOBILE)
    token, code = codes.issue(account_id=account.id, purpose="sign-in", at=at)
    text = messages.sign_in_code(code=code).in_(account.language)
    gateway().send_sms(mobile=account.mobile, text=text, key=token_digest(token).hex(), at=at)
    return SignInStarted(token=token, mobile_masked=account.mobile_masked)


def finish_sign_in(*, token: str, code: str, device: str, replaces: str = "", at: datetime) -> SignInFinished:
    """Exchange a code for a session.

    In: the attempt's token and the code as typed; the browser's own name for itself; the session token the browser
    held before, which ends (so that a token planted beforehand is worth nothing); UTC. Raises
    `codes.UnableToAcceptCode`, and `UnableToSignIn` when the account was stopped meanwhile.
    """
    accepted = codes.check(token=token, code=code, purpose="sign-in", at=at)
    account = queries.account_by_id(account_id=accepted.account_id)
    if account is None or account.state != "active":
        raise UnableToSignIn("not_active", _NOT_ACTIVE)
    fresh = new_token()
    with transaction.atomic():
        if replaces:
            Session.objects.filter(token=token_digest(replaces)).delete()
        Session.objects.filter(account_id=account.id, expires_at__lte=at).delete()
        Session.objects.create(
            token=token_digest(fresh),
            public_id=new_public_id(),
            account_id=account.id,
            created_at=at,
            last_seen_at=at,
            expires_at=at + timedelta(hours=SESSION_HOURS),
            confirmed_at=at,
            methods=list(PASSWORD_AND_SMS),
            level=level_of(PASSWORD_AND_SMS, bound=LOWEST),
            level_at=at,
            device=_printable(device),
        )
        actor = queries.actor_of(account)
        record(actor=actor, action="identity.session.started", at=at, subject=account.person_id)
    found = queries.signed_in(token=fresh, at=at)
    if found is None:
        raise UnableToSignIn("not_active", _NOT_ACTIVE)
    return SignInFinished(token=fresh, signed_in=found)


def sign_out(*, actor: Actor, token: str, at: datetime) -> None:
    """End the session of this cookie; nothing happens when it has ended already."""
    with transaction.atomic():
        ended, _ = Session.objects.filter(token=token_digest(token)).delete()
        if ended:
            record(actor=actor, action="identity.session.ended", at=at, subject=_person(actor))


class UnableToEndSession(Exception):
    """No such session among the actor's own."""


def end_session(*, actor: Actor, public_id: str, at: datetime) -> None:
    """End one of the actor's own sessions, on a lost phone, say; raises `UnableToEndSession` for anyone else's."""
    account_id = queries.own_account_id(actor=actor)
    with transaction.atomic():
        ended, _ = Session.objects.filter(account_id=account_id, public_id=public_id).delete()
        if not ended:
            raise UnableToEndSession
        record(actor=actor, action="identity.session.ended", at=at, subject=_person(actor), object=public_id)


def end_all_sessions(*, actor: Actor, but: str = "", at: datetime) -> int:
    """End all of the actor's own sessions, except the one with this public id; return how many ended."""
    account_id = queries.own_account_id(actor=actor)
    if account_id is None:
        return 0
    with transaction.atomic():
        ended, _ = Session.objects.filter(account_id=account_id).exclude(public_id=but).delete()
        record(actor=actor, action="identity.session.all_ended", at=at, subject=_person(actor))
    return ended


def touch_session(*, token: str, at: datetime) -> None:
    """Note that the session is in use; the middleware calls it at most once a minute."""
    Session.objects.filter(token=token_digest(token), last_seen_at__lt=at).update(last_seen_at=at)


def send_confirmation(*, actor: Actor, about: str, at: datetime) -> str:
    """Send a code that confirms one operation; return the attempt's token for the browser.

    In: whose operation; a short text or digest of exactly what is confirmed. Raises `codes.UnableToSendCode`,
    `UnableToSignIn` when there is no phone to send to. Rule: G-12 of the common gate.
    """
    account_id = queries.own_account_id(actor=actor)
    account = queries.account_by_id(account_id=account_id) if account_id else None
    if account is None or not account.mobile:
        raise UnableToSignIn("no_mobile", _NO_MOBILE)
    token, code = codes.issue(account_id=account.id, purpose="confirm", about=about, at=at)
    text = messages.confirmation_code(code=code).in_(account.language)
    gateway().send_sms(mobile=account.mobile, text=text, key=token_digest(token).hex(), at=at)
    return token


def accept_confirmation(*, actor: Actor, session: str, token: str, code: str, about: str, at: datetime) -> None:
    """Use up a confirmation code and note the moment in the session.

    In: the actor; the session's public id; the attempt's token and the code as typed; the same `about` that was sent.
    Raises `codes.UnableToAcceptCode` when the code is wrong, another person's, or for another operation.
    """
    account_id = queries.own_account_id(actor=actor)
    accepted = codes.check(token=token, code=code, purpose="confirm", at=at)
    if accepted.account_id != account_id or accepted.about != about:
        raise codes.UnableToAcceptCode
    with transaction.atomic():
        Session.objects.filter(account_id=account_id, public_id=session).update(confirmed_at=at)
        record(actor=actor, action="identity.operation.confirmed", at=at, subject=_person(actor), object=session)


def _password_is_right(account: AccountRecord | None, password: str) -> bool:
    stored = None
    if account is not None:
        stored = Account.objects.filter(id=account.id).values_list("password", flat=True).first()
    right = passwords.check_password(password, stored)
    if right and stored and account and passwords.must_rehash(stored):
        Account.objects.filter(id=account.id, password=stored).update(password=passwords.hash_password(password))
    return right


def _refused(account: AccountRecord | None, *, result: str, at: datetime) -> None:
    """Let the holder see, on the activity page, that somebody tried; an unknown number leaves no row."""
    if account is not None:
        record(
            actor=Actor("system", None, "sign-in"),
            action="identity.sign_in.refused",
            at=at,
            subject=account.person_id,
            result=result,
        )


def _person(actor: Actor) -> int | None:
    return actor.id if actor.kind == "person" else None


def _printable(device: str) -> str:
    return "".join(letter for letter in device if letter.isprintable())[:DEVICE_LENGTH]

"""Signing in and out: password, code, session; answers never tell whether a number has an account."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.identity import approvals, codes, limits, messages, passwords, queries, recovery_codes, sessions, totp
from tayseer.identity.addresses import ascii_digits
from tayseer.identity.assurance import APP, LOWEST, PASSKEY, PASSWORD, RECOVERY, SMS, TOTP
from tayseer.identity.contract import AccountRecord
from tayseer.identity.gateway import gateway
from tayseer.identity.ids import token_digest
from tayseer.identity.models import Account, Authenticator, Session
from tayseer.identity.sessions import SESSION_HOURS, SignInFinished, UnableToSignIn, not_active
from tayseer.kit.text import Text

WRONG_PASSWORDS = 5
LOCKED_SECONDS = 15 * 60
TRIES_PER_ADDRESS = 300
ADDRESS_SECONDS = 10 * 60
PURPOSE = "sign-in"

__all__ = [
    "SESSION_HOURS",
    "SignInFinished",
    "SignInStarted",
    "UnableToEndSession",
    "UnableToSignIn",
    "accept_confirmation",
    "end_all_sessions",
    "end_session",
    "finish_sign_in",
    "send_code",
    "send_confirmation",
    "sign_out",
    "start_sign_in",
    "touch_session",
]


_WRONG = Text(
    ar="رقم الهوية أو كلمة المرور غير صحيحة. تحقق منهما وأعد المحاولة.",
    en="The identity number or the password is not correct. Check both and try again.",
)
_TOO_MANY = Text(
    ar="محاولات كثيرة في وقت قصير، فأوقفنا الدخول بهذا الرقم 15 دقيقة حمايةً لصاحبه. حاول بعدها.",
    en="Too many attempts in a short time, so sign-in with this number is stopped for 15 minutes to protect its holder."
    " Try again after that.",
)
_NO_MOBILE = Text(
    ar="لا يوجد رقم جوال في حسابك لنرسل إليه الرمز. أضفه في جهاز الخدمة الذاتية أو أحد الفروع.",
    en="Your account has no mobile number to send the code to. Add one at a self-service device or at a branch.",
)


@dataclass(frozen=True, slots=True)
class SignInStarted:
    """The password was right. `token` belongs in the browser's cookie alone.

    `ways` names what the account can go on with, surest first: `passkey`, `app`, `totp`, `recovery`, `sms`; `is_sent`
    says that a code is on its way to the phone.
    """

    token: str
    mobile_masked: str
    ways: tuple[str, ...] = (SMS,)
    is_sent: bool = True


def start_sign_in(*, number: str, password: str, address: str, at: datetime) -> SignInStarted:
    """Check number and password; a code goes to the account's phone unless it has something surer.

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
        raise not_active(account)
    try:
        # Before a code is sent that would lead nowhere.
        sessions.require_key(account, (PASSWORD,))
    except UnableToSignIn:
        _refused(account, result="no_key", at=at)
        raise
    ways = ways_of(account)
    if not ways:
        raise UnableToSignIn("no_mobile", _NO_MOBILE)
    if SMS not in ways or {PASSKEY, APP} & set(ways):
        token = codes.issue_unsent(account_id=account.id, purpose=PURPOSE, at=at)
        return SignInStarted(token=token, mobile_masked=account.mobile_masked, ways=ways, is_sent=False)
    return _sent(account, ways=ways, at=at)


def send_code(*, token: str, at: datetime) -> SignInStarted:
    """Send a code to the phone for an attempt that began with surer ways; return the attempt that replaces it.

    Raises `codes.UnableToAcceptCode` when the attempt has run out, `codes.UnableToSendCode`, `UnableToSignIn` when
    there is no phone.
    """
    account_id = codes.account_of(token=token, purpose=PURPOSE, at=at)
    account = queries.account_by_id(account_id=account_id) if account_id is not None else None
    if account is None:
        raise codes.UnableToAcceptCode
    if not account.mobile:
        raise UnableToSignIn("no_mobile", _NO_MOBILE)
    return _sent(account, ways=ways_of(account), at=at)


def ways_of(account: AccountRecord) -> tuple[str, ...]:
    """Return what this account can go on with after its password, surest first."""
    kinds = set(Authenticator.objects.filter(account_id=account.id, ended_at=None).values_list("kind", flat=True))
    if APP in kinds and approvals.is_stopped(account_id=account.id):
        kinds.discard(APP)
    has_codes = recovery_codes.left(account_id=account.id) > 0
    mine = {*kinds, *((RECOVERY,) if has_codes else ()), *((SMS,) if account.mobile else ())}
    return tuple(way for way in (PASSKEY, APP, TOTP, RECOVERY, SMS) if way in mine)


def _sent(account: AccountRecord, *, ways: tuple[str, ...], at: datetime) -> SignInStarted:
    """A text is sent at once where only an app of codes is surer: its holder learns that the password is in use."""
    token, code = codes.issue(account_id=account.id, purpose=PURPOSE, at=at)
    text = messages.sign_in_code(code=code).in_(account.language)
    gateway().send_sms(mobile=account.mobile, text=text, key=token_digest(token).hex(), at=at)
    return SignInStarted(token=token, mobile_masked=account.mobile_masked, ways=ways)


def finish_sign_in(*, token: str, code: str, device: str, replaces: str = "", at: datetime) -> SignInFinished:
    """Exchange a code for a session: the one sent by SMS, one of the holder's app, or one of the ten on paper.

    In: the attempt's token and the code as typed; the browser's own name for itself; the session token the browser
    held before, which ends (so that a token planted beforehand is worth nothing); UTC. Raises
    `codes.UnableToAcceptCode`, and `UnableToSignIn` when the account was stopped meanwhile.
    """

    def other(account_id: int, typed: str) -> tuple[str, int] | None:
        if (app := totp.accept(account_id=account_id, code=typed, at=at)) is not None:
            return TOTP, app.bound_level
        return (RECOVERY, LOWEST) if recovery_codes.accept(account_id=account_id, code=typed, at=at) else None

    accepted = codes.check(token=token, code=code, purpose=PURPOSE, at=at, other=other)
    method, bound = accepted.otherwise or (SMS, LOWEST)
    account = queries.account_by_id(account_id=accepted.account_id)
    return sessions.begin(
        account=account, methods=(PASSWORD, method), bound=bound, device=device, replaces=replaces, at=at
    )


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

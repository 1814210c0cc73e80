"""Writes accounts, roles, tokens and acceptances of terms; offers the actions of `sign_in.py` too."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.identity import codes, limits, messages, mobile_changes, passwords, queries
from tayseer.identity.addresses import ascii_digits, email_address, mobile_number
from tayseer.identity.assurance import LOWEST
from tayseer.identity.contract import AccountRecord, OfficerRecord
from tayseer.identity.gateway import gateway
from tayseer.identity.ids import new_token, token_digest
from tayseer.identity.models import Account, ApiToken, OfficerRole, Session, TermsAcceptance
from tayseer.identity.sign_in import (
    LOCKED_SECONDS,
    WRONG_PASSWORDS,
    accept_confirmation,
    end_all_sessions,
    end_session,
    finish_sign_in,
    send_code,
    send_confirmation,
    sign_out,
    start_sign_in,
    touch_session,
)
from tayseer.kit.text import Text

__all__ = [
    "accept_confirmation",
    "accept_terms",
    "change_language",
    "change_password",
    "end_all_sessions",
    "end_session",
    "finish_mobile_change",
    "finish_sign_in",
    "grant_role",
    "make_token",
    "open_account",
    "revoke_token",
    "send_code",
    "send_confirmation",
    "set_state",
    "sign_out",
    "start_mobile_change",
    "start_sign_in",
    "touch_session",
    "update_email",
    "withdraw_role",
]

TOKEN_PREFIX = "tys_"  # noqa: S105 - a prefix by which leaked tokens are found, not a secret


class _Refused(Exception):
    """An exception that carries its own sentence in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class UnableToOpenAccount(_Refused):
    """The account cannot be opened as asked."""


def open_account(  # noqa: PLR0913 - an account has that many columns
    *,
    actor: Actor,
    number: str,
    name: Text,
    mobile: str,
    at: datetime,
    person_id: int | None = None,
    kind: str = "person",
    password: str = "",
    password_hash: str = "",
    email: str = "",
    language: str = "ar",
    state: str = "active",
) -> AccountRecord:
    """Open an account for a person, or for an officer (who has a second one as a person).

    In: who opens it (system or officer); the identity number, ten digits (officers: their number of service); the
    display name; a mobile number as written; UTC; the person id of the registry; the password, or the hash of one made
    before with `passwords.hash_password` (for seeding many). Out: the account. Raises `UnableToOpenAccount` when the
    number, the person or the mobile number has an account already, or a value is not of its form.
    """
    if actor.kind not in {"system", "officer"}:
        raise UnableToOpenAccount(
            Text(ar="لا يُفتح الحساب إلا من جهة مخولة.", en="Only an authorised body can open an account.")
        )
    phone = mobile_number(mobile) if mobile else ""
    if phone is None:
        raise UnableToOpenAccount(_NOT_A_MOBILE)
    mail = email_address(email) if email else ""
    if mail is None:
        raise UnableToOpenAccount(_NOT_AN_EMAIL)
    form = ascii_digits(number)
    if not password_hash:
        _require_strong(password, number=form)
    try:
        with transaction.atomic():
            row = Account.objects.create(
                kind=kind,
                person_id=person_id,
                number=form,
                password=password_hash or passwords.hash_password(password),
                name_ar=name.ar,
                name_en=name.en,
                mobile=phone,
                mobile_changed_at=at if phone else None,
                email=mail,
                language=language,
                state=state,
                created_at=at,
            )
            record(actor=actor, action="identity.account.opened", at=at, subject=person_id)
    except IntegrityError as error:
        raise UnableToOpenAccount(
            Text(
                ar="يوجد حساب بهذا الرقم أو بهذا الجوال. ادخل به، أو استعد كلمة المرور.",
                en="There is an account with this number or this mobile already. Sign in, or recover the password.",
            )
        ) from error
    return _account(row.pk)


class UnableToChangeAccount(_Refused):
    """The change was refused, because of the named field if any; the account is as before."""

    def __init__(self, text: Text, *, field: str = "") -> None:
        super().__init__(text)
        self.field = field


_NOT_A_MOBILE = Text(
    ar="هذا ليس رقم جوال. اكتبه هكذا: \u206605XXXXXXXX\u2069.",
    en="This is not a mobile number. Write it as 05XXXXXXXX.",
)
_NOT_AN_EMAIL = Text(
    ar="هذا ليس عنوان بريد إلكتروني. اكتبه هكذا: \u2066name@example.com\u2069.",
    en="This is not an e-mail address. Write it as name@example.com.",
)
_WEAK_PASSWORD = Text(
    ar="اختر كلمة مرور من 10 أحرف أو أكثر، منوعة، ولا تحتوي رقم هويتك.",
    en="Choose a password of 10 characters or more, varied, and without your identity number.",
)
_WRONG_PASSWORD = Text(ar="كلمة المرور الحالية غير صحيحة.", en="The current password is not correct.")
_TOO_MANY_PASSWORDS = Text(
    ar="محاولات كثيرة في وقت قصير. انتظر 15 دقيقة ثم أعد المحاولة.",
    en="Too many attempts in a short time. Wait 15 minutes, then try again.",
)
_MOBILE_TAKEN = Text(
    ar="هذا الجوال مرتبط بحساب آخر. استعمل رقمًا آخر، أو افصله عن ذلك الحساب أولًا.",
    en="This mobile number belongs to another account. Use another number, or remove it from that account first.",
)


def start_mobile_change(*, actor: Actor, mobile: str, at: datetime) -> str:
    """Send a code to the new number; return the attempt's token for the browser.

    Raises `UnableToChangeAccount` when it is no mobile number, `codes.UnableToSendCode`. Whether another account has
    the number is not said here, only to the one who holds the phone.
    """
    account = _own(actor)
    phone = mobile_number(mobile)
    if phone is None:
        raise UnableToChangeAccount(_NOT_A_MOBILE)
    if (hold := mobile_changes.hold_of(account_id=account.id, at=at)) is not None:
        raise UnableToChangeAccount(hold.text)
    token, code = codes.issue(account_id=account.id, purpose="mobile", about=phone, at=at)
    text = messages.mobile_code(code=code).in_(account.language)
    gateway().send_sms(mobile=phone, text=text, key=token_digest(token).hex(), at=at)
    return token


def finish_mobile_change(*, actor: Actor, token: str, code: str, at: datetime) -> AccountRecord:
    """Set the new number after its code; the old number and the e-mail address are told by `mobile_changes.warn_due`.

    Raises `codes.UnableToAcceptCode`, and `UnableToChangeAccount` when the number belongs to another account.
    """
    account = _own(actor)
    accepted = codes.check(token=token, code=code, purpose="mobile", at=at)
    if accepted.account_id != account.id:
        raise codes.UnableToAcceptCode
    try:
        with transaction.atomic():
            Account.objects.filter(id=account.id).update(mobile=accepted.about, mobile_changed_at=at)
            _record(actor, account, "identity.mobile.changed", at=at, fields=("mobile",))
    except IntegrityError as error:
        raise UnableToChangeAccount(_MOBILE_TAKEN) from error
    mobile_changes.warn_due(account_id=account.id, at=at)
    return _account(account.id)


def update_email(*, actor: Actor, email: str, at: datetime) -> AccountRecord:
    """Set the actor's own e-mail address; empty text removes it. Raises `UnableToChangeAccount`."""
    account = _own(actor)
    form = email_address(email) if email.strip() else ""
    if form is None:
        raise UnableToChangeAccount(_NOT_AN_EMAIL)
    with transaction.atomic():
        Account.objects.filter(id=account.id).update(email=form)
        _record(actor, account, "identity.email.changed", at=at, fields=("email",))
    return _account(account.id)


def change_language(*, actor: Actor, language: str, at: datetime) -> AccountRecord:
    """Set the language, `ar` or `en`, in which the actor is written to. Raises `UnableToChangeAccount`."""
    account = _own(actor)
    if language not in {"ar", "en"}:
        raise UnableToChangeAccount(Text(ar="اختر العربية أو الإنجليزية.", en="Choose Arabic or English."))
    with transaction.atomic():
        Account.objects.filter(id=account.id).update(language=language)
        _record(actor, account, "identity.language.changed", at=at, fields=("language",))
    return _account(account.id)


def change_password(*, actor: Actor, current: str, new: str, session: str, at: datetime) -> None:
    """Replace the actor's own password and end all sessions but the one with this public id.

    Raises `UnableToChangeAccount` when the current one is wrong or the new one weak, and after five tries in a quarter
    of an hour: a session left open must not serve to guess the password.
    """
    account = _own(actor)
    if not limits.allow(f"password:{account.id}", limit=WRONG_PASSWORDS, per_seconds=LOCKED_SECONDS, at=at):
        raise UnableToChangeAccount(_TOO_MANY_PASSWORDS, field="current")
    stored = Account.objects.filter(id=account.id).values_list("password", flat=True).first()
    if not passwords.check_password(current, stored):
        raise UnableToChangeAccount(_WRONG_PASSWORD, field="current")
    if not passwords.is_strong(new, number=account.number):
        raise UnableToChangeAccount(_WEAK_PASSWORD, field="new")
    with transaction.atomic():
        Account.objects.filter(id=account.id).update(password=passwords.hash_password(new))
        Session.objects.filter(account_id=account.id).exclude(public_id=session).delete()
        _record(actor, account, "identity.password.changed", at=at, fields=("password",))


def set_state(*, actor: Actor, account_id: int, state: str, at: datetime) -> AccountRecord:
    """Activate, deactivate or lock an account; a stopped account's sessions end at once.

    In: the system, an officer, or the holder (who may only lock). Raises `UnableToChangeAccount`.
    """
    account = _account(account_id)
    holder_locks = state == "locked" and queries.own_account_id(actor=actor) == account_id
    if actor.kind not in {"system", "officer"} and not holder_locks:
        raise UnableToChangeAccount(Text(ar="لا تملك تغيير حالة هذا الحساب.", en="You cannot change this account."))
    with transaction.atomic():
        Account.objects.filter(id=account_id).update(state=state)
        if state != "active":
            Session.objects.filter(account_id=account_id).delete()
        _record(actor, account, f"identity.account.{state}", at=at, fields=("state",))
    return _account(account_id)


class UnableToGrantRole(_Refused):
    """Only the system, or a supervisor for his or her own agency, may give or take a role."""


_NOT_YOUR_AGENCY = Text(
    ar="لا يمنح الدور إلا مشرف في الجهة نفسها.", en="Only a supervisor of the same agency can give this role."
)


def grant_role(*, actor: Actor, account_id: int, agency: str, unit: str, role: str, at: datetime) -> OfficerRecord:
    """Give an officer's account its place of work, ending the one before, and end its sessions.

    In: the system or a supervisor of that agency; agency and unit codes; `clerk` or `supervisor`. Raises
    `UnableToGrantRole`, also when the account is a person's.
    """
    _require_supervisor(actor, agency=agency, account_id=account_id)
    account = _account(account_id)
    if account.kind != "officer":
        raise UnableToGrantRole(
            Text(ar="الدور لا يمنح إلا لحساب موظف.", en="A role is given only to an officer's account.")
        )
    with transaction.atomic():
        OfficerRole.objects.filter(account_id=account_id, ended_at=None).update(ended_at=at)
        OfficerRole.objects.create(account_id=account_id, agency=agency, unit=unit, role=role, granted_at=at)
        Session.objects.filter(account_id=account_id).delete()
        record(actor=actor, action="identity.role.granted", at=at, object=f"{account_id}:{agency}/{unit}/{role}")
    return OfficerRecord(account_id=account_id, agency=agency, unit=unit, role=role, names=account.names)


def withdraw_role(*, actor: Actor, account_id: int, at: datetime) -> None:
    """End an officer's role and sessions. Raises `UnableToGrantRole`."""
    account = _account(account_id)
    _require_supervisor(actor, agency=account.officer.agency if account.officer else "", account_id=account_id)
    with transaction.atomic():
        OfficerRole.objects.filter(account_id=account_id, ended_at=None).update(ended_at=at)
        Session.objects.filter(account_id=account_id).delete()
        record(actor=actor, action="identity.role.withdrawn", at=at, object=str(account_id))


class UnableToMakeToken(_Refused):
    """The token was not made."""


def make_token(
    *,
    actor: Actor,
    account_id: int,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime,
    at: datetime,
    level: int = LOWEST,
) -> str:
    """Make a bearer token for a program and return it; it is shown this once.

    In: the system or the account's holder; a name to recognise it by; scopes such as `cases:read`; its end, UTC. The
    token proves as much as its maker's sign-in, or the `level` for which the system vouches. Raises `UnableToMakeToken`
    when the end is past, or the account is another's.
    """
    if actor != SYSTEM and queries.own_account_id(actor=actor) != account_id:
        raise UnableToMakeToken(Text(ar="لا يصدر الرمز إلا لصاحب الحساب.", en="Only the account's holder can do this."))
    if expires_at <= at:
        raise UnableToMakeToken(Text(ar="اختر نهاية في المستقبل.", en="Choose an end in the future."))
    account = _account(account_id)
    if actor != SYSTEM and (hold := mobile_changes.hold_of(account_id=account_id, at=at)) is not None:
        raise UnableToMakeToken(hold.text)
    token = TOKEN_PREFIX + new_token()
    with transaction.atomic():
        ApiToken.objects.create(
            digest=token_digest(token),
            account_id=account_id,
            name=name,
            scopes=sorted(set(scopes)),
            level=level if actor == SYSTEM else max(LOWEST, actor.level),
            created_at=at,
            expires_at=expires_at,
        )
        _record(actor, account, "identity.token.made", at=at)
    return token


def revoke_token(*, actor: Actor, token_id: int, at: datetime) -> None:
    """End a token of the actor's own account (the system: any). Raises `UnableToMakeToken` when there is none."""
    rows = ApiToken.objects.filter(id=token_id, revoked_at=None)
    if actor != SYSTEM:
        rows = rows.filter(account_id=queries.own_account_id(actor=actor))
    with transaction.atomic():
        if not rows.update(revoked_at=at):
            raise UnableToMakeToken(Text(ar="لا يوجد رمز كهذا.", en="There is no such token."))
        record(actor=actor, action="identity.token.revoked", at=at, object=str(token_id))


def accept_terms(*, actor: Actor, document: str, version: str, at: datetime) -> None:
    """Note that the actor accepted a version of a text; accepting it again changes nothing. Rule: G-11."""
    account = _own(actor)
    with transaction.atomic():
        _, fresh = TermsAcceptance.objects.get_or_create(
            account_id=account.id, document=document, version=version, defaults={"accepted_at": at}
        )
        if fresh:
            _record(actor, account, "identity.terms.accepted", at=at, object_=f"{document}@{version}")


def _require_strong(password: str, *, number: str) -> None:
    if not passwords.is_strong(password, number=number):
        raise UnableToOpenAccount(_WEAK_PASSWORD)


def _require_supervisor(actor: Actor, *, agency: str, account_id: int) -> None:
    if actor == SYSTEM:
        return
    place = queries.officer_of(account_id=actor.id) if actor.kind == "officer" and actor.id else None
    if place is None or place.role != "supervisor" or place.agency != agency or actor.id == account_id:
        raise UnableToGrantRole(_NOT_YOUR_AGENCY)
    current = queries.officer_of(account_id=account_id)
    if current is not None and current.agency != place.agency:
        raise UnableToGrantRole(_NOT_YOUR_AGENCY)


def _own(actor: Actor) -> AccountRecord:
    account_id = queries.own_account_id(actor=actor)
    if account_id is None:
        raise UnableToChangeAccount(Text(ar="لا حساب لك هنا.", en="You have no account here."))
    return _account(account_id)


def _account(account_id: int) -> AccountRecord:
    account = queries.account_by_id(account_id=account_id)
    if account is None:
        raise UnableToChangeAccount(Text(ar="لا يوجد حساب كهذا.", en="There is no such account."))
    return account


def _record(
    actor: Actor, account: AccountRecord, action: str, *, at: datetime, fields: Sequence[str] = (), object_: str = ""
) -> None:
    record(actor=actor, action=action, at=at, subject=account.person_id, object=object_, fields=fields)

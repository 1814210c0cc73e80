"""A forgotten password: set anew by a passkey at once, or by an app or device and an SMS together, then a day's wait.

Never by an SMS alone, and never by a code on paper: a stolen SIM card, or a sheet that was copied, opens nothing here.
A code from a desk is the third way (`activation`).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.identity import (
    authenticator_changes,
    codes,
    limits,
    messages,
    passkey_sign_in,
    passwords,
    queries,
    totp,
)
from tayseer.identity.addresses import ascii_digits
from tayseer.identity.assurance import HIGHEST
from tayseer.identity.contract import AccountRecord
from tayseer.identity.gateway import UnableToSend, gateway
from tayseer.identity.ids import new_token, token_digest
from tayseer.identity.models import Account, Authenticator, Session
from tayseer.kit.text import Text

PURPOSE = "forgotten"
TRIES_PER_ADDRESS, ADDRESS_SECONDS = 60, 600
TRIES_PER_NUMBER, NUMBER_SECONDS = 5, 3_600


class UnableToRecover(Exception):
    """The password was not set anew, because of the named field if any; `text` says why and what to do."""

    def __init__(self, text: Text, *, field: str = "") -> None:
        super().__init__(text.en)
        self.text = text
        self.field = field


_TOO_MANY = Text(
    ar="محاولات كثيرة في وقت قصير. انتظر ساعة ثم أعد المحاولة، أو خذ رمزًا من أحد الفروع.",
    en="Too many attempts in a short time. Wait an hour, then try again, or get a code at a branch.",
)
_WRONG = Text(
    ar="الرمزان غير صحيحين معًا أو انتهت مدة أحدهما. ابدأ من جديد، أو استعمل مفتاح مرور، أو خذ رمزًا من أحد الفروع.",
    en="The two codes are not both right, or one has run out. Start again, use a passkey, or get a code at a branch.",
)
_WEAK = Text(
    ar="اختر كلمة مرور من 10 أحرف أو أكثر، منوعة، ولا تحتوي رقم هويتك.",
    en="Choose a password of 10 characters or more, varied, and without your identity number.",
)
_NOT_SURE_ENOUGH = Text(
    ar="هذا المفتاح لم يُربط بعد إثبات هويتك، فلا يكفي وحده. استعمل طريقة أخرى، أو خذ رمزًا من أحد الفروع.",
    en="This passkey was not bound after you proved who you are, so it is not enough. Use another way, or get a code at"
    " a branch.",
)


@dataclass(frozen=True, slots=True)
class Recovered:
    """Whose password was set anew."""

    account: AccountRecord


def start(*, number: str, address: str, at: datetime) -> str:
    """Begin with a number; return the attempt's token for the browser, the same for every number.

    An SMS goes out only to an account that has an app of codes too, for by itself it opens nothing. Raises
    `UnableToRecover` after too many attempts for the number or from the address.
    """
    typed = ascii_digits(number)[:40]
    if not limits.allow(f"forgotten-from:{address}", limit=TRIES_PER_ADDRESS, per_seconds=ADDRESS_SECONDS, at=at):
        raise UnableToRecover(_TOO_MANY, field="number")
    if not limits.allow(f"forgotten:{typed}", limit=TRIES_PER_NUMBER, per_seconds=NUMBER_SECONDS, at=at):
        raise UnableToRecover(_TOO_MANY, field="number")
    account = queries.account_by_number(number=typed)
    if account is None or account.state != "active" or not account.mobile:
        return new_token()
    if not Authenticator.objects.filter(account_id=account.id, kind="totp", ended_at=None).exists():
        return new_token()
    try:
        token, code = codes.issue(account_id=account.id, purpose=PURPOSE, at=at)
        text = messages.recovery_code(code=code).in_(account.language)
        gateway().send_sms(mobile=account.mobile, text=text, key=token_digest(token).hex(), at=at)
    except (codes.UnableToSendCode, UnableToSend):
        # Saying so would tell who has an account with an app.
        return new_token()
    return token


def finish(*, token: str, sms: str, app: str, password: str, at: datetime) -> Recovered:
    """Set a new password by the code of the SMS and the code of the app; both or nothing. High-risk acts wait.

    In: the attempt's token; both codes and the password as typed; UTC. Raises `UnableToRecover`.
    """
    if not passwords.is_strong(password, number=""):
        raise UnableToRecover(_WEAK, field="password")
    try:
        accepted = codes.check(token=token, code=sms, purpose=PURPOSE, at=at)
    except codes.UnableToAcceptCode as problem:
        raise UnableToRecover(_WRONG, field="sms") from problem
    if totp.accept(account_id=accepted.account_id, code=app, at=at) is None:
        raise UnableToRecover(_WRONG, field="sms")
    return _set(accepted.account_id, password, holds=True, at=at)


def by_passkey(*, token: str, answer: str, password: str, at: datetime) -> Recovered:
    """Set a new password by a passkey bound at the highest level; nothing waits.

    In: the challenge's token; the browser's answer; the password; UTC. Raises `UnableToRecover`,
    `passkeys.UnableToVerify`.
    """
    if not passwords.is_strong(password, number=""):
        raise UnableToRecover(_WEAK, field="password")
    used = passkey_sign_in.verified(token=token, answer=answer, purpose=PURPOSE, at=at)
    if used.bound_level < HIGHEST:
        raise UnableToRecover(_NOT_SURE_ENOUGH, field="passkey")
    return _set(used.account_id, password, holds=False, at=at)


def _set(account_id: int, password: str, *, holds: bool, at: datetime) -> Recovered:
    account = queries.account_by_id(account_id=account_id)
    if account is None or account.state != "active":
        raise UnableToRecover(_WRONG)
    if not passwords.is_strong(password, number=account.number):
        raise UnableToRecover(_WEAK, field="password")
    with transaction.atomic():
        Account.objects.filter(id=account_id).update(password=passwords.hash_password(password))
        Session.objects.filter(account_id=account_id).delete()
        authenticator_changes.note(account_id=account_id, what="password", device="", holds=holds, at=at)
        actor = queries.actor_of(account)
        record(
            actor=actor, action="identity.password.recovered", at=at, subject=account.person_id, fields=("password",)
        )
    authenticator_changes.tell_due(account_id=account_id, at=at)
    return Recovered(account)

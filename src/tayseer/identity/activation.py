"""Activation: a code from a desk, a device or a bank, a password of one's own, and the mobile number confirmed by SMS.

The same code lets somebody who forgot the password set a new one: whoever holds it was just seen to be who they are.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.identity import authenticator_changes, codes, limits, messages, passwords, proofing, queries, seals
from tayseer.identity.addresses import ascii_digits, mobile_number
from tayseer.identity.contract import AccountRecord
from tayseer.identity.gateway import gateway
from tayseer.identity.ids import token_digest
from tayseer.identity.models import Account, ActivationCode, Session
from tayseer.identity.recovery_codes import LETTERS
from tayseer.kit.text import Text

GOOD_FOR = timedelta(hours=24)
TRIES = 5
LENGTH = 8
PURPOSE = "activate"
TRIES_PER_ADDRESS, ADDRESS_SECONDS = 60, 600
TRIES_PER_NUMBER, NUMBER_SECONDS = 10, 3_600

#: Opens an account for a number that has none yet but stands in the register; a layer above identity gives it.
Lookup = Callable[[str], AccountRecord | None]

_TRY = """
UPDATE identity_activationcode SET attempts = attempts + 1
 WHERE id = (SELECT c.id FROM identity_activationcode c WHERE c.account_id = %s::bigint AND c.used_at IS NULL
                AND c.expires_at > %s::timestamptz AND c.attempts < %s::int ORDER BY c.id DESC LIMIT 1)
RETURNING id, code, channel
"""


class UnableToActivate(Exception):
    """The account was not activated, because of the named field if any; `text` says why and what to do."""

    def __init__(self, text: Text, *, field: str = "code") -> None:
        super().__init__(text.en)
        self.text = text
        self.field = field


_WRONG = Text(
    ar="الرقم أو رمز التفعيل غير صحيح أو انتهت مدته. تحقق منهما، أو خذ رمزًا جديدًا من فرع أو جهاز أو من بنكك.",
    en="The number or the activation code is wrong, or the code has run out. Check both, or get a new code at a branch,"
    " a device or your bank.",
)
_TOO_MANY = Text(
    ar="محاولات كثيرة في وقت قصير. انتظر ساعة ثم أعد المحاولة.",
    en="Too many attempts in a short time. Wait an hour, then try again.",
)
_WEAK = Text(
    ar="اختر كلمة مرور من 10 أحرف أو أكثر، منوعة، ولا تحتوي رقم هويتك.",
    en="Choose a password of 10 characters or more, varied, and without your identity number.",
)
_NOT_A_MOBILE = Text(
    ar="هذا ليس رقم جوال. اكتبه هكذا: \u206605XXXXXXXX\u2069.",
    en="This is not a mobile number. Write it as 05XXXXXXXX.",
)
_TAKEN = Text(
    ar="هذا الجوال مرتبط بحساب آخر. استعمل رقمًا آخر.",
    en="This mobile number belongs to another account. Use another number.",
)
_NOT_YOURS = Text(
    ar="لا يصدر رمز التفعيل إلا موظف أو جهاز أو بنك.", en="Only an officer, a device or a bank issues it."
)


def lookup() -> Lookup | None:
    """Return what opens an account for somebody in the register, where a layer above names it."""
    path = settings.TAYSEER_ACCOUNT_LOOKUP
    found: Lookup | None = import_string(path) if path else None
    return found


def make_code(
    *, actor: Actor, account: AccountRecord, channel: str, at: datetime, person_of_officer: int | None = None
) -> str:
    """Record the proofing and make an activation code; return it, to be handed over this once.

    In: an officer with a place of work (never for his or her own account) or the system; the account; `desk`, `device`
    or `bank`; UTC; the person id of the officer where the caller knows it. Codes of before end. Raises
    `proofing.UnableToProve`.
    """
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    with transaction.atomic():
        proofing.record_proofing(
            actor=actor, account=account, channel=channel, at=at, person_of_officer=person_of_officer
        )
        ActivationCode.objects.filter(account_id=account.id, used_at=None).delete()
        ActivationCode.objects.create(
            account_id=account.id,
            code=_sealed(account.id, code),
            channel=channel,
            made_at=at,
            expires_at=at + GOOD_FOR,
        )
        record(actor=actor, action="identity.activation_code.made", at=at, subject=account.person_id, object=channel)
    return f"{code[:4]}-{code[4:]}"


def start(
    *,
    number: str,
    code: str,
    password: str,
    mobile: str,
    address: str,
    at: datetime,
    lookup: Lookup | None = None,
) -> str:
    """Check number, code and the new password, and send an SMS to the mobile number; return the attempt's token.

    In: as typed; an empty mobile number means that of the account; the network address; UTC; who opens an account for a
    number that has none. Raises `UnableToActivate` with the same words for an unknown number and a wrong code,
    `codes.UnableToSendCode`.
    """
    typed = ascii_digits(number)[:40]
    if not limits.allow(f"activate-from:{address}", limit=TRIES_PER_ADDRESS, per_seconds=ADDRESS_SECONDS, at=at):
        raise UnableToActivate(_TOO_MANY)
    if not limits.allow(f"activate:{typed}", limit=TRIES_PER_NUMBER, per_seconds=NUMBER_SECONDS, at=at):
        raise UnableToActivate(_TOO_MANY)
    phone = mobile_number(mobile) if mobile.strip() else ""
    if phone is None:
        raise UnableToActivate(_NOT_A_MOBILE, field="mobile")
    if not passwords.is_strong(password, number=typed):
        raise UnableToActivate(_WEAK, field="password")
    account = queries.account_by_number(number=typed) or (lookup(typed) if lookup else None)
    code_id = _checked(account, code, at=at)
    if account is None or code_id is None:
        raise UnableToActivate(_WRONG)
    to = phone or account.mobile
    if not to:
        raise UnableToActivate(_NOT_A_MOBILE, field="mobile")
    about = f"{code_id}:{to}:{passwords.hash_password(password)}"
    token, sms = codes.issue(account_id=account.id, purpose=PURPOSE, about=about, at=at)
    text = messages.mobile_code(code=sms).in_(account.language)
    gateway().send_sms(mobile=to, text=text, key=token_digest(token).hex(), at=at)
    return token


def finish(*, token: str, code: str, at: datetime) -> AccountRecord:
    """Activate the account after the code by SMS: password and mobile are set, older sessions end; return it.

    Raises `codes.UnableToAcceptCode`, `UnableToActivate` when the activation code was used meanwhile or the mobile
    number belongs to another account.
    """
    accepted = codes.check(token=token, code=code, purpose=PURPOSE, at=at)
    code_id, phone, hashed = accepted.about.split(":", 2)
    account = queries.account_by_id(account_id=accepted.account_id)
    assert account is not None
    taken = Account.objects.filter(mobile=phone, kind=account.kind).exclude(id=account.id).exists()
    if taken:
        raise UnableToActivate(_TAKEN)
    with transaction.atomic():
        if not ActivationCode.objects.filter(id=int(code_id), used_at=None).update(used_at=at):
            raise UnableToActivate(_WRONG)
        changed = {"mobile": phone, "mobile_changed_at": at} if phone != account.mobile else {}
        Account.objects.filter(id=account.id).update(state="active", password=hashed, **changed)
        Session.objects.filter(account_id=account.id).delete()
        authenticator_changes.note(account_id=account.id, what="password", device="", holds=False, at=at)
        record(
            actor=queries.actor_of(account),
            action="identity.account.activated",
            at=at,
            subject=account.person_id,
            fields=("state", "password", *(("mobile",) if changed else ())),
        )
    authenticator_changes.tell_due(account_id=account.id, at=at)
    done = queries.account_by_id(account_id=account.id)
    assert done is not None
    return done


def _checked(account: AccountRecord | None, code: str, *, at: datetime) -> int | None:
    """The id of the account's open code when it is the one typed; every try is counted, five in all."""
    typed = ascii_digits(code).lower().replace("-", "").replace(" ", "")
    if account is None or not typed:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_TRY, [account.id, at, TRIES])
        row = cursor.fetchone()
    if row is None:
        return None
    right = secrets.compare_digest(bytes(row[1]), _sealed(account.id, typed))
    if not right:
        record(actor=SYSTEM, action="identity.sign_in.refused", at=at, subject=account.person_id, result="activation")
    return int(row[0]) if right else None


def _sealed(account_id: int, code: str) -> bytes:
    return seals.digest("activation-code", str(account_id), code)

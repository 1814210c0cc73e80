"""What passkeys do: sign their holder in without a password, resume a paused account, and step up.

Each takes one round trip for the challenge and one for the answer. What a passkey proves is in what it signed; the
browser is believed in nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.identity import attestation, authenticator_changes, challenges, limits, passkeys, queries, sessions
from tayseer.identity.assurance import HARDWARE, HIGHEST, PASSKEY
from tayseer.identity.contract import AccountRecord
from tayseer.identity.models import Account, Authenticator
from tayseer.identity.passkeys import Assertion, UnableToVerify
from tayseer.identity.sign_in import ADDRESS_SECONDS, TRIES_PER_ADDRESS
from tayseer.kit.text import Text

_FIND = """
SELECT id, account_id, public_key, sign_count, bound_level, CASE WHEN is_attested THEN aaguid ELSE '' END
  FROM identity_authenticator
 WHERE credential = %s::bytea AND kind = 'passkey' AND ended_at IS NULL
"""

# A counter that does not grow belongs to a copy; devices that count nothing stay at zero (WebAuthn 3, 6.1.1).
_COUNT = """
UPDATE identity_authenticator SET sign_count = %s::bigint, last_used_at = %s::timestamptz
 WHERE id = %s::bigint AND ended_at IS NULL AND (sign_count < %s::bigint OR (sign_count = 0 AND %s::bigint = 0))
RETURNING id
"""

_TOO_MANY = Text(
    ar="محاولات كثيرة من هذا العنوان في وقت قصير. انتظر عشر دقائق ثم أعد المحاولة.",
    en="Too many attempts from this address in a short time. Wait ten minutes, then try again.",
)
_NOT_SURE_ENOUGH = Text(
    ar="هذا المفتاح لم يُربط بعد إثبات هويتك، فلا يعيد تشغيل الحساب. استعمل غيره، أو أعد تشغيله في أحد الفروع.",
    en="This passkey was not bound after you proved who you are, so it does not resume the account. Use another one, or"
    " resume it at a branch.",
)


@dataclass(frozen=True, slots=True)
class Used:
    """A passkey that signed: whose it is, its row, the level under which it was bound, its model where attested."""

    account_id: int
    authenticator_id: int
    bound_level: int
    model: str = ""

    def methods_of(self, account: AccountRecord | None) -> tuple[str, ...]:
        """What its holder signs in by; a security key counts as one only while its model is on the list."""
        listed = attestation.wanted_of(account.kind) if account is not None else frozenset()
        return (PASSKEY, HARDWARE) if self.model in listed else (PASSKEY,)


def start(*, purpose: str, address: str, at: datetime, account_id: int | None = None) -> tuple[str, dict[str, Any]]:
    """Begin a use of a passkey; return the challenge's token for the browser, and what its device is asked.

    In: `sign-in`, `resume` or `step-up`; the network address; UTC; the account, where somebody is signed in. Nobody's
    passkeys are named to a stranger: the device offers those it has for this site. Raises `sessions.UnableToSignIn`
    after too many from one address.
    """
    if not limits.allow(f"passkey-from:{address}", limit=TRIES_PER_ADDRESS, per_seconds=ADDRESS_SECONDS, at=at):
        raise sessions.UnableToSignIn("too_many", _TOO_MANY)
    token, challenge = challenges.issue(purpose=purpose, account_id=account_id, at=at)
    known = [] if account_id is None else _known(account_id)
    return token, passkeys.request_options(challenge=challenge, known=known)


def finish_sign_in(
    *, token: str, answer: str, device: str, replaces: str = "", at: datetime
) -> sessions.SignInFinished:
    """Exchange a passkey's signature for a session; no password is asked.

    In: the challenge's token; the browser's answer (JSON); the browser's name for itself; the session token it held
    before, which ends; UTC. Raises `passkeys.UnableToVerify`, `sessions.UnableToSignIn`.
    """
    used = verified(token=token, answer=answer, purpose="sign-in", at=at)
    account = queries.account_by_id(account_id=used.account_id)
    return sessions.begin(
        account=account,
        methods=used.methods_of(account),
        bound=used.bound_level,
        device=device,
        replaces=replaces,
        at=at,
    )


def resume(*, token: str, answer: str, device: str, replaces: str = "", at: datetime) -> sessions.SignInFinished:
    """Resume a paused account with a passkey bound at the highest level, and sign its holder in.

    As `finish_sign_in`; an account that is not paused is signed in to. Raises `sessions.UnableToSignIn` when the
    passkey was bound under less.
    """
    used = verified(token=token, answer=answer, purpose="resume", at=at)
    if used.bound_level < HIGHEST:
        raise sessions.UnableToSignIn("not_sure_enough", _NOT_SURE_ENOUGH)
    with transaction.atomic():
        if Account.objects.filter(id=used.account_id, state="paused").update(state="active"):
            account = queries.account_by_id(account_id=used.account_id)
            assert account is not None
            actor = queries.actor_of(account, level=HIGHEST, proven_at=at)
            authenticator_changes.note(account_id=account.id, what="resumed", device=device, holds=True, at=at)
            record(actor=actor, action="identity.account.resumed", at=at, subject=account.person_id, fields=("state",))
    authenticator_changes.tell_due(account_id=used.account_id, at=at)
    account = queries.account_by_id(account_id=used.account_id)
    return sessions.begin(
        account=account,
        methods=used.methods_of(account),
        bound=used.bound_level,
        device=device,
        replaces=replaces,
        at=at,
    )


def verified(*, token: str, answer: str, purpose: str, at: datetime, account_id: int | None = None) -> Used:
    """Return the passkey that signed the challenge, with its counter moved on; the challenge is used up either way.

    In: as above; the account whose passkey it must be, where somebody is signed in. Raises `passkeys.UnableToVerify`.
    """
    try:
        challenge = challenges.use(token=token, purpose=purpose, at=at)
    except challenges.UnableToUseChallenge as problem:
        raise UnableToVerify("no such challenge") from problem
    if challenge.account_id != account_id:
        raise UnableToVerify("the challenge was made for somebody else")
    return signed(passkeys.read_assertion(answer), challenge=challenge.challenge, account_id=account_id, at=at)


def signed(given: Assertion, *, challenge: bytes, account_id: int | None, at: datetime) -> Used:
    """Return the passkey whose signature over the challenge holds. Raises `passkeys.UnableToVerify`."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [given.credential])
        row = cursor.fetchone()
    if row is None:
        raise UnableToVerify("nobody's passkey")
    authenticator_id, owner, public_key, _, bound_level, model = row
    if account_id is not None and owner != account_id:
        raise UnableToVerify("another account's passkey")
    if given.user_handle and given.user_handle != passkeys.user_handle(owner):
        raise UnableToVerify("the passkey names another holder")
    counter = passkeys.check_assertion(given, public_key=bytes(public_key), challenge=challenge)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [counter, at, authenticator_id, counter, counter])
        counted = cursor.fetchone()
    if counted is None:
        _copied(authenticator_id, owner, at=at)
        raise UnableToVerify("the counter went back")
    return Used(account_id=owner, authenticator_id=authenticator_id, bound_level=bound_level, model=model)


def _copied(authenticator_id: int, account_id: int, *, at: datetime) -> None:
    """Tell the holder that a passkey may have been copied; it stays, for a wrong alarm would lock them out."""
    account: AccountRecord | None = queries.account_by_id(account_id=account_id)
    name = Authenticator.objects.filter(id=authenticator_id).values_list("name", flat=True).first() or ""
    with transaction.atomic():
        authenticator_changes.note(account_id=account_id, what="counter", name=name, device="", holds=True, at=at)
        subject = account.person_id if account else None
        actor: Actor = SYSTEM
        record(actor=actor, action="identity.passkey.refused", at=at, subject=subject, result="counter")
    authenticator_changes.tell_due(account_id=account_id, at=at)


def _known(account_id: int) -> list[bytes]:
    rows = Authenticator.objects.filter(account_id=account_id, kind=PASSKEY, ended_at=None)
    return [bytes(credential) for credential in rows.values_list("credential", flat=True)]

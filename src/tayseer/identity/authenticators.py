"""What an account signs in with: adding, renaming and removing passkeys, apps of codes and devices that approve."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.identity import attestation, authenticator_changes, challenges, passkeys, proofing, totp
from tayseer.identity.assurance import APP, BEST, PASSKEY, RECOVERY, TOTP
from tayseer.identity.contract import AccountRecord, AuthenticatorRecord, SessionRecord
from tayseer.identity.devices import device_name
from tayseer.identity.ids import new_public_id, new_token, token_digest
from tayseer.identity.models import Authenticator
from tayseer.kit.text import Text

LONGEST_NAME = 60
MOST_OF_A_KIND = 10
#: Adding and removing count on something that was proven just now, not on a session left open.
RECENT = timedelta(minutes=10)


class UnableToChangeAuthenticators(Exception):
    """The change was refused, because of the named field if any; `needed` is the level to prove first, if any."""

    def __init__(self, text: Text, *, field: str = "", needed: int = 0) -> None:
        super().__init__(text.en)
        self.text = text
        self.field = field
        self.needed = needed


_PROVE_FIRST = Text(
    ar="أثبت أولًا أنك صاحب الحساب، فقد مضى على آخر إثبات أكثر من عشر دقائق أو كان أضعف مما يلزم.",
    en="First prove that the account is yours: the last time was more than ten minutes ago, or less sure than needed.",
)
_TOO_MANY = Text(
    ar="لديك عشر طرق من هذا النوع. احذف ما لا تستعمله ثم أضف غيره.",
    en="You have ten of this kind. Remove one that you do not use, then add another.",
)
_NOT_MADE = Text(
    ar="لم يُضف المفتاح: انتهت المهلة أو أُلغي الطلب على جهازك. أعد المحاولة.",
    en="The passkey was not added: the time ran out, or it was cancelled on your device. Try again.",
)
_KNOWN = Text(
    ar="هذا المفتاح مضاف من قبل. استعمله كما هو، أو أضف غيره.",
    en="This passkey was added before. Use it as it is, or add another one.",
)
_WRONG_CODE = Text(
    ar="الرمز غير صحيح. انتظر الرمز التالي في التطبيق، وتحقق أن ساعة جوالك مضبوطة تلقائيًا.",
    en="The code is wrong. Wait for the next one in the app, and see that your phone sets its clock automatically.",
)
_STALE_FORM = Text(
    ar="تغيّر رمز الإعداد. أعد فتح الصفحة وامسح الرمز الجديد.",
    en="The setup code has changed. Open the page again and scan the new one.",
)
_NO_NAME = Text(
    ar="اكتب اسمًا تعرف به هذه الطريقة، مثل «جوالي»، من 60 حرفًا أو أقل.",
    en="Write a name to know it by, such as “my phone”, of 60 characters or fewer.",
)


class AuthenticatorNotFound(Exception):
    """The actor has no such authenticator."""


def of_account(*, account_id: int) -> list[AuthenticatorRecord]:
    """Return what an account signs in with besides its password, surest first, then the newest."""
    rows = Authenticator.objects.filter(account_id=account_id, ended_at=None).order_by("-bound_at", "-id")
    return sorted(map(as_record, rows), key=lambda one: -one.gives)


def as_record(row: Authenticator) -> AuthenticatorRecord:
    """Return a stored authenticator as others may know it."""
    gives = min(BEST[row.kind], row.bound_level)
    return AuthenticatorRecord(row.public_id, row.kind, row.name, gives, row.bound_at, row.last_used_at)


def highest_of(held: Sequence[AuthenticatorRecord]) -> int:
    """Return the highest level these reach; 1 for none, which a password and an SMS reach."""
    return max((one.gives for one in held), default=1)


def bound_for(*, account_id: int, session: SessionRecord, kind: str, at: datetime) -> int:
    """Return the level under which something added now is bound: that of the session, raised by a fresh proofing.

    Whoever came in by a code on paper is given no more than that code proves, proofed or not.
    """
    proofed = 0 if RECOVERY in session.methods else proofing.fresh_level(account_id=account_id, at=at)
    return min(BEST[kind], max(session.level, proofed, 1))


def require_recent(*, session: SessionRecord, level: int, at: datetime) -> None:
    """Raise `UnableToChangeAuthenticators` unless the session proved that level within the last ten minutes."""
    proven = session.level_at
    if session.level < level or proven is None or at - proven > RECENT:
        raise UnableToChangeAuthenticators(_PROVE_FIRST, needed=level)


def start_passkey(*, account: AccountRecord, session: SessionRecord, at: datetime) -> tuple[str, dict[str, Any]]:
    """Begin adding a passkey; return the challenge's token for the browser and what its device is asked.

    Raises `UnableToChangeAuthenticators` when the session is not of the last ten minutes.
    """
    require_recent(session=session, level=1, at=at)
    known = _known(account.id)
    token, challenge = challenges.issue(purpose="add", account_id=account.id, at=at)
    options = passkeys.creation_options(
        account_id=account.id,
        name=account.number,
        display=account.names.ar,
        challenge=challenge,
        known=known,
        attests=bool(attestation.wanted_of(account.kind)),
    )
    return token, options


def add_passkey(
    *,
    actor: Actor,
    account: AccountRecord,
    session: SessionRecord,
    token: str,
    answer: str,
    name: str = "",
    device: str,
    at: datetime,
) -> AuthenticatorRecord:
    """Bind the passkey that the browser just made.

    In: the holder, account and session; the challenge's token; the browser's answer, JSON as WebAuthn has it; a name,
    or nothing for the device's own; the browser's name for itself; UTC. Out: the authenticator. Raises
    `UnableToChangeAuthenticators`. Standard: WebAuthn level 3, 7.1.
    """
    require_recent(session=session, level=1, at=at)
    try:
        challenge = challenges.use(token=token, purpose="add", at=at)
        made = passkeys.check_registration(
            answer, challenge=challenge.challenge, wanted=attestation.wanted_of(account.kind)
        )
    except attestation.UnableToAttest as problem:
        raise UnableToChangeAuthenticators(problem.text) from problem
    except (challenges.UnableToUseChallenge, passkeys.UnableToVerify) as problem:
        raise UnableToChangeAuthenticators(_NOT_MADE) from problem
    if challenge.account_id != account.id:
        raise UnableToChangeAuthenticators(_NOT_MADE)
    columns = {
        "credential": made.credential,
        "public_key": made.public_key,
        "sign_count": made.sign_count,
        "aaguid": made.aaguid,
        "is_attested": made.is_attested,
        "transports": list(made.transports),
    }
    bound = bound_for(account_id=account.id, session=session, kind=PASSKEY, at=at)
    is_first = not Authenticator.objects.filter(account_id=account.id, kind=PASSKEY).exists()
    proofed = proofing.fresh_level(account_id=account.id, at=at) >= bound
    return _add(
        actor, account, PASSKEY, columns, bound, name=name, device=device, holds=not (is_first and proofed), at=at
    )


def add_totp(
    *,
    actor: Actor,
    account: AccountRecord,
    session: SessionRecord,
    offer: str,
    code: str,
    name: str = "",
    device: str,
    at: datetime,
) -> AuthenticatorRecord:
    """Bind an app of codes whose first code proves that it has the secret.

    In: the sealed offer as the form kept it; the code as typed; else as `add_passkey`. Raises
    `UnableToChangeAuthenticators`. Standard: RFC 6238.
    """
    require_recent(session=session, level=1, at=at)
    secret = totp.offered(offer, account_id=account.id)
    if secret is None:
        raise UnableToChangeAuthenticators(_STALE_FORM, field="code")
    period = totp.period_of(secret, code, at=at)
    if period is None:
        raise UnableToChangeAuthenticators(_WRONG_CODE, field="code")
    bound = bound_for(account_id=account.id, session=session, kind=TOTP, at=at)
    return _add(
        actor,
        account,
        TOTP,
        {"secret": secret, "last_period": period},
        bound,
        name=name,
        device=device,
        holds=True,
        at=at,
    )


def bind_totp(*, account: AccountRecord, secret: str, level: int, name: str, at: datetime) -> AuthenticatorRecord:
    """Bind an app of codes without its first code, as the system does for a demonstration's people; tells nobody."""
    with transaction.atomic():
        row = _stored(account.id, TOTP, {"secret": secret}, bound=level, name=name, at=at)
        record(actor=SYSTEM, action="identity.authenticator.added", at=at, subject=account.person_id, object=TOTP)
    return as_record(row)


def add_device(
    *,
    actor: Actor,
    account: AccountRecord,
    session: SessionRecord,
    push: dict[str, Any] | None,
    device: str,
    at: datetime,
) -> tuple[AuthenticatorRecord, str]:
    """Make this browser a device that approves; return it, and the secret for its cookie.

    In: what its push service said, if it has one; else as `add_passkey`. Raises `UnableToChangeAuthenticators`.
    """
    require_recent(session=session, level=1, at=at)
    bound = bound_for(account_id=account.id, session=session, kind=APP, at=at)
    token = new_token()
    columns = {"credential": token_digest(token), "push": push}
    return _add(actor, account, APP, columns, bound, name="", device=device, holds=True, at=at), token


def rename(*, actor: Actor, account: AccountRecord, public_id: str, name: str, device: str, at: datetime) -> None:
    """Give one's own authenticator another name. Raises `AuthenticatorNotFound`, `UnableToChangeAuthenticators`."""
    kept = _name(name)
    if not kept:
        raise UnableToChangeAuthenticators(_NO_NAME, field="name")
    with transaction.atomic():
        mine = Authenticator.objects.filter(account_id=account.id, public_id=public_id, ended_at=None)
        if not mine.update(name=kept):
            raise AuthenticatorNotFound
        authenticator_changes.note(account_id=account.id, what="renamed", name=kept, device=device, holds=False, at=at)
        record(actor=actor, action="identity.authenticator.renamed", at=at, subject=account.person_id, object=public_id)
    authenticator_changes.tell_due(account_id=account.id, at=at)


def remove(
    *, actor: Actor, account: AccountRecord, session: SessionRecord, public_id: str, device: str, at: datetime
) -> None:
    """End one's own authenticator.

    It takes a proof of the last ten minutes as sure as what is removed, or a fresh proofing in its stead, so that a
    thief with less does not take it away. Raises `AuthenticatorNotFound`, `UnableToChangeAuthenticators`.
    """
    row = Authenticator.objects.filter(account_id=account.id, public_id=public_id, ended_at=None).first()
    if row is None:
        raise AuthenticatorNotFound
    gives = as_record(row).gives
    proofed = proofing.fresh_level(account_id=account.id, at=at) >= gives and RECOVERY not in session.methods
    require_recent(session=session, level=1 if proofed else gives, at=at)
    with transaction.atomic():
        Authenticator.objects.filter(id=row.pk).update(ended_at=at)
        authenticator_changes.note(
            account_id=account.id, what="removed", name=row.name, device=device, holds=True, at=at
        )
        record(actor=actor, action="identity.authenticator.removed", at=at, subject=account.person_id, object=public_id)
    authenticator_changes.tell_due(account_id=account.id, at=at)


def _add(  # noqa: PLR0913 - the parts of one row and its note
    actor: Actor,
    account: AccountRecord,
    kind: str,
    columns: dict[str, Any],
    bound: int,
    *,
    name: str,
    device: str,
    holds: bool,
    at: datetime,
) -> AuthenticatorRecord:
    if Authenticator.objects.filter(account_id=account.id, kind=kind, ended_at=None).count() >= MOST_OF_A_KIND:
        raise UnableToChangeAuthenticators(_TOO_MANY)
    named = _name(name) or device_name(device) or kind
    try:
        with transaction.atomic():
            row = _stored(account.id, kind, columns, bound=bound, name=named, at=at)
            authenticator_changes.note(
                account_id=account.id, what="added", name=named, device=device, holds=holds, at=at
            )
            record(actor=actor, action="identity.authenticator.added", at=at, subject=account.person_id, object=kind)
    except IntegrityError as problem:
        raise UnableToChangeAuthenticators(_KNOWN) from problem
    authenticator_changes.tell_due(account_id=account.id, at=at)
    return as_record(row)


def _stored(
    account_id: int, kind: str, columns: dict[str, Any], *, bound: int, name: str, at: datetime
) -> Authenticator:
    public_id = new_public_id()
    if "secret" in columns:
        columns = {**columns, "secret": totp.sealed(columns["secret"], public_id=public_id)}
    return Authenticator.objects.create(
        public_id=public_id, account_id=account_id, kind=kind, name=name, bound_level=bound, bound_at=at, **columns
    )


def _known(account_id: int) -> list[bytes]:
    rows = Authenticator.objects.filter(account_id=account_id, kind=PASSKEY, ended_at=None)
    return [bytes(credential) for credential in rows.values_list("credential", flat=True)]


def _name(written: str) -> str:
    """The name as it is kept: one line, nothing invisible; empty when it is too long, so that the form says so."""
    form = " ".join("".join(letter if letter.isprintable() else " " for letter in written).split())
    return form if len(form) <= LONGEST_NAME else ""

"""Sessions: begun by whatever proved who it is, raised to a higher level, each time under a new token."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.identity import attestation, queries
from tayseer.identity.assurance import HARDWARE, PASSKEY, PASSWORD, level_of
from tayseer.identity.contract import AccountRecord, SessionRecord, SignedIn
from tayseer.identity.ids import new_public_id, new_token, token_digest
from tayseer.identity.models import Session
from tayseer.kit.text import Text

SESSION_HOURS = 12
DEVICE_LENGTH = 200


class UnableToSignIn(Exception):
    """The sign-in did not go on; `text` says what happened and what to do, in both languages."""

    def __init__(self, reason: str, text: Text) -> None:
        super().__init__(reason)
        self.reason = reason
        self.text = text


NOT_ACTIVE = Text(
    ar="حسابك غير مفعّل. فعّله عن طريق البنك أو جهاز الخدمة الذاتية أو أحد الفروع.",
    en="Your account is not active. Activate it through your bank, at a self-service device or at a branch.",
)
PAUSED = Text(
    ar="حسابك موقوف مؤقتًا بطلبك، فلا يدخله أحد. أعد تشغيله بمفتاح مرور مرتبط بعد إثبات هويتك، أو في أحد الفروع.",
    en="Your account is paused, as you asked, so nobody signs in. Resume it with a passkey that was bound after you"
    " proved who you are, or at a branch.",
)
NO_KEY = Text(
    ar="يدخل الموظف هنا بمفتاح أمان من الطرازات المقبولة وحده. إن كان معك فاضغط «الدخول بمفتاح مرور». وإن لم يكن"
    " فاطلب من مسؤول المنصة في جهتك مفتاحًا ورمز تفعيل: تفعّل به حسابك ثم تضيف المفتاح.",
    en="Officers sign in here only with a security key of an accepted model. If you have one, press Use a passkey. If"
    " not, ask your agency's administrator for a key and an activation code: activate your account with the code, then"
    " add the key.",
)


@dataclass(frozen=True, slots=True)
class SignInFinished:
    """A new session. `token` is its cookie; it is stored nowhere and cannot be shown again."""

    token: str
    signed_in: SignedIn


def begin(
    *,
    account: AccountRecord | None,
    methods: Collection[str],
    bound: int,
    device: str,
    replaces: str = "",
    enrols: bool = False,
    at: datetime,
) -> SignInFinished:
    """Begin a session for somebody who was just proved to be the account's holder.

    In: the account; the methods that really happened; the level under which the authenticator among them was bound;
    the browser's own name for itself; the session token the browser held before, which ends (so that a token planted
    beforehand is worth nothing); whether an activation code was just used, after which an officer may add a
    security key, and do no work yet; UTC. Raises `UnableToSignIn` when the account is not active or the methods are too
    few.
    """
    if account is None or account.state != "active":
        raise not_active(account)
    if not enrols:
        require_key(account, methods)
    level = level_of(methods, bound=bound)
    if not level:
        raise UnableToSignIn("too_little", NOT_ACTIVE)
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
            methods=list(methods),
            level=level,
            level_at=at,
            device=printable(device),
        )
        actor = queries.actor_of(account, level=level, proven_at=at)
        record(actor=actor, action="identity.session.started", at=at, subject=account.person_id)
    found = queries.signed_in(token=fresh, at=at)
    if found is None:
        raise not_active(account)
    return SignInFinished(token=fresh, signed_in=found)


def require_key(account: AccountRecord, methods: Collection[str]) -> None:
    """Raise `UnableToSignIn` when an officer has to use a security key of a listed model and did not."""
    if attestation.wanted_of(account.kind) and HARDWARE not in methods:
        raise UnableToSignIn("no_key", NO_KEY)


def raised(session: SessionRecord, *, method: str, bound: int) -> int:
    """Return the level that one more method gives in this session; 0 when it adds nothing to stand on.

    A passkey stands by itself. A code or an approval stands beside what the session began with: a password, or a
    passkey, which with its holder's finger or PIN is more than one.
    """
    first = PASSWORD if {PASSWORD, PASSKEY} & set(session.methods) else ""
    return level_of((PASSKEY,) if method == PASSKEY else (first, method), bound=bound)


def step_up(
    *, actor: Actor, account: AccountRecord, session: SessionRecord, token: str, method: str, bound: int, at: datetime
) -> str:
    """Note in the session what was proven just now; return the new token of its cookie.

    The level never falls, and the moment counts for the level that was proven: a code of an app says nothing anew
    about a passkey. The token is replaced each time, so that one that was read or planted before is worth nothing.
    Raises `UnableToSignIn` when the session has ended meanwhile.
    """
    level, fresh = raised(session, method=method, bound=bound), new_token()
    proves = level >= session.level
    methods = list(dict.fromkeys((*session.methods, method)))
    with transaction.atomic():
        changed = Session.objects.filter(token=token_digest(token), account_id=account.id).update(
            token=token_digest(fresh),
            methods=methods,
            confirmed_at=at,
            **({"level": level, "level_at": at} if proves else {}),
        )
        if not changed:
            raise UnableToSignIn("ended", NOT_ACTIVE)
        record(
            actor=replace(actor, level=max(level, session.level), proven_at=at),
            action="identity.session.stepped_up",
            at=at,
            subject=account.person_id,
            object=session.public_id,
        )
    return fresh


def not_active(account: AccountRecord | None) -> UnableToSignIn:
    """Return the refusal that says in which state the account is."""
    if account is not None and account.state == "paused":
        return UnableToSignIn("paused", PAUSED)
    return UnableToSignIn("not_active", NOT_ACTIVE)


def printable(device: str) -> str:
    """Return a browser's name for itself as it may be kept and shown."""
    return "".join(letter for letter in device if letter.isprintable())[:DEVICE_LENGTH]

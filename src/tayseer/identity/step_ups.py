"""Stepping up: proving more in a session that is open already, or proving the same again just now."""

from dataclasses import dataclass
from datetime import datetime

from tayseer.audit.contract import Actor
from tayseer.identity import approvals, authenticators, codes, limits, messages, passkey_sign_in, sessions, totp
from tayseer.identity.assurance import APP, BEST, LOWEST, PASSKEY, SMS, TOTP
from tayseer.identity.contract import AccountRecord, SessionRecord
from tayseer.identity.gateway import gateway
from tayseer.identity.ids import token_digest
from tayseer.identity.models import Authenticator
from tayseer.kit.text import Text

PURPOSE = "step-up"
TRIES, TRIES_SECONDS = 10, 900

_TOO_MANY = Text(
    ar="محاولات كثيرة في وقت قصير. انتظر ربع ساعة ثم أعد المحاولة.",
    en="Too many attempts in a short time. Wait a quarter of an hour, then try again.",
)
_WRONG_CODE = Text(
    ar="الرمز غير صحيح أو استُعمل من قبل. انتظر الرمز التالي في التطبيق.",
    en="The code is wrong or was used already. Wait for the next one in the app.",
)
_TOO_LITTLE = Text(
    ar="قُبل الإثبات، لكنه لا يبلغ ما تطلبه هذه العملية. استعمل طريقة أقوى مما في الصفحة.",
    en="That was accepted, but it is not as sure as this needs. Use a surer way of those on the page.",
)
_NOT_APPROVED = Text(
    ar="لم تصل موافقة من جهازك بعد. اكتب الرقم فيه، ثم تابع من هنا.",
    en="No approval has come from your device yet. Enter the number there, then go on here.",
)


class UnableToStepUp(Exception):
    """Nothing more was proven; `text` says why, and `field` where."""

    def __init__(self, text: Text, *, field: str = "") -> None:
        super().__init__(text.en)
        self.text = text
        self.field = field


@dataclass(frozen=True, slots=True)
class Ways:
    """What the account has that reaches a level, surest first; `highest` is the most that any of it reaches."""

    level: int
    kinds: tuple[str, ...]
    highest: int


def ways_to(*, account: AccountRecord, session: SessionRecord, level: int) -> Ways:
    """Return with what this session can prove the level; none of it when the account must get something first."""
    held = authenticators.of_account(account_id=account.id)
    reached = {
        one.kind
        for one in held
        if sessions.raised(session, method=one.kind, bound=one.gives) >= level
        and (one.kind != APP or not approvals.is_stopped(account_id=account.id))
    }
    if level <= LOWEST and account.mobile:
        reached.add(SMS)
    return Ways(
        level=level,
        kinds=tuple(kind for kind in (PASSKEY, APP, TOTP, SMS) if kind in reached),
        highest=authenticators.highest_of(held),
    )


def by_passkey(
    *,
    actor: Actor,
    account: AccountRecord,
    session: SessionRecord,
    token: str,
    challenge: str,
    answer: str,
    level: int,
    at: datetime,
) -> str:
    """Step up by a passkey of this account; return the session's new token.

    In: the session's token and the challenge's, from their cookies; the browser's answer; the level wanted; UTC.
    Raises `passkeys.UnableToVerify`, `UnableToStepUp` when the passkey gives less than wanted.
    """
    used = passkey_sign_in.verified(token=challenge, answer=answer, purpose=PURPOSE, at=at, account_id=account.id)
    return _raised(actor, account, session, token, PASSKEY, used.bound_level, wanted=level, at=at)


def by_totp(
    *, actor: Actor, account: AccountRecord, session: SessionRecord, token: str, code: str, level: int, at: datetime
) -> str:
    """Step up by a code of an app; return the session's new token. Raises `UnableToStepUp`."""
    if not limits.allow(f"step-up:{account.id}", limit=TRIES, per_seconds=TRIES_SECONDS, at=at):
        raise UnableToStepUp(_TOO_MANY, field="code")
    app: Authenticator | None = totp.accept(account_id=account.id, code=code, at=at)
    if app is None:
        raise UnableToStepUp(_WRONG_CODE, field="code")
    return _raised(actor, account, session, token, TOTP, app.bound_level, wanted=level, at=at)


def by_approval(
    *, actor: Actor, account: AccountRecord, session: SessionRecord, token: str, approval: str, level: int, at: datetime
) -> str:
    """Step up by an approval on another device; return the session's new token. Raises `UnableToStepUp`."""
    taken = approvals.take(token=approval, purpose=f"{PURPOSE}:{session.public_id}", at=at)
    if taken is None or taken[0] != account.id:
        raise UnableToStepUp(_NOT_APPROVED)
    return _raised(actor, account, session, token, APP, taken[1], wanted=level, at=at)


def send_code(*, account: AccountRecord, session: SessionRecord, at: datetime) -> str:
    """Send a code that proves the lowest level again; return its token. Raises `codes.UnableToSendCode`."""
    token, code = codes.issue(account_id=account.id, purpose=PURPOSE, about=session.public_id, at=at)
    text = messages.confirmation_code(code=code).in_(account.language)
    gateway().send_sms(mobile=account.mobile, text=text, key=token_digest(token).hex(), at=at)
    return token


def by_sms(
    *,
    actor: Actor,
    account: AccountRecord,
    session: SessionRecord,
    token: str,
    attempt: str,
    code: str,
    level: int,
    at: datetime,
) -> str:
    """Prove the lowest level again by SMS; return the session's new token. Raises `codes.UnableToAcceptCode`."""
    accepted = codes.check(token=attempt, code=code, purpose=PURPOSE, at=at)
    if accepted.account_id != account.id or accepted.about != session.public_id:
        raise codes.UnableToAcceptCode
    return _raised(actor, account, session, token, SMS, LOWEST, wanted=level, at=at)


def _raised(
    actor: Actor,
    account: AccountRecord,
    session: SessionRecord,
    token: str,
    method: str,
    bound: int,
    *,
    wanted: int,
    at: datetime,
) -> str:
    if sessions.raised(session, method=method, bound=min(bound, BEST[method])) < wanted:
        raise UnableToStepUp(_TOO_LITTLE)
    return sessions.step_up(
        actor=actor, account=account, session=session, token=token, method=method, bound=bound, at=at
    )

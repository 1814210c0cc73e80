"""Holders who are signed in, and what they sign in with, for the tests of authenticators."""

from dataclasses import dataclass
from datetime import datetime

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.identity import actions, authenticators, passkey_sign_in, proofing, queries, totp
from tayseer.identity.contract import AccountRecord, SessionRecord
from tayseer.identity.models import Authenticator, Outbox, Session
from tests.platform.identity.conftest import NOON, SARAS_PASSWORD, last_code
from tests.platform.identity.soft_key import SoftKey

HOME = "192.0.2.7"


@dataclass
class Holder:
    """Somebody signed in: the account, the session as it is now, and its token."""

    account: AccountRecord
    token: str

    @property
    def session(self) -> SessionRecord:
        """The session, read anew."""
        found = queries.signed_in(token=self.token, at=NOON)
        assert found is not None
        return found.session

    @property
    def actor(self) -> Actor:
        """Who acts."""
        found = queries.signed_in(token=self.token, at=NOON)
        assert found is not None
        return found.actor


def by_sms(account: AccountRecord, password: str = SARAS_PASSWORD, at: datetime = NOON) -> Holder:
    """Sign in by password and SMS."""
    started = actions.start_sign_in(number=account.number, password=password, address=HOME, at=at)
    if not started.is_sent:
        started = actions.send_code(token=started.token, at=at)
    finished = actions.finish_sign_in(token=started.token, code=last_code(account.mobile), device="Firefox", at=at)
    return Holder(account, finished.token)


def proofed(account: AccountRecord, channel: str = "desk", at: datetime = NOON) -> None:
    """Prove somebody at a desk."""
    proofing.record_proofing(actor=SYSTEM, account=account, channel=channel, at=at, tells=False)


def with_passkey(holder: Holder, key: SoftKey | None = None, at: datetime = NOON) -> SoftKey:
    """Add a passkey in this session."""
    key = key or SoftKey()
    token, options = authenticators.start_passkey(account=holder.account, session=holder.session, at=at)
    authenticators.add_passkey(
        actor=holder.actor, account=holder.account, session=holder.session, token=token,
        answer=key.create(options), name="my key", device="Firefox", at=at,
    )  # fmt: skip
    return key


def with_totp(account: AccountRecord, level: int = 2) -> str:
    """Give the account an app of codes; return its secret."""
    secret = totp.new_secret()
    authenticators.bind_totp(account=account, secret=secret, level=level, name="an app", at=NOON)
    return secret


def by_passkey(key: SoftKey, at: datetime = NOON, **spoilt: object) -> Holder:
    """Sign in by a passkey alone."""
    token, options = passkey_sign_in.start(purpose="sign-in", address=HOME, at=at)
    answer = key.get(options, **spoilt)  # type: ignore[arg-type]
    finished = passkey_sign_in.finish_sign_in(token=token, answer=answer, device="Firefox", at=at)
    return Holder(finished.signed_in.account, finished.token)


__all__ = ["NOON", "Authenticator", "Holder", "Outbox", "Session", "SoftKey"]

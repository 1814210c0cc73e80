"""Writes of logins: begin one with its code, and end it with everything that was issued under it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.identity.contract import SignedIn
from tayseer.identity.ids import new_public_id, token_digest
from tayseer.partners.openid import conf
from tayseer.partners.openid.contract import EndedWhy, LoginRecord, PushedRecord
from tayseer.partners.openid.models import Code, Consent, Login


class UnableToBegin(Exception):
    """The consent that the login rests on does not stand any more."""


def begin_login(
    *, actor: Actor, at: datetime, signed_in: SignedIn, pushed: PushedRecord, consent: Consent, code: str
) -> None:
    """Begin a person's login at a client, with the code that the client exchanges for tokens.

    In: the person, in whose session it is; UTC; what was asked; the consent that stands; the code as the client will
    show it, which is kept as a digest. The login shares what was asked and agreed to, and ends with the consent, with
    the session, or after twelve hours, whichever comes first. Raises `UnableToBegin` when the consent was taken back a
    moment ago; when the session ended a moment ago, the login is born ended (migration 0002).
    """
    session = signed_in.session
    with transaction.atomic():
        # Held until the login is there, so that whoever takes the consent back finds the login to end.
        if not Consent.objects.select_for_update().filter(id=consent.id, ended_at=None).exists():
            raise UnableToBegin(pushed.public_id)
        login = Login.objects.create(
            sid=new_public_id(), client_id=pushed.client.id, consent=consent, person_id=actor.id,
            account_id=signed_in.account.id, session=session.public_id,
            scopes=[scope for scope in pushed.scopes if scope in consent.scopes],
            audience=pushed.asked.get("resource") or conf.userinfo(), level=session.level,
            methods=list(session.methods), auth_at=session.level_at or session.created_at,
            nonce=pushed.asked.get("nonce", ""), created_at=at,
            ends_at=min(at + conf.LOGIN_LIFE, consent.until, session.expires_at),
        )  # fmt: skip
        Code.objects.create(
            digest=token_digest(code), login=login, redirect_uri=pushed.asked["redirect_uri"],
            challenge=pushed.asked["code_challenge"], jkt=pushed.jkt, expires_at=at + conf.CODE_LIFE,
        )  # fmt: skip
        record(
            actor=actor, action="openid.login.begun", at=at, subject=actor.id, object=pushed.client.id,
            fields=login.scopes,
        )  # fmt: skip


def end_login(*, login: LoginRecord, why: EndedWhy, at: datetime, tell: bool = True) -> None:
    """End a login because of what happened to its code or its refresh token; ending it again changes nothing.

    With it end the access tokens and refresh tokens that were issued under it. `tell` says that the client is told.
    """
    with transaction.atomic():
        if end_logins(Q(id=login.id), why=why, tell=tell):
            record(actor=SYSTEM, action=f"openid.login.{why}", at=at, subject=login.person_id, object=login.client_id)


def end_logins(which: Q, *, why: EndedWhy, tell: bool) -> int:
    """End the living logins that match, in the caller's transaction with its audit row; return how many."""
    return int(Login.objects.filter(which, ended_why="").update(ended_why=why, told=not tell))

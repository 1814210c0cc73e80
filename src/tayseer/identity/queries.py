"""Reads accounts, sessions, officers and tokens; the session of a request is one statement."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from tayseer.audit.contract import Actor
from tayseer.identity import attestation
from tayseer.identity.assurance import HARDWARE
from tayseer.identity.contract import (
    AccountRecord,
    ApiClient,
    Contact,
    OfficerRecord,
    OutboxMessage,
    SessionRecord,
    SignedIn,
)
from tayseer.identity.ids import token_digest
from tayseer.identity.models import Account, Outbox, Session, TermsAcceptance
from tayseer.kit.text import Text

PERSON_IDLE = timedelta(minutes=30)
OFFICER_IDLE = timedelta(minutes=10)
TOUCH_EVERY = timedelta(minutes=1)

_ACCOUNT_COLUMNS = """a.id, a.kind, a.person_id, a.number, a.name_ar, a.name_en, a.mobile, a.email, a.language, a.state,
       r.agency, r.unit, r.role"""

_ACCOUNT_FROM = """identity_account a
  LEFT JOIN identity_officerrole r ON r.account_id = a.id AND r.ended_at IS NULL"""

SIGNED_IN = f"""
SELECT {_ACCOUNT_COLUMNS},
       s.public_id, s.created_at, s.last_seen_at, s.expires_at, s.confirmed_at, s.methods, s.device,
       s.level, s.level_at
  FROM identity_session s
  JOIN {_ACCOUNT_FROM.replace("identity_account a", "identity_account a ON a.id = s.account_id", 1)}
 WHERE s.token = %s::bytea AND s.expires_at > %s::timestamptz
   AND s.last_seen_at > %s::timestamptz AND (a.kind <> 'officer' OR s.last_seen_at > %s::timestamptz)
   AND a.state = 'active'
"""  # noqa: S608 - constants of this file

TOKEN = f"""
SELECT {_ACCOUNT_COLUMNS}, t.id AS token_id, t.name, t.scopes, t.level, t.created_at AS made_at
  FROM identity_apitoken t
  JOIN {_ACCOUNT_FROM.replace("identity_account a", "identity_account a ON a.id = t.account_id", 1)}
 WHERE t.digest = %s::bytea AND t.expires_at > %s::timestamptz AND t.revoked_at IS NULL AND a.state = 'active'
"""  # noqa: S608 - constants of this file


def signed_in(*, token: str, at: datetime) -> SignedIn | None:
    """Return whose cookie this is, in one round trip.

    None when it is unknown, ended, idle too long (30 minutes for people, 10 for officers), or the account not active.
    """
    with connection.cursor() as cursor:
        cursor.execute(SIGNED_IN, signed_in_parameters(token=token, at=at))
        row = cursor.fetchone()
    return None if row is None else as_signed_in(row)


def signed_in_parameters(*, token: str, at: datetime) -> list[Any]:
    """Return what `SIGNED_IN` is executed with."""
    return [token_digest(token), at, at - PERSON_IDLE, at - OFFICER_IDLE]


def as_signed_in(row: tuple[Any, ...]) -> SignedIn:
    """Return the account and the session of a row of `SIGNED_IN`."""
    account = _account(row[:13])
    public_id, created_at, last_seen_at, expires_at, confirmed_at, methods, device, level, level_at = row[13:]
    session = SessionRecord(
        public_id=public_id,
        account_id=account.id,
        created_at=created_at,
        last_seen_at=last_seen_at,
        expires_at=expires_at,
        confirmed_at=confirmed_at,
        methods=tuple(methods),
        device=device,
        level=level,
        level_at=level_at,
    )
    if attestation.wanted_of(account.kind) and HARDWARE not in session.methods:
        # A session of before, or of an activation: its holder may add a security key, and has no place of work yet.
        account = replace(account, officer=None)
    return SignedIn(actor=actor_of(account, level=level, proven_at=level_at), account=account, session=session)


def client_of_token(*, token: str, at: datetime) -> ApiClient | None:
    """Return the program behind a bearer token, or None when it is unknown, ended or revoked."""
    with connection.cursor() as cursor:
        cursor.execute(TOKEN, [token_digest(token), at])
        row = cursor.fetchone()
    return None if row is None else as_client(row)


def as_client(row: tuple[Any, ...]) -> ApiClient:
    """Return the program of a row of `TOKEN`."""
    account, (token_id, name, scopes, level, made_at) = _account(row[:13]), row[13:]
    actor = actor_of(account, level=level, proven_at=made_at)
    if account.officer is not None:
        # A program of an agency is not the officer who made its token.
        actor = Actor("agency", account.id, name, agency=account.officer.agency, unit=account.officer.unit)
    return ApiClient(token_id=token_id, account_id=account.id, name=name, scopes=frozenset(scopes), actor=actor)


def actor_of(account: AccountRecord, *, level: int = 0, proven_at: datetime | None = None) -> Actor:
    """Return who acts when this account is signed in, as surely as the sign-in proved it."""
    if account.kind == "officer":
        place = account.officer
        return Actor(
            "officer",
            account.id,
            account.name,
            agency=place.agency if place else "",
            unit=place.unit if place else "",
            role=place.role if place else "",
            level=level,
            proven_at=proven_at,
        )
    return Actor("person", account.person_id, account.name, level=level, proven_at=proven_at)


def account_by_number(*, number: str) -> AccountRecord | None:
    """Return the account with this number; for commands and jobs, never for a screen (it would tell who has one)."""
    return _one("a.number = %s::text", number)


def account_by_id(*, account_id: int) -> AccountRecord | None:
    """Return one account by its internal id."""
    return _one("a.id = %s::bigint", account_id)


def account_of_person(*, person_id: int) -> AccountRecord | None:
    """Return the person's own account, never the officer's account he or she may also have."""
    return _one("a.person_id = %s::bigint AND a.kind = 'person'", person_id)


def contact_of(*, person_id: int) -> Contact | None:
    """Return where a person is reached, or None when he or she has no active account."""
    account = account_of_person(person_id=person_id)
    if account is None or account.state != "active":
        return None
    return Contact(account_id=account.id, mobile=account.mobile, email=account.email, language=account.language)


def contacts_of(*, person_ids: list[int]) -> dict[int, Contact]:
    """Return the contacts of many people by person id, in one statement; who has no active account is absent."""
    rows = Account.objects.filter(person_id__in=person_ids, kind="person", state="active").values_list(
        "person_id", "id", "mobile", "email", "language"
    )
    return {person_id: Contact(*rest) for person_id, *rest in rows}


def officer_of(*, account_id: int) -> OfficerRecord | None:
    """Return the officer's present place of work, or None."""
    account = account_by_id(account_id=account_id)
    return account.officer if account else None


def officers_in(*, agency: str, unit: str = "") -> list[OfficerRecord]:
    """Return the active officers of an agency, or of one of its units, by account id."""
    where = "r.agency = %s::text AND (%s::text = '' OR r.unit = %s::text) AND a.state = 'active'"
    sql = f"SELECT {_ACCOUNT_COLUMNS} FROM {_ACCOUNT_FROM} WHERE {where} ORDER BY a.id LIMIT 500"  # noqa: S608 - constants
    with connection.cursor() as cursor:
        cursor.execute(sql, [agency, unit, unit])
        accounts = [_account(row) for row in cursor.fetchall()]
    return [account.officer for account in accounts if account.officer]


def sessions_of(*, actor: Actor, at: datetime) -> list[SessionRecord]:
    """Return the actor's own signed-in devices, the latest used first."""
    account_id = own_account_id(actor=actor)
    if account_id is None:
        return []
    rows = Session.objects.filter(account_id=account_id, expires_at__gt=at).order_by("-last_seen_at")[:100]
    return [
        SessionRecord(
            public_id=row.public_id,
            account_id=account_id,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            expires_at=row.expires_at,
            confirmed_at=row.confirmed_at,
            methods=tuple(row.methods),
            device=row.device,
            level=row.level,
            level_at=row.level_at,
        )
        for row in rows
    ]


def own_account_id(*, actor: Actor) -> int | None:
    """Return the id of the actor's own account, or None for agencies and the system."""
    if actor.kind == "officer":
        return actor.id
    if actor.kind == "person" and actor.id is not None:
        account = account_of_person(person_id=actor.id)
        return account.id if account else None
    return None


def terms_accepted(*, account_id: int, document: str, version: str) -> bool:
    """Say whether this version of this text was accepted from this account."""
    return TermsAcceptance.objects.filter(account_id=account_id, document=document, version=version).exists()


def outbox_messages(*, limit: int = 40) -> list[OutboxMessage]:
    """Return what the demonstration kept instead of sending, newest first."""
    rows = Outbox.objects.order_by("-id")[:limit]
    return [OutboxMessage(row.channel, row.to, row.subject, row.text, row.sent_at) for row in rows]


def _one(where: str, value: int | str) -> AccountRecord | None:
    sql = f"SELECT {_ACCOUNT_COLUMNS} FROM {_ACCOUNT_FROM} WHERE {where}"  # noqa: S608 - `where` is a constant of this file
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        row = cursor.fetchone()
    return _account(row) if row else None


def _account(row: tuple[Any, ...]) -> AccountRecord:
    account_id, kind, person_id, number, name_ar, name_en, mobile, email, language, state, agency, unit, role = row
    names = Text(ar=name_ar, en=name_en)
    officer = OfficerRecord(account_id=account_id, agency=agency, unit=unit, role=role, names=names) if agency else None
    return AccountRecord(
        id=account_id,
        kind=kind,
        person_id=person_id,
        number=number,
        names=names,
        mobile=mobile,
        email=email,
        language=language,
        state=state,
        officer=officer,
    )

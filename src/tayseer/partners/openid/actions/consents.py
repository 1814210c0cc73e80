"""Writes of consents: give one with its signed receipt, take it back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.identity.ids import new_public_id
from tayseer.kit.text import Text
from tayseer.partners.openid import receipts
from tayseer.partners.openid.actions.logins import end_logins
from tayseer.partners.openid.contract import ClientRecord, PushedRecord
from tayseer.partners.openid.models import Consent, Notice
from tayseer.partners.openid.scopes import SCOPES

#: The wording of the consent page; who agreed to an earlier one is asked again.
TEXT_VERSION = "1"


_MEANWHILE = Text(
    ar="أجبت هذه الجهة قبل لحظة في نافذة أخرى. أعد الإرسال إن أردت.",
    en="You answered this party a moment ago in another window. Send again if you want to.",
)


class UnableToConsent(Exception):
    """What was chosen does not fit what was asked; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class UnableToRevokeConsent(LookupError):
    """There is no such consent of this person; another person's is never told apart from none."""


def digest_of(client: ClientRecord, scopes: Collection[str]) -> bytes:
    """What a person is asked, as one digest: a change of any word of it, or of the page's wording, asks again."""
    asked = [
        [one.scope, one.purpose.ar, one.purpose.en, one.basis.ar, one.basis.en, one.essential]
        for one in client.scopes.values()
        if one.scope in scopes
    ]
    said = [TEXT_VERSION, client.id, client.names.ar, client.names.en, client.sector, client.term_days, sorted(asked)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).digest()


def covers(consent: Consent, pushed: PushedRecord) -> bool:
    """Whether a standing consent answers this request, so that nothing need be asked."""
    return bytes(consent.digest) == digest_of(pushed.client, pushed.scopes)


def give_consent(*, actor: Actor, at: datetime, pushed: PushedRecord, chosen: Collection[str]) -> Consent:
    """Keep that the actor agreed to share with a client, with a signed receipt; an earlier consent to it is replaced.

    In: the person; UTC; what was asked; which of the voluntary scopes were chosen, the essential ones being part of any
    consent. Raises `UnableToConsent` for a scope that was not asked for. Law: Personal Data Protection Law, consent:
    to whom, what, why, on which basis, until when, and that it may be taken back.
    """
    client = pushed.client
    if actor.kind != "person" or actor.id is None or not set(chosen) <= set(pushed.scopes):
        raise UnableToConsent(Text(ar="اختر مما طُلب فقط.", en="Choose only from what was asked for."))
    given = [name for name in pushed.scopes if client.scopes[name].essential or name in chosen]
    until = at + timedelta(days=client.term_days)
    public_id = new_public_id()
    shared = [
        {
            "scope": name, "label": [SCOPES[name].label.ar, SCOPES[name].label.en],
            "purpose": [client.scopes[name].purpose.ar, client.scopes[name].purpose.en],
            "basis": [client.scopes[name].basis.ar, client.scopes[name].basis.en],
        }
        for name in given
    ]  # fmt: skip
    receipt = receipts.make(
        client=client, person_id=actor.id, public_id=public_id, shared=shared, text_version=TEXT_VERSION, at=at,
        until=until,
    )  # fmt: skip
    try:
        with transaction.atomic():
            Consent.objects.filter(person_id=actor.id, client_id=client.id, ended_at=None).update(
                ended_at=at, ended_why="replaced"
            )
            made = Consent.objects.create(
                public_id=public_id, client_id=client.id, person_id=actor.id, scopes=given, asked=list(pushed.scopes),
                digest=digest_of(client, pushed.scopes), shared=shared, text_version=TEXT_VERSION, receipt=receipt,
                given_at=at, until=until,
            )  # fmt: skip
            record(
                actor=actor, action="openid.consent.given", at=at, subject=actor.id, object=client.id, fields=given,
                purpose=f"{client.names.ar}|{client.names.en}",
            )  # fmt: skip
    except IntegrityError as twice:
        raise UnableToConsent(_MEANWHILE) from twice
    return made


def revoke_consent(*, actor: Actor, at: datetime, public_id: str) -> None:
    """Take a consent of one's own back: its tokens end at once, and the client is told by a signed notice.

    Doing so again changes nothing. Raises `UnableToRevokeConsent`.
    """
    if actor.kind != "person" or actor.id is None:
        raise UnableToRevokeConsent(public_id)
    with transaction.atomic():
        consent = (
            Consent.objects.select_for_update(of=("self",))
            .select_related("client")
            .filter(public_id=public_id, person_id=actor.id)
            .first()
        )
        if consent is None:
            raise UnableToRevokeConsent(public_id)
        if consent.ended_at is not None:
            return
        consent.ended_at, consent.ended_why = at, "revoked"
        consent.save(update_fields=["ended_at", "ended_why"])
        # One notice for all the logins there, and one too when there is none just now: the client still holds the data.
        end_logins(Q(person_id=actor.id, client_id=consent.client_id), why="consent_revoked", tell=False)
        if consent.client.backchannel_logout_uri:
            Notice.objects.create(
                client_id=consent.client_id, person_id=actor.id, why="consent_revoked", created_at=at, next_at=at
            )
        record(
            actor=actor, action="openid.consent.revoked", at=at, subject=actor.id, object=consent.client_id,
            fields=consent.scopes, purpose=f"{consent.client.name_ar}|{consent.client.name_en}",
        )  # fmt: skip

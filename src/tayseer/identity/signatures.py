"""Signatures of people over the very text that was shown to them, made by their passkey and used up once.

Standard: WebAuthn level 3. The challenge is the SHA-256 of the text, so the passkey signs nothing else.

How a page asks for one, in three steps:

1. The view that shows the form asks what the passkey is to sign, and gives it to the page::

       from tayseer.identity import signatures
       signing = signatures.asked(actor=request.actor, text=text.in_(request.lang))

2. The page puts the box into its form, before the button that sends it, and the script into its head::

       {% from "identity/signing.html" import signing_box, signing_script %}
       {% block head %}{{ signing_script() }}{% endblock %}
       {{ signing_box(lang=lang, signing=signing, back=request.get_full_path()) }}

   The box shows the text. With the script, sending the form asks the passkey first and puts what it signed into the
   hidden field `signature`; without a script, or without a passkey bound after proofing, the box says what to do.
   A button of the same form that signs nothing (saving a draft) carries the attribute `data-unsigned`.

3. The view that takes the POST stores the signature and hands its public id to the act, which uses it up in its own
   transaction (`use_signature`; casework does so itself)::

       try:
           signature = signatures.read_signature(request, text.in_(request.lang), at=clock.now())
       except signatures.UnableToAcceptSignature as problem:
           errors["signature"] = problem.text      # the page again, status 422
       cases.file_case(…, signature=signature)

   `read_signature` gives empty text when the field is empty, and the act refuses for itself where it wants a signature.
   The text must be the same, letter by letter, when it is shown, when it is read and when it is used: compute it from
   what is filed, never take it from the form. It may be signed in either language; `use_signature` is tried with both.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from tayseer.audit.actions import record
from tayseer.identity import passkey_sign_in, passkeys, queries
from tayseer.identity.assurance import HIGHEST
from tayseer.identity.ids import new_public_id
from tayseer.identity.models import Authenticator, Signature
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from datetime import datetime

    from tayseer.audit.contract import Actor
    from tayseer.identity.contract import SessionRecord
    from tayseer.identity.requests import Request

#: The field of a form that carries what the passkey signed.
FIELD = "signature"

#: How long a signature waits for the act that it was made for.
GOOD_FOR = timedelta(minutes=5)


class UnableToAcceptSignature(Exception):
    """There is no such signature by this person over this text, or it was used, or it is too old."""

    def __init__(self) -> None:
        super().__init__("signature")
        self.text = Text(
            ar="لم يُقبل التوقيع: وُقّع نص آخر، أو مضت عليه خمس دقائق، أو استُعمل من قبل. راجع الطلب ووقّعه من جديد.",
            en=(
                "The signature was not accepted: it is of another text, older than five minutes, or was used already. "
                "Check the request and sign it again."
            ),
        )


def challenge_of(text: str) -> bytes:
    """The challenge that a passkey signs for a text: the SHA-256 of its UTF-8."""
    return hashlib.sha256(text.encode()).digest()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page shows and its passkey signs; `can_sign` is false when no passkey of the account is sure enough."""

    text: str
    options: dict[str, object]
    can_sign: bool
    address: str


def asked(*, actor: Actor, text: str) -> Asked:
    """Return what a form needs so that the actor signs this text with a passkey bound after proofing.

    In: who is to sign; the text in the language of the page. Out: the text, what the browser is asked, whether the
    account has a passkey that may sign, and the address at which passkeys of this installation work.
    """
    account_id = queries.own_account_id(actor=actor)
    rows = Authenticator.objects.filter(
        account_id=account_id, kind="passkey", bound_level=HIGHEST, ended_at=None
    ).values_list("credential", flat=True)
    known = [bytes(credential) for credential in rows]
    options = passkeys.request_options(challenge=challenge_of(text), known=known)
    return Asked(text=text, options=options, can_sign=bool(known), address=passkeys.party().origin)


def sign(*, actor: Actor, session: SessionRecord, text: str, assertion: str, at: datetime) -> str:
    """Store the actor's signature over the text; return its public id, for the one act it was made for.

    In: who signs; the session it happens in; the text as it was shown; the browser's answer (JSON as WebAuthn has it);
    UTC. The passkey must be the account's own, bound at level 3, and have verified its user. Raises
    ``UnableToAcceptSignature``, also for an answer that was handed in before. Standard: WebAuthn level 3, 7.2.
    """
    account_id = queries.own_account_id(actor=actor)
    if account_id is None or session.account_id != account_id:
        raise UnableToAcceptSignature
    try:
        given = passkeys.read_assertion(assertion)
        used = passkey_sign_in.signed(given, challenge=challenge_of(text), account_id=account_id, at=at)
    except passkeys.UnableToVerify as problem:
        raise UnableToAcceptSignature from problem
    if used.bound_level < HIGHEST:
        raise UnableToAcceptSignature
    public_id = new_public_id()
    try:
        with transaction.atomic():
            Signature.objects.create(
                public_id=public_id,
                account_id=account_id,
                credential=given.credential,
                text=text,
                client_data=given.client_data,
                authenticator_data=given.authenticator_data,
                signature=given.signature,
                at=at,
            )
            subject = actor.id if actor.kind == "person" else None
            record(actor=actor, action="identity.text.signed", at=at, subject=subject, object=public_id)
    except IntegrityError as problem:
        raise UnableToAcceptSignature from problem
    return public_id


def read_signature(request: Request, text: str, *, at: datetime) -> str:
    """Store the signature that a POST carries over this text; return its public id, or empty text when it has none.

    Raises ``UnableToAcceptSignature`` when there is one and it does not hold.
    """
    written = request.POST.get(FIELD, "")
    if not written.strip():
        return ""
    if request.actor is None or request.signed_in is None:
        raise UnableToAcceptSignature
    return sign(actor=request.actor, session=request.signed_in.session, text=text, assertion=written, at=at)


def use_signature(*, actor: Actor, signature: str, text: str, used_for: str, at: datetime) -> None:
    """Use up the actor's own signature over exactly this text, in the transaction of the act itself.

    In: who acts; the signature's public id; the text as it is shown now; what it is used for (the public id of a case,
    say); UTC. Raises ``UnableToAcceptSignature``; of two acts that use one signature at the same time, one is refused.
    """
    account_id = queries.own_account_id(actor=actor)
    used = Signature.objects.filter(
        public_id=signature, account_id=account_id, text=text, used_at=None, at__lte=at, at__gte=at - GOOD_FOR
    ).update(used_at=at, used_for=used_for)
    if not used:
        raise UnableToAcceptSignature

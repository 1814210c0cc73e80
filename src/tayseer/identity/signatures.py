"""Signatures of people over the very text that was shown to them, made by their passkey and used up once.

Standard: WebAuthn level 3. The challenge is the SHA-256 of the text, so the passkey signs nothing else.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from tayseer.identity import queries
from tayseer.identity.models import Signature
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from datetime import datetime

    from tayseer.audit.contract import Actor

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

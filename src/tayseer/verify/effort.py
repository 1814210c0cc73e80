"""What a browser works out before a document is looked up by its number: a second for one reader, hours for a thousand.

The proof of work is ALTCHA's, second version: the browser tries counters until a key derived from one of them begins as
the challenge says. Nobody reads letters off a picture, and no other site is asked.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import altcha
from django.conf import settings

from tayseer.identity import limits

#: A challenge is for this form; what is worked out for another serves nothing here.
FORM = "verify-number"
LIFE = timedelta(minutes=20)
ALGORITHM = "PBKDF2/SHA-256"
# One derivation takes a browser some milliseconds, and the counter says how many it must try: never so few that a
# program could wait for an easy one, nor so many that an old telephone is busy for long.
ROUNDS = 5_000
FEWEST, MOST = 50, 150
_LONGEST = 4_096


class Effort(StrEnum):
    """What came with a form: the solution of a challenge of ours, none, or one that counts for nothing."""

    MADE = "made"
    NONE = "none"
    REFUSED = "refused"


def challenge(*, at: datetime) -> dict[str, Any]:
    """Return a new challenge, JSON-ready and signed: it holds for this form, once, until its life is over.

    `at` is the moment, UTC. Nothing is kept: what makes it count stands in it.
    """
    # The library's own end of a challenge goes by the machine's clock, so the end stands among what it signs for us.
    made = altcha.create_challenge(
        ALGORITHM,
        ROUNDS,
        counter=FEWEST + secrets.randbelow(MOST - FEWEST),
        data={"form": FORM, "until": int((at + LIFE).timestamp())},
        hmac_secret=_secret("challenge"),
        hmac_key_secret=_secret("key"),
    )
    found: dict[str, Any] = made.to_dict()
    return found


def judged(sent: str, *, at: datetime) -> Effort:
    """Say what a form brought along, and use it up: the same solution counts once, whoever sends it again.

    In: the field as it was sent (base64 of JSON, or anything else); the moment, UTC. Call it outside the transaction
    that may fail, or a rollback makes the solution new again.
    """
    if not sent:
        return Effort.NONE
    if len(sent) > _LONGEST or not sent.isascii():
        return Effort.REFUSED
    found = altcha.verify_solution(sent, _secret("challenge"), hmac_key_secret=_secret("key"))
    if not found.verified:
        return Effort.REFUSED
    # Signed by us, so it is in the form in which `challenge` made it.
    parameters = altcha.Payload.from_base64(sent).challenge.parameters
    said = parameters.data or {}
    if said.get("form") != FORM or at.timestamp() >= said["until"]:
        return Effort.REFUSED
    key = f"verify-effort:{parameters.nonce}"
    is_first = limits.allow(key, limit=1, per_seconds=int(LIFE.total_seconds()), at=at)
    return Effort.MADE if is_first else Effort.REFUSED


def _secret(use: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"tayseer.verify.effort.{use}".encode(), hashlib.sha256)

"""What a passkey is asked to sign: random, for one browser and one purpose, for three minutes, and used once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from tayseer.identity.ids import new_token, token_digest

GOOD_FOR = timedelta(minutes=3)
CHALLENGE_BYTES = 32

_ISSUE = """
INSERT INTO identity_challenge (token, account_id, purpose, challenge, expires_at)
VALUES (%s::bytea, %s::bigint, %s::text, %s::bytea, %s::timestamptz)
"""

# Deleting and reading are one statement, so of two answers to one challenge only the first finds it.
_USE = """
DELETE FROM identity_challenge WHERE token = %s::bytea AND purpose = %s::text
RETURNING challenge, account_id, expires_at
"""


class UnableToUseChallenge(Exception):
    """There is no such challenge any more: it ran out, was used, or belongs to another browser or purpose."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """The bytes to be signed, and the account they were made for, if they were made for one."""

    challenge: bytes
    account_id: int | None


def issue(*, purpose: str, account_id: int | None, at: datetime) -> tuple[str, bytes]:
    """Make a challenge; return the token for the browser's cookie, and the bytes to be signed.

    In: `sign-in`, `resume`, `add` or `step-up`; the account, where it is known; UTC.
    """
    token, challenge = new_token(), secrets.token_bytes(CHALLENGE_BYTES)
    with connection.cursor() as cursor:
        cursor.execute(_ISSUE, [token_digest(token), account_id, purpose, challenge, at + GOOD_FOR])
    return token, challenge


def use(*, token: str, purpose: str, at: datetime) -> Challenge:
    """Use a challenge up, before the answer to it is looked at. Raises `UnableToUseChallenge`.

    Call it outside the transaction that may fail: a challenge that comes back would be answered twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(_USE, [token_digest(token), purpose])
        row = cursor.fetchone()
    if row is None or row[2] <= at:
        raise UnableToUseChallenge
    return Challenge(challenge=bytes(row[0]), account_id=row[1])

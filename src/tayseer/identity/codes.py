"""One-time codes: six digits by SMS, bound to one attempt, one purpose and one text; five tries, five minutes."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from tayseer.identity import limits
from tayseer.identity.addresses import ascii_digits
from tayseer.identity.ids import new_token, token_digest
from tayseer.kit.text import Text

CODE_MINUTES = 5
CODE_TRIES = 5
SENT_PER_QUARTER_HOUR = 10
WRONG_PER_DAY = 20

_SIX_DIGITS = re.compile(r"[0-9]{6}", re.ASCII)

_ISSUE = """
INSERT INTO identity_onetimecode (token, account_id, purpose, about, code, attempts, created_at, expires_at)
VALUES (%s::bytea, %s::bigint, %s::text, %s::text, %s::bytea, 0, %s::timestamptz, %s::timestamptz)
"""

# Counting the try and reading the code are one statement, so tries at the same moment cannot share one count.
_TRY = """
UPDATE identity_onetimecode SET attempts = attempts + 1
 WHERE token = %s::bytea AND purpose = %s::text AND used_at IS NULL AND expires_at > %s::timestamptz
   AND attempts < %s::int
RETURNING account_id, about, code
"""

_WHOSE = """
SELECT account_id FROM identity_onetimecode
 WHERE token = %s::bytea AND purpose = %s::text AND used_at IS NULL AND expires_at > %s::timestamptz
   AND attempts < %s::int
"""

_USE = """
UPDATE identity_onetimecode SET used_at = %s::timestamptz WHERE token = %s::bytea AND used_at IS NULL
RETURNING account_id
"""


class UnableToSendCode(Exception):
    """Too many codes were asked for in a short time."""

    text = Text(
        ar="طُلبت رموز كثيرة في وقت قصير. انتظر 15 دقيقة ثم اطلب رمزًا جديدًا.",
        en="Too many codes were requested in a short time. Wait 15 minutes, then request a new one.",
    )


class UnableToAcceptCode(Exception):
    """The code is wrong, has run out, was used before, or was tried too often; which of these is not said."""

    text = Text(
        ar="الرمز غير صحيح أو انتهت مدته. تحقق من آخر رسالة وصلتك، أو ابدأ من جديد لنرسل رمزًا آخر.",
        en="The code is wrong or has run out. Check the last message you received, or start again for a new code.",
    )


@dataclass(frozen=True, slots=True)
class AcceptedCode:
    """Whose code it was, and the text it was bound to; `otherwise` is what else was taken in the code's place."""

    account_id: int
    about: str
    otherwise: Any = None


#: Given the account and what was typed, uses up something else that proves as much; None when it proves nothing.
Other = Callable[[int, str], Any]


def issue(*, account_id: int, purpose: str, about: str = "", at: datetime) -> tuple[str, str]:
    """Make a code; return the attempt's secret token, for the browser alone, and the six digits, for the phone alone.

    In: the account; what the code is for (`sign-in`, `mobile`, `confirm`); the text or value it is bound to; UTC.
    Raises `UnableToSendCode` after ten codes in a quarter of an hour.
    """
    token, code = _issued(account_id=account_id, purpose=purpose, about=about, code=_six_digits(), at=at)
    return token, code


def issue_unsent(*, account_id: int, purpose: str, about: str = "", at: datetime) -> str:
    """Begin an attempt whose code is sent to nobody, so that only `other` of `check` ends it; return its token.

    Raises `UnableToSendCode` as `issue` does.
    """
    nobodys = secrets.token_urlsafe(16)
    return _issued(account_id=account_id, purpose=purpose, about=about, code=nobodys, at=at)[0]


def account_of(*, token: str, purpose: str, at: datetime) -> int | None:
    """Return whose attempt this is while it may still go on; reading it counts no try."""
    with connection.cursor() as cursor:
        cursor.execute(_WHOSE, [token_digest(token), purpose, at, CODE_TRIES])
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def _six_digits() -> str:
    return f"{secrets.randbelow(1_000_000):06d}"


def _issued(*, account_id: int, purpose: str, about: str, code: str, at: datetime) -> tuple[str, str]:
    if not limits.allow(f"code:{account_id}", limit=SENT_PER_QUARTER_HOUR, per_seconds=900, at=at):
        raise UnableToSendCode
    token = new_token()
    ends = at + timedelta(minutes=CODE_MINUTES)
    with connection.cursor() as cursor:
        cursor.execute(_ISSUE, [token_digest(token), account_id, purpose, about, _sealed(token, code), at, ends])
    return token, code


def check(*, token: str, code: str, purpose: str, at: datetime, other: Other | None = None) -> AcceptedCode:
    """Use up a code and return what it was bound to; raises `UnableToAcceptCode` for every other case alike.

    `other` is asked when the code is not the one that was sent: a code of the holder's app, say, counts the same tries.
    It commits by itself, because a try that is rolled back would be a free one.
    """
    typed = ascii_digits(code).replace(" ", "")
    if not token or not typed or (other is None and not _SIX_DIGITS.fullmatch(typed)):
        raise UnableToAcceptCode
    digest = token_digest(token)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(_TRY, [digest, purpose, at, CODE_TRIES])
        found = cursor.fetchone()
        accepted = _accept(cursor, found, token=token, typed=typed, at=at, other=other)
    if accepted is None:
        raise UnableToAcceptCode
    return accepted


def _accept(
    cursor: CursorWrapper,
    found: tuple[Any, ...] | None,
    *,
    token: str,
    typed: str,
    at: datetime,
    other: Other | None,
) -> AcceptedCode | None:
    if found is None:
        return None
    account_id, about, sealed = found
    if not limits.within(f"code-wrong:{account_id}", limit=WRONG_PER_DAY, at=at):
        return None
    is_sent = bool(_SIX_DIGITS.fullmatch(typed)) and hmac.compare_digest(bytes(sealed), _sealed(token, typed))
    instead = None if is_sent or other is None else other(account_id, typed)
    if not is_sent and instead is None:
        limits.allow(f"code-wrong:{account_id}", limit=WRONG_PER_DAY, per_seconds=86_400, at=at)
        return None
    cursor.execute(_USE, [at, token_digest(token)])
    return AcceptedCode(account_id=account_id, about=about, otherwise=instead) if cursor.fetchone() else None


def _sealed(token: str, code: str) -> bytes:
    """The stored form: with a key of the server, because six digits alone are guessed from any plain digest."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"identity.code:{token}:{code}".encode(), hashlib.sha256)

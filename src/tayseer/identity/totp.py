"""Codes of an authenticator app: six digits that change every thirty seconds, each taken once.

Standard: RFC 6238 with SHA-1, as every app has it, drawn by the library pyotp.
"""

import base64
import re
from datetime import datetime

import pyotp
import segno
from django.db import connection

from tayseer.identity import limits, seals
from tayseer.identity.addresses import ascii_digits
from tayseer.identity.models import Authenticator

PERIOD_SECONDS = 30
#: A clock that is half a minute off still works.
PERIODS_AROUND = 1
WRONG_PER_DAY = 30
ISSUER = "Tayseer"

_SIX_DIGITS = re.compile(r"[0-9]{6}", re.ASCII)

# Of two uses of one code at the same moment, the second finds the period taken.
_TAKE = """
UPDATE identity_authenticator SET last_period = %s::bigint, last_used_at = %s::timestamptz
 WHERE id = %s::bigint AND ended_at IS NULL AND (last_period IS NULL OR last_period < %s::bigint)
RETURNING id
"""


def new_secret() -> str:
    """Return a new secret, 160 random bits in base32."""
    return pyotp.random_base32()


def sealed(secret: str, *, public_id: str) -> bytes:
    """Return the secret as it is stored, bound to its authenticator."""
    return seals.seal(secret.encode(), about=f"totp:{public_id}")


def address(secret: str, *, number: str) -> str:
    """Return the address that an app reads from the QR code; the number tells its holder's accounts apart."""
    return pyotp.TOTP(secret, interval=PERIOD_SECONDS).provisioning_uri(name=number, issuer_name=ISSUER)


def qr(secret: str, *, number: str) -> str:
    """Return the QR code of that address as SVG, black on white, with its quiet zone."""
    drawn = segno.make_qr(address(secret, number=number), error="m")
    return str(drawn.svg_inline(border=4, dark="#000", light="#fff", omitsize=True))


def code_at(secret: str, *, at: datetime) -> str:
    """Return the code of the period that holds this moment (UTC)."""
    return _code(secret, _period(at))


def period_of(secret: str, code: str, *, at: datetime) -> int | None:
    """Return the period whose code this is, at most one away from now, or None. Digits of every script count."""
    typed = ascii_digits(code).replace(" ", "")
    if not _SIX_DIGITS.fullmatch(typed):
        return None
    now = _period(at)
    near = range(now - PERIODS_AROUND, now + PERIODS_AROUND + 1)
    return next((period for period in near if pyotp.utils.strings_equal(_code(secret, period), typed)), None)


def accept(*, account_id: int, code: str, at: datetime) -> Authenticator | None:
    """Use a code up; return the app of codes it came from, or None: wrong, used before, or too many wrong ones today.

    One statement for an account without such an app.
    """
    apps = list(Authenticator.objects.filter(account_id=account_id, kind="totp", ended_at=None))
    if not apps or not _SIX_DIGITS.fullmatch(ascii_digits(code).replace(" ", "")):
        return None
    guard = f"totp-wrong:{account_id}"
    if not limits.within(guard, limit=WRONG_PER_DAY, at=at):
        return None
    for app in apps:
        period = period_of(secret_of(app), code, at=at)
        if period is not None and _taken(app, period, at=at):
            return app
    limits.allow(guard, limit=WRONG_PER_DAY, per_seconds=86_400, at=at)
    return None


def secret_of(app: Authenticator) -> str:
    """Return the secret of a stored app of codes, in base32."""
    return seals.unseal(bytes(app.secret), about=f"totp:{app.public_id}").decode()


def offer(*, account_id: int) -> tuple[str, str]:
    """Return a new secret, and the same sealed for the account: its form keeps it until the first code proves it."""
    secret = new_secret()
    made = seals.seal(secret.encode(), about=f"totp-offer:{account_id}")
    return secret, base64.urlsafe_b64encode(made).decode()


def offered(written: str, *, account_id: int) -> str | None:
    """Return the secret that was offered to this account, or None when the form was changed or is another's."""
    try:
        return seals.unseal(base64.urlsafe_b64decode(written.encode()), about=f"totp-offer:{account_id}").decode()
    except (seals.UnableToOpen, ValueError):
        return None


def _taken(app: Authenticator, period: int, *, at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [period, at, app.pk, period])
        return cursor.fetchone() is not None


def _period(at: datetime) -> int:
    return int(at.timestamp()) // PERIOD_SECONDS


def _code(secret: str, period: int) -> str:
    return str(pyotp.TOTP(secret, interval=PERIOD_SECONDS).generate_otp(period))

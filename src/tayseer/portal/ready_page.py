"""The page of one's own document, kept ready to send; what differs from one reading to the next is put in."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.template.loader import get_template
from markupsafe import Markup

from tayseer import __version__
from tayseer.documents import ready
from tayseer.identity.queries import SIGNED_IN, as_signed_in, signed_in_parameters
from tayseer.portal.wallet_words import owner_mark
from tayseer.ui.environment import display
from tayseer.ui.words import moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tayseer.documents.contract import IssuedDocumentRecord
    from tayseer.identity.contract import SignedIn
    from tayseer.identity.requests import SignedInRequest

#: Control characters that no page holds otherwise.
_TOKEN, _CHECKED, _UNREAD = "\x11token\x11", "\x11checked\x11", "\x11unread\x11"
_INPUT = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(_TOKEN)
_FOREVER = timedelta(days=365)


_OPEN = f"""
WITH who AS MATERIALIZED ({SIGNED_IN}),
unread AS (SELECT count(m.id) AS n FROM who JOIN notices_message m ON m.person_id = who.person_id AND m.read_at IS NULL)
SELECT unread.n, kept.holder_id, kept.reader, kept.body, who.*
  FROM who CROSS JOIN unread
       CROSS JOIN LATERAL ({ready.READ.format(holder="who.person_id", unread="unread.n")}) kept
"""  # noqa: S608 - statements of the neighbours


@dataclass(frozen=True)
class Reading:
    """Who reads in which way: all that a page is chosen by, besides the document."""

    lang: str
    size: str
    simple: bool
    owner: str
    names: str
    unread: int

    @property
    def variant(self) -> str:
        """The name of this way of reading."""
        return f"{_variant(self.lang, self.size, simple=self.simple)}.{int(self.unread > 0)}"

    @property
    def reader(self) -> str:
        """A digest of whom the page names, and of whose device may keep a copy."""
        return _reader(self.names, self.owner)


def _variant(lang: str, size: str, *, simple: bool) -> str:
    return f"{lang}.{size}.{int(simple)}"


def _reader(names: str, owner: str) -> str:
    return hashlib.sha256(f"{names}\x00{owner}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Opened:
    """A kept page with everything put in but the token of the forms, and who reads it."""

    found: SignedIn
    body: str

    def with_token(self, token: str) -> str:
        """The page as it is sent."""
        return self.body.replace(_TOKEN, token)


def reading_of(request: SignedInRequest, *, lang: str, owner: str, unread: int) -> Reading:
    """The way in which this request reads."""
    size, simple = display(request)
    return Reading(lang, size, simple, owner, request.account.names.in_(lang), unread)


def keep(
    request: SignedInRequest, document: IssuedDocumentRecord, *, parts: Mapping[str, Any], reading: Reading, on: date
) -> None:
    """Make the page with marks in it, and keep it for the next reading of its holder.

    `parts` are what the template shows. A page that says how many days are left is good for this day alone.
    """
    context = {
        **parts,
        "request": request,
        "lang": reading.lang,
        "here": "wallet",
        "own": True,
        "owner": reading.owner,
        "unread": _UNREAD if reading.unread else 0,
        "checked_at": _CHECKED,
        "csrf_input": _INPUT,
        "csrf_token": _TOKEN,
    }
    ready.keep(
        document,
        variant=reading.variant,
        reader=reading.reader,
        build=build(),
        good_until=_good_until(document, str(parts["state"]), on),
        body=get_template("portal/wallet_document.html").render(context),
    )


def opened(
    *, session: str, public_id: str, lang: str, display: tuple[str, bool], at: datetime, on: date
) -> Opened | None:
    """The kept page of one's own document for whoever's session this is, in one round trip.

    In: the cookie of the session; the document; the language, and the size of text with whether the page is simple; the
    moment, UTC, and the day in Riyadh. None when the session or the page is not there or no longer good, when an
    officer asks, or when the page is not this person's after all; then Django answers.
    """
    size, simple = display
    asked = [build(), _variant(lang, size, simple=simple), on, public_id]
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [*signed_in_parameters(token=session, at=at), *asked])
        row = cursor.fetchone()
    if row is None:
        return None
    unread, holder, reader, body, *who = row
    found = as_signed_in(tuple(who))
    person = found.actor.id
    if found.actor.kind != "person" or person is None or person != holder:
        return None
    owner = "" if getattr(found.session, "shared_device", False) else owner_mark(person)
    if reader != _reader(found.account.names.in_(lang), owner):
        return None
    checked = _checked(at.replace(microsecond=0), lang)
    return Opened(found, body.replace(_CHECKED, checked).replace(_UNREAD, str(unread)))


@lru_cache(maxsize=64)
def _checked(at: datetime, lang: str) -> str:
    """The moment of the check in words; one second has many readers."""
    return str(moment(at, lang))


def build() -> str:
    """What made the page: the version of the product, its templates and the build of its styles."""
    try:
        changed_ns = os.stat(f"{settings.TAYSEER_STATIC_DIR}/manifest.json").st_mtime_ns  # noqa: PTH116 - hot
    except FileNotFoundError:
        changed_ns = 0
    return _build(changed_ns, settings.TAYSEER_PUBLIC_URL)


@lru_cache(maxsize=8)
def _build(changed_ns: int, address: str) -> str:
    source = Path(__file__).parents[1]
    newest = max(file.stat().st_mtime_ns for kind in ("*.html", "*.py") for file in source.rglob(kind))
    return hashlib.sha256(f"{__version__} {changed_ns} {newest} {address}".encode()).hexdigest()[:16]


def _good_until(document: IssuedDocumentRecord, state: str, on: date) -> date:
    if state != "valid":
        return on
    last = document.expires_on or document.expires_at.date()
    # Well before the day from which the page would say that it ends soon.
    return max(on, min(last - timedelta(days=120), on + _FOREVER))

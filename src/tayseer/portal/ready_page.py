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
from django.template.loader import get_template
from markupsafe import Markup

from tayseer import __version__
from tayseer.documents import ready
from tayseer.ui.environment import display
from tayseer.ui.words import moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tayseer.documents.contract import IssuedDocumentRecord
    from tayseer.identity.requests import SignedInRequest

#: Control characters that no page holds otherwise.
_TOKEN, _CHECKED, _UNREAD = "\x11token\x11", "\x11checked\x11", "\x11unread\x11"
_INPUT = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(_TOKEN)
_FOREVER = timedelta(days=365)


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
        names = hashlib.sha256(f"{self.names}\x00{self.owner}".encode()).hexdigest()[:16]
        return f"{self.lang}.{self.size}.{int(self.simple)}.{int(self.unread > 0)}.{names}"


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
        person_id=document.person_id,
        public_id=document.public_id,
        variant=reading.variant,
        build=build(),
        status=document.status,
        status_at=document.status_at,
        good_until=_good_until(document, str(parts["state"]), on),
        body=get_template("portal/wallet_document.html").render(context),
    )


def read(*, person_id: int, public_id: str, reading: Reading, token: str, at: datetime, on: date) -> str | None:
    """The kept page with everything put in; None when there is none, or when it is not this person's after all."""
    found = ready.read(person_id=person_id, public_id=public_id, variant=reading.variant, build=build(), on=on)
    if found is None or found.person_id != person_id:
        return None
    checked = str(moment(at, reading.lang))
    return found.body.replace(_TOKEN, token).replace(_CHECKED, checked).replace(_UNREAD, str(reading.unread))


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

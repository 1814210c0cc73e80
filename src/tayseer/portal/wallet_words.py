"""What the wallet says of a document: its colour, its drawing, and a sentence on how it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac
from markupsafe import Markup, escape

from tayseer.kit.text import Text
from tayseer.site import clock
from tayseer.ui.words import auto, day, ltr, w

if TYPE_CHECKING:
    from tayseer.documents.facts import ShownFact
    from tayseer.portal.wallet_reading import Shown

#: The colour of an agency's cards, after the colours of its papers.
TONES = {
    "civil": "green", "passports": "blue", "traffic": "brown", "police": "indigo", "prisons": "slate",
    "weapons": "brown", "civil-defence": "brown", "border-guard": "deep", "platform": "deep",
}  # fmt: skip

ICONS = {
    "national-id": "person", "iqama": "person", "passport": "passport", "exit-reentry-visa": "plane",
    "final-exit-visa": "plane", "visit-visa": "plane", "travel-permit": "plane", "driving-licence": "licence",
    "vehicle-registration": "car", "driver-authorisation": "key", "sale-contract": "car", "violation-receipt": "money",
    "accident-report": "car", "birth-certificate": "baby", "family-record": "family", "criminal-record": "shield",
    "payment-receipt": "money", "objection-decision": "scale", "appointment-ticket": "calendar", "permit": "check",
    "consent-record": "lock", "data-report": "list",
}  # fmt: skip

_ISOLATED = re.compile("\u2066([^\u2066-\u2069]*)\u2069")

#: Reasons that are kept as names; a reason that is none of these is a sentence of the agency.
_REASONS = {
    "superseded": Text(ar="حلّت محلها وثيقة أحدث.", en="A newer document took its place."),
    "holder.deceased": Text(ar="أُلغيت لوفاة صاحبها.", en="Its holder has died."),
    "holder.left": Text(ar="أُلغيت لمغادرة صاحبها نهائيًا.", en="Its holder left for good."),
    "holder.reported": Text(ar="أُوقفت ببلاغ من صاحبها.", en="Its holder reported it."),
}


def state_note(document: Shown, state: str, *, lang: str) -> Markup:
    """One sentence on a document that does not simply hold: since when, why, and what that means; else nothing."""
    if state == "valid":
        return Markup()
    if state == "expires_soon" and document.expires_on is not None:
        soon = w(lang, "آخر يوم لسريانها {}. جدّدها قبل ذلك.", "Its last day is {}. Renew it before then.")
        return _filled(soon, day(document.expires_on, lang))
    if state == "expired":
        ended = w(lang, "لا تسري منذ {}.", "It has not held since {}.")
        return _filled(ended, day(clock.today(document.expires_at), lang))
    said = {
        "suspended": w(
            lang,
            "موقوفة منذ {}، فلا يُعتمد عليها حتى يُرفع الإيقاف.",
            "Suspended since {}: not to be relied on until that ends.",
        ),
        "revoked": w(lang, "ملغاة منذ {}، ولا تعود سارية.", "Revoked on {}; it will not hold again."),
    }[state]
    why = reason(document.status_reason, lang)
    return _filled(said, day(clock.today(document.status_at), lang)) + (Markup(" ") + why if why else "")


def _filled(sentence: str, value: Markup | str) -> Markup:
    return Markup(sentence).format(value)  # noqa: S704  a sentence of this file


def reason(kept: str, lang: str) -> Markup | str:
    """Why a document was suspended or revoked, in words; an internal name that has none says nothing."""
    if kept in _REASONS:
        return _REASONS[kept].in_(lang)
    return auto(kept) if " " in kept else ""


def fact_value(fact: ShownFact) -> Markup:
    """The value of a fact as a page shows it: each line in its own direction, dates and numbers never broken in two."""
    value = ltr(fact.value) if fact.ltr else Markup("<br>").join(map(_line, fact.value.split("\n")))
    return Markup("{} ({})").format(value, fact.note) if fact.note else value


def _line(text: str) -> Markup:
    # What stands between the marks of an isolate was put there as a date or a number inside Arabic words.
    parts = [
        Markup('<bdi dir="ltr" class="nowrap">{}</bdi>').format(part) if place % 2 else escape(part)
        for place, part in enumerate(_ISOLATED.split(text))
    ]
    return Markup('<bdi dir="auto">{}</bdi>').format(Markup().join(parts))


def owner_mark(person_id: int | None) -> str:
    """A mark of a person that only this installation can make, for the copies that devices keep."""
    return salted_hmac("tayseer.portal.wallet.offline", str(person_id), algorithm="sha256").hexdigest()[:32]

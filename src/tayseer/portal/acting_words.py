"""How pages say that somebody acts for another by delegation: both names, until when, and that the other is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tayseer.kit.formats import day_text
from tayseer.ui.words import w

if TYPE_CHECKING:
    from tayseer.casework.acting import Mandate


def acting_view(mandate: Mandate, *, lang: str, back_href: str) -> dict[str, Any]:
    """What the frame of a page is given to name both people and the last day."""
    return {
        "name": mandate.principal.in_(lang),
        "delegate": mandate.delegate.in_(lang),
        "until": day_text(mandate.delegation.until_on).in_(lang),
        "back_href": back_href,
    }


def on_behalf_words(mandate: Mandate, *, subject: str, lang: str) -> str:
    """A choice in the list of those for whom a service can be used: the subject, and by whose delegation."""
    principal = mandate.principal.in_(lang)
    if not subject:
        return w(lang, f"عن \u2068{principal}\u2069 بتفويض", f"For {principal}, by their delegation")
    return w(
        lang,
        f"\u2068{subject}\u2069، عن \u2068{principal}\u2069 بتفويض",
        f"{subject}, for {principal} by their delegation",
    )

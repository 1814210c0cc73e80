"""Documents as tests need them: Noura, who holds one of everything, and Salim, who holds nothing."""

from datetime import UTC, date, datetime
from typing import Any

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.documents import actions, trust
from tayseer.documents.contract import IssuedDocumentRecord
from tayseer.documents.keystore import keystore
from tayseer.documents.types import TYPES

NOON = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
LAST_DAY = date(2031, 11, 24)
NOURA = Actor("person", 4101, "Noura")
SALIM = Actor("person", 4102, "Salim")
NOURA_NAMES = {"ar": "نورة بنت سعد القحطاني", "en": "Noura Saad Alqahtani"}


def issued(code: str = "iqama", **given: Any) -> IssuedDocumentRecord:
    """Issue a document of that type to Noura, with the samples of its registry; state only what differs."""
    # Whichever test ran before, the list of trusted keys is of this moment.
    trust.publish(keystore(), at=given.get("at", NOON))
    kind = TYPES[code]
    whole: dict[str, Any] = {
        "actor": SYSTEM,
        "at": NOON,
        "type": code,
        "person_id": NOURA.id,
        "names": NOURA_NAMES,
        "facts": {spec.key: spec.sample for spec in kind.facts},
        "expires_on": LAST_DAY if kind.term else None,
        "idempotency": f"{code}-of-noura",
    }
    return actions.issue(**(whole | given))

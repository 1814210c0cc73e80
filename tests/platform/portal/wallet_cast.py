"""Somebody with documents in the wallet, for the tests of its pages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tayseer.audit.contract import SYSTEM
from tayseer.documents import actions, trust
from tayseer.documents.keystore import keystore
from tayseer.documents.types import TYPES
from tayseer.kit.records import STEPS
from tayseer.services.common.personas import citizen
from tests.platform.portal.person_cast import AT
from tests.support.stored import store

if TYPE_CHECKING:
    from tayseer.documents.contract import IssuedDocumentRecord

LAST_DAY = date(2031, 2, 28)


def somebody() -> int:
    """A citizen who is on record."""
    return store(STEPS["person"], citizen(account=None))


def issued(person_id: int, code: str = "driving-licence", **given: Any) -> IssuedDocumentRecord:
    """Issue a document of that type to somebody, with the samples of its registry; state only what differs."""
    # Whichever test ran before, the list of trusted keys is of these days.
    trust.publish(keystore(), at=AT)
    kind = TYPES[code]
    whole: dict[str, Any] = {
        "actor": SYSTEM, "at": AT, "type": code, "person_id": person_id,
        "names": {"ar": "نورة سعد القحطاني", "en": "Noura Saad Alqahtani"},
        "facts": {spec.key: spec.sample for spec in kind.facts}, "expires_on": LAST_DAY if kind.term else None,
        "idempotency": f"{code}-of-{person_id}",
    }  # fmt: skip
    return actions.issue(**(whole | given))

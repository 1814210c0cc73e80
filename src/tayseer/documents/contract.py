"""What other apps may know of a document."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tayseer.kit.text import Text

STATUSES = {
    "valid": Text("سارية", "Valid"),
    "suspended": Text("موقوفة", "Suspended"),
    "revoked": Text("ملغاة", "Revoked"),
}


@dataclass(frozen=True, slots=True)
class IssuedDocumentRecord:
    """A document that was issued. Moments are UTC; `expires_on` is its own last day in Riyadh, when it has one.

    `expires_at` is when its signed credential ends: nobody should rely on the paper after that. `qr_text` is what its
    QR code says. `check_code` with `number` lets anybody look it up without the paper's QR code.
    """

    public_id: str
    type: str
    title: Text
    agency: str
    number: str
    check_code: str
    person_id: int
    case: str
    names: Text
    facts: Mapping[str, str]
    issued_at: datetime
    expires_at: datetime
    expires_on: date | None
    status: str
    status_reason: str
    status_at: datetime
    superseded_by: str
    is_rendered: bool
    qr_text: str

    def is_valid(self, at: datetime) -> bool:
        """Whether the document holds at that moment, by what the registry knows."""
        return self.status == "valid" and at < self.expires_at


@dataclass(frozen=True, slots=True)
class Standing:
    """How an issued document stands, as the public check may know it."""

    status: str
    status_at: datetime
    type: str
    number: str

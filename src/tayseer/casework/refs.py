"""References to people and things in addresses and forms: opaque, and different for each applicant."""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings

LENGTH = 16


def ref_for(*, applicant_id: int, record: str, record_id: int) -> str:
    """The reference by which one applicant names one record, such as ``people.person`` number 7.

    Out: 16 characters of lower-case base32, from HMAC-SHA256 with the installation's secret key. The same record has
    another reference for another applicant, so a reference tells nothing and is of no use to anyone else. It is never
    read back: whoever receives one recomputes it for the records that the applicant may act on.
    """
    said = f"tayseer.ref:{applicant_id}:{record}:{record_id}".encode()
    digest = hmac.digest(settings.SECRET_KEY.encode(), said, hashlib.sha256)
    return base64.b32encode(digest).decode()[:LENGTH].lower()


def same_ref(one: str, other: str) -> bool:
    """Whether two references are the same, in a time that does not depend on where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())

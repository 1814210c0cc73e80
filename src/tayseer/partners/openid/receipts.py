"""The receipt of a consent: an SD-JWT (RFC 9901) that says who agreed to share what with whom, why and until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tayseer.documents import sdjwt
from tayseer.partners.openid import conf, keys, tokens
from tayseer.partners.openid.contract import ClientRecord

VCT = "urn:tayseer:consent:1"


def make(
    *,
    client: ClientRecord,
    person_id: int,
    public_id: str,
    shared: Sequence[Mapping[str, Any]],
    text_version: str,
    at: datetime,
    until: datetime,
) -> str:
    """Return the signed receipt with all its parts disclosed, each of which may be shown alone.

    In: to whom; the person, who is named in it by the pairwise subject alone; the id of the consent; for each scope its
    label, purpose and legal basis in both languages; the version of the wording; from when and until when, UTC.
    """
    kid = keys.signing_kid(at)
    return sdjwt.issue(
        facts={
            "consent": public_id,
            "subject": tokens.subject(sector=client.sector, person_id=person_id),
            "client": client.id,
            "client_name": [client.names.ar, client.names.en],
            "shared": [dict(one) for one in shared],
            "text_version": text_version,
        },
        vct=VCT,
        issuer=conf.issuer(),
        kid=kid,
        issued_at=at,
        expires_at=until,
        signer=lambda data: keys.signature(data, kid=kid),
    )

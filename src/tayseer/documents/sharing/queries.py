"""Every read of sharing: a holder's own links, and the document that an opened link shows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tayseer.audit.contract import Actor
from tayseer.documents import claims, cose, trust
from tayseer.documents.keystore import public_key
from tayseer.documents.models import IssuedDocument
from tayseer.documents.sharing.contract import ProvenDocument, ShareRecord, ViewRecord
from tayseer.documents.sharing.models import Share, View
from tayseer.identity.ids import token_digest

_FIELDS = (
    "public_id", "document", "person_id", "recipient", "purpose", "scope", "facts", "created_at", "expires_at",
    "views_allowed", "views_used", "code", "wrong_codes", "revoked_at", "first_viewed_at", "refused",
)  # fmt: skip
MOST_SHARES = 100
MOST_SHOWN = 500


def shares_of(*, actor: Actor, document: str = "", limit: int = MOST_SHARES) -> list[ShareRecord]:
    """Return the actor's own links, newest first: to one document, or with no document to all of them."""
    if actor.kind != "person" or actor.id is None:
        return []
    rows = Share.objects.filter(person_id=actor.id)
    rows = rows.filter(document=document) if document else rows
    return [as_record(row) for row in rows.order_by("-id")[: max(1, min(limit, MOST_SHARES))]]


def views_of(*, actor: Actor, shares: Sequence[str]) -> list[ViewRecord]:
    """Return when the actor's own links of these public ids were looked at, newest first."""
    if actor.kind != "person" or actor.id is None or not shares:
        return []
    rows = View.objects.filter(share__person_id=actor.id, share__public_id__in=list(shares)).order_by("-at", "-id")
    return [ViewRecord(*row) for row in rows.values_list("share__public_id", "at", "number")[:MOST_SHOWN]]


def share_at(*, secret: str) -> ShareRecord | None:
    """Return the link with that secret, without counting a view; None when it was never made.

    For the cover of the link alone: whoever knows the secret holds the link.
    """
    return by_secret(token_digest(secret))


def by_secret(digest: bytes) -> ShareRecord | None:
    """Return the link with that digest of its secret."""
    row = Share.objects.filter(secret=digest).first()
    return as_record(row) if row else None


def open_count(*, person_id: int, document: str, at: datetime) -> int:
    """Return how many links to a document of a person can still be opened."""
    rows = Share.objects.filter(person_id=person_id, document=document, revoked_at=None, expires_at__gt=at)
    return sum(1 for used, allowed in rows.values_list("views_used", "views_allowed") if used < allowed)


def proven_document(*, share: ShareRecord, at: datetime) -> ProvenDocument:
    """Return what the signature of a shared document proves, and how the document stands at that moment (UTC).

    Everything comes from the signed bytes, checked against the trust list; the columns beside them are not believed.
    Only for a link that was opened: the share names the document and its holder, and both must fit.
    """
    row = (
        IssuedDocument.objects.filter(public_id=share.document, person_id=share.person_id)
        .values_list("cose", "status")
        .first()
    )
    if row is None:
        return ProvenDocument(None, "", "unknown")
    try:
        trusted = trust.current()
        message = cose.parse(bytes(row[0]))
        info = trusted.keys[message.kid]
        cose.verify(message, key=public_key(info.jwk))
        stated = claims.read(message.payload)
    except (
        trust.UnableToTrust, cose.UnableToReadCOSE, cose.UnableToVerifySignature, claims.UnableToReadClaims, KeyError,
    ):  # fmt: skip
        return ProvenDocument(None, "", "unknown")
    if info.purpose != "document" or info.state == "compromised" or info.issuer != stated.issuer:
        return ProvenDocument(None, "", "unknown")
    return ProvenDocument(stated, info.agency, _standing(row[1], stated, fresh=trusted.is_fresh(at), at=at))


def columns(table: str) -> str:
    """Return the columns of a share in the order that `from_row` reads, for a statement that calls it `table`."""
    return ", ".join(f"{table}.{name}" for name in _FIELDS)


def as_record(row: Share) -> ShareRecord:
    """Turn a row into what others may know of it."""
    return from_row(tuple(getattr(row, name) for name in _FIELDS))


def from_row(row: tuple[Any, ...]) -> ShareRecord:
    """Turn the `columns` of a row into what others may know of it."""
    values = dict(zip(_FIELDS, row, strict=True))
    has_code = bool(bytes(values.pop("code")))
    return ShareRecord(**values | {"has_code": has_code, "facts": tuple(values["facts"])})


def _standing(status: str, stated: claims.Claims, *, fresh: bool, at: datetime) -> str:
    if status != "valid":
        return status
    if at >= stated.expires_at:
        return "expired"
    return "valid" if fresh else "unknown"

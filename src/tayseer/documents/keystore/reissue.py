"""The answer to a stolen document key: which documents hang on it, and how each is signed again by a good one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from tayseer.audit.contract import Actor
from tayseer.documents import actions
from tayseer.documents.keystore import KeyInfo, UnableToMakeKey, keystore
from tayseer.documents.models import IssuedDocument
from tayseer.documents.types import type_of
from tayseer.kit.text import Text

# What states a fact of the moment (a balance, a status today) is not said again by a computer: it is asked for anew.
_SHORTEST_TO_SIGN_AGAIN = timedelta(days=365)
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Drill:
    """What a stolen key would cost: the living documents it signed, by type, and how many of them since the theft."""

    kid: str
    total: int
    since_theft: int
    by_type: dict[str, int]
    to_sign_again: int
    to_revoke: int


def drill(kid: str, *, at: datetime) -> Drill:
    """Count the living documents that a key signed, writing nothing; raise UnableToSign for an unknown key.

    Since when it was stolen is taken from its record; for a good key, as in a drill, none counts as later.
    """
    info = keystore().info(kid)
    rows = list(_living(kid, at).values_list("type", "expires_on", "issued_at"))
    again = sum(_is_signed_again(code, expires_on is not None) for code, expires_on, _ in rows)
    since = info.compromised_since
    return Drill(
        kid=kid,
        total=len(rows),
        since_theft=sum(since is not None and issued.timestamp() >= since for _, _, issued in rows),
        by_type=dict(sorted(Counter(code for code, _, _ in rows).items())),
        to_sign_again=again,
        to_revoke=len(rows) - again,
    )


def documents_of(kid: str, *, at: datetime) -> Iterator[tuple[str, str, datetime]]:
    """Return the public id, type and moment of issue of each living document that a key signed, oldest first."""
    return _living(kid, at).order_by("id").values_list("public_id", "type", "issued_at").iterator()


def sign_again(kid: str, *, actor: Actor, at: datetime, limit: int = _BATCH) -> tuple[int, int]:
    """Sign at most `limit` documents of a key that signs no more again; return how many were signed and revoked.

    Each stays one document of the same number: the new one supersedes the old, which is revoked. What the platform
    holds no issuance of is never touched: a forger's paper is in no register. What only held for the moment is revoked,
    and asked for anew. It may be stopped and called again. Raises UnableToMakeKey while the key is active.
    """
    info: KeyInfo = keystore().info(kid)
    if info.state == "active":
        message = f"the key {kid} still signs: retire it or declare it compromised first"
        raise UnableToMakeKey(message)
    signed = revoked = 0
    for public_id in list(_living(kid, at).order_by("id").values_list("public_id", flat=True)[:limit]):
        with transaction.atomic():
            row = _living(kid, at).select_for_update().defer("pdf").filter(public_id=public_id).first()
            if row is None:
                continue
            if _is_signed_again(row.type, row.expires_on is not None):
                _issue_like(row, actor=actor, at=at)
                signed += 1
            else:
                actions.revoke(actor=actor, at=at, public_id=public_id, reason=f"key.{info.state}")
                revoked += 1
    return signed, revoked


def _living(kid: str, at: datetime) -> QuerySet[IssuedDocument]:
    return IssuedDocument.objects.filter(kid=kid, expires_at__gt=at.astimezone(UTC)).exclude(status="revoked")


def _is_signed_again(code: str, has_last_day: bool) -> bool:  # noqa: FBT001 - a column of the row
    return has_last_day or type_of(code).valid_for >= _SHORTEST_TO_SIGN_AGAIN


def _issue_like(row: IssuedDocument, *, actor: Actor, at: datetime) -> None:
    suspended, reason = row.status == "suspended", row.status_reason
    fresh = actions.issue(
        actor=actor,
        at=at,
        type=row.type,
        person_id=row.person_id,
        names=Text(row.name_ar, row.name_en),
        facts=row.facts,
        idempotency=f"reissue.{row.kid}.{row.public_id}",
        case=row.case_ref,
        number=row.number,
        expires_on=row.expires_on,
        agency=row.agency,
        again=True,
    )
    if suspended:
        actions.suspend(actor=actor, at=at, public_id=fresh.public_id, reason=reason)

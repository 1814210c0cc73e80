"""The answer of the check for programs: asked once, with its alarm, and as JSON with stable codes beside the words."""

from datetime import datetime
from typing import Any

from tayseer.documents import claims, queries
from tayseer.identity import limits
from tayseer.verify import actions, pages, rules, sources
from tayseer.verify.rules import Finding

MAX_FILE_BYTES = rules.MAX_FILE_BYTES
CHECKS_PER_MINUTE = 30
LOOKUPS_PER_HOUR = 20
#: Of these, how many without proof of work: for browsers that run no scripts.
LOOKUPS_WITHOUT_EFFORT = 5
CHALLENGES_PER_MINUTE = 60


def may_check(*, address: str, at: datetime) -> bool:
    """Count a check from this network address, and say whether it is still within the limit of a minute."""
    return limits.allow(f"verify:{address}", limit=CHECKS_PER_MINUTE, per_seconds=60, at=at)


def may_look_up(*, address: str, at: datetime) -> bool:
    """Count a question with number and check code from this address, and say whether it is within an hour's limit."""
    return limits.allow(f"verify-number:{address}", limit=LOOKUPS_PER_HOUR, per_seconds=3600, at=at)


def may_look_up_without_effort(*, address: str, at: datetime) -> bool:
    """Count such a question that came without proof of work, and say whether the hour's few are not yet used up."""
    return limits.allow(f"verify-plain:{address}", limit=LOOKUPS_WITHOUT_EFFORT, per_seconds=3600, at=at)


def may_ask_for_challenge(*, address: str, at: datetime) -> bool:
    """Count a challenge made for this address, and say whether it is still within the limit of a minute."""
    return limits.allow(f"verify-challenge:{address}", limit=CHALLENGES_PER_MINUTE, per_seconds=60, at=at)


def found(data: bytes | str, *, at: datetime) -> Finding:
    """Check a PDF, a picture or the text of a code by this installation's registers; a forgery raises the alarm."""
    finding = rules.check(data, at=at, sources=sources.online())
    actions.raise_alarm_if_forged(at=at, finding=finding)
    return finding


def text_of(*, number: str, code: str) -> str | None:
    """Return the text of the code of the newest document with that number and check code; None when there is none.

    Small letters, spaces and hyphens that people add are forgiven.
    """
    plain = code.upper().replace("-", "").replace(" ", "")
    known = queries.cose_by_number(number=number.upper(), check_code=plain)
    return claims.to_text(known[0], identity=known[1]) if known else None


def checked(data: bytes | str, *, at: datetime, lang: str) -> dict[str, Any]:
    """Return what `found` says, as `as_data` puts it."""
    return as_data(found(data, at=at), lang)


def as_data(finding: Finding, lang: str) -> dict[str, Any]:
    """Return a finding as JSON-ready data: stable codes for programs, words for people."""
    drawn = pages.redrawn(finding.claims, lang) if finding.claims else None
    return {
        "verdict": str(finding.verdict),
        "suspended": finding.is_suspended,
        "findings": [{"code": one.code, "passed": one.passed, "text": one.text.in_(lang)} for one in finding.findings],
        "kid": finding.kid,
        "checked_at": finding.checked_at.isoformat(),
        "status_as_of": finding.status_as_of.isoformat() if finding.status_as_of else None,
        "claims": _claims(finding.claims) if finding.claims else None,
        "document": {
            "title": drawn.title, "agency": drawn.agency,
            "rows": [{"label": row.label, "value": row.value, "note": row.note} for row in drawn.rows],
        } if drawn else None,
    }  # fmt: skip


def _claims(stated: claims.Claims) -> dict[str, Any]:
    return {
        "issuer": stated.issuer, "type": stated.type, "number": stated.number, "name_ar": stated.names.ar,
        "name_en": stated.names.en, "issued_at": stated.issued_at.isoformat(),
        "expires_at": stated.expires_at.isoformat(), "facts": dict(stated.facts),
    }  # fmt: skip

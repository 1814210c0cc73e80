"""The cases on which both forms of the rules, Python and the browser's, must say the same; made anew from real keys."""

import base64
from typing import Any

from tayseer.audit.contract import SYSTEM
from tayseer.documents import actions, claims, queries, statuslist, trust
from tayseer.documents.keystore import jwk
from tayseer.documents.types import TYPES
from tayseer.verify import pages, rules
from tests.platform.documents.samples import NOON
from tests.platform.verify.bad_lists import spoil_trust, status_lists, trust_lists
from tests.platform.verify.bench import Bench, Case
from tests.platform.verify.cases import contents_, envelopes, keys, standings
from tests.platform.verify.forged import issued


def made() -> dict[str, Any]:
    """All cases with what the Python rules say of them, JSON-ready; the keys are those of the test's installation."""
    bench, cases = prepared()
    return {
        "roots": [{"kid": kid, **jwk(key)} for kid, key in bench.roots.items()],
        "trusts": bench.trusts,
        "lists": {
            name: {uri: base64.b64encode(token).decode() for uri, token in held.items()}
            for name, held in bench.lists.items()
        },
        "cases": [as_data(case, bench) for case in cases],
        "trust_lists": list(trust_lists(bench)),
        "status_lists": list(status_lists(bench)),
    }


def as_data(case: Case, bench: Bench) -> dict[str, Any]:
    trusted = bench.trusted(case.trust)
    sources = rules.Sources(
        trust=trusted,
        status_list=lambda uri: bench.status_list(case.lists, uri, trusted) if trusted else None,
        log=lambda _entry, _at: case.log,
    )
    finding = rules.check(case.text, at=case.at, sources=sources)
    found = finding.claims
    return {
        "name": case.name,
        "text": case.text,
        "at": int(case.at.timestamp()),
        "trust": case.trust,
        "lists": case.lists,
        "log": case.log,
        "wanted": [case.verdict, case.code],
        "said": {
            "verdict": str(finding.verdict),
            "findings": [{"code": one.code, "passed": one.passed} for one in finding.findings],
            "kid": finding.kid,
            "suspended": finding.is_suspended,
            "status_as_of": int(finding.status_as_of.timestamp()) if finding.status_as_of else None,
            "drawn": {lang: drawn(found, lang) for lang in ("ar", "en")} if found else None,
        },
    }


def drawn(found: claims.Claims, lang: str) -> dict[str, Any]:
    made = pages.redrawn(found, lang)
    rows = [
        {"key": row.key, "label": row.label, "value": row.value, "ltr": row.ltr, "note": row.note} for row in made.rows
    ]
    return {"title": made.title, "agency": made.agency, "holder": made.holder, "rows": rows}


def prepared() -> tuple[Bench, list[Case]]:
    """The signed lists and every case."""
    every = [issued(code, idempotency=f"vector {code}") for code in TYPES]
    good = issued("travel-permit", idempotency="vector good")
    revoked = issued("travel-permit", idempotency="vector revoked")
    suspended = issued("travel-permit", idempotency="vector suspended")
    actions.revoke(actor=SYSTEM, at=NOON, public_id=revoked.public_id, reason="holder.left")
    actions.suspend(actor=SYSTEM, at=NOON, public_id=suspended.public_id, reason="review")
    bench = Bench(roots=trust.pinned_roots())
    bench.lists = {"fresh": {}, "other": {}, "none": {}}
    for code in queries.status_list_codes():
        token = actions.publish_status_list(at=NOON, code=code)
        bench.lists["fresh"][statuslist.uri_of(code)] = token
        bench.lists["other"][statuslist.uri_of(code)] = actions.publish_status_list(
            at=NOON, code=next(other for other in [*queries.status_list_codes(), code] if other != code)
        )
        actions.publish_status_list(at=NOON, code=code)
    bench.trusts["today"] = trust.trust_file().read_text()
    spoil_trust(bench)
    cases = [Case(f"a good {one.type}", one.qr_text, "VALID") for one in every]
    return bench, [*cases, *standings(good, revoked, suspended), *envelopes(good), *contents_(good), *keys(good)]


def trust_today() -> tuple[str, list[dict[str, str]]]:
    """The trust list as it stands, and the pinned roots as the page carries them."""
    roots = [{"kid": kid, **jwk(key)} for kid, key in trust.pinned_roots().items()]
    return trust.trust_file().read_text(), roots

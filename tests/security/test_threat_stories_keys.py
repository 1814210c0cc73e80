"""Two stories about keys: an insider who issues a false document, and a thief who has a signing key."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tayseer.audit.contract import SYSTEM
from tayseer.documents import claims as claim_sets
from tayseer.documents import conf, cose, queries, seal, statuslist, trust
from tayseer.documents.keystore import UnableToSign, alarms, custody, keystore
from tayseer.documents.keystore.policy import Policy
from tayseer.documents.papers import paper_of
from tayseer.kit.text import Text
from tayseer.site import clock
from tayseer.verify import rules, sources
from tests.platform.documents.samples import NOON, issued

pytestmark = pytest.mark.django_db
THEFT = NOON - timedelta(hours=1)


@pytest.fixture(autouse=True)
def fresh_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _noon: None) -> None:
    settings.TAYSEER_DATA = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOON)
    # An alarm is written on a connection of its own, which no test would undo.
    monkeypatch.setattr(alarms, "_write", lambda _kid: None)


def forged(*, kid: str = "K2026pas01", issued_at: datetime = NOON, **changes: Any) -> bytes:
    """A document that nobody issued, signed by whoever can reach the keystore past every action of the platform."""
    whole = claim_sets.Claims(
        **{
            "issuer": f"passports.{conf.issuer_domain()}", "issued_at": issued_at,
            "expires_at": issued_at + timedelta(days=365), "cti": bytes(16), "type": "iqama", "number": "2999999999",
            "names": Text("مزوّر", "Forger"), "facts": {},
            "status": claim_sets.StatusReference(5, statuslist.uri_of("abcdef")),
            **changes,
        }
    )  # fmt: skip
    store = keystore()
    return cose.sign(
        claim_sets.payload(whole),
        kid=kid,
        signer=lambda data: store.sign(kid, "document", data, document_type=whole.type),
    )


def verdict(raw: bytes) -> tuple[str, set[str]]:
    text = claim_sets.to_text(raw, identity=True)
    found = rules.check(text, at=NOON, sources=sources.online())
    return str(found.verdict), {one.code for one in found.findings if one.passed is False}


def test_s06_an_insider_who_signs_a_document_that_was_never_issued_gains_nothing() -> None:
    real = issued("iqama")

    outcome, codes = verdict(forged())

    assert verdict(queries.cose_of(document=real)) == ("VALID", set())
    assert outcome == "NOT ISSUED BY US"
    assert "log.absent" in codes


def test_s06_a_key_signs_no_type_of_another_agency() -> None:
    issued("iqama")

    with pytest.raises(UnableToSign, match="may not sign driving-licence"):
        keystore().sign("K2026pas01", "document", b"x", document_type="driving-licence")


def test_s06_a_key_in_hasty_hands_stops_at_its_rate_and_raises_the_alarm() -> None:
    store, told = keystore(), []
    kid = store.make(agency="passports", purpose="document", year=2026, per_minute=5)
    store.policy = Policy(alarm=lambda key, _why: told.append(key), seconds=lambda: 0.0)

    for _ in range(5):
        forged(kid=kid)
    with pytest.raises(UnableToSign, match="5 times within a minute"):
        forged(kid=kid)

    assert told == [kid]


def test_s12_a_thief_cannot_date_a_document_into_another_year() -> None:
    issued("iqama")

    outcome, codes = verdict(forged(issued_at=datetime(2025, 6, 1, tzinfo=UTC)))

    assert outcome == "NOT ISSUED BY US"
    assert "key.wrong_time" in codes


def test_s12_what_a_stolen_key_signed_is_refused_once_the_theft_is_known() -> None:
    issued("iqama")
    later, backdated = forged(issued_at=NOON), forged(issued_at=THEFT - timedelta(days=30))

    custody.declare_compromised(actor=SYSTEM, at=NOON, kid="K2026pas01", since=THEFT, reason="drill")
    custody.publish_trust(actor=SYSTEM, at=NOON)

    assert verdict(later)[0] == "NOT ISSUED BY US"
    assert verdict(backdated)[0] == "NOT ISSUED BY US"


def test_s12_only_a_proof_older_than_the_theft_saves_an_older_document() -> None:
    issued("iqama")
    custody.declare_compromised(actor=SYSTEM, at=NOON, kid="K2026pas01", since=THEFT, reason="drill")
    custody.publish_trust(actor=SYSTEM, at=NOON)
    entry, before = trust.current().keys["K2026pas01"], THEFT - timedelta(minutes=1)

    assert trust.stands_despite_theft(entry, issued_at=before, proven_at=before)
    assert not trust.stands_despite_theft(entry, issued_at=before, proven_at=None)
    assert not trust.stands_despite_theft(entry, issued_at=before, proven_at=NOON)
    assert not trust.stands_despite_theft(entry, issued_at=NOON, proven_at=before)


def test_s12_a_stolen_key_signs_no_more_and_a_new_one_takes_over_at_once() -> None:
    issued("iqama")
    custody.declare_compromised(actor=SYSTEM, at=NOON, kid="K2026pas01", since=THEFT, reason="drill")
    custody.publish_trust(actor=SYSTEM, at=NOON)

    with pytest.raises(UnableToSign, match="is compromised"):
        forged()
    assert verdict(queries.cose_of(document=issued("travel-permit"))) == ("VALID", set())


def test_s12_the_paper_that_a_stolen_seal_key_sealed_is_refused() -> None:
    document = issued("iqama")
    pdf = paper_of(document=document, at=NOON)
    assert rules.check(pdf, at=NOON, sources=sources.online()).verdict == "VALID"

    custody.declare_compromised(actor=SYSTEM, at=NOON, kid="S2026pas01", since=THEFT, reason="drill")
    custody.publish_trust(actor=SYSTEM, at=NOON)

    with pytest.raises(seal.UnableToReadPaper):
        seal.read(pdf, trust=trust.current(), at=NOON)

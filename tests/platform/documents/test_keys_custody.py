"""What custodians do with keys, by `tayseer keys` as they type it: each step takes effect, and leaves an audit row."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from tayseer.audit.contract import SYSTEM
from tayseer.documents import actions, queries, trust
from tayseer.documents.keystore import alarms, custody, keystore, note_signer
from tayseer.site import cli, clock
from tayseer.site.commands import keys
from tayseer.verify import rules, sources
from tests.platform.documents.samples import NOON, NOURA, issued

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A keystore of its own, since retiring keys is not undone; the clock stands at noon."""
    settings.TAYSEER_DATA = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr(cli, "ready", lambda: None)
    # An alarm is written on a connection of its own, which no test would undo.
    monkeypatch.setattr(alarms, "_write", lambda _kid: None)


def tayseer_keys(*words: str) -> Result:
    return CliRunner().invoke(keys.command, list(words), catch_exceptions=False)


def answer(*words: str) -> Any:
    said = tayseer_keys(*words, "--format", "json")
    assert said.exit_code == 0, said.output
    return json.loads(said.output)


def audited(action: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT object, purpose FROM audit_event WHERE action = %s ORDER BY at, id", [action])
        return cursor.fetchall()


def verdict(document: Any, *, at: datetime = NOON) -> str:
    return str(rules.check(document.qr_text, at=at, sources=sources.online()).verdict)


def test_all_keys_of_next_year_are_made_before_it_begins() -> None:
    made = answer("make", "--year", "2027")["made"]

    assert len(made) == 27
    assert {"K2027trf01", "S2027civ01", "L2027plt01"} <= set(made)
    assert set(made) <= set(trust.current().keys)
    assert [kid for kid, _ in audited("key.made")] == made
    assert answer("make", "--year", "2027")["made"] == []


def test_a_new_key_takes_over_and_what_the_old_one_signed_stays_good() -> None:
    before = issued("iqama")

    done = answer("rotate", "--agency", "passports", "--purpose", "document", "--reason", "yearly drill")
    after = issued("travel-permit")

    assert (done["made"], done["retired"]) == ("K2026pas02", ["K2026pas01"])
    assert [signed_by(one) for one in (before, after)] == ["K2026pas01", "K2026pas02"]
    assert [verdict(before), verdict(after)] == ["VALID", "VALID"]
    assert trust.current().keys["K2026pas01"].state == "retired"
    assert audited("key.retired") == [("K2026pas01", "yearly drill")]


def signed_by(document: Any) -> str:
    from tayseer.documents import cose

    return cose.parse(queries.cose_of(document=document)).kid


def test_a_log_gets_a_new_key_under_its_old_origin() -> None:
    old = note_signer("documents")

    done = answer("rotate", "--log", "documents", "--reason", "drill")
    new = note_signer("documents")

    assert (done["made"], done["retired"]) == ("Gdocuments02", ["Gdocuments01"])
    assert new.name == old.name == "tayseer.example/documents-2026"
    assert new.public != old.public
    assert trust.current().keys["Gdocuments01"].state == "retired"


def test_a_retired_key_is_listed_with_its_last_day() -> None:
    issued("iqama")
    answer("retire", "K2026pas01", "--reason", "moved to a new module")

    entry = trust.current().keys["K2026pas01"]

    assert (entry.state, entry.sign_until.isoformat()) == ("retired", "2026-11-25")
    assert "K2026pas01 is retired already" in tayseer_keys("retire", "K2026pas01", "--reason", "again").output


def test_a_stolen_key_is_named_to_the_world_at_once() -> None:
    document = issued("iqama")
    before = trust.current().sequence

    done = answer("compromise", "K2026pas01", "--since", "2026-11-25T08:00Z", "--reason", "laptop lost")

    assert done["living"] == 1
    assert trust.current().sequence > before
    entry = trust.current().keys["K2026pas01"]
    assert entry.state == "compromised"
    assert entry.compromised_since == int(datetime(2026, 11, 25, 8, tzinfo=UTC).timestamp())
    assert verdict(document) == "NOT ISSUED BY US"
    assert audited("key.compromised") == [("K2026pas01", "laptop lost")]


@pytest.mark.parametrize(
    ("since", "words", "code"),
    [
        ("yesterday", "is no moment", 2),
        ("2026-11-25T08:00", "does not say its time zone", 2),
        ("2026-11-26T08:00Z", "in the future", 1),
    ],
)
def test_a_theft_has_a_moment_that_has_passed(since: str, words: str, code: int) -> None:
    issued("iqama")

    said = tayseer_keys("compromise", "K2026pas01", "--since", since, "--reason", "x")

    assert (said.exit_code, words in said.output) == (code, True)


def test_a_theft_is_never_moved_to_a_later_moment() -> None:
    issued("iqama")
    answer("compromise", "K2026pas01", "--since", "2026-11-25T08:00Z", "--reason", "x")

    later = tayseer_keys("compromise", "K2026pas01", "--since", "2026-11-25T08:30Z", "--reason", "x")
    earlier = tayseer_keys("compromise", "K2026pas01", "--since", "2026-11-24T08:00Z", "--reason", "x")

    assert (later.exit_code, earlier.exit_code) == (1, 0)
    assert "since an earlier moment already" in later.output


def test_the_drill_counts_what_a_stolen_key_would_cost_and_writes_nothing() -> None:
    for code in ("iqama", "travel-permit", "visit-visa"):
        issued(code)
    revoked = issued("exit-reentry-visa", idempotency="revoked")
    actions.revoke(actor=SYSTEM, at=NOON, public_id=revoked.public_id, reason="holder.left")

    found = answer("reissue", "K2026pas01", "--dry-run")

    assert (found["total"], found["since_theft"]) == (3, 0)
    assert set(found["by_type"]) == {"iqama", "travel-permit", "visit-visa"}
    assert len(found["documents"]) == 3
    assert len(queries.wallet(actor=NOURA, on=NOON.date())) == 3


def test_documents_of_a_stolen_key_are_signed_again_and_the_old_ones_are_revoked() -> None:
    old = issued("iqama")
    answer("compromise", "K2026pas01", "--since", "2026-11-25T08:00Z", "--reason", "x")

    done = answer("reissue", "K2026pas01")

    new = queries.wallet(actor=NOURA, on=NOON.date())[0]
    assert done == {"signed_again": 1, "revoked": 0, "left": 0}
    assert (new.number, new.facts, new.names, new.expires_on) == (old.number, old.facts, old.names, old.expires_on)
    assert signed_by(new) == "K2026pas02"
    assert verdict(new) == "VALID"
    assert queries.document_for(actor=NOURA, public_id=old.public_id).superseded_by == new.public_id
    assert answer("reissue", "K2026pas01") == {"signed_again": 0, "revoked": 0, "left": 0}


def test_a_document_that_was_suspended_is_suspended_again() -> None:
    old = issued("iqama")
    actions.suspend(actor=SYSTEM, at=NOON, public_id=old.public_id, reason="lost")
    answer("compromise", "K2026pas01", "--since", "2026-11-25T08:00Z", "--reason", "x")

    answer("reissue", "K2026pas01")

    assert queries.wallet(actor=NOURA, on=NOON.date())[0].status == "suspended"


def test_documents_of_a_key_that_still_signs_are_not_signed_again() -> None:
    issued("iqama")

    said = tayseer_keys("reissue", "K2026pas01")

    assert said.exit_code == 1
    assert "still signs" in said.output


def test_the_list_says_what_each_key_is_for() -> None:
    issued("iqama")

    said = tayseer_keys("list").output

    assert "K2026pas01" in said
    assert "R01" in said
    assert {one["kid"] for one in answer("list", "--state", "active")} >= {"R01", "R02", "K2026pas01"}
    assert "private" not in json.dumps(answer("list"))


def test_publishing_renews_the_list_whatever_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    issued("iqama")
    before = trust.current()
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=1))

    said = answer("publish")

    assert said["sequence"] == before.sequence + 1
    assert trust.current().expires_at == NOON + timedelta(days=7, hours=1)
    assert audited("trust.published") == [(str(said["sequence"]), "")]


def test_a_ceremony_wants_two_different_people_and_is_held_once() -> None:
    keystore()

    alone = tayseer_keys("ceremony", "--witness", "Noura", "--witness", " noura ")
    twice = tayseer_keys("ceremony", "--witness", "Noura", "--witness", "Salim")

    assert (alone.exit_code, twice.exit_code) == (1, 1)
    assert "two different people" in alone.output
    assert "exist already" in twice.output


def test_the_next_root_signs_when_the_current_one_is_retired() -> None:
    issued("iqama")
    pinned = trust.pinned_roots()

    answer("retire", "R01", "--reason", "drill")

    text = trust.trust_file().read_text()
    assert set(pinned) == {"R01", "R02"}
    assert trust.read(text, root=pinned).sequence == trust.current().sequence
    assert trust.read(text, root=pinned["R02"])
    with pytest.raises(trust.UnableToTrust, match="pinned root"):
        trust.read(text, root=pinned["R01"])


def test_a_stolen_root_is_pinned_no_more_and_the_next_ceremony_makes_a_successor() -> None:
    issued("iqama")

    answer("compromise", "R01", "--since", "2026-11-25T08:00Z", "--reason", "drill")
    held = answer("ceremony", "--witness", "Noura", "--witness", "Salim")
    answer("publish")

    assert [one["kid"] for one in held["roots"]] == ["R02", "R03"]
    assert set(trust.pinned_roots()) == {"R02", "R03"}
    assert trust.read(trust.trust_file().read_text(), root=trust.pinned_roots()) == trust.current()
    assert keystore().signing_root() == "R02"


def test_an_unknown_key_or_agency_is_named_plainly() -> None:
    keystore()

    assert "There is no key K1999trf01" in tayseer_keys("retire", "K1999trf01", "--reason", "x").output
    assert "There is no agency moon" in tayseer_keys("make", "--agency", "moon", "--purpose", "seal").output
    assert tayseer_keys("make", "--agency", "civil").exit_code == 2


def test_a_key_of_our_own_is_made_with_its_rate() -> None:
    answer("make", "--agency", "civil", "--purpose", "token", "--per-minute", "30")

    info = keystore().info("T2026civ01")

    assert (info.purpose, info.per_minute) == ("token", 30)
    assert custody.all_keys()[0].kid == "R01"

"""The worker's keeping of the logs, what it lays down outside the database, and the pages that programs read."""

import base64
import hashlib
import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import cms
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from pyhanko.sign.timestamps import TimestampRequestError

from tayseer.audit import checking, logs, merkle, notes, sequencer
from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.audit.models import Event, Leaf
from tayseer.documents import stamps
from tayseer.documents.keystore import note_signer
from tayseer.site import logkeeping, worker
from tayseer.site.commands import audit as commands

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
FAISAL = Actor("officer", 31, "Faisal, the clerk", agency="residency", unit="riyadh")


@pytest.fixture(autouse=True)
def _own_data_folder(settings, tmp_path: Path) -> None:
    settings.TAYSEER_DATA = tmp_path
    logkeeping.earlier_keys.cache_clear()
    logkeeping._reminded.clear()


def note(count: int = 3) -> None:
    for _ in range(count):
        record(actor=FAISAL, action="residency.iqama.read", at=NOON, subject=501)


def rewritten(statement: str) -> None:
    """What somebody with all rights over the database could do."""
    tables = ("event", "leaf", "node", "checkpoint")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE audit_{table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        for table in tables:
            for guard in ("append_only", "no_truncate"):
                cursor.execute(f"ALTER TABLE audit_{table} ENABLE ALWAYS TRIGGER audit_{table}_{guard}")


def test_the_worker_keeps_the_logs_every_second() -> None:
    found = {name.rpartition(".")[2]: every for name, _, every in worker._found() if "logkeeping" in name}

    assert found == {"run_audit": 1, "run_documents": 1, "stamp_checkpoints": 60, "check_daily": 86_400}


def test_events_are_sequenced_signed_and_laid_down_outside() -> None:
    note()

    assert logkeeping.run_audit() == 0

    kept = logkeeping.last_file("audit").read_text(encoding="utf-8")
    signer = note_signer("audit")
    assert kept == logs.latest("audit")
    assert notes.open_checkpoint(kept, name=signer.name, public=signer.public).size == 3
    assert not logkeeping.last_file("documents").exists()


def test_a_run_without_news_changes_nothing() -> None:
    note()
    logkeeping.run_audit()
    kept = logs.latest("audit")

    logkeeping.run_audit()

    assert logs.latest("audit") == kept


def test_the_first_checkpoint_of_a_day_is_kept() -> None:
    note()
    first = logkeeping.run_audit() or logkeeping.keep("audit", at=NOON)
    note()
    sequencer.sequence()

    later = logkeeping.keep("audit", at=NOON + timedelta(hours=2))
    following = logkeeping.keep("audit", at=NOON + timedelta(days=1))

    assert first != later
    assert logkeeping.day_file("audit", "2026-11-25").read_text(encoding="utf-8") == first
    assert later == following


def test_s07_a_rewritten_log_is_an_alarm_and_stays_unsigned(caplog: pytest.LogCaptureFixture) -> None:
    note(4)
    logkeeping.run_audit()
    signed = logs.latest("audit")
    rewritten("DELETE FROM audit_checkpoint; UPDATE audit_node SET hash = sha256('x') WHERE level = 2")
    note(1)

    with caplog.at_level(logging.ERROR, logger="tayseer.audit"):
        logkeeping.run_audit()

    assert "not those that were signed" in caplog.text
    assert logs.latest("audit") is None
    assert logkeeping.last_file("audit").read_text(encoding="utf-8") == signed


def test_an_event_that_waited_too_long_is_an_alarm(caplog: pytest.LogCaptureFixture, monkeypatch) -> None:
    note(1)
    monkeypatch.setattr(sequencer, "LATE", timedelta(microseconds=-1))

    with caplog.at_level(logging.ERROR, logger="tayseer.audit"):
        logkeeping.run_audit()
        note(1)
        logkeeping.run_audit()

    assert caplog.text.count("An event waited") == 1


def test_waiting_too_long_is_told_by_the_check() -> None:
    note(2)

    assert checking.late() == ""
    assert "2 events have no leaf" in checking.late(longest=timedelta())


def test_a_log_goes_on_under_a_new_key_of_the_same_origin(monkeypatch) -> None:
    note()
    logkeeping.run_audit()
    old = note_signer("audit")
    from tayseer.documents.keystore import keystore

    [kid] = [info.kid for info in keystore().list() if info.purpose == "log" and info.name == old.name]
    keystore().mark(kid, "retired")
    note()

    logkeeping.run_audit()

    new = note_signer("audit")
    assert new.public != old.public
    told = logs.latest("audit") or ""
    assert notes.open_checkpoint(told, name=new.name, public=new.public).size == 6
    assert [line.split("+", 2)[0] for line in logkeeping.verifier_keys("audit")] == [old.name, old.name]
    assert logkeeping.check("audit", at=NOON).problems == []


def test_a_log_that_lacks_hashes_is_not_signed(caplog: pytest.LogCaptureFixture) -> None:
    note(4)
    logkeeping.run_audit()
    rewritten("DELETE FROM audit_node WHERE level = 2")
    note(1)

    with caplog.at_level(logging.ERROR, logger="tayseer.audit"):
        logkeeping.run_audit()

    assert "lacks 1 hashes" in caplog.text
    assert logs.size_said(logs.latest("audit") or "") == 4


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE audit_event SET action = 'nothing.happened'", "was altered"),
        ("UPDATE audit_event SET subject = 777", "was altered"),
        ("DELETE FROM audit_event", "is missing"),
        ("UPDATE audit_leaf SET hash = sha256('x')", "does not lead to the signed root"),
        ("DELETE FROM audit_leaf WHERE index = 5", "Leaf 5 is missing"),
        ("UPDATE audit_checkpoint SET note = replace(note, E'\\n6\\n', E'\\n7\\n')", "signature does not fit"),
    ],
)
def test_s07_the_check_finds_what_was_rewritten(statement: str, told: str) -> None:
    note(6)
    logkeeping.run_audit()
    assert logkeeping.check("audit", at=NOON).problems == []

    rewritten(statement)

    assert any(told in problem for problem in logkeeping.check("audit", at=NOON, whole=True).problems)


def test_s07_a_log_made_anew_is_found_by_the_checkpoint_outside() -> None:
    note(6)
    logkeeping.run_audit()
    rewritten("DELETE FROM audit_checkpoint; DELETE FROM audit_node; DELETE FROM audit_leaf")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tayseer.retention', 'on', true)")
        cursor.execute("DELETE FROM audit_salt")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_mark")
    sequencer.sequence()
    logs.publish(log="audit", signer=note_signer("audit"), at=NOON)

    problems = logkeeping.check("audit", at=NOON).problems

    assert any("was rewritten" in problem for problem in problems)


class Authority:
    """A time-stamping authority that notes what it was asked to stamp."""

    def __init__(self, *, fails: bool = False) -> None:
        self.asked: list[tuple[bytes, str]] = []
        self.fails = fails

    async def async_timestamp(self, digest: bytes, algorithm: str) -> cms.ContentInfo:
        if self.fails:
            raise TimestampRequestError("the authority cannot be asked")
        self.asked.append((digest, algorithm))
        return cms.ContentInfo({"content_type": "data", "content": b"stamp"})


def test_the_last_checkpoint_gets_a_time_stamp_once(client: Client, monkeypatch) -> None:
    authority = Authority()
    monkeypatch.setattr(stamps, "stamper", lambda: authority)
    assert logkeeping.stamp_checkpoints() == 0
    note(3)
    logkeeping.run_audit()
    note(2)
    logkeeping.run_audit()

    assert [logkeeping.stamp_checkpoints() for _ in range(2)] == [1, 0]

    told = (logs.latest("audit") or "").encode()
    assert authority.asked == [(hashlib.sha256(told).digest(), "sha256")]
    answer = client.get("/log/audit/stamp?size=5")
    assert cms.ContentInfo.load(answer.content)["content"].native == b"stamp"
    assert client.get("/log/audit/stamp?size=3").status_code == 404


def test_an_authority_that_does_not_answer_stops_nothing(monkeypatch) -> None:
    note(3)
    logkeeping.run_audit()
    failures: list[bool] = []
    monkeypatch.setattr(stamps, "note_failure", lambda: failures.append(True))
    monkeypatch.setattr(stamps, "stamper", lambda: Authority(fails=True))

    assert logkeeping.stamp_checkpoints() == 0
    assert failures == [True]
    monkeypatch.setattr(stamps, "stamper", lambda: None)
    assert logkeeping.stamp_checkpoints() == 0
    assert logs.unstamped("audit") is not None


def test_the_daily_check_logs_what_is_wrong(caplog: pytest.LogCaptureFixture) -> None:
    note(2)
    logkeeping.run_audit()
    assert logkeeping.check_daily() == 0
    rewritten("UPDATE audit_event SET action = 'nothing.happened'")

    with caplog.at_level(logging.ERROR, logger="tayseer.audit"):
        assert logkeeping.check_daily() == 2

    assert "was altered" in caplog.text


def test_programs_read_checkpoint_key_and_proofs(client: Client) -> None:
    note(5)
    logkeeping.run_audit()
    note(3)
    logkeeping.run_audit()
    leaf = bytes(Leaf.objects.get(index=2).hash)

    key = client.get("/log/audit/key").content.decode().strip()
    checkpoint = client.get("/log/audit/checkpoint")
    proof = notes.read_proof(client.get(f"/log/audit/proof?leaf={leaf.hex()}").content)
    path = client.get("/log/audit/consistency?old=5&new=8")

    name, _, encoded = key.split("+", 2)
    public = base64.b64decode(encoded)[1:]
    signed = notes.open_checkpoint(checkpoint.content.decode(), name=name, public=public)
    old = notes.open_checkpoint(client.get("/log/audit/checkpoint?size=5").content.decode(), name=name, public=public)
    assert (signed.size, old.size, proof.index) == (8, 5, 2)
    assert proof.checkpoint == checkpoint.content.decode()
    assert merkle.check_inclusion(leaf=leaf, index=2, size=8, path=proof.path, root=signed.root)
    assert merkle.check_consistency(
        old_size=5,
        new_size=8,
        old_root=old.root,
        new_root=signed.root,
        path=[base64.b64decode(line) for line in path.content.decode().split()],
    )
    assert checkpoint["Cache-Control"] == "public, max-age=1"
    assert path["Cache-Control"] == "public, max-age=31536000, immutable"
    assert checkpoint["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "address",
    [
        "/log/nothing/checkpoint",
        "/log/nothing/key",
        "/log/documents/checkpoint",
        "/log/audit/checkpoint?size=2",
        "/log/audit/checkpoint?size=x",
        "/log/audit/proof",
        "/log/audit/proof?leaf=00",
        f"/log/audit/proof?leaf={'0' * 64}",
        "/log/audit/consistency?old=0&new=3",
        "/log/audit/consistency?old=2&new=3",
        "/log/audit/consistency?old=3&new=99999999999999999999",
        "/log/audit/consistency",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    note(3)
    logkeeping.run_audit()

    assert client.get(address).status_code == 404


@pytest.fixture
def command(monkeypatch):
    """The command line, in this process and this test's transaction."""
    monkeypatch.setattr("tayseer.site.cli.ready", lambda: None)

    def run(*words: str) -> tuple[int, str]:
        found = CliRunner().invoke(commands.command, words)
        return found.exit_code, found.output

    return run


def test_the_command_prints_the_checkpoint(command) -> None:
    assert command("checkpoint")[0] == 1
    note(3)
    sequencer.sequence()

    code, told = command("checkpoint", "--format", "json")

    found = json.loads(told)
    assert (code, found["size"], len(found["keys"])) == (0, 3, 1)
    assert found["note"] == command("checkpoint")[1] == logs.latest("audit")


def test_the_command_proves_an_event_and_a_leaf(command, tmp_path: Path) -> None:
    note(3)
    event_id = Event.objects.earliest("id").id
    assert command("prove", str(event_id))[0] == 1
    logkeeping.run_audit()
    leaf = bytes(Leaf.objects.get(event_id=event_id).hash)

    code, told = command("prove", str(event_id), "--format", "json")
    written = command("prove", leaf.hex(), "--out", str(tmp_path / "proof"))

    assert code == 0
    assert merkle.leaf_hash(json.loads(told)["entry"].encode()) == leaf
    assert written[0] == 0
    assert notes.read_proof((tmp_path / "proof").read_bytes()).index == 0
    assert command("prove", "neither")[0] == 2
    assert command("prove", "0" * 64)[0] == 1


def test_the_command_proves_that_the_log_only_grew(command) -> None:
    note(5)
    logkeeping.run_audit()

    code, told = command("consistency", "2", "5")

    assert (code, len(told.split())) == (0, len(logs.prove_consistency(log="audit", old=2, new=5)))
    assert command("consistency", "5", "2")[0] == 1
    assert command("consistency", "2", "9")[0] == 1


def test_the_command_checks_both_logs(command) -> None:
    note(5)
    logkeeping.run_audit()

    code, told = command("check", "--whole", "--format", "json")
    assert code == 0
    assert json.loads(told)["logs"][0] == {"log": "audit", "size": 5, "checked": 5, "problems": []}

    rewritten("UPDATE audit_event SET action = 'nothing.happened'")
    code, told = command("check")
    assert code == 1
    assert "audit: 5 entries, 5 recomputed, 5 problems" in told


def test_the_command_prints_the_rights_of_roles(command) -> None:
    code, told = command("roles", "--application", "tayseer_app")

    assert code == 0
    assert 'GRANT SELECT, INSERT ON TABLE public."audit_event" TO tayseer_app;' in told
    assert 'GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE public."casework_case" TO tayseer_app;' in told
    assert command("roles", "--application", "no;good")[0] == 1

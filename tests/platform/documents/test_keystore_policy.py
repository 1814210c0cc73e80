"""The policy of keys and their book: what is refused, that it raises an alarm, and that every process sees a change."""

import base64
import json
import logging
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from django.db import connection

from tayseer.audit import notes
from tayseer.documents import trust
from tayseer.documents.keystore import (
    FileKeyStore,
    UnableToMakeKey,
    UnableToOpenKeystore,
    UnableToSign,
    alarms,
    certificates,
    keystore,
)
from tayseer.documents.keystore.policy import Policy
from tests.platform.documents.samples import NOON

SECRET = "a secret of a test"


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> FileKeyStore:
    settings.TAYSEER_DATA = tmp_path
    return FileKeyStore(tmp_path / "keys" / "documents", secret=SECRET)


def test_a_key_signs_as_often_as_its_rate_allows_and_no_more(store: FileKeyStore) -> None:
    now, told = [0.0], []
    store.policy = Policy(alarm=lambda kid, why: told.append((kid, why)), seconds=lambda: now[0])
    kid = store.make(agency="civil", purpose="token", year=2026, per_minute=3)

    for _ in range(3):
        store.sign(kid, "token", b"x")
    with pytest.raises(UnableToSign, match="3 times within a minute"):
        store.sign(kid, "token", b"x")
    now[0] = 20.0
    store.sign(kid, "token", b"x")
    with pytest.raises(UnableToSign, match="its limit"):
        store.sign(kid, "token", b"x")

    assert told == [(kid, f"the key {kid} has signed 3 times within a minute, which is its limit")] * 2


def test_threads_together_get_no_more_than_the_rate(store: FileKeyStore) -> None:
    store.policy = Policy(seconds=lambda: 0.0)
    kid = store.make(agency="civil", purpose="token", year=2026, per_minute=10)
    signed: list[int] = []

    def sign() -> None:
        for _ in range(5):
            try:
                store.sign(kid, "token", b"x")
                signed.append(1)
            except UnableToSign:
                pass

    threads = [threading.Thread(target=sign) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(signed) == 10


def test_a_key_signs_for_its_own_agency_alone(store: FileKeyStore) -> None:
    kid = store.ensure(agency="civil", purpose="document", year=2026)

    assert store.sign(kid, "document", b"x", document_type="national-id", agency="civil")
    with pytest.raises(UnableToSign, match="belongs to civil, not to traffic"):
        store.sign(kid, "document", b"x", document_type="national-id", agency="traffic")


def test_each_use_has_a_key_of_its_own(store: FileKeyStore) -> None:
    purposes = ("document", "seal", "status", "message", "token")
    kids = [store.ensure(agency="civil", purpose=purpose, year=2026) for purpose in purposes]

    assert [kid[0] for kid in kids] == ["K", "S", "L", "M", "T"]
    assert len({str(store.info(kid).jwk) for kid in kids}) == 5
    for kid, purpose in zip(kids, purposes, strict=True):
        for other in purposes:
            if other != purpose:
                with pytest.raises(UnableToSign, match=f"is for {purpose}, not for {other}"):
                    store.sign(kid, other, b"x", document_type="national-id")


def test_a_refusal_is_logged_as_a_matter_of_security(store: FileKeyStore, caplog: pytest.LogCaptureFixture) -> None:
    kid = store.ensure(agency="civil", purpose="status", year=2026)

    with caplog.at_level(logging.ERROR, logger="tayseer.security"), pytest.raises(UnableToSign):
        store.sign(kid, "document", b"x", document_type="national-id")

    assert "signature refused: the key L2026civ01 is for status" in caplog.text


def test_the_audit_is_told_of_a_key_at_most_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, now = [], [1000.0]
    monkeypatch.setattr(alarms, "_last", {})
    monkeypatch.setattr(alarms, "_write", seen.append)
    monkeypatch.setattr(alarms.time, "monotonic", lambda: now[0])

    for kid, later in [("K1", 0), ("K1", 1), ("K2", 1), ("K1", 61)]:
        now[0] = 1000.0 + later
        alarms.raise_alarm(kid, "why")
        for one in threading.enumerate():
            if one.name == "key-alarm":
                one.join()

    assert seen == ["K1", "K2", "K1"]


@pytest.mark.django_db
def test_the_audit_holds_which_key_refused_and_nothing_of_what_it_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarms.connection, "close", lambda: None)

    alarms._write("K2026civ01")

    with connection.cursor() as cursor:
        cursor.execute("SELECT actor_kind, object, result FROM audit_event WHERE action = 'key.refused'")
        assert cursor.fetchall() == [("system", "K2026civ01", "refused")]


def test_a_key_that_another_process_retires_signs_no_more_here(store: FileKeyStore) -> None:
    kid = store.ensure(agency="civil", purpose="status", year=2026)
    store.sign(kid, "status", b"x")

    FileKeyStore(store.folder, secret=SECRET).mark(kid, "retired", until=date(2026, 6, 30))

    with pytest.raises(UnableToSign, match="is retired"):
        store.sign(kid, "status", b"x")
    assert store.info(kid).sign_until == date(2026, 6, 30)
    assert store.ensure(agency="civil", purpose="status", year=2026) == "L2026civ02"


def test_a_log_key_signs_checkpoints_that_outsiders_believe(store: FileKeyStore) -> None:
    signer = store.note_signer("audit", year=2026)
    checkpoint = notes.Checkpoint(signer.name, 7, bytes(32))

    text = notes.write_checkpoint(checkpoint, signer=signer)

    assert notes.open_checkpoint(text, name=signer.name, public=signer.public) == checkpoint
    assert (signer.name, len(signer.public)) == ("tayseer.example/audit-2026", 32)
    assert store.note_signer("audit", year=2027) == signer
    assert store.note_signer("documents", year=2026).public != signer.public
    Ed25519PublicKey.from_public_bytes(signer.public).verify(signer.sign(b"x"), b"x")


def test_a_log_key_is_on_the_trust_list_and_signs_nothing_else(store: FileKeyStore) -> None:
    signer = store.note_signer("audit", year=2026)

    entry = trust.publish(store, at=NOON).keys["Gaudit01"]

    assert (entry.purpose, entry.name, entry.jwk["crv"]) == ("log", signer.name, "Ed25519")
    with pytest.raises(UnableToSign, match="is for log"):
        store.sign("Gaudit01", "status", b"x")


@pytest.mark.parametrize("name", ["", "../audit", "a" * 14, "ملف"])
def test_a_log_has_a_plain_name(store: FileKeyStore, name: str) -> None:
    with pytest.raises(UnableToMakeKey, match="letters and digits"):
        store.note_signer(name, year=2026)


def test_a_folder_made_before_there_were_authorities_goes_on_with_its_root(store: FileKeyStore) -> None:
    kid = store.ensure(agency="civil", purpose="document", year=2026)
    older = _root_of_path_length_0(store)
    record = json.loads((store.folder / "R01.json").read_text())
    (store.folder / "R01.json").write_text(json.dumps(record | {"x5c": [certificates.written(older)]}))
    (store.folder / "R02.json").unlink()

    again = FileKeyStore(store.folder, secret=SECRET)

    length = again.root_certificate().extensions.get_extension_for_class(x509.BasicConstraints).value.path_length
    assert length == 1
    assert again.public("R01") == older.public_key()
    assert again.records.has("R02")
    assert again.sign(kid, "document", b"x", document_type="national-id")
    seal = certificates.opened(again.info(again.ensure(agency="civil", purpose="seal", year=2026)).x5c[1])
    seal.verify_directly_issued_by(again.root_certificate())


def _root_of_path_length_0(store: FileKeyStore) -> x509.Certificate:
    now = store.root_certificate()
    return (
        x509.CertificateBuilder()
        .subject_name(now.subject)
        .issuer_name(now.subject)
        .public_key(store.public("R01"))
        .serial_number(1)
        .not_valid_before(now.not_valid_before_utc)
        .not_valid_after(now.not_valid_after_utc)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(store._held("R01"), SHA256())
    )


def test_a_private_key_does_not_leave_its_store(store: FileKeyStore) -> None:
    held = store._held("R01")

    for take in (held.private_numbers, held.private_bytes, held.exchange):
        with pytest.raises(TypeError, match="does not leave"):
            take()


@pytest.mark.parametrize(("debug", "demo"), [(True, False), (False, True)])
def test_files_serve_in_a_demonstration(settings: Any, tmp_path: Path, debug: bool, demo: bool) -> None:
    settings.TAYSEER_DATA, settings.DEBUG, settings.TAYSEER_DEMO = tmp_path, debug, demo

    assert keystore().records.has("R01")


def test_files_serve_nobody_in_production_even_when_they_are_there(settings: Any, tmp_path: Path) -> None:
    settings.TAYSEER_DATA, settings.DEBUG, settings.TAYSEER_DEMO = tmp_path, True, False
    keystore()
    settings.DEBUG = False

    with pytest.raises(UnableToOpenKeystore, match="TAYSEER_KEYSTORE=pkcs11"):
        keystore()


def test_no_file_of_the_keystore_is_readable_by_others_and_public_files_hold_no_secret(store: FileKeyStore) -> None:
    store.ensure(agency="civil", purpose="seal", year=2026)
    trust.publish(store, at=NOON)

    modes = {path.name: path.stat().st_mode & 0o077 for path in store.folder.glob("*.json")}
    public = b"".join(path.read_bytes() for path in (store.folder / "public").iterdir() if path.is_file())
    body = json.loads(base64.urlsafe_b64decode(public.split(b".")[1] + b"=="))

    assert set(modes.values()) == {0}
    assert (store.folder.stat().st_mode & 0o077) == 0
    assert b"PRIVATE" not in public
    assert all("d" not in entry["jwk"] for entry in body["entries"])

"""The keystore, the trust list and status lists: who may sign what, and what an old or foreign list is worth."""

import base64
import json
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from tayseer.documents import keystore as keystores
from tayseer.documents import statuslist, trust
from tayseer.documents.keystore import FileKeyStore, UnableToOpenKeystore, UnableToSign
from tests.platform.documents.samples import NOON

URI = "https://tayseer.example/ar/verify/s/abcdef"


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> FileKeyStore:
    settings.TAYSEER_DATA = tmp_path
    return FileKeyStore(tmp_path / "keys" / "documents", secret="a secret of a test")


def test_a_key_signs_only_for_its_purpose_and_its_types(store: FileKeyStore) -> None:
    kid = store.ensure(agency="traffic", purpose="document", year=2026)

    assert kid == "K2026trf01"
    assert len(store.sign(kid, "document", b"x", document_type="driving-licence")) == 64
    assert len(store.sign(kid, "document", b"x", document_type="payment-receipt")) == 64
    for purpose, kind, words in [
        ("status", "driving-licence", "is for document, not for status"),
        ("document", "passport", "may not sign passport"),
        ("document", "", "may not sign a document without a type"),
    ]:
        with pytest.raises(UnableToSign, match=words):
            store.sign(kid, purpose, b"x", document_type=kind)
    with pytest.raises(UnableToSign, match="no key K1999trf01"):
        store.sign("K1999trf01", "document", b"x")
    with pytest.raises(UnableToSign, match="no key id"):
        store.sign("../R01", "root", b"x")


def test_a_retired_key_signs_no_more(store: FileKeyStore) -> None:
    kid = store.ensure(agency="traffic", purpose="status", year=2026)
    store.mark(kid, "retired")

    with pytest.raises(UnableToSign, match="is retired"):
        store.sign(kid, "status", b"x")


def test_private_keys_are_encrypted_and_for_the_owner_alone(store: FileKeyStore) -> None:
    kid = store.ensure(agency="civil", purpose="document", year=2026)

    file = store.folder / f"{kid}.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "BEGIN ENCRYPTED PRIVATE KEY" in file.read_text()
    stranger = FileKeyStore(store.folder, secret="another secret")
    with pytest.raises(UnableToOpenKeystore, match="TAYSEER_SECRET_KEY"):
        stranger.sign(kid, "document", b"x", document_type="national-id")


def test_two_processes_making_a_key_at_once_agree_on_one(store: FileKeyStore) -> None:
    stores = [FileKeyStore(store.folder, secret="a secret of a test") for _ in range(8)]
    together = threading.Barrier(8)

    def make(one: FileKeyStore) -> str:
        together.wait()
        return one.ensure(agency="civil", purpose="seal", year=2026)

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(make, stores))

    assert made == {"S2026civ01"}
    assert len({str(one.info("S2026civ01")) for one in stores}) == 1


def test_files_are_no_place_for_keys_in_production(settings: Any) -> None:
    settings.TAYSEER_DEMO = settings.DEBUG = False

    with pytest.raises(UnableToOpenKeystore, match="PKCS#11"):
        keystores.keystore()


def test_a_trust_list_is_signed_again_only_when_something_changed_or_it_grows_old(store: FileKeyStore) -> None:
    store.ensure(agency="civil", purpose="document", year=2026)
    first = trust.publish(store, at=NOON)

    assert trust.publish(store, at=NOON + timedelta(hours=1)) == first
    store.ensure(agency="traffic", purpose="document", year=2026)
    assert trust.publish(store, at=NOON + timedelta(hours=2)).sequence == first.sequence + 1
    assert trust.publish(store, at=NOON + timedelta(days=6)).sequence == first.sequence + 2
    assert trust.current().sequence == first.sequence + 2


def test_a_trust_list_of_another_root_or_an_older_number_is_refused(store: FileKeyStore) -> None:
    trust.publish(store, at=NOON)
    text = trust.trust_file().read_text()
    stranger = ec.generate_private_key(ec.SECP256R1()).public_key()

    with pytest.raises(trust.UnableToTrust, match="pinned root"):
        trust.read(text, root=stranger)
    with pytest.raises(trust.UnableToTrust, match="below 2"):
        trust.read(text, root=store.public("R01"), lowest_sequence=2)


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "typ": trust.TYP},
        {"alg": "HS256", "typ": trust.TYP},
        {"alg": "ES256", "typ": "JWT"},
        {"alg": "ES256", "typ": trust.TYP, "crit": ["b64"], "b64": False},
    ],
)
def test_a_trust_list_with_another_header_is_refused(store: FileKeyStore, header: dict[str, object]) -> None:
    trust.publish(store, at=NOON)
    _, body, _ = trust.trust_file().read_text().split(".")
    head = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    signature = store.sign("R01", "root", f"{head}.{body}".encode())
    forged = f"{head}.{body}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"

    with pytest.raises(trust.UnableToTrust, match="header"):
        trust.read(forged, root=store.public("R01"))


@given(st.dictionaries(st.integers(0, statuslist.PLACES - 1), st.sampled_from([1, 2]), max_size=20))
def test_a_status_list_says_of_each_place_what_was_put_there(places: dict[int, int]) -> None:
    found = statuslist.StatusList(URI, NOON, NOON, timedelta(0), statuslist.pack(places))

    for place in (*places, 0, 1, statuslist.PLACES - 1):
        assert found.status(place) == {0: "valid", 1: "revoked", 2: "suspended"}[places.get(place, 0)]


def test_entry_zero_is_in_the_lowest_bits_of_the_first_byte() -> None:
    assert statuslist.pack({0: 1, 1: 2, 5: 1})[:2] == bytes([0b00001001, 0b00000100])


def test_a_signed_status_list_reads_back_and_grows_old(store: FileKeyStore) -> None:
    kid = store.ensure(agency="civil", purpose="status", year=2026)
    trusted = trust.publish(store, at=NOON)
    token = statuslist.sign({7: 1}, uri=URI, at=NOON, kid=kid, store=store)

    found = statuslist.read(token, uri=URI, trust=trusted)

    assert (found.status(7), found.status(8)) == ("revoked", "valid")
    assert found.is_fresh(NOON + timedelta(hours=11))
    assert not found.is_fresh(NOON + timedelta(hours=13))
    with pytest.raises(statuslist.UnableToReadStatusList, match="outside"):
        found.status(statuslist.PLACES)


def test_a_status_list_of_another_address_or_key_is_refused(store: FileKeyStore) -> None:
    kid = store.ensure(agency="civil", purpose="status", year=2026)
    trusted = trust.publish(store, at=NOON)
    token = statuslist.sign({}, uri=URI, at=NOON, kid=kid, store=store)
    nobody = trust.TrustList(1, NOON, NOON + trust.LIFE, {})

    with pytest.raises(statuslist.UnableToReadStatusList, match="another address"):
        statuslist.read(token, uri=URI + "x", trust=trusted)
    with pytest.raises(statuslist.UnableToReadStatusList, match="not signed"):
        statuslist.read(token, uri=URI, trust=nobody)
    for place in range(0, len(token), 9):
        broken = bytearray(token)
        broken[place] ^= 1
        with pytest.raises(statuslist.UnableToReadStatusList):
            statuslist.read(bytes(broken), uri=URI, trust=trusted)


def test_keys_are_dated_by_the_year_in_utc(store: FileKeyStore) -> None:
    kid = store.ensure(agency="civil", purpose="document", year=datetime(2027, 1, 1, tzinfo=UTC).year)

    info = next(info for info in store.list() if info.kid == kid)
    assert (info.sign_from.isoformat(), info.sign_until.isoformat()) == ("2027-01-01", "2027-12-31")

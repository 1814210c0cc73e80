"""What a trust list is worth: seven days, never backwards, each key inside its dates and uses, and after a theft."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tayseer.documents import jws, trust
from tayseer.documents.keystore import FileKeyStore, KeyInfo
from tests.platform.documents.samples import NOON

THEFT = datetime(2026, 6, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KEY = KeyInfo(
    kid="K2026trf01", purpose="document", agency="traffic", issuer="traffic.tayseer.example",
    types=("driving-licence",), sign_from=date(2026, 1, 1), sign_until=date(2026, 12, 31), state="active", jwk={},
)  # fmt: skip


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> FileKeyStore:
    settings.TAYSEER_DATA = tmp_path
    return FileKeyStore(tmp_path / "keys" / "documents", secret="a secret of a test")


def signed(store: FileKeyStore, **changes: object) -> str:
    """A trust list of the root that says what no honest one says."""
    body = {
        "iss": "tayseer.example", "iat": int(NOON.timestamp()), "exp": int((NOON + trust.LIFE).timestamp()), "seq": 1,
        "entries": [],
    }  # fmt: skip
    return jws.sign(body | changes, kid="R01", typ=trust.TYP, signer=lambda data: store.sign("R01", "root", data))


@pytest.mark.parametrize(
    ("used", "objection"),
    [
        ({}, ()),
        ({"issuer": "civil.tayseer.example"}, ("issuer.wrong",)),
        ({"use": "seal"}, ("key.wrong_use",)),
        ({"document_type": "passport"}, ("key.wrong_type",)),
        ({"issued_at": datetime(2025, 12, 31, 23, 59, tzinfo=UTC)}, ("key.wrong_time",)),
        ({"issued_at": datetime(2026, 1, 1, tzinfo=UTC)}, ()),
        ({"issued_at": datetime(2026, 12, 31, 23, 59, tzinfo=UTC)}, ()),
        ({"issued_at": datetime(2027, 1, 1, tzinfo=UTC)}, ("key.wrong_time",)),
        ({"use": "status", "document_type": "passport"}, ("key.wrong_use", "key.wrong_type")),
    ],
)
def test_a_key_speaks_for_its_issuer_use_types_and_days_alone(used: dict[str, Any], objection: tuple[str, ...]) -> None:
    whole: dict[str, Any] = {
        "use": "document", "issuer": "traffic.tayseer.example", "document_type": "driving-licence", "issued_at": NOON,
    }  # fmt: skip

    assert trust.objections(KEY, **(whole | used)) == objection


@pytest.mark.parametrize(
    ("issued_at", "proven_at", "stands"),
    [
        (THEFT - MINUTE, THEFT - MINUTE, True),
        (THEFT - MINUTE, THEFT, False),
        (THEFT - MINUTE, THEFT + MINUTE, False),
        (THEFT - MINUTE, None, False),
        (THEFT, THEFT - MINUTE, False),
        (THEFT + MINUTE, THEFT - MINUTE, False),
        (THEFT + MINUTE, None, False),
    ],
)
def test_after_a_theft_only_what_is_proven_older_counts(
    issued_at: datetime, proven_at: datetime | None, stands: bool
) -> None:
    stolen = KeyInfo(**{**_fields(KEY), "state": "compromised", "compromised_since": int(THEFT.timestamp())})

    assert trust.stands_despite_theft(stolen, issued_at=issued_at, proven_at=proven_at) is stands


def test_a_key_stolen_at_an_unknown_moment_is_worth_nothing_and_a_good_one_needs_no_proof() -> None:
    unknown = KeyInfo(**{**_fields(KEY), "state": "compromised"})
    retired = KeyInfo(**{**_fields(KEY), "state": "retired"})

    assert not trust.stands_despite_theft(unknown, issued_at=THEFT - MINUTE, proven_at=THEFT - MINUTE)
    assert trust.stands_despite_theft(retired, issued_at=THEFT, proven_at=None)
    assert trust.stands_despite_theft(KEY, issued_at=THEFT, proven_at=None)


def _fields(info: KeyInfo) -> dict[str, Any]:
    return {name: getattr(info, name) for name in KeyInfo.__slots__}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"exp": int((NOON + trust.LIFE).timestamp()) + 1}, "longer than seven days"),
        ({"exp": int(NOON.timestamp())}, "longer than seven days"),
        ({"exp": "tomorrow"}, "lacks something"),
        ({"seq": None}, "lacks something"),
        ({"iat": 10**30}, "lacks something"),
        ({"entries": [{}]}, "lacks something"),
        ({"entries": None}, "lacks something"),
        ({"entries": ["K"]}, "lacks something"),
    ],
)
def test_a_list_that_the_root_signed_by_mistake_is_refused(
    store: FileKeyStore, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(trust.UnableToTrust, match=words):
        trust.read(signed(store, **changes), root=store.public("R01"))


@pytest.mark.parametrize("change", [{"state": "good"}, {"jwk": {"kty": "EC", "crv": "P-384", "x": "", "y": ""}}])
def test_an_entry_in_an_unknown_state_or_with_another_curve_is_refused(
    store: FileKeyStore, change: dict[str, object]
) -> None:
    store.ensure(agency="civil", purpose="document", year=2026)
    trust.publish(store, at=NOON)
    entries = jws.parse(trust.trust_file().read_text(), typ=trust.TYP).body["entries"]

    with pytest.raises(trust.UnableToTrust, match="lacks something"):
        trust.read(signed(store, entries=[entries[0] | change]), root=store.public("R01"))
    with pytest.raises(trust.UnableToTrust, match="lacks something"):
        trust.read(signed(store, entries=[entries[0], entries[0]]), root=store.public("R01"))


def test_an_older_list_put_in_place_of_a_newer_one_is_refused(store: FileKeyStore) -> None:
    trust.publish(store, at=NOON)
    older = trust.trust_file().read_text()
    store.ensure(agency="civil", purpose="document", year=2026)
    trust.publish(store, at=NOON)

    trust.trust_file().write_text(older)

    with pytest.raises(trust.UnableToTrust, match="below 2, which was seen before"):
        trust.current()


def test_a_list_is_read_again_when_its_file_changes_and_only_then(
    store: FileKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust.publish(store, at=NOON)
    first = trust.current()

    assert trust.current() is first
    store.ensure(agency="civil", purpose="document", year=2026)
    trust.publish(store, at=NOON)
    assert "K2026civ01" in trust.current().keys


def test_a_folder_from_before_there_were_two_roots_gets_its_pins(store: FileKeyStore) -> None:
    trust.publish(store, at=NOON)
    trust.roots_file().unlink()

    with pytest.raises(trust.UnableToTrust, match="no trust list"):
        trust.current()
    same = trust.publish(store, at=NOON)

    assert trust.current() == same
    assert [one["kid"] for one in json.loads(trust.roots_file().read_text())["keys"]] == ["R01", "R02"]


def test_a_damaged_list_is_signed_anew_with_a_higher_number(store: FileKeyStore) -> None:
    trust.publish(store, at=NOON)
    trust.trust_file().write_text("damaged")

    again = trust.publish(store, at=NOON)

    assert again.sequence == 2
    assert trust.current() == again


def test_authorities_and_roots_are_not_on_the_list(store: FileKeyStore) -> None:
    store.ensure(agency="civil", purpose="seal", year=2026)

    found = trust.publish(store, at=NOON)

    assert {info.purpose for info in store.list()} == {"ca", "seal"}
    assert set(found.keys) == {"S2026civ01"}


def test_nobody_but_a_pinned_root_is_believed(store: FileKeyStore) -> None:
    trust.publish(store, at=NOON)
    text = trust.trust_file().read_text()

    with pytest.raises(trust.UnableToTrust, match="not signed by a pinned root"):
        trust.read(text, root={"R09": store.public("R01")})
    with pytest.raises(trust.UnableToTrust, match="not signed by the pinned root"):
        trust.read(text, root={"R01": store.public("R02")})
    with pytest.raises(trust.UnableToTrust, match="no compact JWS"):
        trust.read("a" * (jws.MAX_BYTES + 1), root=store.public("R01"))
    with pytest.raises(trust.UnableToTrust, match="cannot be decoded"):
        trust.read("[" * 50_000 + ".e30.AA", root=store.public("R01"))

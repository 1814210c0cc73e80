"""The keystore in a hardware module, tried with SoftHSM2: keys that nobody can read sign what their policy allows."""

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pkcs11
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pkcs11.util.ec import encode_named_curve_parameters

from tayseer.documents import conf, cose, seal, trust
from tayseer.documents.keystore import (
    UnableToOpenKeystore,
    UnableToSign,
    alarms,
    installed_keystore,
    keystore,
    note_signer,
    thumbprint,
)
from tayseer.documents.papers import paper_of
from tayseer.site import cli
from tayseer.site.commands import keys
from tayseer.verify import rules, sources
from tests.platform.documents.samples import NOON, issued

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "2648"
pytestmark = pytest.mark.skipif(not MODULE.exists(), reason="no SoftHSM2 here; on Debian: apt-get install softhsm2")


@pytest.fixture(scope="session")
def module_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        yield folder


@pytest.fixture
def label(module_folder: Path) -> str:
    name = f"t{uuid4().hex[:12]}"
    made_token(name)
    return name


@pytest.fixture
def production(settings: Any, tmp_path: Path, label: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation outside debug mode whose keys are in a token, with its roots made."""
    monkeypatch.setattr(alarms, "_write", lambda _kid: None)
    settings.DEBUG = settings.TAYSEER_DEMO = False
    settings.TAYSEER_DATA = tmp_path
    settings.TAYSEER_KEYSTORE = "pkcs11"
    settings.TAYSEER_PKCS11_MODULE, settings.TAYSEER_PKCS11_TOKEN = str(MODULE), label
    settings.TAYSEER_PKCS11_PIN = PIN
    installed_keystore().make_roots()


def made_token(name: str) -> None:
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", name, "--pin", PIN, "--so-pin", "13579"],
        check=True,
        capture_output=True,
        env=os.environ,
    )
    # SoftHSM looks for tokens when it is initialised, and never again.
    pkcs11.lib(str(MODULE)).reinitialize()


@pytest.mark.usefixtures("production")
def test_a_key_made_in_the_module_cannot_be_read_out_of_it() -> None:
    store: Any = keystore()
    kid = store.ensure(agency="traffic", purpose="document", year=2026)

    said = store.attributes(kid)

    def read_value(session: Any, handles: dict[str, Any]) -> Any:
        key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, id=kid.encode())
        try:
            return key[pkcs11.Attribute.VALUE]
        except pkcs11.AttributeSensitive:
            return "refused"

    assert said == {
        "sensitive": True, "extractable": False, "always_sensitive": True, "never_extractable": True, "local": True,
    }  # fmt: skip
    assert store._token.call(read_value) == "refused"
    assert "private" not in (store.folder / f"{kid}.json").read_text()


@pytest.mark.usefixtures("production")
def test_a_key_brought_from_outside_may_not_sign() -> None:
    store: Any = keystore()
    kid = store.ensure(agency="traffic", purpose="document", year=2026)

    def plant(session: Any, handles: dict[str, Any]) -> None:
        session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, id=kid.encode()).destroy()
        curve = {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
        session.create_domain_parameters(pkcs11.KeyType.EC, curve, local=True).generate_keypair(
            id=kid.encode(), store=True,
            private_template={pkcs11.Attribute.SENSITIVE: False, pkcs11.Attribute.EXTRACTABLE: True},
        )  # fmt: skip
        handles.clear()

    store._token.call(plant)

    with pytest.raises(UnableToSign, match="could be read out of its token"):
        store.sign(kid, "document", b"x", document_type="driving-licence")


@pytest.mark.usefixtures("production")
@pytest.mark.django_db
def test_a_document_is_issued_sealed_and_found_valid_with_keys_of_the_module() -> None:
    document = issued("driving-licence")

    pdf = paper_of(document=document, at=NOON)

    assert conf.is_demonstration() is False
    assert rules.check(document.qr_text, at=NOON, sources=sources.online()).verdict == "VALID"
    assert seal.read(pdf, trust=trust.current(), at=NOON).kid == "S2026trf01"
    assert keystore().records.raw("S2026trf01").get("private") is None


@pytest.mark.usefixtures("production")
def test_a_signature_of_the_module_is_r_and_s_over_the_digest_of_the_data() -> None:
    store = keystore()
    kid = store.ensure(agency="civil", purpose="status", year=2026)

    whole = cose.sign(b"payload", kid=kid, signer=lambda data: store.sign(kid, "status", data))

    cose.verify(cose.parse(whole), key=store.public(kid))


@pytest.mark.usefixtures("production")
def test_a_log_is_signed_in_the_module_by_ed25519() -> None:
    signer = note_signer("documents")

    Ed25519PublicKey.from_public_bytes(signer.public).verify(signer.sign(b"a checkpoint"), b"a checkpoint")
    assert signer.name.startswith("tayseer.example/documents-")


@pytest.mark.usefixtures("production")
def test_twenty_threads_share_eight_sessions_and_all_signatures_are_good() -> None:
    store = keystore()
    kid = store.ensure(agency="civil", purpose="status", year=2026)
    together = threading.Barrier(20)

    def sign(number: int) -> bytes:
        together.wait()
        return cose.sign(bytes([number]), kid=kid, signer=lambda data: store.sign(kid, "status", data))

    with ThreadPoolExecutor(20) as pool:
        signed = list(pool.map(sign, range(20)))

    for number, whole in enumerate(signed):
        message = cose.parse(whole)
        cose.verify(message, key=store.public(kid))
        assert message.payload == bytes([number])


@pytest.mark.usefixtures("production")
def test_a_session_that_died_is_replaced() -> None:
    store: Any = keystore()
    kid = store.ensure(agency="civil", purpose="status", year=2026)
    store.sign(kid, "status", b"x")

    store._token.call(lambda session, _handles: session.close())

    assert len(store.sign(kid, "status", b"x")) == 64


@pytest.mark.usefixtures("production")
def test_a_process_that_was_forked_opens_sessions_of_its_own() -> None:
    store = keystore()
    kid = store.ensure(agency="civil", purpose="status", year=2026)
    before = cose.sign(b"parent", kid=kid, signer=lambda data: store.sign(kid, "status", data))
    read_end, write_end = os.pipe()

    child = os.fork()
    if child == 0:
        try:
            os.write(write_end, cose.sign(b"child", kid=kid, signer=lambda data: store.sign(kid, "status", data)))
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(write_end)
    of_child = os.read(read_end, 4096)
    os.close(read_end)
    after = cose.sign(b"parent", kid=kid, signer=lambda data: store.sign(kid, "status", data))

    for whole in (before, of_child, after):
        cose.verify(cose.parse(whole), key=store.public(kid))


@pytest.mark.usefixtures("production")
def test_a_root_that_is_not_here_signs_nothing_and_the_list_in_force_serves_on(
    settings: Any, label: str, caplog: pytest.LogCaptureFixture
) -> None:
    keystore().ensure(agency="civil", purpose="document", year=2026)
    first = trust.publish(keystore(), at=NOON)
    settings.TAYSEER_PKCS11_ROOT_TOKEN = "in the safe"

    again = trust.publish(keystore(), at=NOON + timedelta(days=5))

    assert again == first
    assert "the root is not here to renew it" in caplog.text
    with pytest.raises(trust.UnableToPublish, match="tayseer keys publish"):
        trust.publish(keystore(), at=NOON + timedelta(days=8))
    with pytest.raises(trust.UnableToPublish, match="tayseer keys publish"):
        trust.publish(keystore(), at=NOON, renew=True)
    keystore().mark("K2026civ01", "retired")
    assert trust.publish(keystore(), at=NOON) == first
    keystore().ensure(agency="civil", purpose="status", year=2026)
    with pytest.raises(trust.UnableToPublish, match="kept under lock"):
        trust.publish(keystore(), at=NOON)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"TAYSEER_PKCS11_PIN": ""}, "TAYSEER_PKCS11_PIN is not set"),
        ({"TAYSEER_PKCS11_TOKEN": "nothing"}, "no token called 'nothing'"),
        ({"TAYSEER_PKCS11_PIN": "0000"}, "refuses the PIN"),
        ({"TAYSEER_PKCS11_MODULE": "/nowhere.so"}, "does not load"),
        ({"TAYSEER_PKCS11_PIN_FILE": "/nowhere"}, "PIN file"),
        ({"TAYSEER_KEYSTORE": "paper"}, "may be pkcs11 or files"),
    ],
)
def test_a_wrong_setting_is_named(
    settings: Any, tmp_path: Path, label: str, change: dict[str, str], words: str
) -> None:
    settings.TAYSEER_DATA = tmp_path
    settings.TAYSEER_KEYSTORE, settings.TAYSEER_PKCS11_MODULE = "pkcs11", str(MODULE)
    settings.TAYSEER_PKCS11_TOKEN, settings.TAYSEER_PKCS11_PIN = label, PIN
    for name, value in change.items():
        setattr(settings, name, value)

    with pytest.raises(UnableToOpenKeystore, match=words):
        installed_keystore()


@pytest.mark.usefixtures("production")
def test_before_the_ceremony_nothing_is_signed(settings: Any, tmp_path: Path) -> None:
    settings.TAYSEER_DATA = tmp_path / "another"

    with pytest.raises(UnableToOpenKeystore, match="tayseer keys ceremony"):
        keystore()


@pytest.mark.usefixtures("production")
@pytest.mark.django_db
def test_a_ceremony_before_two_people_makes_both_roots_and_gives_minutes(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "ready", lambda: None)
    made_token("ceremony")
    settings.TAYSEER_DATA, settings.TAYSEER_PKCS11_ROOT_TOKEN = tmp_path / "new", "ceremony"
    settings.TAYSEER_PKCS11_ROOT_PIN = PIN

    said = CliRunner().invoke(
        keys.command,
        [
            "ceremony",
            "--witness",
            "Noura",
            "--witness",
            "Salim",
            "--out",
            str(tmp_path / "minutes"),
            "--format",
            "json",
        ],
        catch_exceptions=False,
    )

    minutes = json.loads(said.output)
    assert [one["kid"] for one in minutes["roots"]] == ["R01", "R02"]
    assert minutes["witnesses"] == ["Noura", "Salim"]
    assert [one["thumbprint"] for one in minutes["roots"]] == [
        thumbprint(keystore().info(kid).jwk) for kid in ("R01", "R02")
    ]
    assert keystore().records.raw("R01")["token"] == "ceremony"
    assert json.loads((tmp_path / "minutes").read_text()) == minutes
    assert trust.current().sequence == minutes["trust_list"] == 1


@pytest.mark.usefixtures("production")
def test_the_pin_may_stand_in_a_file(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "pin").write_text(f"{PIN}\n")
    settings.TAYSEER_PKCS11_PIN, settings.TAYSEER_PKCS11_PIN_FILE = "", str(tmp_path / "pin")

    assert conf.token_settings().pin == PIN
    assert PIN not in repr(conf.token_settings())

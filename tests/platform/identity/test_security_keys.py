"""Officers sign in with security keys of listed models alone, where an installation lists some."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.test import Client
from fido2.cbor import decode, encode
from fido2.utils import websafe_decode, websafe_encode

from tayseer.audit.contract import SYSTEM
from tayseer.identity import actions, activation, authenticators, queries, sessions
from tayseer.identity.assurance import PASSWORD, SMS, amr_of
from tayseer.identity.authenticators import UnableToChangeAuthenticators
from tayseer.identity.middleware import COOKIE
from tayseer.identity.models import Authenticator, Outbox
from tayseer.identity.sessions import UnableToSignIn
from tests.platform.identity.conftest import FAISALS_PASSWORD, NOON, last_code
from tests.platform.identity.holders import HOME, Holder, by_passkey, by_sms, with_passkey
from tests.platform.identity.soft_key import AAGUID, SoftKey

if TYPE_CHECKING:
    from pathlib import Path

    from django.conf import LazySettings

    from tayseer.identity.contract import AccountRecord

pytestmark = pytest.mark.django_db

MODEL, OTHER_MODEL = str(UUID(bytes=AAGUID)), "2fc0579f-8113-47ea-b116-bb5a8db9202a"
OF_MODEL = x509.ObjectIdentifier("1.3.6.1.4.1.45724.1.1.4")


def named(common: str, unit: str) -> x509.Name:
    """What stands in a certificate of a maker of keys."""
    parts = {
        NameOID.COUNTRY_NAME: "SA", NameOID.ORGANIZATION_NAME: "Maker", NameOID.ORGANIZATIONAL_UNIT_NAME: unit,
        NameOID.COMMON_NAME: common,
    }  # fmt: skip
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts.items()])


@dataclass
class Maker:
    """Somebody who makes security keys, with a certificate to vouch for them."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    name: x509.Name = field(default_factory=lambda: named("Root", "Roots"))

    def signed(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, model: bytes | None) -> x509.Certificate:
        """A certificate of one batch of keys, or, without a model, the maker's own."""
        draft = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2046, 1, 1, tzinfo=UTC))
            .add_extension(x509.BasicConstraints(ca=model is None, path_length=None), critical=True)
        )  # fmt: skip
        if model is not None:
            draft = draft.add_extension(x509.UnrecognizedExtension(OF_MODEL, b"\x04\x10" + model), critical=False)
        return draft.sign(self.key, hashes.SHA256())

    def root(self) -> bytes:
        """The maker's certificate, as a PEM file."""
        return self.signed(self.name, self.key, model=None).public_bytes(Encoding.PEM)


@dataclass
class MadeKey(SoftKey):
    """A security key whose maker vouches for its model; what the certificate or the signature says can be spoilt."""

    maker: Maker = field(default_factory=Maker)
    says: bytes = AAGUID
    spoils: bool = False

    def create(self, options: dict[str, Any], **how: Any) -> str:
        """Answer as a key that is asked for its model."""
        answer = json.loads(super().create(options, **how))
        said = answer["response"]
        told = decode(websafe_decode(said["attestationObject"]))
        batch = ec.generate_private_key(ec.SECP256R1())
        leaf = self.maker.signed(named("Batch", "Authenticator Attestation"), batch, model=self.says)
        signing = told["authData"] + sha256(websafe_decode(said["clientDataJSON"])).digest()
        signed = batch.sign(signing + b"?" * self.spoils, ec.ECDSA(hashes.SHA256()))
        statement = {"alg": -7, "sig": signed, "x5c": [leaf.public_bytes(Encoding.DER)]}
        said["attestationObject"] = websafe_encode(
            encode({"fmt": "packed", "attStmt": statement, "authData": told["authData"]})
        )
        return json.dumps(answer)


@dataclass
class SelfMade(SoftKey):
    """A program that signs for itself what it says of its model."""

    def create(self, options: dict[str, Any], **how: Any) -> str:
        """Answer with a signature of the new key itself."""
        answer = json.loads(super().create(options, **how))
        said = answer["response"]
        told = decode(websafe_decode(said["attestationObject"]))
        signing = told["authData"] + sha256(websafe_decode(said["clientDataJSON"])).digest()
        statement = {"alg": -7, "sig": self.key.sign(signing, ec.ECDSA(hashes.SHA256()))}
        said["attestationObject"] = websafe_encode(
            encode({"fmt": "packed", "attStmt": statement, "authData": told["authData"]})
        )
        return json.dumps(answer)


@pytest.fixture
def listed(settings: LazySettings) -> LazySettings:
    """An installation that accepts one model."""
    settings.TAYSEER_OFFICER_AAGUIDS = frozenset({MODEL})
    return settings


def activated(account: AccountRecord) -> Holder:
    """The account, activated with a code from an administrator, in the session in which a key is added."""
    code = activation.make_code(actor=SYSTEM, account=account, channel="desk", at=NOON)
    token = activation.start(
        number=account.number, code=code, password="new-and-strong-7", mobile="", address=HOME, at=NOON
    )
    done = activation.finish(token=token, code=last_code(account.mobile), at=NOON)
    begun = sessions.begin(account=done, methods=(PASSWORD, SMS), bound=1, device="Firefox", enrols=True, at=NOON)
    return Holder(done, begun.token)


def test_an_officer_gets_a_key_by_an_activation_code_and_works_with_it(faisal: AccountRecord, listed: object) -> None:
    first = activated(faisal)
    assert first.actor.agency == ""

    key = with_passkey(first, MadeKey())
    begun = by_passkey(key)

    assert begun.actor.agency == "residency"
    assert begun.session.level == 3
    assert amr_of(begun.session.methods) == ["pop", "user", "mfa", "hwk"]
    row = Authenticator.objects.get()
    assert (row.aaguid, row.is_attested) == (MODEL, True)


def test_the_device_is_asked_for_its_model_of_officers_alone(
    faisal: AccountRecord, sara: AccountRecord, listed: object
) -> None:
    for account, asked in ((faisal, "direct"), (sara, "none")):
        holder = activated(account)
        _, options = authenticators.start_passkey(account=account, session=holder.session, at=NOON)
        assert options["attestation"] == asked


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(SoftKey(), id="nobody vouches"),
        pytest.param(SelfMade(), id="it vouches for itself"),
        pytest.param(MadeKey(says=bytes(16)), id="the certificate is of another model"),
        pytest.param(MadeKey(spoils=True), id="the signature is of something else"),
    ],
)
def test_a_key_that_does_not_prove_its_model_is_refused(faisal: AccountRecord, listed: object, key: SoftKey) -> None:
    with pytest.raises(UnableToChangeAuthenticators, match="not one of the security keys accepted"):
        with_passkey(activated(faisal), key)

    assert not Authenticator.objects.exists()


def test_a_key_of_a_model_that_is_not_listed_is_refused(faisal: AccountRecord, settings: LazySettings) -> None:
    settings.TAYSEER_OFFICER_AAGUIDS = frozenset({OTHER_MODEL})

    with pytest.raises(UnableToChangeAuthenticators, match="not one of the security keys accepted"):
        with_passkey(activated(faisal), MadeKey())


def test_only_a_maker_that_the_installation_knows_vouches(
    faisal: AccountRecord, listed: LazySettings, tmp_path: Path
) -> None:
    known = Maker()
    file = tmp_path / "makers.pem"
    file.write_bytes(known.root())
    listed.TAYSEER_OFFICER_ROOTS = str(file)
    holder = activated(faisal)

    for stranger in (Maker(), Maker(name=named("Other", "Roots"))):
        with pytest.raises(UnableToChangeAuthenticators, match="not one of the security keys accepted"):
            with_passkey(holder, MadeKey(maker=stranger))
    with_passkey(holder, MadeKey(maker=known))

    assert Authenticator.objects.get().is_attested


def test_password_and_sms_or_an_app_no_longer_let_an_officer_in(faisal: AccountRecord, listed: object) -> None:
    with pytest.raises(UnableToSignIn) as refused:
        actions.start_sign_in(number=faisal.number, password=FAISALS_PASSWORD, address=HOME, at=NOON)

    assert refused.value.reason == "no_key"
    assert "رمز تفعيل" in refused.value.text.ar
    assert "activation code" in refused.value.text.en
    assert not Outbox.objects.exists(), "no code is sent that would lead nowhere"
    for methods in ((PASSWORD, SMS), (PASSWORD, "totp"), (PASSWORD, "app"), ("passkey",)):
        with pytest.raises(UnableToSignIn):
            sessions.begin(account=faisal, methods=methods, bound=3, device="", at=NOON)


def test_the_page_says_how_to_get_a_key(faisal: AccountRecord, listed: object) -> None:
    answers = [
        Client().post(f"/{lang}/sign-in/", {"number": faisal.number, "password": FAISALS_PASSWORD})
        for lang in ("ar", "en")
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "اطلب من مسؤول المنصة في جهتك مفتاحًا ورمز تفعيل" in answers[0].content.decode()
    assert "Officers sign in here only with a security key" in answers[1].content.decode()


def test_a_passkey_and_a_session_of_before_open_no_office(faisal: AccountRecord, settings: LazySettings) -> None:
    holder = by_sms(faisal, FAISALS_PASSWORD)
    key = with_passkey(holder, MadeKey())
    settings.TAYSEER_OFFICER_AAGUIDS = frozenset({MODEL})

    found = queries.signed_in(token=holder.token, at=NOON)
    assert found is not None
    assert (found.account.officer, found.actor.agency) == (None, "")
    with pytest.raises(UnableToSignIn):
        by_passkey(key)


def test_a_model_that_leaves_the_list_lets_nobody_in(faisal: AccountRecord, listed: LazySettings) -> None:
    key = with_passkey(activated(faisal), MadeKey())
    listed.TAYSEER_OFFICER_AAGUIDS = frozenset({OTHER_MODEL})

    with pytest.raises(UnableToSignIn):
        by_passkey(key)


def test_people_sign_in_as_ever(sara: AccountRecord, listed: object) -> None:
    key = with_passkey(by_sms(sara))

    assert by_passkey(key).session.methods == ("passkey",)


@pytest.mark.parametrize(("models", "said"), [(frozenset(), True), (frozenset({MODEL}), False)])
def test_the_demonstration_says_that_any_passkey_will_do(
    faisal: AccountRecord, settings: LazySettings, models: frozenset[str], said: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tayseer.site.clock.now", lambda: NOON + timedelta(minutes=1))
    settings.TAYSEER_DEMO = True
    settings.TAYSEER_OFFICER_AAGUIDS = models
    holder = by_passkey(with_passkey(activated(faisal), MadeKey())) if models else by_sms(faisal, FAISALS_PASSWORD)
    client = Client()
    client.cookies[COOKIE] = holder.token

    shown = client.get("/en/account/security/").content.decode()

    assert ("TAYSEER_OFFICER_AAGUIDS" in shown) is said

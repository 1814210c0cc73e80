"""The files that verifiers everywhere fetch: any site may read them, caches keep them, signatures make them good."""

import base64
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID
from django.test import Client
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import RevokedError
from pyhanko_certvalidator.validate import validate_path

from tayseer.audit.contract import SYSTEM
from tayseer.documents import actions, cose, crls, queries, statuslist, trust
from tayseer.documents.keystore import UnableToSign, alarms, certificates, custody, keystore, public_key
from tayseer.site import clock
from tests.platform.documents.samples import NOON, issued

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TAYSEER_DATA = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOON)
    # An alarm is written on a connection of its own, which no test would undo.
    monkeypatch.setattr(alarms, "_write", lambda _kid: None)


def get(address: str, **headers: str) -> Any:
    return Client().get(address, headers=headers)


def chain_of(kid: str) -> list[x509.Certificate]:
    return [certificates.opened(one) for one in trust.current().keys[kid].x5c]


def test_every_file_may_be_fetched_from_any_site_and_kept_five_minutes() -> None:
    issued("iqama")
    keystore().ensure(agency="passports", purpose="seal", year=2026)
    code = queries.status_list_codes()[0]

    for address, kind in [
        ("/ar/trust/list.jws", "application/jose"),
        ("/ar/trust/roots.jwks", "application/jwk-set+json"),
        (f"/ar/trust/status/{code}", "application/statuslist+cwt"),
        ("/ar/trust/crl/R01.crl", "application/pkix-crl"),
        ("/ar/trust/crl/CApas01.crl", "application/pkix-crl"),
    ]:
        first = get(address)
        again = get(address, if_none_match=first["ETag"])
        assert (first.status_code, first["Content-Type"]) == (200, kind)
        assert first["Cache-Control"] == "public, max-age=300"
        assert (again.status_code, again.content) == (304, b"")
        assert [one["Access-Control-Allow-Origin"] for one in (first, again)] == ["*", "*"]
        assert again["ETag"] == first["ETag"]


def test_what_is_not_there_is_not_found() -> None:
    for address in (
        "/ar/trust/list.jws",
        "/ar/trust/roots.jwks",
        "/ar/trust/status/abcdef",
        "/ar/trust/crl/K2026pas01.crl",
        "/ar/trust/crl/nothing.crl",
    ):
        assert get(address).status_code == 404


def test_the_trust_list_that_is_served_is_believed_by_the_roots_that_are_served() -> None:
    issued("iqama")
    roots = {one["kid"]: public_key(one) for one in get("/en/trust/roots.jwks").json()["keys"]}

    found = trust.read(get("/en/trust/list.jws").content.decode(), root=roots)

    assert set(roots) == {"R01", "R02"}
    assert "K2026pas01" in found.keys


def test_a_status_list_is_served_as_jwt_to_whoever_asks_for_it() -> None:
    document = issued("iqama")
    actions.revoke(actor=SYSTEM, at=NOON, public_id=document.public_id, reason="holder.left")
    code = queries.status_list_codes()[0]
    actions.publish_status_list(at=NOON, code=code)
    uri, trusted = statuslist.uri_of(code), trust.current()

    as_jwt = get(f"/ar/trust/status/{code}", accept="application/statuslist+jwt")
    as_cwt = get(f"/ar/trust/status/{code}")

    found = statuslist.read_jwt(as_jwt.content.decode(), uri=uri, trust=trusted)
    assert as_jwt["Content-Type"] == "application/statuslist+jwt"
    assert found == statuslist.read(as_cwt.content, uri=uri, trust=trusted)
    assert sum(byte != 0 for byte in found.places) == 1
    assert "Accept" in as_jwt["Vary"]


def test_a_revocation_is_in_both_forms_of_the_list_at_once() -> None:
    document = issued("iqama")
    code = queries.status_list_codes()[0]
    actions.publish_status_list(at=NOON, code=code)
    get(f"/ar/trust/status/{code}", accept="application/statuslist+jwt")

    actions.revoke(actor=SYSTEM, at=NOON, public_id=document.public_id, reason="holder.left")
    actions.publish_status_list(at=NOON, code=code)

    as_jwt = get(f"/ar/trust/status/{code}", accept="application/statuslist+jwt").content.decode()
    found = statuslist.read_jwt(as_jwt, uri=statuslist.uri_of(code), trust=trust.current())
    assert any(found.places)


@pytest.mark.parametrize("place", range(4))
def test_a_status_list_as_jwt_that_was_touched_is_refused(place: int) -> None:
    issued("iqama")
    code = queries.status_list_codes()[0]
    actions.publish_status_list(at=NOON, code=code)
    whole = get(f"/ar/trust/status/{code}", accept="application/statuslist+jwt").content.decode()
    uri, trusted = statuslist.uri_of(code), trust.current()
    head, body, signature = whole.split(".")
    other = {"A": "B"}.get(signature[0], "A") + signature[1:]
    broken = [
        f"{head}.{body}.{other}",
        f"{head}.{body[:-4]}.{signature}",
        f"{head}.{body}",
        trust.trust_file().read_text(),
    ]

    with pytest.raises(statuslist.UnableToReadStatusList):
        statuslist.read_jwt(broken[place], uri=uri, trust=trusted)
    with pytest.raises(statuslist.UnableToReadStatusList, match="another address"):
        statuslist.read_jwt(whole, uri=uri + "x", trust=trusted)


def test_a_seal_chains_to_its_agency_and_to_the_root_and_says_where_it_would_be_revoked() -> None:
    issued("iqama")
    store = keystore()
    store.ensure(agency="passports", purpose="seal", year=2026)
    trust.publish(store, at=NOON)

    own, authority = chain_of("S2026pas01")

    root = store.root_certificate()
    own.verify_directly_issued_by(authority)
    authority.verify_directly_issued_by(root)
    lengths = [one.extensions.get_extension_for_class(x509.BasicConstraints).value for one in (own, authority, root)]
    assert [(one.ca, one.path_length) for one in lengths] == [(False, None), (True, 0), (True, 1)]
    usage = own.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    points = own.extensions.get_extension_for_oid(ExtensionOID.CRL_DISTRIBUTION_POINTS).value
    assert points[0].full_name[0].value.endswith("/ar/trust/crl/CApas01.crl")
    assert own.not_valid_after_utc > NOON + timedelta(days=5 * 365)


def test_the_certificate_of_a_stolen_seal_key_is_on_the_revocation_list_of_its_agency_at_once() -> None:
    store = keystore()
    kid = store.ensure(agency="passports", purpose="seal", year=2026)
    serial = certificates.opened(store.info(kid).x5c[0]).serial_number
    before = x509.load_der_x509_crl(get("/ar/trust/crl/CApas01.crl").content)

    since = NOON - timedelta(hours=3)
    custody.declare_compromised(actor=SYSTEM, at=NOON, kid=kid, since=since, reason="drill")

    after = x509.load_der_x509_crl(get("/ar/trust/crl/CApas01.crl").content)
    assert before.get_revoked_certificate_by_serial_number(serial) is None
    revoked = after.get_revoked_certificate_by_serial_number(serial)
    assert revoked is not None
    assert revoked.revocation_date_utc == since
    assert after.is_signature_valid(certificates.opened(store.info("CApas01").x5c[0]).public_key())
    assert after.next_update_utc == NOON + timedelta(days=7)


def test_the_certificate_of_a_stolen_authority_is_on_the_list_of_the_root() -> None:
    store = keystore()
    store.ensure(agency="passports", purpose="seal", year=2026)
    custody.declare_compromised(actor=SYSTEM, at=NOON, kid="CApas01", since=NOON, reason="drill")

    found = x509.load_der_x509_crl(store.crl(NOON))

    serial = certificates.opened(store.info("CApas01").x5c[0]).serial_number
    assert found.get_revoked_certificate_by_serial_number(serial) is not None
    assert store.make(agency="passports", purpose="seal", year=2026) == "S2026pas02"
    assert store.info("S2026pas02").x5c[1] == store.info("CApas02").x5c[0]


def test_a_pdf_reader_that_insists_on_revocation_lists_accepts_a_seal_until_its_key_is_stolen() -> None:
    store = keystore()
    kid = store.ensure(agency="passports", purpose="seal", year=2026)
    chain = [asn1_x509.Certificate.load(base64.b64decode(one)) for one in store.info(kid).x5c]
    anchor = asn1_x509.Certificate.load(store.root_certificate().public_bytes(Encoding.DER))

    def validated() -> None:
        context = ValidationContext(
            trust_roots=[anchor], other_certs=chain[1:], crls=list(store.crls_for(kid, NOON)), moment=NOON,
            revocation_mode="require", allow_fetching=False,
        )  # fmt: skip
        path = next(iter(context.path_builder.build_paths(chain[0])))
        validate_path(context, path)

    validated()
    custody.declare_compromised(actor=SYSTEM, at=NOON, kid=kid, since=NOON - timedelta(hours=1), reason="drill")
    with pytest.raises(RevokedError):
        validated()


def test_a_revocation_list_is_signed_again_after_half_a_day() -> None:
    store = keystore()
    first = crls.current("R01", store=store, at=NOON)

    assert crls.current("R01", store=store, at=NOON + timedelta(hours=11)) == first
    assert crls.current("R01", store=store, at=NOON + timedelta(hours=13)) != first


def test_the_next_root_issues_authorities_once_the_current_one_is_retired() -> None:
    store = keystore()
    old = store.ensure(agency="passports", purpose="seal", year=2026)
    custody.retire_key(actor=SYSTEM, at=NOON, kid="R01", reason="succession")
    new = store.ensure(agency="civil", purpose="seal", year=2026)

    assert store.root_of(old) == store.root_certificate("R01")
    assert store.root_of(new) == store.root_certificate("R02")
    certificates.opened(store.info(new).x5c[1]).verify_directly_issued_by(store.root_certificate("R02"))
    lists = [x509.load_der_x509_crl(one) for one in store.crls_for(new, NOON)]
    assert [one.issuer for one in lists] == [
        certificates.opened(store.info(new).x5c[1]).subject, store.root_certificate("R02").subject,
    ]  # fmt: skip


def test_a_retired_authority_goes_on_signing_its_list_and_a_stolen_one_does_not() -> None:
    store = keystore()
    kid = store.ensure(agency="passports", purpose="seal", year=2026)
    custody.retire_key(actor=SYSTEM, at=NOON, kid="CApas01", reason="drill")
    custody.declare_compromised(actor=SYSTEM, at=NOON, kid=kid, since=NOON, reason="drill")

    assert len(x509.load_der_x509_crl(get("/ar/trust/crl/CApas01.crl").content)) == 1
    custody.declare_compromised(actor=SYSTEM, at=NOON, kid="CApas01", since=NOON, reason="drill")
    assert get("/ar/trust/crl/CApas01.crl").status_code == 404
    with pytest.raises(UnableToSign, match="nobody would believe"):
        store.crl(NOON, issuer="CApas01")


def test_the_worker_signs_only_the_revocation_lists_that_are_due() -> None:
    store = keystore()
    kid = store.ensure(agency="passports", purpose="seal", year=2026)

    assert crls.publish_all(store=store, at=NOON) == ["CApas01", "R01", "R02"]
    assert crls.publish_all(store=store, at=NOON + timedelta(minutes=5)) == []
    store.mark(kid, "compromised", since=NOON)
    assert crls.publish_all(store=store, at=NOON + timedelta(minutes=10)) == ["CApas01"]
    assert len(crls.publish_all(store=store, at=NOON + timedelta(hours=13))) == 3


def test_a_signed_document_and_a_status_list_are_told_apart_by_their_header() -> None:
    document = issued("iqama")
    token = actions.publish_status_list(at=NOON, code=queries.status_list_codes()[0])

    assert cose.parse(token).typ == statuslist.TYP
    assert cose.parse(queries.cose_of(document=document)).typ == ""
    with pytest.raises(statuslist.UnableToReadStatusList, match="another kind"):
        statuslist.read(queries.cose_of(document=document), uri="x", trust=trust.current())

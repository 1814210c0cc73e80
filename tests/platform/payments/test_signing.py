"""Signed messages: what is accepted, and every way in which a message is not."""

import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms

from tayseer.exchange import signing

URL = "https://tayseer.example/payments/callback"
BODY = b'{"amount":"300.00"}'


class Memory:
    """The nonces seen so far."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, str]] = set()

    def __call__(self, key_id: str, nonce: str, _: object) -> bool:
        new = (key_id, nonce) not in self.seen
        self.seen.add((key_id, nonce))
        return new


@pytest.fixture
def bank(tmp_path: Path) -> signing.Signer:
    """The bank's key pair, its public half laid down for the platform."""
    return signing.own_signer(data=tmp_path, party=signing.PAYMENT_PROVIDER)


@pytest.fixture
def accept(tmp_path: Path, bank: signing.Signer) -> Callable[..., signing.Verified]:
    """The platform's check of a message."""
    remember = Memory()

    def check(headers: dict[str, str], **changed: Any) -> signing.Verified:
        request = signing.Request(method=changed.pop("method", "POST"), url=changed.pop("url", URL), headers=headers)
        given = {
            "body": BODY,
            "keys": signing.public_keys(data=tmp_path, party=signing.PAYMENT_PROVIDER),
            "remember": remember,
        }
        return signing.verify_request(request=request, **(given | changed))

    return check


def signed(bank: signing.Signer, **changed: Any) -> dict[str, str]:
    return signing.sign_request(**({"signer": bank, "method": "POST", "url": URL, "body": BODY} | changed))


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(signing.UnableToVerify) as refused:
        call()
    return refused.value.code


def test_a_signed_message_is_accepted_and_names_its_key(bank: signing.Signer, accept: Any) -> None:
    assert accept(signed(bank)).key_id == bank.key_id


def test_the_same_message_shown_twice_is_refused(bank: signing.Signer, accept: Any) -> None:
    headers = signed(bank)
    accept(headers)

    assert refusal(lambda: accept(headers)) == "replay"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"body": b'{"amount":"300.01"}'}, "digest"),
        ({"body": b""}, "digest"),
        ({"url": "https://tayseer.example/payments/other"}, "signature"),
        ({"url": "https://other.example/payments/callback"}, "signature"),
        ({"method": "PUT"}, "signature"),
    ],
)
def test_a_message_changed_on_the_way_is_refused(
    bank: signing.Signer, accept: Any, changed: dict[str, Any], code: str
) -> None:
    assert refusal(lambda: accept(signed(bank), **changed)) == code


@pytest.mark.parametrize(
    ("header", "value", "code"),
    [
        ("Content-Digest", "sha-256=:AAAA:", "digest"),
        ("Content-Type", "text/plain", "signature"),
        ("Idempotency-Key", "another", "signature"),
        ("Signature", "tayseer=:AAAA:", "signature"),
        ("Signature-Input", "nonsense", "signature"),
    ],
)
def test_a_changed_header_is_refused(bank: signing.Signer, accept: Any, header: str, value: str, code: str) -> None:
    assert refusal(lambda: accept(signed(bank) | {header: value})) == code


@pytest.mark.parametrize("header", ["Content-Digest", "Signature", "Signature-Input"])
def test_a_missing_header_is_refused(bank: signing.Signer, accept: Any, header: str) -> None:
    headers = signed(bank)
    del headers[header]

    assert refusal(lambda: accept(headers)) in {"digest", "signature"}


def test_a_stranger_with_a_key_of_his_own_is_refused(accept: Any, tmp_path: Path) -> None:
    fraud = signing.own_signer(data=tmp_path / "elsewhere", party=signing.PAYMENT_PROVIDER)

    assert refusal(lambda: accept(signed(fraud))) == "key"


def test_a_stranger_who_borrows_the_banks_key_id_is_refused(bank: signing.Signer, accept: Any, tmp_path: Path) -> None:
    fraud = signing.own_signer(data=tmp_path / "elsewhere", party=signing.PAYMENT_PROVIDER)
    disguised = signing.Signer(key_id=bank.key_id, private_key=fraud.private_key)

    assert refusal(lambda: accept(signed(disguised))) == "signature"


@pytest.mark.parametrize(
    ("shift", "accepted"),
    [
        (timedelta(seconds=58), True),
        (timedelta(seconds=62), False),
        (timedelta(minutes=-5, seconds=3), True),
        (timedelta(minutes=-5, seconds=-2), False),
    ],
)
def test_a_message_lives_from_a_minute_ahead_to_five_minutes(
    bank: signing.Signer, accept: Any, shift: timedelta, accepted: bool
) -> None:
    now = signing.real_now().replace(microsecond=0)
    headers = signed(bank, at=now + shift)

    if accepted:
        assert accept(headers, at=now).signed_at == now + shift
    else:
        assert refusal(lambda: accept(headers, at=now)) == "time"


@pytest.mark.parametrize("left_out", ["@method", "@target-uri", "content-digest", "content-type", "idempotency-key"])
def test_a_signature_that_covers_less_than_the_checker_wants_is_refused(
    bank: signing.Signer, accept: Any, left_out: str
) -> None:
    class Keys(HTTPSignatureKeyResolver):
        def resolve_public_key(self, _: str) -> Any:
            pytest.fail("signing asks for the private key alone")

        def resolve_private_key(self, _: str) -> Any:
            return bank.private_key

    headers = signed(bank)
    kept = {name: headers[name] for name in ("Content-Type", "Idempotency-Key", "Content-Digest")}
    message = signing.Request(method="POST", url=URL, headers=kept)
    HTTPMessageSigner(signature_algorithm=algorithms.ECDSA_P256_SHA256, key_resolver=Keys()).sign(
        message,
        key_id=bank.key_id,
        nonce="n" * 20,
        created=signing.real_now(),
        covered_component_ids=[name for name in signing.POST if name != left_out],
        use_existing_digest=True,
    )

    assert refusal(lambda: accept(kept)) == "coverage"


def test_more_can_be_demanded_than_the_least(bank: signing.Signer, accept: Any) -> None:
    client = {"X-Road-Client": "SA/GOV/1010/passports"}
    without, covered = signed(bank, headers=client), signed(bank, headers=client, covers=["x-road-client"])

    assert refusal(lambda: accept(without, covers=["x-road-client"])) == "coverage"
    assert accept(covered, covers=["x-road-client"])


def test_an_answer_is_bound_to_the_question_it_answers(bank: signing.Signer, tmp_path: Path) -> None:
    platform = signing.own_signer(data=tmp_path, party=signing.PLATFORM)
    keys = signing.public_keys(data=tmp_path, party=signing.PAYMENT_PROVIDER)

    def ask() -> signing.Request:
        url = "http://bank.example/payments/P-1"
        return signing.Request(
            method="GET", url=url, headers=signing.sign_request(signer=platform, method="GET", url=url)
        )

    first, second = ask(), ask()
    headers = signing.sign_response(signer=bank, status=200, body=BODY, request=first)
    answer = signing.Response(status_code=200, headers=headers, request=first)
    moved = signing.Response(status_code=200, headers=headers, request=second)
    softened = signing.Response(status_code=404, headers=headers, request=first)

    assert signing.verify_response(response=answer, body=BODY, keys=keys).key_id == bank.key_id
    assert refusal(lambda: signing.verify_response(response=moved, body=BODY, keys=keys)) == "signature"
    assert refusal(lambda: signing.verify_response(response=softened, body=BODY, keys=keys)) == "signature"
    assert refusal(lambda: signing.verify_response(response=answer, body=b"{}", keys=keys)) == "digest"


def test_a_private_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = signing.own_signer(data=tmp_path, party=signing.PLATFORM)
    second = signing.own_signer(data=tmp_path, party=signing.PLATFORM)

    assert first.key_id == second.key_id
    assert stat.S_IMODE((tmp_path / signing.PLATFORM_PRIVATE_KEY).stat().st_mode) == 0o600
    assert b"PRIVATE" not in (tmp_path / signing.PLATFORM_PUBLIC_KEY).read_bytes()
    assert "private_key" not in repr(first)


def test_a_party_that_never_started_has_no_key_to_find(tmp_path: Path) -> None:
    with pytest.raises(signing.UnableToFindKey, match="Start it"):
        signing.public_keys(data=tmp_path, party=signing.PAYMENT_PROVIDER)

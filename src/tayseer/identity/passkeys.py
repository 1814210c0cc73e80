"""The cryptography of passkeys: what browsers are asked, and whether what they answer holds.

Standard: WebAuthn level 3, checked by the library fido2. Ours is what it leaves to us: one exact origin instead of any
below the domain, no frame of another site, keys of three agreed algorithms, and answers that are not JSON.
"""

import base64
import binascii
import json
import struct
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from fido2.cbor import decode, encode
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, CollectedClientData, PublicKeyCredentialRpEntity

from tayseer.identity import attestation, seals
from tayseer.kit.text import Text

#: ES256, EdDSA and RS256 (RFC 9053): what every platform's passkeys use.
ALGORITHMS = (-7, -8, -257)
LONGEST_ANSWER = 20_000
TIMEOUT_MILLISECONDS = 180_000
USER_VERIFICATION = "required"
NO_AAGUID = bytes(16)
_TRANSPORTS = {"usb", "nfc", "ble", "smart-card", "hybrid", "internal"}


class UnableToVerify(Exception):
    """The browser's answer does not hold; `reason` is for the log, `text` for the reader."""

    text = Text(
        ar="لم يُقبل مفتاح المرور: انتهت المهلة، أو هو لحساب آخر أو لعنوان آخر. أعد المحاولة، أو ادخل بطريقة أخرى.",
        en="The passkey was not accepted: the time ran out, or it is of another account or another address. Try again,"
        " or use another way.",
    )

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Party:
    """Who a passkey is for: the domain it is bound to, and the one address it is used at."""

    id: str
    origin: str

    @property
    def is_local(self) -> bool:
        """Whether this is a demonstration on one's own machine."""
        return self.id == "localhost"


@dataclass(frozen=True, slots=True)
class NewCredential:
    """A passkey that was just made: its id, its public key (COSE), counter, model, ways, and who vouches for it."""

    credential: bytes
    public_key: bytes
    sign_count: int
    aaguid: str
    transports: tuple[str, ...]
    is_attested: bool = False


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a passkey signed, as the browser sent it; nothing of it is believed yet."""

    credential: bytes
    client_data: bytes
    authenticator_data: bytes
    signature: bytes
    user_handle: bytes


def party() -> Party:
    """Return the domain and address of this installation, from TAYSEER_PUBLIC_URL.

    Browsers bind no passkey to a bare network address, so a demonstration on this machine is bound to `localhost`.
    """
    return _party(settings.TAYSEER_PUBLIC_URL)


def user_handle(account_id: int) -> bytes:
    """Return what a passkey keeps of an account: 32 bytes that say nothing of its holder."""
    return seals.digest("user-handle", str(account_id))


def creation_options(
    *, account_id: int, name: str, display: str, challenge: bytes, known: list[bytes], attests: bool = False
) -> dict[str, Any]:
    """Return what `navigator.credentials.create` is called with, as JSON (WebAuthn 3, 5.1.9).

    In: the account, its number and its holder's name, to be shown by the device; the challenge; the ids of passkeys
    the account has, so that a device does not make a second one; whether the device is to prove its model.
    """
    here = party()
    return {
        "rp": {"id": here.id, "name": "تيسير · Tayseer"},
        "user": {"id": websafe_encode(user_handle(account_id)), "name": name, "displayName": display},
        "challenge": websafe_encode(challenge),
        "pubKeyCredParams": [{"type": "public-key", "alg": alg} for alg in ALGORITHMS],
        "timeout": TIMEOUT_MILLISECONDS,
        "excludeCredentials": _descriptors(known),
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": USER_VERIFICATION,
        },
        "attestation": "direct" if attests else "none",
    }


def request_options(*, challenge: bytes, known: list[bytes]) -> dict[str, Any]:
    """Return what `navigator.credentials.get` is called with, as JSON; without `known` the device offers its own."""
    return {
        "rpId": party().id,
        "challenge": websafe_encode(challenge),
        "timeout": TIMEOUT_MILLISECONDS,
        "userVerification": USER_VERIFICATION,
        "allowCredentials": _descriptors(known),
    }


def check_registration(written: str, *, challenge: bytes, wanted: frozenset[str] = frozenset()) -> NewCredential:
    """Return the passkey that a browser made for this challenge.

    In: the browser's answer; the challenge; the models (AAGUIDs) of which it must be, where only some are accepted.
    Raises `UnableToVerify`, `attestation.UnableToAttest`.
    """
    answer = _json(written)
    try:
        client_data = CollectedClientData(_bytes(answer["response"]["clientDataJSON"]))
        _refuse_frames(client_data)
        data = _server(party()).register_complete(_state(challenge), answer)
        made = data.credential_data
        assert made is not None
        if made.public_key.get(3) not in ALGORITHMS:
            _fail("the key is of no agreed algorithm")
        if wanted:
            told = AttestationObject(_bytes(answer["response"]["attestationObject"]))
            attestation.check(told, client_data.hash, wanted=wanted)
        transports = [one for one in answer["response"].get("transports") or () if one in _TRANSPORTS]
    except _BROKEN as problem:
        raise UnableToVerify(str(problem)) from problem
    return NewCredential(
        credential=bytes(made.credential_id),
        public_key=encode(dict(made.public_key)),
        sign_count=data.counter,
        aaguid=str(made.aaguid),
        transports=tuple(dict.fromkeys(transports)),
        is_attested=bool(wanted),
    )


def read_assertion(written: str) -> Assertion:
    """Return the parts of what a browser sent. Raises `UnableToVerify` when it is no such thing."""
    answer = _json(written)
    try:
        said = answer["response"]
        return Assertion(
            credential=_bytes(answer["rawId"]),
            client_data=_bytes(said["clientDataJSON"]),
            authenticator_data=_bytes(said["authenticatorData"]),
            signature=_bytes(said["signature"]),
            user_handle=_bytes(said.get("userHandle") or ""),
        )
    except _BROKEN as problem:
        raise UnableToVerify(str(problem)) from problem


def check_assertion(given: Assertion, *, public_key: bytes, challenge: bytes) -> int:
    """Return the passkey's counter when its signature over this challenge holds. Raises `UnableToVerify`.

    Checked: type, exact origin, no foreign frame, challenge, domain, presence and verification of the user, signature.
    """
    try:
        _refuse_frames(CollectedClientData(given.client_data))
        stored: Any = decode(public_key)
        key = CoseKey.parse(stored)
        credential = AttestedCredentialData.create(NO_AAGUID, given.credential, key)
        _server(party()).authenticate_complete(_state(challenge), [credential], _as_json(given))
    except _BROKEN as problem:
        raise UnableToVerify(str(problem)) from problem
    return int.from_bytes(given.authenticator_data[33:37], "big")


#: What fido2 and the decoders raise for answers that nobody's browser sends.
_BROKEN = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError, RuntimeError, struct.error,
    binascii.Error,
)  # fmt: skip


def _fail(reason: str) -> None:
    raise ValueError(reason)


@lru_cache(maxsize=8)
def _party(address: str) -> Party:
    parts = urlsplit(address)
    host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
    with suppress(ValueError):
        host = "localhost" if ip_address(host).is_loopback else host
    return Party(id=host, origin=f"{parts.scheme}://{host}{port}")


@lru_cache(maxsize=8)
def _server(here: Party) -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(id=here.id, name="Tayseer")
    return Fido2Server(entity, verify_origin=lambda origin: origin == here.origin)


def _state(challenge: bytes) -> dict[str, str]:
    return {"challenge": websafe_encode(challenge), "user_verification": USER_VERIFICATION}


def _refuse_frames(client_data: CollectedClientData) -> None:
    if client_data.cross_origin:
        _fail("asked from within a page of another site")


def _descriptors(known: list[bytes]) -> list[dict[str, str]]:
    return [{"type": "public-key", "id": websafe_encode(one)} for one in known]


def _json(written: str) -> dict[str, Any]:
    if not written or len(written) > LONGEST_ANSWER:
        raise UnableToVerify("no answer, or one of unusual length")
    try:
        answer = json.loads(written)
    except (ValueError, RecursionError) as problem:
        raise UnableToVerify("not JSON") from problem
    if not isinstance(answer, dict) or not isinstance(answer.get("response"), dict):
        raise UnableToVerify("not an answer of a passkey")
    return answer


def _bytes(written: str) -> bytes:
    return base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)


def _as_json(given: Assertion) -> dict[str, Any]:
    coded = websafe_encode(given.credential)
    return {
        "id": coded,
        "rawId": coded,
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(given.client_data),
            "authenticatorData": websafe_encode(given.authenticator_data),
            "signature": websafe_encode(given.signature),
        },
        "clientExtensionResults": {},
    }

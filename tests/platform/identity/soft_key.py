"""A passkey made of software, as a browser and a device would answer; every part of the answer can be spoilt."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cbor import encode
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

ORIGIN = "http://localhost:8000"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
AAGUID = bytes(range(16))


@dataclass
class SoftKey:
    """One credential; `counter` grows by itself, unless it is set."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = b"a credential of these tests"
    counter: int = 0
    handle: bytes = b""

    def create(self, options: dict[str, Any], *, origin: str = ORIGIN, flags: int = PRESENT | VERIFIED) -> str:
        """Answer `navigator.credentials.create`."""
        self.handle = websafe_decode(options["user"]["id"])
        cose = ES256.from_cryptography_key(self.key.public_key())
        attested = AAGUID + len(self.credential).to_bytes(2, "big") + self.credential + encode(dict(cose))
        data = self._data(options["rp"]["id"], flags | ATTESTED) + attested
        client = self._client("webauthn.create", options["challenge"], origin)
        return json.dumps(
            {
                **self._named(),
                "response": {
                    "clientDataJSON": websafe_encode(client),
                    "attestationObject": websafe_encode(encode({"fmt": "none", "attStmt": {}, "authData": data})),
                    "transports": ["internal"],
                },
                "clientExtensionResults": {},
            }
        )

    def get(
        self,
        options: dict[str, Any],
        *,
        origin: str = ORIGIN,
        rp_id: str = "",
        flags: int = PRESENT | VERIFIED,
        kind: str = "webauthn.get",
        grows: bool = True,
        **more: Any,
    ) -> str:
        """Answer `navigator.credentials.get`."""
        self.counter += grows
        data = self._data(rp_id or options["rpId"], flags)
        client = self._client(kind, options["challenge"], origin, **more)
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return json.dumps(
            {
                **self._named(),
                "response": {
                    "clientDataJSON": websafe_encode(client),
                    "authenticatorData": websafe_encode(data),
                    "signature": websafe_encode(signature),
                    "userHandle": websafe_encode(self.handle),
                },
                "clientExtensionResults": {},
            }
        )

    def _named(self) -> dict[str, str]:
        coded = websafe_encode(self.credential)
        return {"id": coded, "rawId": coded, "type": "public-key"}

    def _data(self, rp_id: str, flags: int) -> bytes:
        return sha256(rp_id.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str, origin: str, **more: Any) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin, **more}).encode()

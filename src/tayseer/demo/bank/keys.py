"""The bank's own key, by which it shows the platform who it is; the private half never leaves the bank's process."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey

from tayseer.exchange import signing

PARTY = "example_bank"
CLIENT_ID = "example-bank"


def own_key(data: Path) -> ECKey:
    """The bank's P-256 key with its `kid`, made at first use (private half mode 0600).

    In: the data folder. Raises `signing.UnableToFindKey` for a file that holds another kind of key.
    """
    signer = signing.own_signer(data=data, party=PARTY)
    return ECKey.import_key(signer.private_key, {"kid": signer.key_id, "alg": "ES256", "use": "sig"})


def public_jwks(key: ECKey) -> Mapping[str, Any]:
    """The public half as a JWKS (RFC 7517), as the platform registers it."""
    return {"keys": [key.as_dict(private=False)]}


def urlsafe(content: bytes) -> str:
    """Bytes in base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")

"""Web Push: a nudge to a device that says only "open the app"; whatever it is about stays on the platform.

Standards: RFC 8030, RFC 8291 (encryption) and RFC 8292 (VAPID), by the library pywebpush. The keys lie in the data
folder and are made at first use.
"""

import base64
import json
import logging
import os
import secrets
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

KEY_FILE = "vapid.pem"
SECONDS_TO_LIVE = 180
TIMEOUT_SECONDS = 5
#: What arrives on the device. It holds no name, number or service.
WORDS = json.dumps({"open": "approve"})
LONGEST_SUBSCRIPTION = 2_000
#: Whose push services are believed: the browsers'. With any other address a holder could make the server call it.
SERVICES = ("fcm.googleapis.com", "push.services.mozilla.com", "web.push.apple.com", "notify.windows.com")


class Pusher(Protocol):
    """What a provider of pushes must offer."""

    def push(self, *, subscription: dict[str, Any], words: str) -> bool:
        """Send the words to one subscription; whether it was taken."""


class WebPusher:
    """Sends to the push service of the device's own browser."""

    def push(self, *, subscription: dict[str, Any], words: str) -> bool:
        """Encrypt for the device and send; False when its service refused or was not reached."""
        from pywebpush import (  # type: ignore[import-untyped]  # noqa: PLC0415 - slow to import, and rarely used
            WebPushException,
            webpush,
        )

        try:
            webpush(
                subscription_info=subscription,
                data=words,
                vapid_private_key=_key_text(),
                vapid_claims={"sub": f"mailto:security@{settings.TAYSEER_ISSUER_DOMAIN}"},
                ttl=SECONDS_TO_LIVE,
                timeout=TIMEOUT_SECONDS,
            )
        except (WebPushException, OSError, ValueError):
            logger.warning("A device could not be nudged; its holder can open the page of approvals")
            return False
        return True


def nudge(subscription: dict[str, Any] | None) -> bool:
    """Say "open the app" to a device, when it has a subscription; whether that was taken. It never raises."""
    if not subscription:
        return False
    path = getattr(settings, "TAYSEER_PUSHER", "")
    pusher: Pusher = import_string(path)() if path else WebPusher()
    return pusher.push(subscription=subscription, words=WORDS)


def read_subscription(written: str) -> dict[str, Any] | None:
    """Return what a browser says of its push subscription, or None: an address of a known service, and two keys."""
    if not written or len(written) > LONGEST_SUBSCRIPTION:
        return None
    try:
        given = json.loads(written)
        endpoint, keys = given["endpoint"], given["keys"]
        address = str(endpoint)
        kept = {"endpoint": address, "keys": {"p256dh": str(keys["p256dh"]), "auth": str(keys["auth"])}}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return kept if _is_believed(address) else None


def _is_believed(endpoint: str) -> bool:
    try:
        place = urlsplit(endpoint)
        plain = place.port in {None, 443} and place.username is None
    except ValueError:
        return False
    host = (place.hostname or "").rstrip(".")
    return place.scheme == "https" and plain and any(host == one or host.endswith(f".{one}") for one in SERVICES)


def public_key() -> str:
    """Return the key that browsers subscribe with: an uncompressed P-256 point in base64url (RFC 8292)."""
    point = _key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def _key() -> ec.EllipticCurvePrivateKey:
    """The key of this installation; of two processes that make it at once, the second takes the first one's."""
    path = Path(settings.TAYSEER_DATA) / KEY_FILE
    if not path.exists():
        made = ec.generate_private_key(ec.SECP256R1())
        draft = path.with_name(f".{KEY_FILE}.{secrets.token_hex(8)}")
        draft.touch(mode=0o600)
        draft.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def _key_text() -> str:
    """The private key as pywebpush takes it: DER in base64url."""
    der = _key().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return base64.urlsafe_b64encode(der).rstrip(b"=").decode()

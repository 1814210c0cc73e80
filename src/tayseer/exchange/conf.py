"""What an operator may set for the exchange, each with the value a demonstration uses."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from tayseer.exchange import signing
from tayseer.exchange.xroad import Member


def client() -> Member:
    """The member as which the platform asks (`TAYSEER_XROAD_CLIENT`)."""
    return Member.named(str(getattr(settings, "TAYSEER_XROAD_CLIENT", "DEV/GOV/1000/tayseer")))


def agencies_url() -> str:
    """The address of the agencies, or of the security server before them; empty when none is linked."""
    return str(getattr(settings, "TAYSEER_AGENCIES_URL", "")).rstrip("/")


def timeout_seconds() -> float:
    """How long one question waits for its answer; a person waits with it."""
    return float(getattr(settings, "TAYSEER_AGENCIES_TIMEOUT", 2.5))


def data() -> Path:
    """The folder that holds the keys of this platform and the public keys of others."""
    return Path(settings.TAYSEER_DATA)


def party_of(agency: str) -> str:
    """The name under which an agency's public key lies in that folder."""
    return f"agency-{agency}"


def signer() -> signing.Signer:
    """The platform's own key for messages."""
    return _signer(data())


def event_prefix() -> str:
    """What the type of every event begins with: the state's own domain, turned round (`TAYSEER_EVENT_PREFIX`)."""
    return str(getattr(settings, "TAYSEER_EVENT_PREFIX", "sa.gov"))


def event_source() -> str:
    """Who says what events say: this platform's public address (the `source` of CloudEvents)."""
    return str(settings.TAYSEER_PUBLIC_URL)


def event_days() -> int:
    """For how many days events are kept after they happened (`TAYSEER_EVENT_DAYS`)."""
    return int(getattr(settings, "TAYSEER_EVENT_DAYS", 90))


def event_tries() -> int:
    """How often one event is tried, alone, before it is set aside (`TAYSEER_EVENT_TRIES`)."""
    return int(getattr(settings, "TAYSEER_EVENT_TRIES", 5))


def event_timeout_seconds() -> float:
    """How long a subscriber may take to answer a batch (`TAYSEER_EVENT_TIMEOUT`)."""
    return float(getattr(settings, "TAYSEER_EVENT_TIMEOUT", 5.0))


def event_secret() -> bytes:
    """The key under which the owners of records get the names that subscribers know them by."""
    return _secret(data())


@lru_cache(maxsize=4)
def _secret(folder: Path) -> bytes:
    return signing.own_secret(data=folder, name="events")


@lru_cache(maxsize=4)
def _signer(folder: Path) -> signing.Signer:
    return signing.own_signer(data=folder, party=signing.PLATFORM)

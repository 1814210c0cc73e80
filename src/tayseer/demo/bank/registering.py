"""Makes the bank known to the platform when the demonstration starts, as an operator does with `tayseer client add`."""

from datetime import datetime
from pathlib import Path

from tayseer.demo.bank.keys import own_key, public_jwks
from tayseer.partners.openid import actions, demo_client


def ensure(data: Path, *, address: str, at: datetime) -> str:
    """Register the bank at its address with its public key, or bring what is registered up to date.

    In: the data folder; the address at which browsers reach the bank; UTC. Out: nothing, or one sentence on why the
    bank cannot be registered there: an address beyond this machine needs TLS. The demonstration starts all the same.
    """
    try:
        demo_client.ensure(at=at, redirect_uri=f"{address.rstrip('/')}/callback", jwks=public_jwks(own_key(data)))
    except actions.UnableToKeepClient as problem:
        return f"Example Bank cannot be signed in to at {address}: {problem.text.en}"
    return ""

"""What the console's forms carry: lines of addresses and a JWKS, read before anything is done with them."""

from __future__ import annotations

import json
from typing import Any

from tayseer.identity.requests import Request
from tayseer.partners.console import words
from tayseer.partners.console.contract import UnableToAct

LONGEST = 8_000


def lines(request: Request, name: str) -> list[str]:
    """The lines of a field that are not empty."""
    return [line.strip() for line in request.POST.get(name, "")[:LONGEST].splitlines() if line.strip()]


def jwks(request: Request) -> dict[str, Any]:
    """The JWKS that was pasted. Raises `UnableToAct`, with a warning of its own for a private key."""
    written = request.POST.get("jwks", "")[:LONGEST]
    if "PRIVATE KEY" in written:
        raise UnableToAct(words.PRIVATE_KEY, field="jwks")
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        raise UnableToAct(words.BAD_KEYS, field="jwks") from None
    if isinstance(found, dict) and "kty" in found:
        found = {"keys": [found]}
    listed = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(listed, list):
        raise UnableToAct(words.BAD_KEYS, field="jwks")
    if any(isinstance(one, dict) and "d" in one for one in listed):
        raise UnableToAct(words.PRIVATE_KEY, field="jwks")
    return {"keys": listed}

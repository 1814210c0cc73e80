"""How surely somebody is who they say: three levels, worked out from what really happened at sign-in.

Reading: NIST SP 800-63-4 and eIDAS. The names of levels in OpenID are `acr` values, those of methods `amr` (RFC 8176).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from tayseer.audit.contract import Actor
    from tayseer.kit.services import Assurance

PASSWORD, SMS, TOTP, APP, PASSKEY = "password", "sms", "totp", "app", "passkey"
#: One of the ten codes on paper: it lets its holder in and add something surer, and never proves more.
RECOVERY = "recovery"
#: Stands beside a passkey that is a security key of a listed model, attested by its maker.
HARDWARE = "hardware"

LOWEST, HIGHER, HIGHEST = 1, 2, 3
LEVELS = (LOWEST, HIGHER, HIGHEST)

ACR = {level: f"urn:tayseer:loa:{level}" for level in LEVELS}
#: RFC 8176; a passkey always verifies its user, so it is two factors by itself.
AMR = {
    PASSWORD: ("pwd",),
    SMS: ("sms",),
    RECOVERY: ("otp",),
    TOTP: ("otp",),
    APP: ("swk", "user"),
    PASSKEY: ("pop", "user", "mfa"),
    HARDWARE: ("hwk",),
}

#: What each method can prove at best; alone, a password proves nothing.
BEST = {SMS: LOWEST, RECOVERY: LOWEST, TOTP: HIGHER, APP: HIGHER, PASSKEY: HIGHEST}


def level_of(methods: Collection[str], *, bound: int) -> int:
    """The level that a sign-in by these methods reaches; 0 when they are too little to sign in at all.

    ``bound`` is the level under which the authenticator that was used was bound to its holder (that of the sign-in at
    which it was added, raised by proofing): it never gives more. A code by SMS always stays at the lowest, and counts,
    as the codes of an app do, only beside the password.
    """
    if PASSKEY in methods:
        return min(BEST[PASSKEY], bound)
    if PASSWORD not in methods:
        return 0
    seconds = [method for method in (APP, TOTP) if method in methods]
    if seconds:
        return min(BEST[seconds[0]], bound)
    return LOWEST if SMS in methods or RECOVERY in methods else 0


def amr_of(methods: Collection[str]) -> list[str]:
    """The methods of a sign-in as RFC 8176 names them; `mfa` when there were two factors."""
    named = [name for method, names in AMR.items() if method in methods for name in names]
    if len(methods) > 1 and "mfa" not in named:
        named.append("mfa")
    return list(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What is missing before somebody may act: a higher level, or the same one proven again just now."""

    needed: Assurance
    level: int
    is_old: bool


def shortfall(needed: Assurance, *, actor: Actor, at: datetime) -> Shortfall | None:
    """What the actor still has to prove for an act that needs so much; ``None`` when it is enough.

    ``at`` is UTC. A level that must be fresh counts from the moment it was last proven. The lowest level is that of
    everybody signed in, and of the programs they gave a token.
    """
    if needed.level > LOWEST and actor.level < needed.level:
        return Shortfall(needed, actor.level, is_old=False)
    if needed.within_minutes is None:
        return None
    proven = actor.proven_at
    if proven is None or at - proven > timedelta(minutes=needed.within_minutes):
        return Shortfall(needed, actor.level, is_old=True)
    return None

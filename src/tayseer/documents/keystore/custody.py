"""What the custodians of keys do: make, rotate, retire, declare stolen, hold the ceremony; each leaves an audit row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.documents import crls, trust
from tayseer.documents.keystore import (
    GuardedStore,
    KeyInfo,
    Purpose,
    UnableToMakeKey,
    installed_keystore,
    keystore,
    thumbprint,
)
from tayseer.documents.keystore.contract import PINNED
from tayseer.documents.types import AGENCIES

WITNESSES = 2
_EACH_YEAR: tuple[Purpose, ...] = ("document", "seal", "status")


class UnableToHoldCeremony(Exception):
    """The ceremony cannot be held: too few people, or the roots exist already."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the witnesses of a ceremony sign on paper: when, who, and the short names of the roots they saw made."""

    held_at: datetime
    witnesses: Sequence[str]
    roots: Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Rotation:
    """The key that signs from now on, and those that it took over from."""

    kid: str
    retired: Sequence[str]


def all_keys() -> list[KeyInfo]:
    """Return every key with its policy and state, the roots first."""
    return sorted(installed_keystore().records.all(), key=lambda info: (info.purpose != "root", info.kid))


def make_key(*, actor: Actor, at: datetime, agency: str, purpose: Purpose, year: int, per_minute: int = 0) -> str:
    """Make one more key of the agency for that year and return its id; the newest active one signs.

    Raises UnableToMakeKey for an agency or purpose that has no such key. The trust list names it at `publish_trust`.
    """
    with transaction.atomic():
        kid = keystore().make(agency=agency, purpose=purpose, year=year, per_minute=per_minute)
        record(actor=actor, action="key.made", at=at, object=kid)
    return kid


def rotate_key(*, actor: Actor, at: datetime, agency: str, purpose: Purpose, year: int, reason: str) -> Rotation:
    """Make a new key and retire the agency's others for that purpose and year; what they signed stays good."""
    store = keystore()
    with transaction.atomic():
        kid = store.make(agency=agency, purpose=purpose, year=year)
        record(actor=actor, action="key.made", at=at, object=kid, purpose=reason)
        older = [
            info.kid
            for info in store.list()
            if info.kid[:-2] == kid[:-2] and info.kid != kid and info.state == "active"
        ]
        for one in older:
            retire_key(actor=actor, at=at, kid=one, reason=reason)
    return Rotation(kid, older)


def rotate_log_key(*, actor: Actor, at: datetime, log: str, reason: str) -> Rotation:
    """Give a log a new key under its old origin; checkpoints signed so far stay good under the old one."""
    store = keystore()
    before = [info.kid for info in store.list() if info.kid[:-2] == f"G{log}" and info.state == "active"]
    if not before:
        message = f"there is no log {log} with a key here"
        raise UnableToMakeKey(message)
    for kid in before:
        retire_key(actor=actor, at=at, kid=kid, reason=reason)
    with transaction.atomic():
        store.note_signer(log, year=at.year)
        kid = max(info.kid for info in store.list() if info.kid[:-2] == f"G{log}")
        record(actor=actor, action="key.made", at=at, object=kid, purpose=reason)
    return Rotation(kid, before)


def retire_key(*, actor: Actor, at: datetime, kid: str, reason: str) -> None:
    """Let a key sign no more from this moment; what it signed until today stays good."""
    store = keystore()
    if store.info(kid).state != "active":
        message = f"the key {kid} is {store.info(kid).state} already"
        raise UnableToMakeKey(message)
    with transaction.atomic():
        record(actor=actor, action="key.retired", at=at, object=kid, purpose=reason)
        store.mark(kid, "retired", until=at.date())


def declare_compromised(*, actor: Actor, at: datetime, kid: str, since: datetime, reason: str) -> None:
    """Say that a key may have been in other hands since a moment (UTC); nothing takes that back.

    What it signed since then is refused everywhere once the trust list is published; what it signed before counts only
    with a proof older than that moment. A second call may only move the moment further back.
    """
    store = keystore()
    known = store.info(kid)
    if since > at:
        message = "A key cannot be stolen in the future: give a moment that has passed."
        raise UnableToMakeKey(message)
    if known.state == "compromised" and int(since.timestamp()) > (known.compromised_since or 0):
        message = f"the key {kid} is compromised since an earlier moment already"
        raise UnableToMakeKey(message)
    with transaction.atomic():
        record(actor=actor, action="key.compromised", at=at, object=kid, purpose=reason)
        store.mark(kid, "compromised", since=since)
    # PDF readers elsewhere know revocation lists alone; the authority that signs them is at hand even without a root.
    crls.publish_all(store=store, at=at, anew=True)


def publish_trust(*, actor: Actor, at: datetime) -> trust.TrustList:
    """Sign and publish the trust list and the revocation lists anew, whatever is due; return the trust list.

    Raises trust.UnableToPublish without a root.
    """
    with transaction.atomic():
        found = trust.publish(keystore(), at=at, renew=True)
        crls.publish_all(store=keystore(), at=at, anew=True)
        record(actor=actor, action="trust.published", at=at, object=str(found.sequence))
    return found


def hold_ceremony(*, actor: Actor, at: datetime, witnesses: Sequence[str]) -> Minutes:
    """Make the national roots, current and next, before two people, and return the minutes they sign.

    Held again after a root was retired or stolen, it makes the successor of the one that signs now. Raises
    UnableToHoldCeremony for fewer than two different people, and when current and next root are both there.
    """
    present = {" ".join(name.split()).casefold() for name in witnesses if name.strip()}
    if len(present) < WITNESSES:
        message = "A ceremony needs two different people: name both."
        raise UnableToHoldCeremony(message)
    store = installed_keystore()
    if sum(info.state == "active" for info in store.roots()) >= PINNED:
        message = "Current and next root exist already. To replace one, retire it: the next one signs."
        raise UnableToHoldCeremony(message)
    with transaction.atomic():
        made = store.make_roots()
        for kid in made:
            record(actor=actor, action="key.made", at=at, object=kid, purpose="ceremony")
        record(actor=actor, action="key.ceremony", at=at, object=",".join(made))
    return Minutes(
        at, tuple(witnesses), tuple(_described(store, info) for info in store.roots() if info.state == "active")
    )


def years_keys(*, actor: Actor, at: datetime, year: int) -> list[str]:
    """Make what is missing of every agency's yearly keys, so that no key has to be made on the first of January."""
    store, made = keystore(), []
    for agency in AGENCIES:
        for purpose in _EACH_YEAR:
            before = {info.kid for info in store.list()}
            kid = store.ensure(agency=agency, purpose=purpose, year=year)
            made += [kid] if kid not in before else []
    with transaction.atomic():
        for kid in made:
            record(actor=actor, action="key.made", at=at, object=kid, purpose=f"year {year}")
    return made


def _described(store: GuardedStore, info: KeyInfo) -> dict[str, str]:
    certificate = store.root_certificate(info.kid).public_bytes(Encoding.DER)
    return {
        "kid": info.kid,
        "thumbprint": thumbprint(info.jwk),
        "certificate_sha256": sha256(certificate).hexdigest(),
    }

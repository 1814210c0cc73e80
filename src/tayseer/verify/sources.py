"""Where the check asks: this installation's own registers when they are at hand, its signed lists when they are not."""

from datetime import datetime

from tayseer.audit import logs
from tayseer.audit.merkle import leaf_hash
from tayseer.documents import issuance, queries, statuslist, trust
from tayseer.documents.trust import TrustList
from tayseer.verify.rules import Sources


def online() -> Sources:
    """Return sources that ask the issuance log and status in the database."""
    return Sources(trust=_trust(), standing=queries.standing_of_entry, log=state_in_log, proven_before=proven_before)


def state_in_log(entry: bytes, at: datetime) -> str:
    """Return what the issuance log says of an entry (SHA-256 of the signed bytes) at a moment (UTC).

    That is "logged", "pending" for what was issued moments ago and waits for its place, or "absent".
    """
    return issuance.state_of(entry, at=at)


def proven_before(entry: bytes, moment: datetime) -> bool:
    """Say whether a checkpoint of the issuance log that was published by that moment (UTC) held the entry already."""
    proof = logs.prove_inclusion(log=logs.DOCUMENTS, leaf_hash=leaf_hash(entry))
    note = logs.checkpoint_before(log=logs.DOCUMENTS, moment=moment)
    return proof is not None and note is not None and proof.index < logs.size_said(note)


def offline() -> Sources:
    """Return sources that use only signed files: the trust list and the status lists last published."""
    trusted = _trust()
    return Sources(trust=trusted, status_list=(lambda uri: _kept(uri, trusted)) if trusted else None)


def _trust() -> TrustList | None:
    try:
        return trust.current()
    except trust.UnableToTrust:
        return None


def _kept(uri: str, trusted: TrustList) -> statuslist.StatusList | None:
    # Only the last part of the address names a file; the list itself says which address it belongs to.
    code = uri.rpartition("/")[2]
    if not code.isalnum() or not statuslist.file_of(code).exists():
        return None
    try:
        return statuslist.read(statuslist.file_of(code).read_bytes(), uri=uri, trust=trusted)
    except statuslist.UnableToReadStatusList:
        return None

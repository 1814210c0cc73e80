"""Where the check asks: this installation's own registers when they are at hand, its signed lists when they are not."""

from tayseer.documents import queries, statuslist, trust
from tayseer.documents.trust import TrustList
from tayseer.verify.rules import Sources


def online() -> Sources:
    """Return sources that ask the issuance log and status in the database."""
    return Sources(trust=_trust(), standing=queries.standing_of_entry)


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

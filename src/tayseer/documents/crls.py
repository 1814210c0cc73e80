"""Revocation lists of certificates (RFC 5280) as served files: which seals were made by stolen keys."""

import logging
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509

from tayseer.documents import conf
from tayseer.documents.keystore import GuardedStore, UnableToSign

logger = logging.getLogger("tayseer.security")
_RENEW_AFTER = timedelta(hours=12)


class NoSuchIssuer(LookupError):
    """No root and no agency authority has that key id, so there is no revocation list of it."""


def current(kid: str, *, store: GuardedStore, at: datetime) -> bytes:
    """Return the DER revocation list of a root or an agency authority, signed anew when it is half a day old.

    A root that is not at hand cannot sign; then the list it signed last is returned. Raises NoSuchIssuer.
    """
    if kid not in issuers(store):
        raise NoSuchIssuer(kid)
    if _is_due(kid, store=store, at=at):
        try:
            return _publish(kid, store=store, at=at)
        except UnableToSign as error:
            if not file_of(kid).exists():
                raise NoSuchIssuer(kid) from error
            logger.warning("the revocation list of %s is not renewed: %s", kid, error)
    return file_of(kid).read_bytes()


def publish_all(*, store: GuardedStore, at: datetime, anew: bool = False) -> list[str]:
    """Sign the revocation lists that changed or are half a day old, or all `anew`; return the key ids of their issuers.

    An issuer that is not at hand is passed over, and the log says so.
    """
    done = []
    for kid in issuers(store):
        if anew or _is_due(kid, store=store, at=at):
            try:
                _publish(kid, store=store, at=at)
                done.append(kid)
            except UnableToSign as error:
                logger.warning("the revocation list of %s is not renewed: %s", kid, error)
    return done


def issuers(store: GuardedStore) -> list[str]:
    """Return the key ids that issue certificates, the roots and the agency authorities, but for stolen ones."""
    found = (info for info in store.records.all() if info.purpose in {"root", "ca"})
    return [info.kid for info in found if info.state != "compromised"]


def file_of(kid: str) -> Path:
    """Where the revocation list of an issuer lies."""
    return conf.keys_folder() / "public" / f"{kid}.crl"


def kept() -> list[bytes]:
    """Return every revocation list that lies here, for those who check seals; none where none was published."""
    folder = file_of("any").parent
    return [path.read_bytes() for path in sorted(folder.glob("*.crl"))] if folder.is_dir() else []


def _is_due(kid: str, *, store: GuardedStore, at: datetime) -> bool:
    if not file_of(kid).exists():
        return True
    last = x509.load_der_x509_crl(file_of(kid).read_bytes())
    revoked = {certificate.serial_number for certificate, _ in store.revoked_by(kid)}
    is_young = timedelta(0) <= at - last.last_update_utc < _RENEW_AFTER
    return not is_young or {one.serial_number for one in last} != revoked


def _publish(kid: str, *, store: GuardedStore, at: datetime) -> bytes:
    content = store.crl(at, issuer=kid)
    path = file_of(kid)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.write_bytes(content)
    draft.replace(path)
    return content

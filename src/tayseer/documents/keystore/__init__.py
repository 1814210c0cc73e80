"""Holds private keys: nothing outside this package ever sees one, others hand in bytes and receive a signature."""

from functools import cache
from pathlib import Path

from django.conf import settings

from tayseer.audit.notes import NoteSigner
from tayseer.documents import conf
from tayseer.documents.keystore.alarms import raise_alarm
from tayseer.documents.keystore.contract import (
    ROOT_KID,
    KeyInfo,
    KeyStore,
    Purpose,
    State,
    UnableToMakeKey,
    UnableToOpenKeystore,
    UnableToSign,
)
from tayseer.documents.keystore.files import FileKeyStore
from tayseer.documents.keystore.jwks import edwards_public, jwk, public_key, thumbprint
from tayseer.documents.keystore.policy import Policy
from tayseer.documents.keystore.store import GuardedStore
from tayseer.site import clock

__all__ = [
    "ROOT_KID", "FileKeyStore", "GuardedStore", "KeyInfo", "KeyStore", "NoteSigner",
    "Purpose", "State", "UnableToMakeKey", "UnableToOpenKeystore", "UnableToSign", "edwards_public", "file_keystore",
    "installed_keystore", "jwk", "keystore", "note_signer", "public_key", "thumbprint", "token_keystore",
]  # fmt: skip


def keystore() -> GuardedStore:
    """Return this installation's keystore, ready to sign.

    Raises UnableToOpenKeystore for keys in files outside a demonstration or debug mode, for a hardware module that is
    not configured or does not open, and while there is no national root yet.
    """
    store = installed_keystore()
    if not store.records.has(ROOT_KID):
        message = "There is no national root yet. Make it with two people present: tayseer keys ceremony"
        raise UnableToOpenKeystore(message)
    return store


def installed_keystore() -> GuardedStore:
    """Return this installation's keystore even before its roots were made: for the ceremony that makes them."""
    kind = conf.keystore_kind()
    if kind == "pkcs11":
        try:
            return token_keystore(conf.keys_folder(), conf.token_settings())
        except KeyError as error:
            message = f"TAYSEER_KEYSTORE is pkcs11, and {error.args[0]} is not set."
            raise UnableToOpenKeystore(message) from error
        except OSError as error:
            message = f"The PIN file cannot be read: {error}"
            raise UnableToOpenKeystore(message) from error
    if kind != "files":
        message = f"TAYSEER_KEYSTORE is {kind!r}; it may be pkcs11 or files."
        raise UnableToOpenKeystore(message)
    if not conf.is_demonstration():
        message = (
            "Keys in files are for development. Configure a PKCS#11 keystore (TAYSEER_KEYSTORE=pkcs11), or start with "
            "TAYSEER_DEMO=1 or TAYSEER_DEBUG=1 to try the platform out."
        )
        raise UnableToOpenKeystore(message)
    return file_keystore(conf.keys_folder(), settings.SECRET_KEY)


@cache
def file_keystore(folder: Path, secret: str) -> FileKeyStore:
    """Return the one file keystore of a folder in this process."""
    return FileKeyStore(folder, secret=secret, policy=Policy(alarm=raise_alarm))


@cache
def token_keystore(folder: Path, chosen: conf.TokenSettings) -> GuardedStore:
    """Return the one keystore of a hardware module in this process."""
    # Its library is only wanted where there is a module.
    from tayseer.documents.keystore.tokens import Token, TokenKeyStore  # noqa: PLC0415

    token = Token(chosen.module, chosen.token, pin=chosen.pin)
    root: Token | None = token
    if chosen.root_token and chosen.root_token != chosen.token:
        root = Token(chosen.module, chosen.root_token, pin=chosen.root_pin) if chosen.root_pin else None
    return TokenKeyStore(folder, token=token, root_token=root, policy=Policy(alarm=raise_alarm))


def note_signer(log: str) -> NoteSigner:
    """Return the signer of a log's checkpoints (`audit`, `documents`): Ed25519, made at first use.

    Its name is the origin of the log, `<issuer domain>/<log>-<year of first use>`, which stays when the key changes.
    """
    return keystore().note_signer(log, year=clock.now().year)

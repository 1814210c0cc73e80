"""The keystore of production: keys made inside a hardware module (PKCS#11, OASIS 3.1), which never gives them out."""

import os
import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import pkcs11
from asn1crypto.core import OctetString, PrintableString
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.exceptions import NoSuchKey, PinIncorrect, PinLocked, PKCS11Error, UserAlreadyLoggedIn
from pkcs11.util.ec import encode_named_curve_parameters

from tayseer.documents.keystore import certificates
from tayseer.documents.keystore.contract import UnableToMakeKey, UnableToOpenKeystore, UnableToSign, is_root
from tayseer.documents.keystore.policy import Policy
from tayseer.documents.keystore.store import AnyPublicKey, GuardedStore, der

# A module has few places for sessions, and beyond a handful more of them sign no faster.
MOST_SESSIONS = 8
_WAIT_SECONDS = 30.0
_EDWARDS_BYTES = 32
_CURVES = {False: encode_named_curve_parameters("secp256r1"), True: PrintableString("edwards25519").dump()}
_SECRET = {
    Attribute.PRIVATE: True,
    Attribute.SENSITIVE: True,
    Attribute.EXTRACTABLE: False,
    Attribute.SIGN: True,
    Attribute.DERIVE: False,
}
# What must be true of a key before it signs: it was made inside, and could never be read from outside.
_MUST_BE = {
    Attribute.SENSITIVE: True,
    Attribute.EXTRACTABLE: False,
    Attribute.ALWAYS_SENSITIVE: True,
    Attribute.NEVER_EXTRACTABLE: True,
    Attribute.LOCAL: True,
}
Answer = TypeVar("Answer")


class Token:
    """One token of a module. A session is used by one thread at a time, and opened again after a fork or a failure."""

    def __init__(self, module: Path, label: str, *, pin: str) -> None:
        self.label = label
        self._module = module
        self._pin = pin
        self._lock = threading.Lock()
        self._turn = threading.RLock()
        self._pid = 0
        self._places: queue.LifoQueue[tuple[Any, dict[str, Any]] | None] = queue.LifoQueue()
        self._begin()

    def call(self, work: Callable[[Any, dict[str, Any]], Answer]) -> Answer:
        """Return what `work` makes of a session and of the key handles found in it; a dead session is replaced once.

        Raises UnableToSign when the module fails twice.
        """
        if self._pid != os.getpid():
            # The lock may have been held by a thread that the child of a fork does not have.
            self._turn = threading.RLock()
        # One call at a time in each process: not every module keeps its word about threads, and one that does not takes
        # the whole process down with it. A signature takes a tenth of a millisecond, and more processes sign more.
        with self._turn:
            return self._call(work)

    def _call(self, work: Callable[[Any, dict[str, Any]], Answer]) -> Answer:
        try:
            with self._session() as held:
                return work(*held)
        except (NoSuchKey, PinIncorrect, PinLocked):
            raise
        except PKCS11Error:
            self._begin(forget=True)
        try:
            with self._session() as held:
                return work(*held)
        except NoSuchKey:
            raise
        except PKCS11Error as error:
            message = f"the token {self.label} fails ({type(error).__name__}); see the module's own log"
            raise UnableToSign(message) from error

    @contextmanager
    def _session(self) -> Iterator[tuple[Any, dict[str, Any]]]:
        if self._pid != os.getpid():
            self._begin(forget=True)
        places = self._places
        try:
            held = places.get(timeout=_WAIT_SECONDS)
        except queue.Empty:
            message = f"all {MOST_SESSIONS} sessions of the token {self.label} stayed busy"
            raise UnableToSign(message) from None
        try:
            if held is None:
                held = (self._open(), {})
            yield held
        except PKCS11Error:
            held = None
            raise
        finally:
            places.put(held)

    def _begin(self, *, forget: bool = False) -> None:
        with self._lock:
            library = _library(self._module)
            if forget and self._pid != os.getpid():
                # A child of a fork holds nothing of its parent's state that the module would know.
                library.reinitialize()
            elif forget:
                self._close_idle()
            self._places = queue.LifoQueue()
            for _ in range(MOST_SESSIONS):
                self._places.put(None)
            self._pid = os.getpid()
            try:
                self._token = library.get_token(token_label=self.label)
            except PKCS11Error as error:
                message = f"The module {self._module} has no token called {self.label!r} ({type(error).__name__})."
                raise UnableToOpenKeystore(message) from error
            # Whoever holds this one session open keeps everybody else's signed in.
            self._signed_in = self._open()

    def _close_idle(self) -> None:
        while not self._places.empty():
            held = self._places.get_nowait()
            if held is not None:
                with suppress(PKCS11Error):
                    held[0].close()

    def _open(self) -> Any:
        try:
            return self._token.open(rw=True, user_pin=self._pin)
        except UserAlreadyLoggedIn:
            return self._token.open(rw=True)
        except (PinIncorrect, PinLocked) as error:
            message = f"The token {self.label!r} refuses the PIN ({type(error).__name__}). Each wrong one counts."
            raise UnableToOpenKeystore(message) from error
        except PKCS11Error as error:
            message = f"The token {self.label!r} does not open ({type(error).__name__})."
            raise UnableToOpenKeystore(message) from error


class TokenKeyStore(GuardedStore):
    """Keys in a PKCS#11 token, their policies in the same folder of records that every process of the platform sees.

    The two roots may live in a token of their own, which is only brought for ceremonies and to sign trust lists.
    """

    def __init__(
        self, folder: Path, *, token: Token, root_token: Token | None = None, policy: Policy | None = None
    ) -> None:
        super().__init__(folder, policy=policy)
        self._token = token
        self._root_token = root_token

    def attributes(self, kid: str) -> Mapping[str, object]:
        """Return what the module says of a private key: the proof that it cannot be read, for an auditor."""

        def asked(session: Any, handles: dict[str, Any]) -> dict[str, object]:
            key = _private(session, handles, kid)
            return {attribute.name.lower(): key[attribute] for attribute in _MUST_BE}

        return self._of(kid).call(asked)

    def _of(self, kid: str) -> Token:
        if not is_root(kid):
            return self._token
        if self._root_token is None:
            message = f"the root {kid} is not here: it lives in a token of its own, which is kept under lock"
            raise UnableToSign(message)
        return self._root_token

    def _new_pair(self, kid: str, *, edwards: bool) -> tuple[AnyPublicKey, Mapping[str, object]]:
        token = self._of(kid)

        def make(session: Any, handles: dict[str, Any]) -> AnyPublicKey:
            try:
                # A crash between module and record leaves a pair without a record; it is as good as a new one.
                _private(session, handles, kid)
                found = session.get_key(object_class=ObjectClass.PUBLIC_KEY, id=kid.encode())
            except NoSuchKey:
                found = _generated(session, kid, edwards=edwards)
            return _public_key(bytes(found[Attribute.EC_POINT]), edwards=edwards)

        try:
            return token.call(make), {"token": token.label}
        except PKCS11Error as error:
            message = f"the token {token.label} made no key {kid} ({type(error).__name__})"
            raise UnableToMakeKey(message) from error

    def _signature(self, kid: str, data: bytes, *, edwards: bool) -> bytes:
        def sign(session: Any, handles: dict[str, Any]) -> bytes:
            key = _private(session, handles, kid)
            if edwards:
                return bytes(key.sign(data, mechanism=Mechanism.EDDSA))
            return bytes(key.sign(sha256(data).digest(), mechanism=Mechanism.ECDSA))

        try:
            return self._of(kid).call(sign)
        except NoSuchKey as error:
            message = f"the key {kid} has a record but is not in the token: is it the right token?"
            raise UnableToSign(message) from error

    def _unrecorded(
        self,
        kid: str,
        public: ec.EllipticCurvePublicKey,
        secret: Mapping[str, object],  # noqa: ARG002 - the token has it
    ) -> certificates.HeldKey:
        return certificates.HeldKey(public, lambda data: der(self._signature(kid, data, edwards=False)))


def _library(module: Path) -> Any:
    try:
        return pkcs11.lib(str(module))
    except (PKCS11Error, RuntimeError, OSError) as error:
        message = f"The PKCS#11 module {module} does not load: {error}. Check TAYSEER_PKCS11_MODULE."
        raise UnableToOpenKeystore(message) from error


def _private(session: Any, handles: dict[str, Any], kid: str) -> Any:
    if kid not in handles:
        key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, id=kid.encode())
        wrong = [attribute.name for attribute, value in _MUST_BE.items() if key[attribute] is not value]
        if wrong:
            message = f"the key {kid} could be read out of its token, or was ({', '.join(wrong)}): it may not sign"
            raise UnableToSign(message)
        handles[kid] = key
    return handles[kid]


def _generated(session: Any, kid: str, *, edwards: bool) -> Any:
    kind = KeyType.EC_EDWARDS if edwards else KeyType.EC
    parameters = session.create_domain_parameters(kind, {Attribute.EC_PARAMS: _CURVES[edwards]}, local=True)
    public, _ = parameters.generate_keypair(
        mechanism=Mechanism.EC_EDWARDS_KEY_PAIR_GEN if edwards else Mechanism.EC_KEY_PAIR_GEN,
        id=kid.encode(),
        label=kid,
        store=True,
        private_template=_SECRET,
    )
    return public


def _public_key(point: bytes, *, edwards: bool) -> AnyPublicKey:
    # The standard wraps the point in an OCTET STRING; some modules leave that out.
    bare = point if len(point) in {_EDWARDS_BYTES, 2 * _EDWARDS_BYTES + 1} else bytes(OctetString.load(point))
    if edwards:
        return ed25519.Ed25519PublicKey.from_public_bytes(bare)
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bare)

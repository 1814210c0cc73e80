"""The keystore of development: private keys as encrypted PKCS#8 in files, beside their policies."""

import hmac
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import BasicConstraints

from tayseer.documents.cose import raw_signature
from tayseer.documents.keystore import certificates
from tayseer.documents.keystore.contract import ROOT_KID, UnableToOpenKeystore
from tayseer.documents.keystore.policy import Policy
from tayseer.documents.keystore.store import AnyPublicKey, GuardedStore

_PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


class FileKeyStore(GuardedStore):
    """Keys as encrypted PKCS#8, one file each with its policy, readable by the owner alone. For development only."""

    def __init__(self, folder: Path, *, secret: str, policy: Policy | None = None) -> None:
        super().__init__(folder, policy=policy)
        self._passphrase = hmac.digest(secret.encode(), b"tayseer documents keystore", "sha256").hex().encode()
        self._open: dict[str, _PrivateKey] = {}
        self.make_roots()
        self._lengthen_old_root()

    def _new_pair(self, kid: str, *, edwards: bool) -> tuple[AnyPublicKey, Mapping[str, object]]:  # noqa: ARG002 - files need no name
        key: _PrivateKey = ed25519.Ed25519PrivateKey.generate() if edwards else ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(self._passphrase),
        )
        return key.public_key(), {"private": pem.decode()}

    def _signature(self, kid: str, data: bytes, *, edwards: bool) -> bytes:  # noqa: ARG002 - the key itself says so
        key = self._private(kid)
        if isinstance(key, ed25519.Ed25519PrivateKey):
            return key.sign(data)
        return raw_signature(key.sign(data, ec.ECDSA(SHA256())))

    def _unrecorded(
        self, kid: str, public: ec.EllipticCurvePublicKey, secret: Mapping[str, object]
    ) -> certificates.HeldKey:
        key = self._loaded(kid, str(secret["private"]))
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return certificates.HeldKey(public, lambda data: key.sign(data, ec.ECDSA(SHA256())))

    def _private(self, kid: str) -> _PrivateKey:
        if kid not in self._open:
            self._open[kid] = self._loaded(kid, self.records.raw(kid)["private"])
        return self._open[kid]

    def _loaded(self, kid: str, pem: str) -> _PrivateKey:
        try:
            key = serialization.load_pem_private_key(pem.encode(), self._passphrase)
        except ValueError as error:
            message = f"the key {kid} does not open with this installation's secret key (TAYSEER_SECRET_KEY)"
            raise UnableToOpenKeystore(message) from error
        if not isinstance(key, ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey):
            message = f"the key {kid} is of a kind that is not used here"
            raise UnableToOpenKeystore(message)
        return key

    def _lengthen_old_root(self) -> None:
        # Roots made before there were agency authorities allowed none below them: the same key gets a new certificate.
        found = self.root_certificate().extensions.get_extension_for_class(BasicConstraints).value
        if found.path_length == 0:
            renewed = certificates.root(self._held(ROOT_KID), kid=ROOT_KID)
            with self.records.locked():
                self.records.change(ROOT_KID, x5c=[certificates.written(renewed)])

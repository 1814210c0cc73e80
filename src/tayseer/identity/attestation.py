"""Security keys of officers: of which models, and whether what a key says of its model is signed by its maker.

Standard: WebAuthn level 3, 6.5 (attestation), checked by the library fido2. It sees that the certificate in the answer
signed the answer, that it names no other model (AAGUID), and that each certificate is signed by the next. That the
last one is a real maker's can be seen only with the makers' own certificates (TAYSEER_OFFICER_ROOTS).
"""

from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from fido2.attestation import Attestation, verify_x509_chain
from fido2.attestation.base import InvalidAttestation
from fido2.webauthn import AttestationObject

from tayseer.kit.text import Text


class UnableToAttest(Exception):
    """The key is of no accepted model, or does not prove that it is; `reason` is for the log, `text` for the reader."""

    text = Text(
        ar="هذا المفتاح ليس من مفاتيح الأمان المقبولة للموظفين. استعمل المفتاح الذي سلّمته لك جهتك، ووافق إن سألك"
        " المتصفح عن إرسال طرازه.",
        en="This is not one of the security keys accepted for officers. Use the key that your agency gave you, and"
        " agree when the browser asks whether to send its model.",
    )

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def wanted_of(kind: str) -> frozenset[str]:
    """Return the models (AAGUIDs) of which a passkey of such an account must be; none when any will do.

    In: `person` or `officer`; officers alone are asked for a model, and only where the installation lists some.
    """
    return frozenset(settings.TAYSEER_OFFICER_AAGUIDS) if kind == "officer" else frozenset()


def check(made: AttestationObject, client_data_hash: bytes, *, wanted: frozenset[str]) -> None:
    """Raise `UnableToAttest` unless the new passkey is of a wanted model and somebody vouches for that.

    In: what the device answered; the SHA-256 of the browser's part; the AAGUIDs accepted. An answer that the new key
    signed itself is refused, for any program can make one.
    """
    held = made.auth_data.credential_data
    if held is None or str(held.aaguid) not in wanted:
        raise UnableToAttest("the model is not on the list")
    try:
        result = Attestation.for_type(made.fmt)().verify(made.att_stmt, made.auth_data, client_data_hash)
        if not result.trust_path:
            raise UnableToAttest("nobody vouches for the model")
        verify_x509_chain([*result.trust_path, *_maker_of(result.trust_path[-1])])
    except (InvalidAttestation, UnsupportedAlgorithm, RuntimeError) as problem:
        raise UnableToAttest(f"the attestation does not hold: {problem}") from problem


def _maker_of(last: bytes) -> list[bytes]:
    """The maker's certificate that the chain must end in; nothing where the installation has none of any maker."""
    roots = _roots(settings.TAYSEER_OFFICER_ROOTS)
    if not roots:
        return []
    issuer = x509.load_der_x509_certificate(last).issuer
    found = [der for name, der in roots if name == issuer]
    if not found:
        raise UnableToAttest("the maker is not known")
    return found[:1]


@lru_cache(maxsize=4)
def _roots(path: str) -> tuple[tuple[x509.Name, bytes], ...]:
    """The certificates of a PEM file, by the names of their holders; a file that cannot be read is an error."""
    if not path:
        return ()
    held = x509.load_pem_x509_certificates(Path(path).read_bytes())
    return tuple((one.subject, one.public_bytes(Encoding.DER)) for one in held)

"""Signed checkpoints and proofs as text: C2SP signed-note, tlog-checkpoint and tlog-proof, with Ed25519.

Pure functions over text; keys stay with whoever gives the signer.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tayseer.audit.merkle import HASH_BYTES

PUBLIC_BYTES = 32
SIGNATURE_BYTES = 64
PROOF_HEAD = "c2sp.org/tlog-proof@v1"
#: A note with the signatures of sixteen witnesses stays far below it.
LONGEST_NOTE = 16_384
#: A log of 2^64 leaves has paths of 64 hashes.
LONGEST_PATH = 64
LONGEST_PROOF = 65_536
_ED25519 = b"\x01"
_BODY_LINES = 3
_SIGNATURE_LINE = re.compile(r"— (\S+) ([A-Za-z0-9+/]+={0,2})")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,19}")
_NAME = re.compile(r"[^\s+]+")
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


class UnableToTrustNote(Exception):
    """The note is not in form, or is not signed by the key that was asked for."""


class UnableToReadProof(Exception):
    """The text is no proof in the form of C2SP tlog-proof."""


class NoteSigner(Protocol):
    """Signs the checkpoints of one log."""

    @property
    def name(self) -> str:
        """The origin of the log, for example `tayseer.example/audit-2026`."""

    @property
    def public(self) -> bytes:
        """The Ed25519 public key, 32 bytes."""

    def sign(self, data: bytes) -> bytes:
        """Return the Ed25519 signature over `data`, 64 bytes."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log commits itself to: its origin, how many leaves it has, and the root over them (32 bytes)."""

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class ProofText:
    """A C2SP tlog-proof that was read; the checkpoint in it is not yet trusted."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""


def key_id(*, name: str, public: bytes) -> bytes:
    """Return the first 4 bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key), C2SP signed-note."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def verifier_key(*, name: str, public: bytes) -> str:
    """Return the key as text that other programs read: `name+key id in hex+base64(0x01 ‖ public key)`."""
    return f"{name}+{key_id(name=name, public=public).hex()}+{_base64(_ED25519 + public)}"


def write_checkpoint(checkpoint: Checkpoint, *, signer: NoteSigner) -> str:
    """Return the checkpoint as a signed note. Raises UnableToTrustNote when the signer is of another log."""
    if checkpoint.origin != signer.name or _NAME.fullmatch(checkpoint.origin) is None:
        raise UnableToTrustNote(f"The key of {signer.name} does not sign for {checkpoint.origin}.")
    text = f"{checkpoint.origin}\n{checkpoint.size}\n{_base64(checkpoint.root)}\n"
    signature = signer.sign(text.encode())
    signed = _base64(key_id(name=signer.name, public=signer.public) + signature)
    return f"{text}\n— {signer.name} {signed}\n"


def open_checkpoint(text: str, *, name: str, public: bytes) -> Checkpoint:
    """Return what a checkpoint says, once its signature by the key `public` of the log `name` has been checked.

    Signatures of others, such as witnesses, are passed over. Raises UnableToTrustNote for whatever is not in form, has
    no signature of that key, has one that does not fit, or names another origin.
    """
    body, signatures = _parts(text)
    wanted = key_id(name=name, public=public)
    ours = [raw for signer, raw in signatures if signer == name and raw[:4] == wanted]
    if not ours:
        raise UnableToTrustNote(f"The checkpoint is not signed by the key of {name}. Compare the key you were given.")
    for raw in ours:
        if len(raw) != 4 + SIGNATURE_BYTES or not _is_signed(body.encode(), raw[4:], public):
            raise UnableToTrustNote("The signature does not fit the text: the checkpoint was altered.")
    checkpoint = _body(body)
    if checkpoint.origin != name:
        raise UnableToTrustNote(f"The checkpoint is of the log {checkpoint.origin}, not of {name}.")
    return checkpoint


def write_proof(index: int, path: Sequence[bytes], checkpoint_text: str, extra: bytes = b"") -> bytes:
    """Return a tlog-proof: that the leaf at `index` is in the log of the checkpoint; UTF-8 text."""
    lines = [PROOF_HEAD, *([f"extra {_base64(extra)}"] if extra else []), f"index {index}", *map(_base64, path)]
    return ("\n".join(lines) + "\n\n" + checkpoint_text).encode()


def read_proof(proof: bytes) -> ProofText:
    """Return the parts of a tlog-proof; the checkpoint still wants `open_checkpoint`, the path `check_inclusion`.

    Raises UnableToReadProof for whatever is not in form: an unknown head, numbers with leading zeros, hashes that are
    not 32 bytes, too many of them.
    """
    if len(proof) > LONGEST_PROOF:
        raise UnableToReadProof("The proof is longer than any proof can be.")
    try:
        head, _, checkpoint = proof.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise UnableToReadProof("The proof is not UTF-8 text.") from error
    lines = head.split("\n")
    if lines.pop(0) != PROOF_HEAD or not checkpoint:
        raise UnableToReadProof(f"The proof does not begin with {PROOF_HEAD}, or carries no checkpoint.")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = _from_base64(lines.pop(0).removeprefix("extra "), UnableToReadProof)
    number = lines.pop(0).removeprefix("index ") if lines and lines[0].startswith("index ") else ""
    if _DECIMAL.fullmatch(number) is None:
        raise UnableToReadProof("The proof does not say which leaf it is about.")
    path = tuple(_hash(line, UnableToReadProof) for line in lines)
    if len(path) > LONGEST_PATH:
        raise UnableToReadProof("The proof has more hashes than any log is high.")
    return ProofText(int(number), path, checkpoint, extra)


def _parts(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The signed text, its last newline included, and the signatures as (name, key id ‖ signature)."""
    if len(text) > LONGEST_NOTE or _CONTROLS.search(text) or not text.endswith("\n"):
        raise UnableToTrustNote("The checkpoint is not a signed note: it has no last newline, or marks that none has.")
    body, blank, signed = text.rpartition("\n\n")
    lines = signed.removesuffix("\n").split("\n")
    found = [_SIGNATURE_LINE.fullmatch(line) for line in lines]
    if not blank or not all(found):
        raise UnableToTrustNote("The checkpoint carries no signature in the form of a signed note.")
    return body + "\n", [(match[1], _from_base64(match[2], UnableToTrustNote)) for match in found if match]


def _body(body: str) -> Checkpoint:
    lines = body.removesuffix("\n").split("\n")
    if len(lines) < _BODY_LINES or not all(lines) or _DECIMAL.fullmatch(lines[1]) is None:
        raise UnableToTrustNote("The checkpoint does not name an origin, a size and a root, each on a line of its own.")
    return Checkpoint(lines[0], int(lines[1]), _hash(lines[2], UnableToTrustNote))


def _is_signed(data: bytes, signature: bytes, public: bytes) -> bool:
    if len(public) != PUBLIC_BYTES:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _hash(text: str, refusal: type[Exception]) -> bytes:
    found = _from_base64(text, refusal)
    if len(found) != HASH_BYTES:
        raise refusal(f"A hash is {HASH_BYTES} bytes, and one here is {len(found)}.")
    return found


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _from_base64(text: str, refusal: type[Exception]) -> bytes:
    """The bytes; one spelling alone is taken, so that no two texts mean the same proof."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise refusal("A line that should be base64 is not.") from error
    if _base64(raw) != text:
        raise refusal("A line of base64 carries bits that mean nothing.")
    return raw

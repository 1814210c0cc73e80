"""Checkpoints and proofs as text: what C2SP publishes opens, and whatever was altered is refused."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayseer.audit import notes
from tayseer.audit.notes import Checkpoint, UnableToReadProof, UnableToTrustNote
from tests.platform.audit.signer import Signer

NAME = "tayseer.example/audit-2026"
SIGNER = Signer(NAME)
ROOT = hashlib.sha256(b"root").digest()
NOTE = notes.write_checkpoint(Checkpoint(NAME, 5, ROOT), signer=SIGNER)

# The note and key that Go's reference implementation of signed notes shows in its documentation.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SAID = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_SIGNED = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="


def opened(text: str) -> Checkpoint:
    return notes.open_checkpoint(text, name=NAME, public=SIGNER.public)


def test_a_checkpoint_says_what_was_written() -> None:
    assert opened(NOTE) == Checkpoint(NAME, 5, ROOT)


def test_a_checkpoint_has_the_form_of_a_signed_note() -> None:
    origin, size, root, blank, signature, end = NOTE.split("\n")

    assert (origin, size, blank, end) == (NAME, "5", "", "")
    assert base64.b64decode(root) == ROOT
    mark, name, encoded = signature.split(" ")
    assert (mark, name) == ("—", NAME)
    assert base64.b64decode(encoded)[:4] == hashlib.sha256(NAME.encode() + b"\n\x01" + SIGNER.public).digest()[:4]


def test_key_ids_and_signatures_are_those_of_the_reference_implementation() -> None:
    name, number, encoded = PETER.split("+", 2)
    public = base64.b64decode(encoded)[1:]

    assert notes.key_id(name=name, public=public).hex() == number
    assert notes.verifier_key(name=name, public=public) == PETER
    assert notes._is_signed(PETER_SAID.encode(), base64.b64decode(PETER_SIGNED)[4:], public)
    assert not notes._is_signed(PETER_SAID.encode() + b"\n", base64.b64decode(PETER_SIGNED)[4:], public)


def test_signatures_of_witnesses_are_passed_over() -> None:
    witness = base64.b64encode(b"wit1" + bytes(72)).decode()

    assert opened(NOTE + f"— witness.example {witness}\n").size == 5
    assert opened(NOTE.replace("\n\n", f"\n\n— witness.example {witness}\n")).size == 5


def test_another_key_of_the_same_name_is_not_trusted() -> None:
    other = Signer(NAME)

    with pytest.raises(UnableToTrustNote, match="not signed by the key"):
        notes.open_checkpoint(NOTE, name=NAME, public=other.public)


def test_a_key_of_another_log_is_not_trusted() -> None:
    foreign = notes.write_checkpoint(
        Checkpoint("tayseer.example/documents-2026", 5, ROOT), signer=renamed("tayseer.example/documents-2026")
    )

    with pytest.raises(UnableToTrustNote):
        opened(foreign)
    with pytest.raises(UnableToTrustNote):
        opened(foreign.replace("— tayseer.example/documents-2026", f"— {NAME}"))


def renamed(name: str) -> Signer:
    signer = Signer(name)
    signer._key, signer.public = SIGNER._key, SIGNER.public
    return signer


def test_a_signer_signs_for_its_own_log_alone() -> None:
    with pytest.raises(UnableToTrustNote, match="does not sign"):
        notes.write_checkpoint(Checkpoint("tayseer.example/other", 1, ROOT), signer=SIGNER)


@given(st.data())
def test_a_checkpoint_with_any_byte_altered_is_refused(data: st.DataObject) -> None:
    raw = NOTE.encode()
    place = data.draw(st.integers(0, len(raw) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != raw[place]))
    changed = raw[:place] + bytes([other]) + raw[place + 1 :]

    with pytest.raises((UnableToTrustNote, UnicodeDecodeError)):
        opened(changed.decode())


@given(st.integers(0, len(NOTE) - 1))
def test_a_checkpoint_cut_short_is_refused(length: int) -> None:
    with pytest.raises(UnableToTrustNote):
        opened(NOTE[:length])


def signed(text: str) -> str:
    signature = notes.key_id(name=NAME, public=SIGNER.public) + SIGNER.sign(text.encode())
    return f"{text}\n— {NAME} {base64.b64encode(signature).decode()}\n"


@pytest.mark.parametrize(
    "body",
    [
        f"{NAME}\n05\n{base64.b64encode(ROOT).decode()}\n",
        f"{NAME}\n-5\n{base64.b64encode(ROOT).decode()}\n",
        f"{NAME}\n٥\n{base64.b64encode(ROOT).decode()}\n",
        f"{NAME}\n5 \n{base64.b64encode(ROOT).decode()}\n",
        f"{NAME}\n5\n{base64.b64encode(ROOT[:31]).decode()}\n",
        f"{NAME}\n5\n{base64.b64encode(ROOT + b'x').decode()}\n",
        f"{NAME}\n5\nnot base64\n",
        f"{NAME}\n5\n",
        f"{NAME}\n",
        "\n5\n\n",
        f"another.example/log\n5\n{base64.b64encode(ROOT).decode()}\n",
        f"{NAME}\n5\n{base64.b64encode(ROOT).decode()}\n\nan extension after a blank\n",
    ],
)
def test_what_is_signed_and_still_no_checkpoint_is_refused(body: str) -> None:
    with pytest.raises(UnableToTrustNote):
        opened(signed(body))


def test_extension_lines_are_allowed_and_covered_by_the_signature() -> None:
    text = signed(f"{NAME}\n5\n{base64.b64encode(ROOT).decode()}\nsomething else\n")

    assert opened(text).size == 5
    with pytest.raises(UnableToTrustNote):
        opened(text.replace("something", "anything"))


def test_a_proof_says_what_was_written() -> None:
    path = (ROOT, hashlib.sha256(b"other").digest())

    raw = notes.write_proof(3, path, NOTE, b"some extra")

    assert raw.decode().startswith("c2sp.org/tlog-proof@v1\nextra ")
    read = notes.read_proof(raw)
    assert (read.index, read.path, read.checkpoint, read.extra) == (3, path, NOTE, b"some extra")
    assert notes.read_proof(notes.write_proof(0, (), NOTE)).path == ()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff",
        b"c2sp.org/tlog-proof@v2\nindex 0\n\n" + NOTE.encode(),
        b"c2sp.org/tlog-proof@v1\n\n" + NOTE.encode(),
        b"c2sp.org/tlog-proof@v1\nindex 00\n\n" + NOTE.encode(),
        b"c2sp.org/tlog-proof@v1\nindex -1\n\n" + NOTE.encode(),
        b"c2sp.org/tlog-proof@v1\nindex 0",
        b"c2sp.org/tlog-proof@v1\nindex 0\n\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\nextra eHg=\n\n" + NOTE.encode(),
        b"c2sp.org/tlog-proof@v1\nindex 0\nc2hvcnQ=\n\n" + NOTE.encode(),
        b"c2sp.org/tlog-proof@v1\nindex 0\n" + base64.b64encode(ROOT)[:-2] + b"x=\n\n" + NOTE.encode(),
        b"c2sp.org/tlog-proof@v1\nindex 0\n" + (base64.b64encode(ROOT) + b"\n") * 65 + b"\n" + NOTE.encode(),
        b"c2sp.org/tlog-proof@v1\nindex 0\n\n" + b"x" * 70_000,
    ],
)
def test_what_is_no_proof_is_refused(raw: bytes) -> None:
    with pytest.raises(UnableToReadProof):
        notes.read_proof(raw)


@given(st.binary(max_size=400))
def test_no_bytes_make_the_readers_fail_otherwise_than_by_refusing(raw: bytes) -> None:
    with pytest.raises(UnableToReadProof):
        notes.read_proof(raw)
    with pytest.raises(UnableToTrustNote):
        opened(raw.decode("latin-1"))

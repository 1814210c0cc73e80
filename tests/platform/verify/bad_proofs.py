"""Proofs of the issuance log, good ones and every kind that must not be believed, for Python and the browser alike."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from tayseer.audit import logs, notes
from tayseer.audit.merkle import EMPTY_ROOT, leaf_hash, node_hash, root_of
from tayseer.audit.notes import Checkpoint
from tayseer.documents import cose, queries
from tayseer.documents.keystore import note_signer
from tests.platform.verify.forged import issued

OTHERS = 6
_LEAF, _OTHER = b"\x01" * 32, b"\x02" * 32


@dataclass(frozen=True)
class Proven:
    """A proof with the entry that it is said to prove, and whether it does."""

    name: str
    proof: bytes
    entry: bytes
    holds: bool = False


def entries() -> list[bytes]:
    """The entries of some documents that were issued, in the order of the log."""
    documents = [issued("travel-permit", idempotency=f"proof {number}") for number in range(OTHERS)]
    return [entry_of(document) for document in documents]


def entry_of(document: Any) -> bytes:
    return hashlib.sha256(cose.parse(queries.cose_of(document=document)).to_be_signed).digest()


def proof_of(entry: bytes, *, oldest: bool = False) -> bytes:
    found = logs.prove_inclusion(log=logs.DOCUMENTS, leaf_hash=leaf_hash(entry), oldest=oldest)
    assert found is not None
    return found.text()


def proofs(known: list[bytes]) -> Iterator[Proven]:
    """Good proofs of every entry, and what becomes of one when anything in it is changed."""
    for place, entry in enumerate(known):
        yield Proven(f"entry {place}", proof_of(entry), entry, holds=True)
        yield Proven(f"entry {place}, when it was the last one", proof_of(entry, oldest=True), entry, holds=True)
    entry = known[2]
    good = proof_of(entry)
    yield Proven("another entry", good, known[3])
    yield Proven("the leaf in place of the entry", good, leaf_hash(entry))
    for place in range(0, len(good), 2):
        yield Proven(f"byte {place}", good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :], entry)
    yield from paths(entry, good)
    yield from forms(entry, good)
    yield from checkpoints(entry, good)
    yield from signatures(entry, good)


def paths(entry: bytes, good: bytes) -> Iterator[Proven]:
    """Indexes and hashes that lead elsewhere."""
    read = notes.read_proof(good)

    def with_(path: tuple[bytes, ...], index: int = read.index) -> bytes:
        return notes.write_proof(index, path, read.checkpoint)

    yield Proven("no path", with_(()), entry)
    yield Proven("a path too short", with_(read.path[:-1]), entry)
    yield Proven("a path without its first", with_(read.path[1:]), entry)
    yield Proven("a path too long", with_((*read.path, _OTHER)), entry)
    yield Proven("a path with one more before", with_((_OTHER, *read.path)), entry)
    yield Proven("a path of 64", with_(read.path + (_OTHER,) * (64 - len(read.path))), entry)
    yield Proven("a path of 65", with_((_OTHER,) * 65), entry)
    yield Proven("a path in reverse", with_(read.path[::-1]), entry)
    for length in (0, 31, 33, 64):
        yield Proven(f"a hash of {length}", with_((read.path[0][:length].ljust(length, b"x"), *read.path[1:])), entry)
    for index in (0, read.index + 1, read.index ^ 1, 1_000, 2**31, 2**32 + read.index, 2**53, 2**64, 10**19):
        yield Proven(f"index {index}", with_(read.path, index), entry)


def forms(entry: bytes, good: bytes) -> Iterator[Proven]:
    """Texts that are no tlog-proof."""
    number = f"index {notes.read_proof(good).index}".encode()
    first = base64.b64encode(notes.read_proof(good).path[0])
    for name, changed in {
        "nothing": b"",
        "a page": b"<!doctype html>",
        "cut off": good[:-1],
        "cut in the middle": good[: len(good) // 2],
        "longer": good + b"x",
        "a line more": good + b"\n",
        "no text": b"\xff" + good,
        "a mark of byte order": b"\xef\xbb\xbf" + good,
        "carriage returns": good.replace(b"\n", b"\r\n"),
        "a NUL": good.replace(b"\n\n", b"\n\x00\n", 1),
        "another head": good.replace(b"@v1", b"@v2"),
        "no index": good.replace(number + b"\n", b""),
        "an index twice": good.replace(number, number + b"\n" + number),
        "an index with a nought before": good.replace(b"index ", b"index 0"),
        "an index below nought": good.replace(b"index ", b"index -"),
        "an index with a sign": good.replace(b"index ", b"index +"),
        "an index of letters": good.replace(number, b"index two"),
        "an empty line in the path": good.replace(first, b""),
        "a hash without its end": good.replace(first, first.rstrip(b"=")),
        "a hash with spaces": good.replace(first, b" " + first),
        "a hash for addresses": good.replace(first, first[:5] + b"-_" + first[7:]),
        "a hash with loose bits": good.replace(first, loose(first)),
        "an extra of no base64": good.replace(number, b"extra !\n" + number),
        "an extra behind the index": good.replace(number, number + b"\nextra AAAA"),
        "too long": good.replace(number, b"extra " + b"A" * 65_536 + b"\n" + number),
        "a checkpoint alone": good.partition(b"\n\n")[2],
        "no checkpoint": good.partition(b"\n\n")[0] + b"\n\n",
    }.items():
        yield Proven(name, changed, entry)
    yield Proven("an extra", good.replace(number, b"extra AAAA\n" + number), entry, holds=True)


def loose(line: bytes) -> bytes:
    """The same hash in base64 whose last letter carries bits that mean nothing."""
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return line[:-2] + bytes([letters[letters.index(line[-2]) + 1]]) + b"="


def checkpoints(entry: bytes, good: bytes) -> Iterator[Proven]:
    """Checkpoints that the right key signed, and that say something else."""
    read, signer = notes.read_proof(good), note_signer(logs.DOCUMENTS)
    checkpoint = notes.open_checkpoint(read.checkpoint, name=signer.name, public=signer.public)

    def with_(said: Checkpoint, index: int = read.index, path: tuple[bytes, ...] = read.path) -> bytes:
        return notes.write_proof(index, path, notes.write_checkpoint(said, signer=signer))

    yield Proven("a size of nought", with_(replace(checkpoint, size=0)), entry)
    yield Proven("an empty log", with_(Checkpoint(signer.name, 0, EMPTY_ROOT), 0, ()), entry)
    yield Proven(
        "an empty log whose root is the leaf", with_(Checkpoint(signer.name, 0, leaf_hash(entry)), 0, ()), entry
    )
    yield Proven("a log of one", with_(Checkpoint(signer.name, 1, leaf_hash(entry)), 0, ()), entry, holds=True)
    yield Proven("a log of one with a path", with_(Checkpoint(signer.name, 1, leaf_hash(entry)), 0, (_OTHER,)), entry)
    for size in (read.index, read.index + 1, 4, checkpoint.size * 2, 2**53, 2**64):
        yield Proven(f"a size of {size}", with_(replace(checkpoint, size=size)), entry)
    for length in (0, 31, 33):
        root = checkpoint.root[:length].ljust(length, b"x")
        yield Proven(f"a root of {length}", with_(replace(checkpoint, root=root)), entry)
    yield Proven("another root", with_(replace(checkpoint, root=root_of([_LEAF, _OTHER]))), entry)
    node = node_hash(leaf_hash(entry), leaf_hash(_OTHER))
    inner = Checkpoint(signer.name, 1, node)
    yield Proven("a node in place of a leaf", with_(inner, 0, ()), leaf_hash(entry) + leaf_hash(_OTHER))


def signatures(entry: bytes, good: bytes) -> Iterator[Proven]:
    """Checkpoints that are not signed by the key of this log."""
    read, ours, other = notes.read_proof(good), note_signer(logs.DOCUMENTS), note_signer(logs.AUDIT)
    checkpoint = notes.open_checkpoint(read.checkpoint, name=ours.name, public=ours.public)
    body, _, line = read.checkpoint.rstrip("\n").rpartition("\n\n")
    signature = base64.b64decode(line.rpartition(" ")[2])
    audits = notes.write_checkpoint(replace(checkpoint, origin=other.name), signer=other)

    def with_(note: str) -> bytes:
        return notes.write_proof(read.index, read.path, note)

    def signed(raw: bytes, name: str = ours.name, said: str = body) -> bytes:
        return with_(f"{said}\n\n— {name} {base64.b64encode(raw).decode()}\n")

    foreign = notes.key_id(name=ours.name, public=ours.public) + other.sign(f"{body}\n".encode())
    yield Proven("the log of the audit", with_(audits), entry)
    yield Proven("the audit's key under our name", signed(foreign), entry)
    yield Proven(
        "another origin", signed(signature, said=body.replace(ours.name, "elsewhere.example/documents-2026")), entry
    )
    yield Proven("another signer", signed(signature, "elsewhere.example/documents-2026"), entry)
    yield Proven("another key id", signed(b"\0\0\0\0" + signature[4:]), entry)
    yield Proven("a signature of nought", signed(signature[:4] + bytes(64)), entry)
    yield Proven("a signature cut short", signed(signature[:-1]), entry)
    yield Proven("a signature that goes on", signed(signature + b"\0"), entry)
    yield Proven("no signature", with_(f"{body}\n"), entry)
    yield Proven("a dash of another kind", with_(read.checkpoint.replace("—", "-")), entry)
    broken = base64.b64encode(signature[:4] + bytes(64)).decode()
    yield Proven("a broken one beside it", with_(read.checkpoint + f"— {ours.name} {broken}\n"), entry)
    witness = base64.b64encode(bytes(68)).decode()
    yield Proven("a witness beside it", with_(read.checkpoint + f"— witness.example {witness}\n"), entry, holds=True)
    more = f"{ours.name}\n{checkpoint.size}\n{base64.b64encode(checkpoint.root).decode()}\nmore\n"
    raw = notes.key_id(name=ours.name, public=ours.public) + ours.sign(more.encode())
    yield Proven("a line more in what is signed", signed(raw, said=more[:-1]), entry, holds=True)

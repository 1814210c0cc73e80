"""Check a log's checkpoint, the proof of an event or a leaf, and that a log only grew; needs nothing of the platform.

    python3 verify_log.py checkpoint NEW.checkpoint --key KEY
    python3 verify_log.py event proof-of-this-line.json --key KEY
    python3 verify_log.py leaf something.tlog-proof --key KEY --leaf HEX   (or --entry HEX)
    python3 verify_log.py consistency OLD.checkpoint NEW.checkpoint PATH.txt --key KEY

KEY is the log's public key as text (`name+id+base64`) or a file that holds it, one to a line. Get it from more than one
place. The exit code is 0 only when everything holds. Written for Python 3.11 with `cryptography`, by the published
rules alone: RFC 6962, RFC 9162, RFC 8785, and C2SP signed-note, tlog-checkpoint and tlog-proof.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HASH_BYTES = 32
# The byte that says Ed25519, and the key.
KEY_BYTES = 33


class Wrong(Exception):
    """What was given does not prove what it should."""


def main() -> int:
    """Do what the command line asks; 0 when all holds, 1 when not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name, files in (("checkpoint", 1), ("event", 1), ("leaf", 1), ("consistency", 3)):
        command = commands.add_parser(name)
        command.add_argument("files", nargs=files, type=Path)
        command.add_argument("--key", required=True)
        if name == "leaf":
            which = command.add_mutually_exclusive_group(required=True)
            which.add_argument("--leaf")
            which.add_argument("--entry")
    given = parser.parse_args()
    try:
        keys = read_keys(given.key)
        texts = [path.read_bytes() for path in given.files]
        if given.command == "checkpoint":
            size, root = open_note(texts[0].decode(), keys)
            print(f"OK: {size} entries, root {root.hex()}")
        elif given.command == "event":
            print(check_event(texts[0], keys))
        elif given.command == "leaf":
            leaf = from_hex(given.leaf) if given.leaf else digest(0, from_hex(given.entry))
            print(check_proof(texts[0], leaf, keys))
        else:
            print(check_growth(*texts, keys=keys))
    except Wrong as problem:
        print(f"NOT PROVEN: {problem}")
        return 1
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        print(f"NOT PROVEN: the input cannot be read ({type(problem).__name__}: {problem})")
        return 1
    return 0


def refuse(why: str) -> NoReturn:
    """Stop: something does not hold."""
    raise Wrong(why)


def digest(kind: int, *parts: bytes) -> bytes:
    """SHA-256 over the byte that tells leaves (0) from nodes (1), and the parts."""
    return hashlib.sha256(bytes([kind]) + b"".join(parts)).digest()


def read_keys(given: str) -> dict[tuple[str, bytes], bytes]:
    """Public keys by name and key id, from text or from a file of lines."""
    lines = [given] if given.count("+") > 1 else Path(given).read_text(encoding="utf-8").split()
    keys = {}
    for line in lines:
        name, number, encoded = line.split("+", 2)
        raw = decoded(encoded)
        if len(raw) != KEY_BYTES or raw[0] != 1:
            refuse("the key is not an Ed25519 key of a signed note")
        if hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8] != number:
            refuse("the key's id does not fit the key")
        keys[name, bytes.fromhex(number)] = raw[1:]
    return keys or refuse("no key was given")


def decoded(text: str) -> bytes:
    """Strict base64: one spelling for each value."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        refuse("base64 with loose bits")
    return raw


def a_hash(raw: bytes) -> bytes:
    """The bytes, if they are a hash."""
    return raw if len(raw) == HASH_BYTES else refuse("a hash is not 32 bytes")


def from_hex(text: str) -> bytes:
    """A hash in hexadecimal."""
    return a_hash(bytes.fromhex(text))


def number(text: str) -> int:
    """A decimal without signs, spaces or leading zeros."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", text, re.ASCII):
        refuse(f"{text!r} is no number")
    return int(text)


def open_note(text: str, keys: dict[tuple[str, bytes], bytes]) -> tuple[int, bytes]:
    """Size and root of a checkpoint whose signature by one of the keys holds."""
    where = text.rfind("\n\n")
    if where < 0 or not text.endswith("\n"):
        refuse("the checkpoint is not a signed note")
    body, signed = text[: where + 1], 0
    lines = body.split("\n")
    for line in text[where + 2 : -1].split("\n"):
        mark, name, encoded = line.split(" ")
        raw = decoded(encoded)
        public = keys.get((name, raw[:4]))
        if mark != "—":
            refuse("a line of signature does not begin with a dash")
        if public is None:
            continue
        if name != lines[0]:
            refuse("the checkpoint is of another log than the key")
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], body.encode())
        except InvalidSignature:
            refuse("the signature does not fit the checkpoint")
        signed += 1
    if not signed:
        refuse("the checkpoint is not signed by this key")
    size = number(lines[1])
    if size == 0:
        refuse("a log without entries proves nothing")
    return size, a_hash(decoded(lines[2]))


def check_proof(proof: bytes, leaf: bytes, keys: dict[tuple[str, bytes], bytes]) -> str:
    """That a leaf is in the log, by a tlog-proof."""
    head, _, note = proof.decode().partition("\n\n")
    first, *lines = head.split("\n")
    if first != "c2sp.org/tlog-proof@v1":
        refuse("this is no tlog-proof")
    if lines[0].startswith("extra "):
        lines.pop(0)
    word, _, place = lines.pop(0).partition(" ")
    if word != "index":
        refuse("the proof names no index")
    index, path = number(place), [a_hash(decoded(line)) for line in lines]
    size, root = open_note(note, keys)
    if index >= size:
        refuse("the index lies outside the log")
    if climb(leaf, index, size, path) != root:
        refuse("the path does not lead to the signed root")
    return f"OK: entry {index} of {size}"


def climb(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root to which a path leads from a leaf: the neighbour is on the left, on the right or absent."""
    found, steps, width = leaf, list(path), size
    while width > 1:
        if index % 2 or index + 1 < width:
            if not steps:
                refuse("the path is too short")
            step = steps.pop(0)
            found = digest(1, step, found) if index % 2 else digest(1, found, step)
        index, width = index // 2, (width + 1) // 2
    if steps:
        refuse("the path is too long")
    return found


def check_growth(old_text: bytes, new_text: bytes, path_text: bytes, *, keys: dict[tuple[str, bytes], bytes]) -> str:
    """That the log of one checkpoint is the beginning of that of another."""
    old, old_root = open_note(old_text.decode(), keys)
    new, new_root = open_note(new_text.decode(), keys)
    path = [a_hash(decoded(line)) for line in path_text.decode().split()]
    if old > new:
        refuse("the first checkpoint is the longer one")
    if old == new:
        if path or old_root != new_root:
            refuse("two roots were signed for one size")
    elif regrown(old, 0, new, path, old_root, is_old=True) != (old_root, new_root):
        refuse("the log was rewritten between the two checkpoints")
    elif path:
        refuse("the path is too long")
    return f"OK: {old} entries, unchanged among {new}"


def regrown(old: int, start: int, end: int, path: list[bytes], old_root: bytes, *, is_old: bool) -> tuple[bytes, bytes]:
    """Both roots over the leaves from `start` to `end`, as RFC 6962 divides them; `path` is used up.

    `is_old` is true while the range still begins where the whole older log does, whose root is known already.
    """
    if old == end:
        found = old_root if is_old else (path.pop(0) if path else refuse("the path is too short"))
        return found, found
    half = 1
    while half * 2 < end - start:
        half *= 2
    middle = start + half
    if old <= middle:
        older, newer = regrown(old, start, middle, path, old_root, is_old=is_old)
        right = path.pop(0) if path else refuse("the path is too short")
        return older, digest(1, newer, right)
    older, newer = regrown(old, middle, end, path, old_root, is_old=False)
    left = path.pop(0) if path else refuse("the path is too short")
    return digest(1, left, older), digest(1, left, newer)


def check_event(raw: bytes, keys: dict[tuple[str, bytes], bytes]) -> str:
    """That an event is in the log as its file says, with the values that the file discloses."""
    given = json.loads(raw)
    if given["format"] != "tayseer-event-proof-1":
        refuse("this is no proof of an event")
    entry = given["entry"]
    event = json.loads(entry)
    if json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")) != entry:
        refuse("the entry is not in canonical form")
    for name, one in given["disclosed"].items():
        told = hashlib.sha256(bytes.fromhex(one["salt"]) + one["value"].encode()).hexdigest()
        if event["digests"].get(name) != told:
            refuse(f"the value of {name} is not the one that was logged")
    told = check_proof(given["proof"].encode(), digest(0, entry.encode()), keys)
    shown = {name: one["value"] for name, one in given["disclosed"].items()}
    return f"{told}\n{json.dumps({'event': event, 'values': shown}, ensure_ascii=False, indent=2)}"


if __name__ == "__main__":
    sys.exit(main())

"""The independent program says yes to what the platform proves, and no to whatever was altered."""

import base64
import contextlib
import json
import runpy
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tayseer.audit import logs, merkle, notes, proofs, queries, sequencer
from tayseer.audit.actions import record
from tayseer.audit.contract import Actor
from tayseer.audit.models import Event
from tests.platform.audit.signer import Signer

pytestmark = pytest.mark.django_db

PROGRAM = Path(__file__).parents[3] / "tools" / "verify_log.py"
Change = Callable[[dict[str, Any]], None]
NOON = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SIGNER = Signer("tayseer.example/audit-2026")
KEY = notes.verifier_key(name=SIGNER.name, public=SIGNER.public)
FAISAL = Actor("officer", 31, "Faisal, the clerk", agency="residency", unit="riyadh", role="clerk")
SARA = Actor("person", 501, "Sara, the nurse")


def run(*words: str | Path) -> tuple[int, str]:
    # Without the platform in its path, so that it cannot lean on it.
    command = [sys.executable, "-I", PROGRAM, *words]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return found.returncode, found.stdout + found.stderr


def grow(count: int) -> str:
    for _ in range(count):
        record(actor=FAISAL, action="residency.iqama.read", at=NOON, subject=501, case="k3jd72hs92kd")
    sequencer.sequence()
    return logs.publish(log="audit", signer=SIGNER, at=NOON)


@pytest.fixture
def event_file(tmp_path: Path) -> Path:
    grow(11)
    event_id = Event.objects.order_by("id")[6].id
    found = queries.proof_of(actor=SARA, event_id=event_id)
    assert found is not None
    path = tmp_path / "event.json"
    path.write_text(json.dumps({"format": proofs.FORMAT, "log": "audit", **asdict(found)}), encoding="utf-8")
    return path


def test_the_program_imports_nothing_of_the_platform() -> None:
    code = PROGRAM.read_text(encoding="utf-8")

    assert "import tayseer" not in code
    assert "from tayseer" not in code


def test_the_proof_of_a_line_of_the_activity_page_holds(event_file: Path) -> None:
    code, told = run("event", event_file, "--key", KEY)

    assert (code, "OK: entry 6 of 11" in told) == (0, True)
    assert '"subject": "501"' in told
    assert '"case": "k3jd72hs92kd"' in told


def test_the_file_of_a_line_does_not_tell_which_officer_it_was(event_file: Path) -> None:
    given = json.loads(event_file.read_text())

    assert "actor" not in given["disclosed"]
    assert "actor" in json.loads(given["entry"])["digests"]


def swap_hash(given: dict[str, Any], place: int) -> None:
    lines = given["proof"].split("\n")
    raw = bytearray(base64.b64decode(lines[place]))
    raw[0] ^= 1
    lines[place] = base64.b64encode(raw).decode()
    given["proof"] = "\n".join(lines)


def line(number: int, text: str) -> Change:
    def change(given: dict[str, Any]) -> None:
        lines = given["proof"].split("\n")
        lines[number] = text
        given["proof"] = "\n".join(lines)

    return change


def without_line(number: int) -> Change:
    def change(given: dict[str, Any]) -> None:
        lines = given["proof"].split("\n")
        del lines[number]
        given["proof"] = "\n".join(lines)

    return change


def replaced(key: str, old: str, new: str) -> Change:
    def change(given: dict[str, Any]) -> None:
        assert old in given[key]
        given[key] = given[key].replace(old, new)

    return change


def told(name: str, **changed: str) -> Change:
    return lambda given: given["disclosed"][name].update(changed)


# Lines of the proof: head, index, four hashes, blank, origin, size, root, blank, signature.
ALTERED: dict[str, Change] = {
    "what was done": replaced("entry", "iqama.read", "iqama.none"),
    "when it was done": replaced("entry", "2026-11-25T09", "2026-11-25T08"),
    "the form of the entry": replaced("entry", '","', '", "'),
    "who it was about": told("subject", value="502"),
    "the salt": told("subject", salt="00" * 16),
    "a value that was never logged": lambda given: given["disclosed"].update(money={"value": "1", "salt": "00"}),
    "the head": line(0, "c2sp.org/tlog-proof@v2"),
    "the index": line(1, "index 7"),
    "an index outside": line(1, "index 11"),
    "an index with a zero before it": line(1, "index 06"),
    "the first hash": lambda given: swap_hash(given, 2),
    "the last hash": lambda given: swap_hash(given, 5),
    "a hash that is not 32 bytes": line(3, "c2hvcnQ="),
    "a path too short": without_line(5),
    "a path too long": replaced("proof", "index 6\n", "index 6\n" + base64.b64encode(bytes(32)).decode() + "\n"),
    "the origin": line(7, "tayseer.example/audit-2027"),
    "the size": line(8, "12"),
    "no entries": line(8, "0"),
    "the root": lambda given: swap_hash(given, 9),
    "no signature": without_line(11),
    "the format": replaced("format", "proof-1", "proof-2"),
    "no proof": lambda given: given.pop("proof"),
    "a proof that has not come yet": lambda given: given.update(proof=None),
}


@pytest.mark.parametrize("change", ALTERED.values(), ids=ALTERED.keys())
def test_s07_an_altered_proof_of_an_event_is_refused(event_file: Path, change: Change) -> None:
    given = json.loads(event_file.read_text())
    change(given)
    event_file.write_text(json.dumps(given))

    code, said = run("event", event_file, "--key", KEY)

    assert code == 1
    assert said.startswith("NOT PROVEN")


def test_s07_no_single_letter_of_entry_or_proof_can_be_another_one(event_file: Path) -> None:
    program = runpy.run_path(str(PROGRAM))
    keys = program["read_keys"](KEY)
    given = json.loads(event_file.read_text())
    assert program["check_event"](json.dumps(given).encode(), keys).startswith("OK")

    accepted = []
    for part in ("entry", "proof"):
        text = given[part]
        for place, letter in enumerate(text):
            changed = {**given, part: text[:place] + ("1" if letter != "1" else "2") + text[place + 1 :]}
            with contextlib.suppress(program["Wrong"], ValueError, KeyError, TypeError, AttributeError):
                program["check_event"](json.dumps(changed).encode(), keys)
                accepted.append((part, place))

    assert accepted == []


def test_an_altered_signature_is_refused(event_file: Path) -> None:
    given = json.loads(event_file.read_text())
    *before, signature, end = given["proof"].split("\n")
    mark, name, encoded = signature.split(" ")
    raw = bytearray(base64.b64decode(encoded))
    raw[-1] ^= 1
    given["proof"] = "\n".join([*before, f"{mark} {name} {base64.b64encode(raw).decode()}", end])
    event_file.write_text(json.dumps(given))

    assert run("event", event_file, "--key", KEY)[0] == 1


@pytest.mark.parametrize(
    "key",
    [
        notes.verifier_key(name=SIGNER.name, public=Signer(SIGNER.name).public),
        notes.verifier_key(name="tayseer.example/documents-2026", public=SIGNER.public),
        KEY.replace("+", "+0", 1),
        "no-such-file",
    ],
    ids=["another-key", "another-log", "another-id", "no-file"],
)
def test_another_key_proves_nothing(event_file: Path, key: str) -> None:
    assert run("event", event_file, "--key", key)[0] == 1


def test_a_checkpoint_is_checked_with_a_key_from_a_file(tmp_path: Path) -> None:
    checkpoint, key = tmp_path / "now", tmp_path / "key"
    checkpoint.write_text(grow(3), encoding="utf-8")
    key.write_text(notes.verifier_key(name=SIGNER.name, public=Signer(SIGNER.name).public) + f"\n{KEY}\n")

    assert run("checkpoint", checkpoint, "--key", key)[0] == 0

    checkpoint.write_text(checkpoint.read_text().replace("\n3\n", "\n4\n"))
    assert run("checkpoint", checkpoint, "--key", key)[0] == 1


@pytest.mark.parametrize("sizes", [(1, 1), (1, 7), (3, 2), (4, 4), (5, 8), (8, 3)])
def test_a_log_that_only_grew_is_told_from_one_that_was_rewritten(tmp_path: Path, sizes: tuple[int, int]) -> None:
    old, new, path = (tmp_path / name for name in ("old", "new", "path"))
    old.write_text(grow(sizes[0]), encoding="utf-8")
    new.write_text(grow(sizes[1]), encoding="utf-8")
    hashes = logs.prove_consistency(log="audit", old=sizes[0], new=sum(sizes))
    lines = [base64.b64encode(one).decode() for one in hashes]

    def check(given: list[str], *, first: Path = old, second: Path = new) -> int:
        path.write_text("\n".join(given) + "\n")
        return run("consistency", first, second, path, "--key", KEY)[0]

    assert check(lines) == 0
    assert check(lines[:-1]) == 1
    assert check([*lines, lines[0]]) == 1
    assert check(lines, first=new, second=old) == 1
    for place in range(len(lines)):
        altered = list(lines)
        altered[place] = base64.b64encode(merkle.leaf_hash(b"forged")).decode()
        assert check(altered) == 1


def test_a_leaf_of_the_documents_is_checked_by_its_entry(tmp_path: Path) -> None:
    entry = merkle.leaf_hash(b"a signed document")
    logs.append(log="documents", entries=[entry, bytes(32)])
    signer = Signer("tayseer.example/documents-2026")
    logs.publish(log="documents", signer=signer, at=NOON)
    leaf = merkle.leaf_hash(entry)
    proof = logs.prove_inclusion(log="documents", leaf_hash=leaf)
    assert proof is not None
    path = tmp_path / "issuance.tlog-proof"
    path.write_bytes(proof.text(extra=b"anything"))
    key = notes.verifier_key(name=signer.name, public=signer.public)

    assert run("leaf", path, "--key", key, "--entry", entry.hex())[0] == 0
    assert run("leaf", path, "--key", key, "--leaf", leaf.hex())[0] == 0
    assert run("leaf", path, "--key", key, "--leaf", entry.hex())[0] == 1
    assert run("leaf", path, "--key", key, "--leaf", leaf.hex()[:-2])[0] == 1

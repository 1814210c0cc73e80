"""A paper brings the proof of its own issue: believed when the log signed it, and in no other form."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from tayseer.audit import logs, notes
from tayseer.audit.merkle import leaf_hash
from tayseer.documents import actions, cose, papers, queries, trust
from tayseer.documents.keystore import note_signer
from tayseer.verify import proofs, rules, sources
from tests.platform.documents.samples import NOON
from tests.platform.verify.forged import issued, list_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> bytes:
    """The entry of a document among others in the log."""
    document = issued("travel-permit")
    issued("iqama")
    signer = note_signer(logs.DOCUMENTS)
    assert trust.current().keys[next(kid for kid, key in trust.current().keys.items() if key.name == signer.name)]
    return hashlib.sha256(cose.parse(queries.cose_of(document=document)).to_be_signed).digest()


def proof_of(entry: bytes) -> bytes:
    found = logs.prove_inclusion(log=logs.DOCUMENTS, leaf_hash=leaf_hash(entry))
    assert found is not None
    return found.text()


def test_a_paper_is_proven_logged_without_asking_anybody() -> None:
    document = issued("travel-permit")
    paper = papers.paper_of(document=document, at=NOON)
    actions.publish_status_list(at=NOON, code=list_code(document))

    finding = rules.check(paper, at=NOON, sources=sources.offline())

    assert finding.verdict == rules.Verdict.VALID
    assert ("log", True) in [(one.code, one.passed) for one in finding.findings]


def test_the_proof_of_one_document_does_not_prove_another(entry: bytes) -> None:
    proof = proof_of(entry)

    assert proofs.is_logged(proof, entry=entry, trust=trust.current())
    assert not proofs.is_logged(proof, entry=bytes(32), trust=trust.current())


def test_no_changed_proof_is_believed(entry: bytes) -> None:
    proof, trusted = proof_of(entry), trust.current()
    body = proof.index(b"\n\n")

    for place in [*range(0, len(proof), 3), body, len(proof) - 1]:
        changed = proof[:place] + bytes([proof[place] ^ 1]) + proof[place + 1 :]

        assert not proofs.is_logged(changed, entry=entry, trust=trusted), place


@pytest.mark.parametrize(
    "spoil",
    [
        lambda proof: proof[:0],
        lambda proof: proof[:-1],
        lambda proof: proof + b"x",
        lambda proof: proof.replace(b"index 0", b"index 1"),
        lambda proof: proof.replace(b"index 0\n", b"index 0\n" + b"A" * 43 + b"=\n"),
        lambda proof: b"\xff" + proof,
        lambda proof: proof.replace(b"documents-", b"audit-"),
    ],
    ids=["nothing", "cut off", "longer", "another leaf", "a longer path", "no text", "another log"],
)
def test_no_other_form_proves_anything(entry: bytes, spoil: Callable[[bytes], bytes]) -> None:
    changed = spoil(proof_of(entry))

    assert not proofs.is_logged(changed, entry=entry, trust=trust.current())


def test_the_key_must_be_the_logs_own_and_not_stolen(entry: bytes) -> None:
    proof, known = proof_of(entry), trust.current()
    [(kid, key)] = [(kid, key) for kid, key in known.keys.items() if key.name == note_signer(logs.DOCUMENTS).name]

    for change in ({"state": "compromised"}, {"purpose": "document"}, {"name": "elsewhere.example/documents-2026"}):
        other = replace(known, keys={**known.keys, kid: replace(key, **change)})
        assert not proofs.is_logged(proof, entry=entry, trust=other)


def test_a_checkpoint_that_somebody_else_signed_proves_nothing(entry: bytes) -> None:
    read = notes.read_proof(proof_of(entry))
    signer = note_signer(logs.AUDIT)
    origin = note_signer(logs.DOCUMENTS).name
    checkpoint = notes.open_checkpoint(read.checkpoint, name=origin, public=note_signer(logs.DOCUMENTS).public)
    forged = notes.write_checkpoint(replace(checkpoint, origin=signer.name), signer=signer)

    proof = notes.write_proof(read.index, read.path, forged)

    assert not proofs.is_logged(proof, entry=entry, trust=trust.current())

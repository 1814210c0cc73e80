"""Papers with time stamps of a real authority: sealed, stamped later, archived, and refused when touched."""

from __future__ import annotations

import io
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from tayseer.audit import notes
from tayseer.audit.merkle import check_inclusion, leaf_hash
from tayseer.demo.timestamp.authority import ensure
from tayseer.documents import issuance, jobs, papers, queries, sdjwt, seal, trust
from tayseer.documents.keystore import keystore, note_signer
from tayseer.documents.models import ArchivedPaper, IssuedDocument
from tayseer.exchange import signing
from tayseer.site import clock
from tests.platform.documents.samples import NOON, issued

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed: apt-get install openssl"),
]


AT = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


def sealed(paper: bytes) -> seal.SealedPaper:
    return seal.read(paper, trust=trust.current(), at=AT)


def issued_now(**more: Any) -> Any:
    return issued(at=AT, **more)


def test_a_paper_is_sealed_with_the_authority_s_time(authority: Any) -> None:
    before = signing.real_now().replace(microsecond=0)

    paper = sealed(papers.paper_of(document=issued_now(), at=AT))

    assert paper.level == "B-T"
    assert paper.stamped_at is not None
    assert before <= paper.stamped_at <= signing.real_now() + timedelta(seconds=1)


def test_a_stamp_of_another_authority_is_not_believed(authority: Any, settings: Any, tmp_path: Path) -> None:
    paper = papers.paper_of(document=issued_now(), at=AT)
    settings.TAYSEER_TSA_ANCHOR = ensure(tmp_path / "other").folder / "anchor.pem"

    with pytest.raises(seal.UnableToReadPaper, match="not by the authority"):
        sealed(paper)


def test_while_the_authority_is_away_a_paper_is_sealed_all_the_same_and_stamped_later(
    settings: Any, authority: Any
) -> None:
    there = settings.TAYSEER_TSA_URL
    settings.TAYSEER_TSA_URL = "http://127.0.0.1:9"
    document = issued_now()
    assert sealed(papers.paper_of(document=document, at=AT)).level == "B-B"

    settings.TAYSEER_TSA_URL = there
    assert jobs.stamp_pending() == 1

    kept = queries.pdf_of(document=document)
    assert kept is not None
    assert sealed(kept).level == "B-T"
    assert jobs.stamp_pending() == 0


def test_the_archive_copy_is_provable_for_long_and_stamped_again_before_its_stamp_ends(authority: Any) -> None:
    document = issued_now()
    papers.paper_of(document=document, at=AT)

    assert jobs.archive_pending() == 1

    copy = queries.archived_of(document=document)
    assert copy is not None
    assert sealed(copy).level == "B-LTA"
    assert sealed(copy).cose == queries.cose_of(document=document)
    assert jobs.archive_pending() == 0
    ArchivedPaper.objects.update(stamp_again_at=AT)
    assert jobs.archive_pending() == 1
    again = queries.archived_of(document=document)
    assert again is not None
    assert len(PdfFileReader(io.BytesIO(again)).embedded_timestamp_signatures) == 2
    assert sealed(again).level == "B-LTA"


def annotated(writer: IncrementalPdfFileWriter) -> None:
    note = generic.DictionaryObject(
        {
            generic.NameObject("/Type"): generic.NameObject("/Annot"),
            generic.NameObject("/Subtype"): generic.NameObject("/FreeText"),
            generic.NameObject("/Rect"): generic.ArrayObject(map(generic.NumberObject, (10, 10, 200, 60))),
            generic.NameObject("/Contents"): generic.pdf_string("not ours"),
        }
    )
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Annots"] = generic.ArrayObject([writer.add_object(note)])
    writer.update_container(page)


def renamed(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/Lang"] = generic.pdf_string("fr")
    writer.update_root()


def attached(writer: IncrementalPdfFileWriter) -> None:
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    names.append(generic.pdf_string("claims2.cose"))
    names.append(names[1])
    writer.update_container(names)


@pytest.mark.parametrize("change", [annotated, renamed, attached])
@pytest.mark.parametrize("kind", ["paper", "archive copy"])
def test_whatever_is_added_after_the_seal_is_noticed(authority: Any, change: Any, kind: str) -> None:
    document = issued_now()
    pdf = papers.paper_of(document=document, at=AT)
    if kind == "archive copy":
        jobs.archive_pending()
        pdf = queries.archived_of(document=document) or b""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)

    with pytest.raises(seal.UnableToReadPaper) as refusal:
        sealed(out.getvalue())

    assert refusal.value.altered


def test_the_paper_carries_the_proof_that_it_was_issued(authority: Any) -> None:
    document = issued_now()

    paper = sealed(papers.paper_of(document=document, at=AT))

    signer, entry = note_signer("documents"), bytes(IssuedDocument.objects.get(public_id=document.public_id).entry)
    proof = notes.read_proof(paper.attachments[seal.PROOF])
    found = notes.open_checkpoint(proof.checkpoint, name=signer.name, public=signer.public)

    assert check_inclusion(leaf=leaf_hash(entry), index=proof.index, size=found.size, path=proof.path, root=found.root)
    assert issuance.state_of(entry, at=AT) == "logged"


def test_the_paper_carries_its_facts_one_by_one(authority: Any) -> None:
    document = issued_now()
    paper = sealed(papers.paper_of(document=document, at=AT))

    token = paper.attachments[seal.CREDENTIAL].decode()
    shown = sdjwt.check(
        sdjwt.narrowed(token, to={"number"}), key=keystore().public, vct=papers.vct_of(document.type),
        issuer=f"{document.agency}.tayseer.example", at=AT,
    )  # fmt: skip

    assert dict(shown.disclosed) == {"number": document.number}
    assert "status" in shown.open

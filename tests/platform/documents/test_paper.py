"""The paper: what it shows, what it carries, and that no change to it goes unnoticed."""

import io
import re
import subprocess
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import which

import pytest
from PIL import Image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfDecodeLimitError
from pyhanko.pdf_utils.reader import PdfFileReader

from tayseer.audit import logs
from tayseer.documents import conf, issuance, jobs, mrz, papers, qr, queries, render, seal, trust
from tayseer.documents.keystore import note_signer
from tayseer.documents.models import IssuedDocument
from tayseer.documents.types import TYPES
from tests.platform.documents.samples import NOON, issued

FONTS = any((Path(__file__).parents[3] / "build" / "fonts").glob("IBMPlexSansArabic-*.ttf"))
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FONTS, reason="the fonts of papers are not built: run `make assets`"),
]


@pytest.mark.parametrize("code", TYPES)
def test_the_code_on_the_drawn_page_says_exactly_what_was_signed(code: str) -> None:
    document = issued(code)

    picture = render.png(document, dots_per_inch=150)

    assert qr.read(picture) == [document.qr_text]


def test_the_page_is_given_every_fact_in_both_languages() -> None:
    document = issued("iqama")

    page = render.page_data(document)

    rows = {row["label_en"]: row for row in page["rows"]}
    assert rows["Occupation"]["ar"] == "سائق خاص"
    assert rows["Occupation"]["en"] == "Private driver"
    assert rows["Date of birth"]["ar"] == "17 أبريل 1990"
    assert rows["Date of birth"]["note_ar"] == "22 رمضان 1410 تقريبًا"
    assert rows["Expires on"]["en"] == "24 November 2031"
    assert rows["Document number"]["ltr"]
    assert page["sample"]["en"] == "Demonstration, not an official document"


@pytest.mark.parametrize(
    ("code", "lines"), [("passport", 2), ("iqama", 3), ("exit-reentry-visa", 2), ("loss-report", 0)]
)
def test_travel_papers_bear_a_zone_that_reads_back(code: str, lines: int) -> None:
    document = issued(code)

    zone = render.machine_readable_zone(document)

    assert len(zone) == lines
    if lines:
        said = mrz.read(zone, on=NOON.date())
        assert (said.surname, said.number, said.sex) == ("ALQAHTANI", document.number, "F")


def test_the_paper_is_sealed_once_and_kept() -> None:
    document = issued()

    first = papers.paper_of(document=document, at=NOON)

    assert papers.paper_of(document=document, at=NOON) == first
    assert seal.read(first, trust=trust.current(), at=NOON).cose == queries.cose_of(document=document)
    assert IssuedDocument.objects.get(public_id=document.public_id).state == "rendered"


def test_the_paper_is_pdf_a_3a_and_tagged_for_screen_readers() -> None:
    paper = papers.paper_of(document=issued(), at=NOON)

    reader = PdfFileReader(io.BytesIO(paper))
    about = reader.root["/Metadata"].data.decode()
    assert 'pdfaid:part="3"' in about
    assert 'pdfaid:conformance="A"' in about
    assert 'pdfuaid:part="1"' in about
    assert reader.root["/Lang"] == "ar"
    assert reader.root["/MarkInfo"]["/Marked"]
    assert reader.root["/AF"]


def test_dates_stand_in_reading_order_on_the_page(tmp_path: Path) -> None:
    if which("pdftotext") is None:
        pytest.skip("poppler's pdftotext is not installed")
    document = issued("iqama")
    file = tmp_path / "paper.pdf"
    file.write_bytes(papers.paper_of(document=document, at=NOON))

    boxes = subprocess.run(["pdftotext", "-bbox", str(file), "-"], check=True, capture_output=True, text=True).stdout

    words = [(float(x), text) for x, text in re.findall(r'xMin="([\d.]+)"[^>]*>([^<]+)<', boxes)]
    code = document.check_code[:4] + "-" + document.check_code[4:]
    assert any(text == code for _, text in words)
    english = {text: x for x, text in words if x < 297}
    assert english["17"] < english["April"] < english["1990"]


def test_a_changed_byte_anywhere_under_the_seal_is_noticed() -> None:
    paper = papers.paper_of(document=issued(), at=NOON)
    known = trust.current()
    hole = paper.index(b"/Contents <")
    covered = [*range(100, hole, hole // 60), *range(hole + 8300, len(paper), 300)]
    padding = range(hole + 4000, hole + 8000, 900)

    for place in [*covered, *padding]:
        changed = bytearray(paper)
        changed[place] ^= 1
        with pytest.raises(seal.UnableToReadPaper):
            seal.read(bytes(changed), trust=known, at=NOON)


def test_a_note_added_after_sealing_is_noticed() -> None:
    paper = papers.paper_of(document=issued(), at=NOON)
    writer = IncrementalPdfFileWriter(io.BytesIO(paper))
    writer.root["/Tampered"] = writer.root["/Lang"]
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)

    with pytest.raises(seal.UnableToReadPaper) as refusal:
        seal.read(out.getvalue(), trust=trust.current(), at=NOON)

    assert refusal.value.altered


def test_a_paper_without_its_seal_is_not_ours_to_believe() -> None:
    document = issued()
    naked = render.pdf(document, attachments=papers.attachments_of(document, at=NOON))
    papers.paper_of(document=document, at=NOON)

    with pytest.raises(seal.UnableToReadPaper, match="bears no seal"):
        seal.read(naked, trust=trust.current(), at=NOON)


def test_the_worker_draws_what_waits_and_puts_a_broken_one_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = issued("passport"), issued("iqama")
    real = jobs.paper_of

    def fails_for_one(*, document: object, at: object) -> bytes:
        if document.public_id == bad.public_id:
            problem = "no ink"
            raise render.UnableToRender(problem)
        return real(document=document, at=at)

    monkeypatch.setattr(jobs, "paper_of", fails_for_one)
    monkeypatch.setattr(jobs, "_put_aside", set())

    assert jobs.render_pending(10) == 0, "before its entry in the issuance log no paper is drawn"
    issuance.sequence(10, NOON)
    assert jobs.render_pending(10) == 0, "nor before a checkpoint proves it"
    logs.publish(log=logs.DOCUMENTS, signer=note_signer(logs.DOCUMENTS), at=NOON)
    jobs.render_pending(10)

    assert queries.pdf_of(document=good)
    assert queries.pdf_of(document=bad) is None
    assert jobs.render_pending(10) == 0


@pytest.mark.parametrize("code", TYPES)
def test_the_page_fits_one_sheet_and_is_not_blank(code: str) -> None:
    document = issued(code)
    paper = papers.paper_of(document=document, at=NOON)

    assert PdfFileReader(io.BytesIO(paper)).root["/Pages"]["/Count"] == 1
    with Image.open(io.BytesIO(render.png(document, dots_per_inch=40))) as page:
        assert len(page.getcolors(1 << 20) or ()) > 100


def test_without_fonts_the_reason_is_said(settings: object, tmp_path: Path) -> None:
    settings.TAYSEER_FONTS = str(tmp_path)
    document = issued()

    with pytest.raises(render.UnableToRender, match="make assets"):
        render.pdf(document, attachments=[])

    assert conf.fonts_folder() == tmp_path


def test_a_file_that_swells_is_refused_before_it_is_unpacked() -> None:
    papers.paper_of(document=issued(), at=NOON)
    packed = zlib.compress(bytes(200_000_000), 9)
    head = b"<</Type/XRef/Size 1/W[1 1 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n" % len(packed)
    bomb = b"%PDF-1.7\n1 0 obj\n" + head + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF"

    with pytest.raises(seal.UnableToReadPaper) as refusal:
        seal.read(bomb, trust=trust.current(), at=NOON)

    assert isinstance(refusal.value.__cause__, PdfDecodeLimitError)


def test_a_date_inside_arabic_words_is_isolated_and_lines_are_parted() -> None:
    document = issued("family-record")

    page = render.page_data(document)

    members = next(row for row in page["rows"] if row["label_en"] == "Family members")
    assert members["ar"].split("\n")[0] == "هند بنت ناصر الحربي · زوجة · \u20661992-02-11\u2069"
    assert len(members["ar"].split("\n")) == 4


def test_papers_are_drawn_by_several_threads_at_once() -> None:
    document = issued()
    attached = papers.attachments_of(document, at=NOON)

    with ThreadPoolExecutor(4) as pool:
        drawn = set(pool.map(lambda _: render.pdf(document, attachments=attached), range(8)))

    assert len(drawn) == 1

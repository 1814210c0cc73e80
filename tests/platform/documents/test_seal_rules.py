"""Which seals are accepted (PAdES): every way in which a paper, its stamps or its certificate may fall short."""

import base64
import dataclasses
import io
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfTimeStamper

from tayseer.demo.timestamp.__main__ import build
from tayseer.demo.timestamp.authority import ensure
from tayseer.documents import crls, jobs, looking, papers, queries, render, seal, stamps, trust
from tayseer.documents.keystore import keystore
from tayseer.exchange.signing import real_now
from tayseer.kit.text import Text
from tests.platform.documents.samples import issued

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed: apt-get install openssl"),
]


@pytest.fixture(autouse=True)
def _lists_as_they_were() -> Iterator[None]:
    """Leave keys and lists as other tests expect them."""
    _publish()
    yield
    for info in keystore().list():
        if info.state == "compromised":
            keystore().mark(info.kid, "active")
    _publish()


def _publish() -> None:
    trust.publish(keystore(), at=real_now())
    crls.publish_all(store=keystore(), at=real_now(), anew=True)


def paper(key: str = "one") -> bytes:
    return papers.paper_of(document=issued(at=real_now(), idempotency=key), at=real_now())


def archive_copy() -> bytes:
    document = issued(at=real_now(), idempotency="archived")
    papers.paper_of(document=document, at=real_now())
    assert jobs.archive_pending() == 1
    copy = queries.archived_of(document=document)
    assert copy is not None
    return copy


def read(pdf: bytes, *, at: datetime | None = None) -> seal.SealedPaper:
    return seal.read(pdf, trust=trust.current(), at=at or real_now())


def updated(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def one_more_page(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    page = {
        generic.NameObject("/Type"): generic.NameObject("/Page"),
        generic.NameObject("/Parent"): writer.root.raw_get("/Pages"),
    }
    pages["/Kids"].append(writer.add_object(generic.DictionaryObject(page)))
    pages[generic.NameObject("/Count")] = generic.NumberObject(2)
    writer.update_container(pages)


def a_filled_field(writer: IncrementalPdfFileWriter) -> None:
    field = generic.DictionaryObject(
        {
            generic.NameObject("/FT"): generic.NameObject("/Tx"),
            generic.NameObject("/T"): generic.pdf_string("name"),
            generic.NameObject("/V"): generic.pdf_string("somebody else"),
        }
    )
    fields = writer.root["/AcroForm"]["/Fields"]
    fields.append(writer.add_object(field))
    writer.update_container(fields)


def data_in_the_security_store(writer: IncrementalPdfFileWriter) -> None:
    stream = writer.add_object(generic.StreamObject(stream_data=b"no certificate at all"))
    store = generic.DictionaryObject({generic.NameObject("/Certs"): generic.ArrayObject([stream])})
    writer.root[generic.NameObject("/DSS")] = writer.add_object(store)
    writer.update_root()


@pytest.mark.parametrize("change", [one_more_page, a_filled_field, data_in_the_security_store])
def test_whatever_follows_the_seal_without_the_stamp_of_the_authority_is_refused(authority: Any, change: Any) -> None:
    changed = updated(paper(), change)

    with pytest.raises(seal.UnableToReadPaper, match="something was added") as refusal:
        read(changed)

    assert refusal.value.altered


def test_nothing_may_follow_the_last_stamp_of_an_archive_copy(authority: Any) -> None:
    def a_stream(writer: IncrementalPdfFileWriter) -> None:
        store = writer.root["/DSS"]
        store["/Certs"].append(writer.add_object(generic.StreamObject(stream_data=b"x")))
        writer.update_container(store["/Certs"])

    changed = updated(archive_copy(), a_stream)

    with pytest.raises(seal.UnableToReadPaper, match="something was added"):
        read(changed)


def test_an_archive_stamp_of_another_authority_is_refused(authority: Any, tmp_path: Path) -> None:
    server = build(authority=ensure(tmp_path / "rogue"), host="127.0.0.1", port=0)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    writer = IncrementalPdfFileWriter(io.BytesIO(paper()))

    stamped = PdfTimeStamper(stamps.HttpStamper(f"http://127.0.0.1:{server.server_port}")).timestamp_pdf(
        writer, "sha256", bytes_reserved=8192
    )

    server.shutdown()
    server.server_close()
    with pytest.raises(seal.UnableToReadPaper, match="not by the authority"):
        read(bytes(stamped.getbuffer()))


def test_where_no_authority_is_trusted_a_stamp_says_nothing(authority: Any, settings: Any, tmp_path: Path) -> None:
    pdf = paper()
    settings.TAYSEER_TSA_ANCHOR = tmp_path / "absent.pem"

    found = read(pdf)

    assert (found.level, found.stamped_at) == ("B-B", None)


def test_an_archive_copy_holds_when_the_certificate_of_its_seal_has_ended(authority: Any) -> None:
    copy, years_later = archive_copy(), real_now() + timedelta(days=8 * 365)

    assert read(copy, at=years_later).level == "B-LTA"


def test_without_revocation_lists_nobody_says_that_a_seal_holds(authority: Any) -> None:
    pdf = paper()
    for kid in crls.issuers(keystore()):
        crls.file_of(kid).unlink(missing_ok=True)

    with pytest.raises(seal.UnableToReadPaper) as refusal:
        read(pdf)

    assert refusal.value.unknown
    assert not refusal.value.altered
    assert seal.check_seal(pdf, at=real_now()).revocation == "unknown"


def test_lists_that_are_too_old_clear_no_seal(authority: Any) -> None:
    pdf = paper()

    with pytest.raises(seal.UnableToReadPaper) as refusal:
        read(pdf, at=real_now() + timedelta(days=8))

    assert refusal.value.unknown


def test_lists_that_lie_here_clear_an_honest_seal(authority: Any) -> None:
    report = seal.check_seal(paper(), at=real_now())

    assert (report.problem, report.revocation, report.level) == ("", "good", "B-T")
    assert report.bottom_line
    assert report.docmdp_ok
    assert (report.coverage, report.modification_level) == ("ENTIRE_FILE", "NONE")


def test_s12_what_was_stamped_before_a_key_was_stolen_stands_and_nothing_else(authority: Any, settings: Any) -> None:
    stamped = paper()
    settings.TAYSEER_TSA_URL = ""
    unstamped = paper("two")
    kid = read(unstamped).kid

    keystore().mark(kid, "compromised", since=real_now() + timedelta(hours=1))
    _publish()
    assert read(stamped).level == "B-T"
    with pytest.raises(seal.UnableToReadPaper, match=f"{kid} was stolen"):
        read(unstamped)

    keystore().mark(kid, "compromised", since=real_now() - timedelta(hours=1))
    _publish()
    for one in (stamped, unstamped):
        with pytest.raises(seal.UnableToReadPaper, match=f"{kid} was stolen"):
            read(one)
        assert seal.check_seal(one, at=real_now()).revocation == "revoked"


def test_nothing_but_a_stamp_may_stand_beside_the_signature() -> None:
    pdf = paper()
    held = bytes(PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0].pkcs7_content)
    message = cms.ContentInfo.load(held)
    attribute = cms.CMSAttribute({"type": "signing_time", "values": [cms.Time({"utc_time": real_now()})]})
    message["content"]["signer_infos"][0]["unsigned_attrs"] = [attribute]
    longer = message.dump().hex().encode()
    start = pdf.index(b"/Contents <") + len(b"/Contents <")
    changed = pdf[:start] + longer + pdf[start + len(longer) :]

    with pytest.raises(seal.UnableToReadPaper, match="added to the seal"):
        read(changed)


def test_a_paper_in_more_than_five_megabytes_is_not_opened() -> None:
    with pytest.raises(seal.UnableToReadPaper, match="larger than 5 MB"):
        read(b"%PDF-1.7\n" + bytes(5 * 1024 * 1024))


def test_a_page_that_shows_another_value_than_was_signed_is_not_let_out() -> None:
    document = issued()
    signed = queries.cose_of(document=document)
    looking.look_at(document, signed=signed)

    other = dataclasses.replace(
        document, facts={**document.facts, "nationality": "EGY"}, names=Text("غيرها", document.names.en)
    )

    assert looking.missing_values(other, signed=signed) == ["names", "nationality"]
    with pytest.raises(render.UnableToRender, match="does not show what was signed: names, nationality"):
        looking.look_at(other, signed=signed)


def test_a_page_whose_code_is_not_the_signed_one_is_not_let_out(monkeypatch: pytest.MonkeyPatch) -> None:
    document = issued()
    drawn = render.png(dataclasses.replace(document, qr_text="TY1:OTHER"), dots_per_inch=80)
    monkeypatch.setattr(render, "png", lambda *_args, **_how: drawn)

    with pytest.raises(render.UnableToRender, match="not the one that was signed"):
        looking.look_at(document, signed=queries.cose_of(document=document))


def test_the_chain_in_the_seal_is_the_key_and_its_authority(authority: Any) -> None:
    pdf = paper()

    held = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]

    chain = trust.current().keys[read(pdf).kid].x5c
    assert {base64.b64encode(one.dump()).decode() for one in (held.signer_cert, *held.other_embedded_certs)} == set(
        chain
    )

"""The public page: three ways in, an answer in both languages, nothing for guessers."""

import io
import re
from typing import Any

import pytest
from django.test import Client

from tayseer.audit.contract import SYSTEM
from tayseer.documents import actions, papers, qr, queries
from tayseer.documents.models import IssuedDocument
from tayseer.site import clock
from tayseer.verify import answers
from tests.platform.documents.samples import NOON
from tests.platform.verify.forged import issued
from tests.platform.verify.test_effort import given, solved

pytestmark = pytest.mark.django_db
HEADING = {"ar": "وثيقة سارية", "en": "Valid document"}


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def handed_in(client: Client, lang: str = "en", **form: Any) -> Any:
    return client.post(f"/{lang}/verify/", form)


def file_of(data: bytes, name: str) -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = name
    return file


def words_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_anybody_may_open_the_page(client: Client, lang: str) -> None:
    response = client.get(f"/{lang}/verify/")

    assert response.status_code == 200
    assert ("التحقق من وثيقة" if lang == "ar" else "Check a document") in response.content.decode()


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("way", ["pdf", "picture", "text", "number"])
def test_a_valid_document_is_drawn_again_from_what_was_signed(client: Client, lang: str, way: str) -> None:
    document = issued()
    form: dict[str, Any] = {
        "pdf": lambda: {"file": file_of(papers.paper_of(document=document, at=NOON), "paper.pdf")},
        "picture": lambda: {"file": file_of(qr.png(document.qr_text), "code.png")},
        "text": lambda: {"text": document.qr_text + "\r\n"},
        "number": lambda: {
            "number": document.number,
            "code": f"{document.check_code[:4]}-{document.check_code[4:]}".lower(),
        },
    }[way]()

    response = handed_in(client, lang, **form)

    assert response.status_code == 200
    said = words_of(response)
    assert HEADING[lang] in said
    assert (document.names.ar if lang == "ar" else document.names.en) in said
    assert document.number in said
    assert response["Cache-Control"] == "no-store"


def test_a_run_of_spaces_in_a_pasted_text_is_kept(client: Client) -> None:
    document = next(one for one in _many() if "  " in one.qr_text)

    assert HEADING["en"] in words_of(handed_in(client, text=document.qr_text))


def test_an_altered_document_shows_nothing_of_its_content(client: Client) -> None:
    document = issued("travel-permit")
    place = len(document.qr_text) // 2
    letter = "A" if document.qr_text[place] != "A" else "B"

    said = words_of(handed_in(client, text=document.qr_text[:place] + letter + document.qr_text[place + 1 :]))

    assert "Altered or damaged document" in said
    assert document.names.en not in said
    assert document.number not in said


def test_a_revoked_document_says_so_at_once(client: Client) -> None:
    document = issued()
    actions.revoke(actor=SYSTEM, at=NOON, public_id=document.public_id, reason="holder.left")

    assert "وثيقة ملغاة" in words_of(handed_in(client, "ar", text=document.qr_text))


def test_a_forged_document_is_reported_to_the_audit(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    document = issued()
    IssuedDocument.objects.all().delete()

    said = words_of(handed_in(client, text=document.qr_text))

    assert "Not issued by us" in said
    assert "stop the key" in caplog.text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "Nothing was given."),
        ({"number": "1234567890"}, "Enter both the document number and the check code."),
        ({"number": "1234567890", "code": "ABCD2345"}, "No document has this number and check code."),
    ],
)
def test_a_form_that_cannot_be_answered_says_what_to_do(client: Client, form: dict[str, str], words: str) -> None:
    response = handed_in(client, **form)

    assert response.status_code == 422
    assert words in words_of(response)


def test_the_right_number_with_a_wrong_code_tells_nothing(client: Client) -> None:
    document = issued()

    wrong = handed_in(client, number=document.number, code="AAAAAAAA")
    nobody = handed_in(client, number="0000000000", code="AAAAAAAA")

    assert words_of(wrong).replace(document.number, "") == words_of(nobody).replace("0000000000", "")


def test_guessing_codes_is_stopped_for_an_hour(client: Client) -> None:
    tries = [
        handed_in(client, number="1234567890", code=f"AAAAAA{n:02}", effort=solved(given(client)))
        for n in range(answers.LOOKUPS_PER_HOUR + 1)
    ]

    assert [one.status_code for one in tries[-2:]] == [422, 429]
    assert "Too many checks" in words_of(tries[-1])


def test_the_form_needs_its_token() -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/en/verify/", {"text": "TY1:"}).status_code == 403


def test_the_signed_lists_are_public_and_others_do_not_exist(client: Client) -> None:
    document = issued()
    code = queries.status_list_codes()[0]

    found = client.get(f"/ar/verify/s/{code}")

    assert found["Content-Type"] == "application/statuslist+cwt"
    assert document.number.encode() not in found.content
    assert client.get("/en/verify/trust").content.count(b".") == 2
    assert client.get("/ar/verify/s/nothere").status_code == 404


def _many() -> Any:
    for count in range(600):
        yield issued("payment-receipt", idempotency=f"receipt {count}")

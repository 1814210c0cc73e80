"""Guessing and flooding: passwords, codes, numbers and files run into a limit that all processes share."""

from __future__ import annotations

import io
import re
import struct
import zlib

import pytest
from django.test import Client
from PIL import Image

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.audit.models import Event as AuditEvent
from tayseer.casework import actions as casework
from tayseer.casework import queries as cases
from tayseer.casework.contract import UnableToAct
from tayseer.casework.models import Attachment, Turn
from tayseer.identity.models import Account, OneTimeCode, Outbox
from tayseer.ledger import actions as ledger
from tayseer.ledger.queries import bill_for
from tayseer.registries.queries import person
from tayseer.services import service as service_of
from tayseer.services.common.personas import citizen
from tayseer.services.vehicles.personas import other_citizen as buyer_like
from tayseer.services.vehicles.personas import vehicle
from tests.security.scene import (
    AT,
    ON,
    PASSWORD,
    RENAME,
    Scene,
    account_of,
    browser_of,
    file,
    other_citizen,
)
from tests.support.stored import store_example

pytestmark = pytest.mark.django_db

SALE = "vehicles/offer-sale"
QUESTION = f"/en/services/{RENAME}/q/evidence/"


def upload(name: str, content: bytes) -> io.BytesIO:
    """A file as a browser sends it."""
    sent = io.BytesIO(content)
    sent.name = name
    return sent


def picture(kind: str = "PNG", *, size: tuple[int, int] = (20, 20)) -> bytes:
    """A small sound picture."""
    made = io.BytesIO()
    Image.new("RGB", size, "green").save(made, kind)
    return made.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that claims a hundred thousand million pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 300_000, 300_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")


# Signing in


def test_the_sixth_guess_of_a_password_is_not_looked_at_even_when_it_is_right(scene: Scene) -> None:
    browser_of(account_of(scene.karim))
    number = Account.objects.get(person_id=scene.karim).number
    for guess in range(5):
        Client().post("/en/sign-in/", {"number": number, "password": f"guess-{guess}"})

    answer = Client().post("/en/sign-in/", {"number": number, "password": PASSWORD})

    assert answer.status_code == 422
    assert "stopped for 15 minutes" in answer.content.decode()
    assert AuditEvent.objects.filter(subject=scene.karim, action="identity.sign_in.refused").count() == 6


def test_an_unknown_number_and_a_wrong_password_are_answered_in_the_same_words(scene: Scene) -> None:
    number = Account.objects.get(person_id=scene.karim).number
    browser_of(account_of(scene.karim))

    known = Client().post("/en/sign-in/", {"number": number, "password": "not this one"}).content.decode()
    unknown = Client().post("/en/sign-in/", {"number": "1999999999", "password": "not this one"}).content.decode()

    def plain(page: str, typed: str) -> str:
        return re.sub(r'(nonce|value)="[^"]*"', "", page.replace(typed, ""))

    assert plain(known, number) == plain(unknown, "1999999999")


def test_a_code_is_worth_nothing_after_five_wrong_ones(scene: Scene) -> None:
    browser_of(account_of(scene.karim))
    account = Account.objects.get(person_id=scene.karim)
    client = Client()
    client.post("/en/sign-in/", {"number": account.number, "password": PASSWORD})
    found = re.search(r"\d{6}", Outbox.objects.filter(to=account.mobile).latest("id").text)
    assert found is not None
    for step in range(1, 6):
        client.post("/en/sign-in/code/", {"code": f"{(int(found[0]) + step) % 1_000_000:06d}"})

    answer = client.post("/en/sign-in/code/", {"code": found[0]})

    assert answer.status_code == 422
    assert "tayseer_session" not in client.cookies


def test_a_code_is_worth_nothing_in_another_browser_or_for_another_purpose(scene: Scene) -> None:
    browser_of(account_of(scene.karim))
    account = Account.objects.get(person_id=scene.karim)
    first, second = Client(), Client()
    for client in (first, second):
        client.post("/en/sign-in/", {"number": account.number, "password": PASSWORD})
    texts = [text.text for text in Outbox.objects.filter(to=account.mobile).order_by("-id")[:2]]
    newest, oldest = (re.search(r"\d{6}", text)[0] for text in texts)  # type: ignore[index]
    if newest == oldest:
        pytest.skip("both codes are the same by chance")

    assert first.post("/en/sign-in/code/", {"code": newest}).status_code == 422
    signed_in = browser_of(account.id)
    signed_in.cookies["tayseer_mobile_attempt"] = second.cookies["tayseer_attempt"].value.partition(".")[0]
    assert signed_in.post("/en/account/mobile/code/", {"code": newest}).status_code == 422
    assert not OneTimeCode.objects.filter(used_at__isnull=False).exists()


def test_an_open_session_does_not_serve_to_guess_the_password(scene: Scene) -> None:
    client = browser_of(account_of(scene.karim))
    for guess in range(5):
        client.post("/en/account/password/", {"current": f"guess-{guess}", "new": "another-good-one-7"})

    answer = client.post("/en/account/password/", {"current": PASSWORD, "new": "another-good-one-7"})

    assert answer.status_code == 422
    assert "Too many attempts" in answer.content.decode()


# Other secrets


def test_the_code_of_a_hand_over_cannot_be_guessed_through() -> None:
    number = {"buyer_number": "1000000032"}
    noura, car = store_example(
        service_of(SALE), {"applicant": citizen(), "vehicle": vehicle(), "buyer": buyer_like()}, number
    )
    assert noura is not None
    seller = Actor("person", noura)
    case = file(SALE, noura, car, price="45000", **number)
    buyer = Actor("person", cases.case_for(actor=seller, public_id=case).turns[0].person_id)
    casework.answer_turn(actor=buyer, public_id=case, says_yes=True, at=AT, on=ON)
    while (turn := cases.case_for(actor=seller, public_id=case).turns[0]).does in {"hold", "pay"}:
        bill = bill_for(actor=buyer, public_id=turn.bill)
        assert bill is not None
        ledger.record_payment(
            actor=SYSTEM, at=AT, bill_public_id=bill.public_id, provider_reference=bill.public_id, amount=bill.amount,
            idempotency=bill.public_id,
        )  # fmt: skip
    secret = Turn.objects.get(id=turn.id).secret

    def give(code: str) -> None:
        casework.answer_turn(actor=seller, public_id=case, says_yes=True, code=code, at=AT, on=ON)

    for step in range(1, casework.CODE_TRIES + 1):
        with pytest.raises(UnableToAct, match="not correct"):
            give(f"{(int(secret) + step) % 1_000_000:06d}")

    with pytest.raises(UnableToAct, match="many codes"):
        give(secret)
    assert cases.case_for(actor=seller, public_id=case).is_open


def test_an_officer_who_tries_numbers_by_either_form_is_seen_and_stopped(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tayseer.office.views.people.SEARCHES_PER_HOUR", 3)
    known = person(scene.salim)
    assert known is not None
    monkeypatch.setattr("tayseer.office.views.people.is_identity_number", lambda _: True)
    client = browser_of(scene.nasser.id)
    before = AuditEvent.objects.filter(subject=scene.salim, action="office.person.searched").count()

    answers = [client.post("/en/office/people/request/", {"number": known["number"]}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert "many times in the last hour" in answers[3].content.decode()
    assert AuditEvent.objects.filter(subject=scene.salim, action="office.person.searched").count() == before + 3


# Files


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("big.png", picture() + b"\0" * 2_000_001),
        ("page.png", b"<html><script>alert(1)</script></html>"),
        ("page.html", b"<html><script>alert(1)</script></html>"),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("cut.jpg", picture("JPEG", size=(200, 200))[:300]),
        ("bomb.png", bomb()),
        ("moving.gif", picture("GIF")),
        ("empty.png", b""),
    ],
)
def test_what_is_no_sound_picture_or_paper_is_refused(name: str, content: bytes) -> None:
    client = browser_of(account_of(other_citizen()))

    answer = client.post(QUESTION, {"evidence": upload(name, content)})

    assert answer.status_code in {302, 422}
    assert not Attachment.objects.exists()


def test_a_picture_that_is_also_a_page_is_kept_as_a_picture_alone() -> None:
    client = browser_of(account_of(other_citizen()))

    answer = client.post(QUESTION, {"evidence": upload("../../<b>x.png", picture() + b"<script>alert(1)</script>")})

    assert answer.status_code == 302
    kept = Attachment.objects.get()
    assert b"<script>" not in bytes(kept.content)
    assert kept.media_type == "image/png"
    assert "/" not in kept.name


def test_a_paper_that_is_also_a_page_is_handed_out_as_a_paper_that_runs_nothing(scene: Scene) -> None:
    Attachment.objects.filter(public_id=scene.things["file"]).update(
        content=b"%PDF-1.7 <script>alert(1)</script>", media_type="application/pdf", name='a";\r\nX: y.html'
    )
    client = browser_of(scene.nasser.id)

    answer = client.get(scene.path("<lang>/office/cases/<public_id>/files/<file_id>/", "en"))

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''a%22%3B%0D%0AX")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_nobody_fills_the_database_with_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casework, "FILES_AN_HOUR", 2)
    client = browser_of(account_of(other_citizen()))

    answers = [client.post(QUESTION, {"evidence": upload("a.png", picture())}).status_code for _ in range(3)]

    assert answers == [302, 302, 422]
    assert Attachment.objects.count() == 2

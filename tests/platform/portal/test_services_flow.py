"""A request from the first question to its number, by a browser without JavaScript; and queries answered at once."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from tayseer.casework.filing import forget_pinned
from tayseer.casework.models import Attachment, Case
from tayseer.portal.subjects import ref_of
from tayseer.services import catalogue
from tayseer.services.common.personas import dependant, resident, unpaid_violation
from tayseer.site import clock
from tests.platform.portal.signing import AT, Flow, signed_in_client, text_of
from tests.support.stored import store_example

pytestmark = pytest.mark.django_db

IQAMA = "residency/renew-iqama-family"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    forget_pinned()


def karim_and_lina(patch: pytest.MonkeyPatch, **given: Any) -> Flow:
    return Flow(IQAMA, {"applicant": resident(**given), "dependant": dependant()}, patch)


def test_karim_renews_his_daughters_iqama_from_start_to_number(monkeypatch: pytest.MonkeyPatch) -> None:
    flow = karim_and_lina(monkeypatch)

    start = flow.get("start/")
    asked = flow.client.get(start["Location"])
    answered = flow.post("q/quarters/", quarters="4")
    checked = flow.client.get(answered["Location"])
    key = re.search(r'name="key" value="([^"]+)"', text_of(checked))
    assert key is not None
    filed = flow.post("check/", key=key[1], terms="yes")
    again = flow.post("check/", key=key[1], terms="yes")

    assert start["Location"] == flow.href("q/quarters/")
    assert "For how long?" in text_of(asked)
    assert "4,800" in text_of(asked)
    assert answered["Location"] == flow.href("check/")
    page = text_of(checked)
    for words in ("One year", "4,800", "28 February 2028", "Lina Karim Haddad", "population register", "Change"):
        assert words in page, words
    assert (filed.status_code, filed["Location"]) == (302, again["Location"])
    assert re.fullmatch(r"/en/cases/[a-z2-7]{12,}/\?filed=yes", filed["Location"])
    assert Case.objects.filter(applicant_id=flow.person).count() == 1
    assert flow.draft is None


def test_the_draft_resumes_at_the_next_unanswered_question(monkeypatch: pytest.MonkeyPatch) -> None:
    flow = karim_and_lina(monkeypatch)
    flow.post("q/quarters/", quarters="2")

    page = text_of(flow.get(""))
    resumed = flow.get("start/")

    assert "Continue what you began" in page
    assert resumed["Location"] == flow.href("check/")


def test_nothing_chosen_is_said_beside_the_field_and_in_the_title(monkeypatch: pytest.MonkeyPatch) -> None:
    flow = karim_and_lina(monkeypatch)

    response = flow.post("q/quarters/")

    page = text_of(response)
    assert response.status_code == 422
    assert "<title>Error:" in page
    assert page.count("Nothing was chosen. Choose one of the options.") == 2
    assert 'href="#quarters"' in page
    assert flow.draft is None


def test_declarations_left_open_keep_the_page_and_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    flow = karim_and_lina(monkeypatch)
    flow.post("q/quarters/", quarters="4")

    response = flow.post("check/", key="the-same-key")

    page = text_of(response)
    assert response.status_code == 422
    assert 'value="the-same-key"' in page
    assert "cannot go on without this declaration" in page
    assert not Case.objects.filter(applicant_id=flow.person).exists()


def test_every_failing_rule_is_shown_before_any_question_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    flow = Flow(
        IQAMA,
        {
            "applicant": resident(
                violation=[unpaid_violation(amount_sar=Decimal("150.00"), minimum_sar=Decimal("150.00"))]
            ),
            "dependant": dependant(health_insurance=None),
        },
        monkeypatch,
    )

    refused = flow.get("start/")
    question = flow.get("q/quarters/")

    page = text_of(refused)
    assert "150 SAR" in page
    assert "/en/services/traffic/pay-violation/?for=" in page
    assert "insurance" in page
    assert question["Location"] == flow.href("start/")


def test_somebody_elses_daughter_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    flow = karim_and_lina(monkeypatch)
    other, stranger = store_example(flow.service, {"applicant": resident(), "dependant": dependant()})
    assert other is not None
    theirs = ref_of(flow.service, applicant_id=other, subject_id=stranger)
    guessed = ref_of(flow.service, applicant_id=flow.person, subject_id=stranger)

    for ref in (theirs, guessed, str(stranger), "x" * 16, "é"):
        for page in ("", "start/", "q/quarters/", "check/"):
            assert flow.client.get(f"/en/services/{IQAMA}/{page}", {"for": ref}).status_code == 404


def test_a_stranger_signs_in_first_and_an_officer_finds_no_request(monkeypatch: pytest.MonkeyPatch) -> None:
    flow = karim_and_lina(monkeypatch)

    stranger = Client().get(flow.href("start/"))
    officer = signed_in_client(3, monkeypatch, kind="officer")

    assert stranger["Location"].startswith("/en/sign-in/?next=%2Fen%2Fservices%2Fresidency")
    assert officer.get(flow.href("start/")).status_code == 404


def test_an_open_request_is_shown_instead_of_a_second_one(monkeypatch: pytest.MonkeyPatch) -> None:
    flow = karim_and_lina(monkeypatch)
    flow.post("q/quarters/", quarters="4")
    flow.post("check/", key="k", terms="yes")

    page = text_of(flow.get("start/"))

    assert "You have an open request" in page
    assert Case.objects.get(applicant_id=flow.person).public_id in page


def test_a_violation_recorded_while_answering_stops_the_sending_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    flow = karim_and_lina(monkeypatch)
    flow.post("q/quarters/", quarters="4")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO violations_violation (number, person_id, state, amount_sar) VALUES ('V9', %s, 'unpaid', 300)",
            [flow.person],
        )

    response = flow.post("check/", key="k", terms="yes")

    assert response["Location"] == flow.href("start/")
    assert "300 SAR" in text_of(flow.get("start/"))


def test_a_choice_among_several_shows_each_with_what_stands_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    flow = karim_and_lina(monkeypatch)
    child, _ = store_example(flow.service, {"applicant": dependant(name_en="Omar Karim Haddad", health_insurance=None)})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_tie (person_id, other_id, kind) VALUES (%s, %s, 'head')", [child, flow.person]
        )

    page = text_of(flow.client.get(f"/en/services/{IQAMA}/"))
    start = flow.client.get(f"/en/services/{IQAMA}/start/")

    assert "Lina Karim Haddad" in page
    assert "The insurance council shows no valid policy for Omar Karim Haddad." in page
    assert page.count("You cannot yet") == 1
    assert start["Location"] == f"/en/services/{IQAMA}/"


def test_nobody_on_record_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    alone, _ = store_example(catalogue()[IQAMA], {"applicant": resident()})
    assert alone is not None

    page = text_of(signed_in_client(alone, monkeypatch).get(f"/ar/services/{IQAMA}/"))

    assert "لا أحد ولا شيء في سجلك تنطبق عليه هذه الخدمة" in page


def test_a_visit_is_chosen_by_branch_day_and_time(monkeypatch: pytest.MonkeyPatch) -> None:
    service = catalogue()["civil/issue-id-family-member"]
    allowed = next(example for example in service.examples if not example.refused_by)
    flow = Flow(service.code, dict(allowed.given), monkeypatch)

    page = text_of(flow.client.get(flow.href("q/slot/") + "&branch=JED&day=2026-03-05"))
    taken = flow.post("q/slot/", slot="")
    chosen = flow.post("q/slot/", slot="JED 2026-03-05 09:00")
    checked = text_of(flow.client.get(chosen["Location"]))

    assert "Jeddah, Ruwais branch" in page
    assert 'value="JED 2026-03-05 09:00"' in page
    assert taken.status_code == 422
    assert "Jeddah, Ruwais branch, 5 March 2026" in checked


def test_noura_sells_her_car_and_each_answer_is_judged_where_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    service = catalogue()["vehicles/offer-sale"]
    allowed = next(example for example in service.examples if not example.refused_by)
    flow = Flow(service.code, {name: who for name, who in allowed.given.items() if name != "buyer"}, monkeypatch)
    buyer, _ = store_example(service, {"applicant": allowed.given["buyer"]})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET number = '1000000016' WHERE id = %s", [buyer])

    nobody = flow.post("q/buyer_number/", buyer_number="1012345672")
    found = flow.post("q/buyer_number/", buyer_number="١٠٠٠٠٠٠٠١٦")
    too_much = flow.post("q/price/", price="99,000,000")
    second = text_of(too_much)
    right = flow.post("q/price/", price="50,000")
    changed = flow.client.post(flow.href("q/price/") + "&back=check", {"price": "60000"})
    checked = text_of(flow.client.get(changed["Location"]))

    assert nobody.status_code == 422
    assert "No citizen or resident" in text_of(nobody)
    assert found.status_code == 302, text_of(found)
    assert found["Location"] == flow.href("q/price/")
    assert too_much.status_code == 422
    assert 'value="99,000,000"' in second
    assert flow.href("q/buyer_number/") in second
    assert right["Location"] == changed["Location"] == flow.href("check/")
    assert "60,000 SAR" in checked
    name = allowed.given["buyer"]["name_en"]
    assert f"{name}: " not in checked


def test_numbers_of_people_cannot_be_tried_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    service = catalogue()["vehicles/offer-sale"]
    allowed = next(example for example in service.examples if not example.refused_by)
    flow = Flow(service.code, {name: who for name, who in allowed.given.items() if name != "buyer"}, monkeypatch)

    pages = [text_of(flow.post("q/buyer_number/", buyer_number="1012345672")) for _ in range(21)]

    assert "No citizen or resident" in pages[19]
    assert "You entered many numbers in a short time" in pages[20]


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 60)) -> bytes:
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "a camera with a name"
    Image.new("RGB", size, "white").save(made, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return made.getvalue()


def photo_flow(patch: pytest.MonkeyPatch) -> tuple[Flow, str]:
    for service in catalogue().values():
        question = next((item for item in service.asks if item.kind == "photo"), None)
        if question is not None:
            allowed = next(example for example in service.examples if not example.refused_by)
            return Flow(service.code, dict(allowed.given), patch), question.code
    pytest.skip("no service asks for a photo")


def test_a_photo_is_checked_written_anew_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    flow, code = photo_flow(monkeypatch)

    fake = flow.post(f"q/{code}/", **{code: SimpleUploadedFile("me.jpg", b"not a picture", "image/jpeg")})
    big = flow.post(f"q/{code}/", **{code: SimpleUploadedFile("me.jpg", b"\xff\xd8" + b"0" * 1_000_001, "image/jpeg")})
    kept = flow.post(f"q/{code}/", **{code: SimpleUploadedFile("me.jpg", picture(), "image/jpeg")})
    shown = text_of(flow.get(f"q/{code}/"))

    assert (fake.status_code, big.status_code, kept.status_code) == (422, 422, 302)
    assert "not a sound JPEG or PNG picture" in text_of(fake)
    assert "up to 1 MB" in text_of(big)
    row = Attachment.objects.get(person_id=flow.person)
    assert (row.name, row.media_type) == ("me.jpg", "image/jpeg")
    assert b"a camera with a name" in picture()
    assert b"a camera with a name" not in bytes(row.content)
    assert flow.draft is not None
    assert flow.draft["answers"][code] == row.public_id
    assert "me.jpg" in shown

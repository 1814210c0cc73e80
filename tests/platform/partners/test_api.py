"""A program does for a person what the person's own pages do, and learns nothing more."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from tayseer.audit.models import Event
from tayseer.casework.models import Case
from tayseer.identity import limits
from tayseer.identity.mobile_changes import Hold, UnableToActYet
from tayseer.kit.questions import Question
from tayseer.ledger.queries import proof_of_balance
from tayseer.partners import operations
from tayseer.partners.views import money
from tayseer.registries.queries import person_by_number
from tayseer.services import catalogue
from tayseer.services.common.personas import dependant, resident, unpaid_violation
from tests.platform.partners.conftest import RENEW, Program, lina_of, program_of, put_on_deposit
from tests.support.stored import store_example

pytestmark = pytest.mark.django_db
YEAR = {"quarters": 4, "terms": True}


def filed(program: Program, *, key: str = "karim-2026-0001", **body: Any) -> Any:
    return program.post(
        f"services/{RENEW}/cases",
        {"for": lina_of(program), "answers": YEAR, **body},
        **{"Idempotency-Key": key},
    )


def problem_of(response: Any) -> dict[str, Any]:
    assert response.headers["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert told["status"] == response.status_code
    return told


class TestCatalogue:
    def test_a_stranger_lists_services_page_by_page_and_finds_each_once(self, stranger: Program) -> None:
        codes: list[str] = []
        after = ""
        while after is not None:
            page = stranger.get(f"services?limit=20&after={after}").json()
            codes += [item["code"] for item in page["items"]]
            after = page["next"]

        assert codes == list(catalogue())

    def test_words_find_a_service_in_arabic(self, stranger: Program) -> None:
        found = stranger.get("services?q=تجديد إقامة زوجتي", **{"Accept-Language": "ar"}).json()["items"]

        assert found[0]["code"] == RENEW
        assert found[0]["title"] == catalogue()[RENEW].ar

    def test_one_service_comes_with_its_questions_as_json_schema(self, stranger: Program) -> None:
        told = stranger.get(f"services/{RENEW}").json()

        assert told["answers"]["properties"]["quarters"]["oneOf"][0] == {"const": 1, "title": "ثلاثة أشهر"}
        assert told["answers"]["required"] == ["quarters", "terms"]
        assert "residency.iqama.expires_on" in told["reads"]

    @pytest.mark.parametrize("path", ["services/residency/nothing", "services/residency", "nothing", "cases/x/y/z"])
    def test_an_address_that_leads_nowhere_says_so_in_the_reader_s_language(self, stranger: Program, path: str) -> None:
        told = problem_of(stranger.get(path, **{"Accept-Language": "en"}))

        assert (told["status"], told["type"]) == (404, "urn:tayseer:problem:not-found")
        assert told["title"] == "There is nothing here"


class TestTokens:
    @pytest.mark.parametrize(
        "path", ["cases", "bills", "deposit", "documents", f"services/{RENEW}/subjects", "cases/abc", "bills/abc"]
    )
    def test_nothing_of_a_person_is_told_without_a_token(self, stranger: Program, path: str) -> None:
        response = stranger.get(path)

        assert problem_of(response)["status"] == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")

    def test_a_token_that_is_unknown_is_told_apart_from_none(self, karim: Program) -> None:
        karim.token = karim.token[:-1] + ("a" if karim.token[-1] != "a" else "b")

        response = karim.get("cases")

        assert problem_of(response)["status"] == 401
        assert 'error="invalid_token"' in response.headers["WWW-Authenticate"]

    def test_a_token_reaches_no_farther_than_its_scopes(self, karim: Program) -> None:
        reader = program_of(karim.person_id, scopes=("cases:read",), name="reader")

        told = problem_of(reader.post(f"services/{RENEW}/cases", {}, **{"Idempotency-Key": "12345678"}))

        assert told["status"] == 403
        assert "cases:write" in told["detail"]
        assert reader.get("cases").status_code == 200

    def test_a_browser_s_session_opens_nothing_here(self) -> None:
        assert Client().get("/api/v1/cases", headers={"Cookie": "tayseer_session=x"}).status_code == 401

    def test_too_many_calls_are_told_to_wait(self, karim: Program, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(operations, "PER_TOKEN", 2)

        answers = [karim.get("deposit") for _ in range(3)]

        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[-1].headers["Retry-After"] == "60"
        assert limits is operations.limits


class TestVerdict:
    def test_subjects_are_opaque_references_of_use_to_nobody_else(self, karim: Program, salim: Program) -> None:
        reference = lina_of(karim)

        assert len(reference) == 16
        assert not reference.isdigit()
        stolen = salim.post(f"services/{RENEW}/verdict", {"for": reference, "answers": YEAR})
        assert problem_of(stolen)["status"] == 404

    def test_a_verdict_names_every_rule_its_values_and_the_price_and_files_nothing(self, karim: Program) -> None:
        told = karim.post(f"services/{RENEW}/verdict", {"for": lina_of(karim), "answers": YEAR}).json()

        assert told["allowed"] is True
        assert told["price"]["total"] == "4800.00"
        passport = next(line for line in told["lines"] if line["rule"] == "IQR-1")
        assert {"outcome": "holds", "basis": "Residence Regulation, IQR-1"}.items() <= passport.items()
        assert passport["operands"][0]["value"] == "5 January 2029 (20 Shaban 1450)"
        assert Case.objects.count() == 0

    def test_an_answer_still_to_come_leaves_its_rule_open_and_the_price_untold(self, karim: Program) -> None:
        told = karim.post(f"services/{RENEW}/verdict", {"for": lina_of(karim)}).json()

        assert (told["allowed"], told["may_start"], told["price"]) == (False, True, None)
        assert [line["awaits"] for line in told["lines"] if line["outcome"] == "open"] == [["terms"]]

    def test_whoever_the_service_is_not_for_is_told_so(self, salim: Program) -> None:
        answer = salim.post(f"services/{RENEW}/verdict", {"answers": {}})

        assert problem_of(answer)["status"] == 404  # he has nobody to use it for

    def test_wrong_answers_are_named_in_arabic(self, karim: Program) -> None:
        karim.lang = "ar"

        told = problem_of(karim.post(f"services/{RENEW}/verdict", {"answers": {"quarters": 9, "colour": "red"}}))

        assert told["status"] == 422
        assert told["answers"] == {
            "quarters": "هذا الخيار غير موجود في القائمة. اختر واحدًا منها.",
            "colour": "لا تسأل الخدمة عن هذا.",
        }

    def test_reading_is_on_record_with_the_program_s_name_and_no_values(self, karim: Program) -> None:
        karim.post(f"services/{RENEW}/verdict", {"for": lina_of(karim), "answers": YEAR})

        event = Event.objects.filter(action="partners.verdict.given").latest("at", "id")
        assert (event.subject, event.purpose) == (karim.person_id, "household app")
        assert "dependant.passport.expires_on" in event.fields

    @pytest.mark.parametrize(
        ("content", "media", "status"),
        [
            ("{", "application/json", 400),
            ("[]", "application/json", 400),
            ('{"answers": NaN}', "application/json", 400),
            ('{"answers": []}', "application/json", 400),
            ('{"who": 1}', "application/json", 400),
            ('{"answers": {"quarters": "4\\u0000"}}', "application/json", 400),
            ("[" * 60_000, "application/json", 400),
            ("x" * 100_001, "application/json", 413),
            ("a=b", "application/x-www-form-urlencoded", 415),
            ("\ud800", "application/json", 400),
        ],
    )
    def test_what_cannot_be_read_is_refused_and_not_broken(
        self, karim: Program, content: str, media: str, status: int
    ) -> None:
        response = Client().generic(
            "POST",
            f"/api/v1/services/{RENEW}/verdict",
            content.encode("utf-8", "surrogatepass"),
            content_type=media,
            headers={"Authorization": f"Bearer {karim.token}"},
        )

        assert problem_of(response)["status"] == status


class TestPlan:
    def test_the_plan_leads_to_the_service_that_cures_and_can_be_followed_as_it_stands(self) -> None:
        fine = unpaid_violation(amount_sar=Decimal("150.00"), minimum_sar=Decimal("150.00"))
        people = {"applicant": resident(violation=[fine]), "dependant": dependant()}
        applicant, _ = store_example(catalogue()[RENEW], people)
        assert applicant is not None
        karim = program_of(applicant)

        plan = karim.post(f"services/{RENEW}/plan", {"for": lina_of(karim), "answers": YEAR}).json()
        [step] = plan["steps"]

        assert (step["service"], step["cost"], step["cures"]) == ("traffic/pay-violation", "112.50", ["G-6"])
        assert plan["leads_there"] is True
        body = {"for": step["for"], "answers": {"terms": True}}
        followed = karim.post(f"services/{step['service']}/cases", body, **{"Idempotency-Key": "as-planned-1"})
        assert followed.json()["price"] == "112.50"

    def test_nothing_refused_needs_no_plan(self, karim: Program) -> None:
        told = karim.post(f"services/{RENEW}/plan", {"for": lina_of(karim), "answers": YEAR}).json()

        assert told == {"leads_there": True, "total": "0.00", "steps": [], "elsewhere": []}


class TestParties:
    def test_a_party_sees_the_case_and_answers_its_own_turn_alone(self) -> None:
        service = catalogue()["vehicles/offer-sale"]
        example = next(one for one in service.examples if not one.refused_by)
        answers = {key.code if isinstance(key, Question) else key: value for key, value in example.answers.items()}
        seller_id, _ = store_example(service, example.given, example.answers)
        assert seller_id is not None
        seller = program_of(seller_id)
        plain = {code: str(value) if isinstance(value, Decimal) else value for code, value in answers.items()}
        case = seller.post(
            "services/vehicles/offer-sale/cases", {"answers": plain}, **{"Idempotency-Key": "sale-0001"}
        ).json()
        buyer_id = person_by_number(plain["buyer_number"])["id"]
        buyer = program_of(buyer_id, name="buyer's app")

        mine = seller.post(f"cases/{case['id']}/turn", {"agree": True})
        seen = buyer.get(f"cases/{case['id']}").json()
        done = buyer.post(f"cases/{case['id']}/turn", {"agree": False, "reason": "too dear"})

        assert problem_of(mine)["status"] == 409
        assert seen["turns"][0]["yours"] is True
        assert "answers" not in seen
        assert done.json()["state"] == "refused"


class TestFiling:
    def test_a_case_is_filed_paid_from_the_deposit_and_done(self, karim: Program) -> None:
        put_on_deposit(karim, "5000.00")

        response = filed(karim)
        case = response.json()

        assert response.status_code == 201
        assert response.headers["Location"] == f"/api/v1/cases/{case['id']}"
        assert (case["state"], case["price"], case["step"]) == ("open", "4800.00", "pay")
        bill = karim.get(f"bills/{case['turns'][0]['bill']}").json()
        assert (bill["amount"], bill["state"]) == ("4800.00", "open")

        paid = karim.post(f"bills/{bill['id']}/pay").json()

        assert (paid["state"], paid["paid_by"]) == ("paid", "deposit")
        assert karim.get(f"cases/{case['id']}").json()["state"] == "approved"
        assert karim.get("deposit").json() == {"currency": "SAR", "balance": "200.00"}
        assert proof_of_balance().balanced

    def test_the_same_key_is_the_same_case_and_another_request_may_not_use_it(self, karim: Program) -> None:
        first, again = filed(karim), filed(karim)
        other = filed(karim, answers={"quarters": 1, "terms": True})

        assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])
        assert problem_of(other)["type"] == "urn:tayseer:problem:key-reused"
        assert Case.objects.count() == 1

    def test_a_second_case_for_the_same_person_stands_in_its_own_way(self, karim: Program) -> None:
        filed(karim)

        told = problem_of(filed(karim, key="another-key-1"))

        assert told["status"] == 409
        assert told["detail"].startswith("You already have an open request")

    @pytest.mark.parametrize("key", ["", "short", "with space in it", "x" * 129])
    def test_a_key_is_needed(self, karim: Program, key: str) -> None:
        told = problem_of(filed(karim, key=key))

        assert told["status"] == 400
        assert "Idempotency-Key" in told["detail"]

    def test_missing_answers_are_named_and_nothing_is_filed(self, karim: Program) -> None:
        told = problem_of(filed(karim, answers={"quarters": 4}))

        assert told["type"] == "urn:tayseer:problem:answers-refused"
        assert list(told["answers"]) == ["terms"]
        assert Case.objects.count() == 0

    def test_a_stranger_learns_nothing_of_a_case_a_bill_or_a_way_to_change_them(
        self, karim: Program, salim: Program
    ) -> None:
        case = filed(karim).json()
        bill = case["turns"][0]["bill"]

        answers = [
            salim.get(f"cases/{case['id']}"),
            salim.post(f"cases/{case['id']}/withdraw"),
            salim.post(f"cases/{case['id']}/turn", {"agree": True}),
            salim.post(f"cases/{case['id']}/correct", {"answers": {}}),
            salim.post(f"cases/{case['id']}/object", {"reason": "no"}),
            salim.get(f"bills/{bill}"),
            salim.post(f"bills/{bill}/pay"),
        ]

        nowhere = problem_of(salim.get("cases/aaaaaaaaaaaa"))
        for answer in answers:
            told = problem_of(answer)
            assert {name: told[name] for name in told if name != "request"} == {
                name: nowhere[name] for name in nowhere if name != "request"
            }
        assert salim.get("cases").json()["items"] == []

    def test_a_case_is_withdrawn_once(self, karim: Program) -> None:
        case = filed(karim).json()

        done = karim.post(f"cases/{case['id']}/withdraw")
        again = karim.post(f"cases/{case['id']}/withdraw")

        assert done.json()["state"] == "withdrawn"
        assert problem_of(again)["status"] == 409

    def test_a_bill_is_not_paid_from_an_empty_deposit(self, karim: Program) -> None:
        bill = filed(karim).json()["turns"][0]["bill"]

        told = problem_of(karim.post(f"bills/{bill}/pay"))

        assert told["status"] == 409
        assert told["detail"].startswith("The deposit does not cover the bill")

    def test_while_a_changed_mobile_number_is_unconfirmed_no_program_pays(
        self, karim: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put_on_deposit(karim, "5000.00")
        bill = filed(karim).json()["turns"][0]["bill"]

        def held(*, at: datetime, **_: object) -> None:
            raise UnableToActYet(Hold(1, at, at, "+966501112223", "en"))

        monkeypatch.setattr(money, "require_no_hold", held)

        told = problem_of(karim.post(f"bills/{bill}/pay"))

        assert (told["status"], karim.get("deposit").json()["balance"]) == (409, "5000.00")
        assert "sensitive acts wait until" in told["detail"]

    def test_cases_are_listed_newest_first_and_by_state(self, karim: Program) -> None:
        case = filed(karim).json()

        assert [one["id"] for one in karim.get("cases?state=open").json()["items"]] == [case["id"]]
        assert karim.get("cases?state=closed").json()["items"] == []
        assert problem_of(karim.get("cases?state=odd"))["status"] == 400
        assert problem_of(karim.get("cases?limit=0"))["status"] == 400

    def test_a_method_that_is_not_for_the_address_names_the_one_that_is(self, karim: Program) -> None:
        response = karim.call("DELETE", "cases")

        assert problem_of(response)["status"] == 405
        assert response.headers["Allow"] == "GET"


class TestFiles:
    def picture(self) -> bytes:
        made = io.BytesIO()
        Image.new("RGB", (40, 50), "white").save(made, "JPEG", comment=b"taken at home")
        return made.getvalue()

    def send(self, program: Program, content: bytes, media: str) -> Any:
        return Client().generic(
            "POST",
            "/api/v1/files?name=face.jpg",
            content,
            content_type=media,
            headers={"Authorization": f"Bearer {program.token}", "Accept-Language": "en"},
        )

    def test_a_picture_is_kept_without_what_the_camera_hid_in_it(self, karim: Program) -> None:
        kept = self.send(karim, self.picture(), "image/jpeg")

        assert kept.status_code == 201
        assert len(kept.json()["id"]) >= 12

    @pytest.mark.parametrize(
        ("content", "media", "status"),
        [
            (b"GIF89a", "image/gif", 415),
            (b"not a picture", "image/jpeg", 400),
            (b"not a paper", "application/pdf", 400),
            (b"\x89PNG" + b"0" * 2_000_001, "image/png", 413),
        ],
    )
    def test_what_is_no_sound_file_is_refused(self, karim: Program, content: bytes, media: str, status: int) -> None:
        assert problem_of(self.send(karim, content, media))["status"] == status

    def test_an_answer_may_not_name_a_file_that_is_not_one_s_own(self, karim: Program, salim: Program) -> None:
        others = self.send(karim, self.picture(), "image/jpeg").json()["id"]
        answers = {"photo": others, "photo_day": "2026-02-20", "photo_plain": True, "terms": True}

        told = problem_of(
            salim.post("services/civil/renew-id/cases", {"answers": answers}, **{"Idempotency-Key": "salim-0001"})
        )

        assert told["answers"] == {"photo": "There is no file of this id. Send it first."}


def test_the_language_is_the_one_wanted_most() -> None:
    wanted = {"en": "en", "ar-SA, en;q=0.8": "ar", "fr, en;q=0.3, ar;q=0.2": "en", "": "ar", "de": "ar", "en;q=0": "ar"}

    for header, lang in wanted.items():
        request: Any = type("R", (), {"headers": {"Accept-Language": header}})()
        assert operations.language_of(request) == lang, header


@pytest.mark.assurance
def test_a_token_made_at_a_low_level_is_told_which_level_is_needed(karim: Program) -> None:
    answer = karim.post(
        f"services/{RENEW}/cases", {"for": lina_of(karim), "answers": YEAR}, **{"Idempotency-Key": "low-0001"}
    )

    assert answer.status_code == 401
    assert answer.json()["acr_values"] == "urn:tayseer:loa:2"
    assert 'error="insufficient_user_authentication"' in answer.headers["WWW-Authenticate"]

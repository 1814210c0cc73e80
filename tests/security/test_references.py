"""Names of things in addresses and forms: of use to their owner alone, and to nobody who bends them."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from tayseer.audit.contract import Actor
from tayseer.casework import actions as casework
from tayseer.casework import queries as cases
from tayseer.casework.contract import NotFound
from tayseer.casework.refs import ref_for
from tayseer.identity.models import Account
from tayseer.ledger.models import Bill
from tayseer.ledger.queries import deposit_of
from tests.platform.ledger.cast import fill_deposit
from tests.security.scene import AT, RENEW, Scene, account_of, browser_of, officer_at, other_resident, renewal

pytestmark = pytest.mark.django_db

#: Where a public id stands in an address, and what kind of thing it names there.
PLACES = {
    "/en/cases/{}/": "cases",
    "/en/bills/{}/": "bills",
    "/en/bills/{}/return/": "bills",
    "/en/wallet/{}/": "wallet",
    "/en/documents/{}/paper.pdf": "documents",
    "/en/documents/{}/code.svg": "documents",
    "/en/inbox/{}/": "inbox",
    "/api/v1/cases/{}": "cases",
    "/api/v1/bills/{}": "bills",
    "/api/v1/documents/{}": "documents",
}


@pytest.mark.parametrize("place", PLACES)
def test_an_id_of_another_kind_or_in_another_case_of_letters_names_nothing(place: str, scene: Scene) -> None:
    client = browser_of(account_of(scene.karim))
    right = scene.things[PLACES[place]]
    others = {value for value in scene.things.values() if value != right}
    bent = {
        right.upper(),
        right[:-1],
        f"{right}a",
        f"{right} ",
        f"{right}%20",
        f"{right}%00",
        f"..%2f{right}",
        "1",
        "0",
    }

    found = [one for one in others | bent if client.get(place.format(one)).status_code not in {400, 401, 404}]

    assert found == []


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/pyproject.toml",
        "/static/..%2f..%2fsecret.key",
        "/static//etc/passwd",
        "/en/verify/s/..%2f..%2fsecret",
        "/en/verify/s/../trust",
        "/en/gallery/..%2fbutton/",
        "/en/documents/../wallet/",
        "/en//office/",
        "/en/office/../cases/",
        "/EN/cases/",
        "/en/cases",
    ],
)
def test_a_path_that_climbs_finds_nothing(path: str, scene: Scene) -> None:
    answer = browser_of(account_of(scene.karim)).get(path)

    assert answer.status_code == 404


def test_the_reference_of_a_subject_is_of_no_use_to_another_applicant(scene: Scene) -> None:
    elsewhere = browser_of(account_of(other_resident()))

    for page in ("", "start/", "q/quarters/", "check/"):
        answer = elsewhere.get(f"/en/services/{RENEW}/{page}?for={scene.flow}")
        assert answer.status_code in ({404, 200} if not page else {404}), page
        assert "Thelonely" not in answer.content.decode()


def test_a_reference_made_up_for_another_kind_of_record_or_person_is_refused(scene: Scene) -> None:
    client = browser_of(account_of(scene.karim))
    made_up = [
        ref_for(applicant_id=scene.karim, record="people.person", record_id=scene.salim),
        ref_for(applicant_id=scene.salim, record="people.person", record_id=scene.karim),
        ref_for(applicant_id=scene.karim, record="vehicles.vehicle", record_id=scene.karim),
        str(scene.salim),
        "%F0%9F%98%80",
        "a" * 5000,
    ]

    answers = [client.get(f"/en/services/{RENEW}/start/?for={ref}").status_code for ref in made_up]

    assert answers == [404] * len(made_up)


def test_an_attachment_of_another_person_cannot_be_named_in_an_answer(scene: Scene) -> None:
    with pytest.raises(NotFound):
        cases.attachment_for(actor=Actor("person", scene.karim), public_id=scene.things["file"])
    assert scene.nasser.officer is not None
    with pytest.raises(NotFound):
        cases.attachment_of_case(
            officer=scene.nasser.officer, case=scene.things["cases"], public_id=scene.things["file"]
        )


def test_an_officer_whose_account_has_the_number_of_a_person_sees_nothing_of_that_persons_money(scene: Scene) -> None:
    clerk = officer_at("traffic/objections")
    # A person with the same number as the officer's account, which are numbers of two different tables.
    fill_deposit(Actor("person", clerk.id), "7777.00")
    client = browser_of(clerk.id)

    answers = [client.get("/en/bills/"), client.post("/en/bills/top-up/", {"amount": "50", "key": "x"})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not Bill.objects.filter(person_id=clerk.id, purpose="deposit", state="open").exists()
    assert deposit_of(clerk.id).balance == 7777


def test_an_officer_reads_none_of_a_person_s_own_pages_under_the_same_number(scene: Scene) -> None:
    clerk = officer_at("traffic/objections")
    Account.objects.filter(id=clerk.id).update(person_id=scene.karim)
    client = browser_of(clerk.id)

    for path in ("cases/", "wallet/", "inbox/", "activity/", "money/", "bills/", "family/"):
        assert client.get(f"/en/{path}").status_code == 404, path


def test_what_the_officer_did_not_question_cannot_be_changed_while_correcting(scene: Scene) -> None:
    case = scene.things["office-cases"]
    assert scene.nasser.officer is not None
    casework.return_for_correction(
        actor=Actor("officer", scene.nasser.id), officer=scene.nasser.officer, public_id=case, reason="Two letters",
        questions=("rest_en",), at=AT, on=AT.date(),
    )  # fmt: skip

    done = casework.correct(
        actor=Actor("person", scene.salim), public_id=case, answers={"rest_en": "Alnakhly", "first_name_en": "Prince"},
        at=AT, on=AT.date(),
    )  # fmt: skip

    assert done.answers["rest_en"] == "Alnakhly"
    assert done.answers["first_name_en"] == "Saleem"


def test_a_key_of_another_person_s_request_gives_nothing_of_it(scene: Scene) -> None:
    _, _, case = renewal()

    # Both people filed under the same key; each has a request of their own.
    assert case != scene.things["cases"]


def test_strangers_and_owners_of_other_things_are_answered_alike(scene: Scene) -> None:
    client = browser_of(account_of(other_resident()))

    there = client.get(f"/en/cases/{scene.things['cases']}/")
    nowhere = client.get(f"/en/cases/{'a' * 16}/")

    def page(answer: HttpResponse) -> str:
        once = (answer["X-Request-ID"], re.search(r"'nonce-([^']+)'", answer["Content-Security-Policy"])[1])  # type: ignore[index]
        text: str = answer.content.decode()
        return text.replace(once[0], "").replace(once[1], "")

    assert page(there) == page(nowhere)
    assert Client().get(f"/en/cases/{'a' * 16}/").status_code == 302

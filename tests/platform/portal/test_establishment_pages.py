"""The pages of establishments, as a clerk, a manager and strangers find them; and lists as files."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tayseer.audit.contract import SYSTEM
from tayseer.casework.models import Case
from tayseer.establishments import jobs
from tayseer.establishments.models import Batch, Grant
from tayseer.establishments.queries import firm_ref
from tayseer.ledger.actions import top_up
from tayseer.ledger.models import Bill
from tayseer.ledger.queries import deposit_of, proof_of_balance
from tayseer.site import clock
from tests.platform.establishments.firm import AT, ON, FirmScene, account_number, firm, number_of, person, rows
from tests.platform.portal.person_cast import browser

pytestmark = pytest.mark.django_db

UNSEEN = dict.fromkeys(range(0x2066, 0x206A))


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day on which the papers of these people are good."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(clock, "today", lambda *_: ON)


def window(person_id: int) -> Client:
    return browser(person_id, at=AT)


def home(scene: FirmScene, person_id: int, lang: str = "en") -> str:
    return f"/{lang}/establishments/{firm_ref(person_id=person_id, establishment_id=scene.id)}/"


def text(answer: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode()).translate(UNSEEN)
    return " ".join(plain.split())


FORM = {"quarters": "1", "terms": "yes", "who": "all", "key": "k-1"}


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_clerk_chooses_the_establishment_sees_its_workers_and_asks_for_all(lang: str) -> None:
    bayan = firm(workers=3)
    bad = bayan.worker(health_insurance=None)
    clerk = bayan.member("request")
    client = window(clerk)

    assert home(bayan, clerk, lang) in client.get(f"/{lang}/establishments/").content.decode()
    page = client.get(home(bayan, clerk, lang))
    assert page.status_code == 200
    assert number_of(bayan.workers[0]) in page.content.decode()
    assert client.get(f"{home(bayan, clerk, lang)}bulk/").status_code == 200
    sent = client.post(f"{home(bayan, clerk, lang)}bulk/", FORM)
    assert sent.status_code == 303
    verdicts = client.get(sent["Location"])
    assert number_of(bad) in text(verdicts)
    assert "7,917.75" in text(verdicts)
    assert not Case.objects.exists()


def test_a_request_is_approved_by_another_filed_and_paid_to_the_last_bill() -> None:
    bayan = firm(workers=3)
    clerk, manager = bayan.member("request"), bayan.member("approve", "pay")
    maker, checker = window(clerk), window(manager)
    where = maker.post(f"{home(bayan, clerk)}bulk/", FORM)["Location"]
    assert maker.post(f"{where}act/", {"do": "send"}).status_code == 303
    assert "You requested this, so you do not decide it" in text(maker.get(where))
    assert maker.post(f"{where}act/", {"do": "approve"}).status_code == 422
    assert checker.post(f"{where}act/", {"do": "approve"}).status_code == 303
    assert 'http-equiv="refresh"' in checker.get(where).content.decode()

    assert jobs.file_rows() == 3

    done = checker.get(where)
    assert "Filing is complete" in text(done)
    assert "Add what is missing" in text(done)
    bill = checker.post(f"{where}act/", {"do": "top-up"})["Location"].split("/")[3]
    assert Bill.objects.get(public_id=bill).amount == Decimal("7917.75")
    top_up(actor=SYSTEM, at=AT, person_id=manager, provider_reference="r", amount=Decimal("8000.00"), idempotency="i")
    assert checker.post(f"{where}act/", {"do": "pay"}).status_code == 303
    jobs.pay_bills()
    assert {case.state for case in Case.objects.all()} == {"approved"}
    assert deposit_of(manager).balance == Decimal("82.25")
    assert deposit_of(clerk).balance == Decimal("0.00")
    assert proof_of_balance().differences == ()
    assert "Paying" not in text(checker.get(where))


def test_strangers_and_people_of_other_establishments_find_nothing() -> None:
    bayan, other = firm(workers=1), firm(workers=1)
    clerk, stranger = bayan.member("request"), other.member("request", "approve", "pay", "administer")
    client = window(stranger)
    where = window(clerk).post(f"{home(bayan, clerk)}bulk/", FORM)["Location"]

    for path in (
        home(bayan, clerk),
        home(bayan, stranger),
        f"{home(bayan, stranger)}bulk/",
        f"{home(bayan, stranger)}people/",
        where,
        f"{where}rows.csv",
    ):
        assert client.get(path).status_code == 404, path
    assert client.post(f"{where}act/", {"do": "approve"}).status_code == 404
    assert client.post(f"{home(bayan, stranger)}bulk/", FORM).status_code == 404
    assert window(clerk).get(f"{home(bayan, clerk)}people/").status_code == 404


def csv_of(*lines: str, encoding: str = "utf-8", name: str = "list.csv") -> io.BytesIO:
    file = io.BytesIO("\r\n".join(lines).encode(encoding))
    file.name = name
    return file


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8", ","), ("utf-8-sig", ";"), ("utf-8", "\t"), ("utf-8-sig", ",")]
)
def test_a_file_is_read_as_spreadsheets_write_it(encoding: str, separator: str) -> None:
    bayan = firm(workers=2)
    clerk = bayan.member("request")
    arabic = number_of(bayan.workers[1]).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    head = separator.join(("رقم الهوية", "quarters"))
    lines = [head, f"{number_of(bayan.workers[0])}{separator}٢", f"{arabic}{separator}"]

    sent = window(clerk).post(f"{home(bayan, clerk)}bulk/", {**FORM, "file": csv_of(*lines, encoding=encoding)})

    assert sent.status_code == 303, text(sent)
    found = rows(sent["Location"].split("/")[-2])
    assert [row.state for row in found] == ["ready", "ready"]
    assert [row.answers for row in found] == [{"quarters": "2"}, {}]


def test_others_workers_are_told_as_nobodys() -> None:
    bayan, other = firm(workers=1), firm(workers=1)
    clerk = bayan.member("request")
    theirs, nobody = number_of(other.workers[0]), "2999999999"

    sent = window(clerk).post(
        f"{home(bayan, clerk)}bulk/",
        {**FORM, "file": csv_of(number_of(bayan.workers[0]), theirs, nobody, "=cmd|'/c calc'!A0")},
    )
    found = rows(sent["Location"].split("/")[-2])

    assert [row.state for row in found] == ["ready", "cannot", "cannot", "cannot"]
    assert found[1].reason_en == found[2].reason_en
    assert found[1].worker_id is None
    page = window(clerk).get(sent["Location"])
    assert "أنيل كومار" not in "".join(page.content.decode().split(theirs)[1:2])[:400]
    file = window(clerk).get(f"{sent['Location']}rows.csv").content.decode("utf-8-sig")
    assert "'=cmd" in file
    assert not [line for line in file.splitlines() if line.startswith(("=", '"='))]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("رقم,اسم".encode("cp1256"), "save it as"),
        ("1000000000\n".encode("utf-16"), "save it as"),
        (b"", "no identity numbers"),
        (b"number,shoe size\n1000000000,44\n", "columns that are not known"),
        (b"1000000000\n" * 2001, "more than 2,000 rows"),
        (b"1" * 513_000, "larger than the limit"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why_and_nothing_typed_is_lost(content: bytes, says: str) -> None:
    bayan = firm(workers=1)
    clerk = bayan.member("request")
    file = io.BytesIO(content)
    file.name = "list.csv"

    sent = window(clerk).post(
        f"{home(bayan, clerk)}bulk/", {**FORM, "quarters": "3", "file": file, "worker": [number_of(bayan.workers[0])]}
    )

    if content:
        assert sent.status_code == 422
        assert says in text(sent)
    assert not Batch.objects.filter(state="requested").exists()
    if sent.status_code == 422:
        assert re.search(r'value="3"[^>]* checked', sent.content.decode())
        assert re.search(r'name="worker"[^>]* checked', sent.content.decode())


def test_exactly_two_thousand_rows_are_taken() -> None:
    bayan = firm(workers=1)
    clerk = bayan.member("request")

    sent = window(clerk).post(
        f"{home(bayan, clerk)}bulk/", {**FORM, "file": csv_of(*(str(2_500_000_000 + n) for n in range(2000)))}
    )

    assert sent.status_code == 303
    assert len(rows(sent["Location"].split("/")[-2])) == 2000


def test_wrong_answers_come_back_with_all_that_was_typed() -> None:
    bayan = firm(workers=2)
    clerk = bayan.member("request")
    form = {"who": "list", "listed": number_of(bayan.workers[0]), "quarters": "4", "key": "k"}

    sent = window(clerk).post(f"{home(bayan, clerk)}bulk/", form)

    assert sent.status_code == 422
    assert number_of(bayan.workers[0]) in sent.content.decode().split("<textarea")[1]
    assert re.search(r'value="4"[^>]* checked', sent.content.decode())


def test_an_administrator_gives_a_role_that_counts_once_accepted_and_ends_it() -> None:
    bayan = firm(workers=1)
    somebody = person(name_ar="زياد الحويطي", name_en="Ziad Alhuwaiti")
    owner = window(bayan.owner)
    where = f"{home(bayan, bayan.owner)}people/"
    form = {"number": account_number(somebody), "role": "request", "most": "٥٠٠٠"}

    refused = owner.post(where, form)
    assert refused.status_code == 422
    assert "surer sign-in" in text(refused)
    assert account_number(somebody) in refused.content.decode()
    raise_level(bayan.owner)
    assert owner.post(where, form).status_code == 303
    granted = Grant.objects.get()
    assert granted.most_sar == Decimal(5000)
    assert "Alhuwaiti" not in text(owner.get(where))
    client = window(somebody)
    assert client.get(home(bayan, somebody)).status_code == 404
    assert client.post(f"/en/establishments/offers/{granted.public_id}/answer/", {"answer": "yes"}).status_code == 303
    assert client.get(home(bayan, somebody)).status_code == 200
    assert "Alhuwaiti" in text(owner.get(where))
    assert owner.post(f"{where}{granted.public_id}/end/").status_code == 303
    assert client.get(home(bayan, somebody)).status_code == 404


def raise_level(person_id: int) -> None:
    """The person's sign-ins become of the second level."""
    from tayseer.identity.models import Account, Session

    account = Account.objects.get(person_id=person_id)
    Session.objects.filter(account_id=account.id).update(level=2)


def test_the_list_of_workers_is_paged_by_key_and_searched() -> None:
    bayan = firm(workers=27)
    clerk = bayan.member("view")
    client = window(clerk)

    first = client.get(home(bayan, clerk)).content.decode()
    found = re.search(r'href="(\?after=[^"]+)"', first)
    assert found is not None
    second = client.get(home(bayan, clerk) + found[1].replace("&amp;", "&")).content.decode()
    seen = [number for number in map(number_of, bayan.workers) if number in first]
    more = [number for number in map(number_of, bayan.workers) if number in second]
    assert (len(seen), len(more), set(seen) & set(more)) == (25, 2, set())
    wanted = number_of(bayan.workers[3])
    only = client.get(home(bayan, clerk), {"q": wanted}).content.decode()
    assert [number for number in map(number_of, bayan.workers) if number in only] == [wanted]
    assert client.get(home(bayan, clerk), {"q": "%"}).content.decode().count("<tr role") == 0


def test_a_role_for_one_branch_shows_that_branch_alone() -> None:
    bayan = firm(workers=1, branches=("RUH", "JED"))
    mine, other = bayan.worker(branch="RUH"), bayan.worker(branch="JED")
    clerk = bayan.member("request", branches=["RUH"])
    page = window(clerk).get(home(bayan, clerk)).content.decode()

    assert number_of(mine) in page
    assert number_of(other) not in page
    assert number_of(bayan.workers[0]) not in page


def test_the_expiring_are_chosen_without_ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    bayan = firm(workers=1)
    soon = bayan.worker(iqama__expires_on=ON + timedelta(days=20))
    later = bayan.worker(iqama__expires_on=ON + timedelta(days=200))
    clerk = bayan.member("request")

    sent = window(clerk).post(f"{home(bayan, clerk)}bulk/", {**FORM, "who": "30"})

    chosen = {row.number for row in rows(sent["Location"].split("/")[-2])}
    assert number_of(soon) in chosen
    assert number_of(later) not in chosen

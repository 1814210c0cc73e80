"""Delegation on screen, by browsers without JavaScript: offered, accepted, used, paid for, revoked, looked up."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.casework.filing import forget_pinned
from tayseer.casework.models import Case, DelegateDraft
from tayseer.identity import signatures
from tayseer.identity.delegation.models import Delegation
from tayseer.identity.models import Account, Session
from tayseer.ledger import actions as ledger
from tayseer.ledger.models import Bill
from tayseer.site import clock
from tests.platform.delegation.delegates import (
    AT,
    ON,
    PRICE,
    RENEW,
    given,
    karim_and_lina,
    majed,
    number_of,
    offered,
    register,
    signed,
)
from tests.platform.portal.person_cast import browser, page_of

pytestmark = pytest.mark.django_db

SERVICE = f"/en/services/{RENEW}/"


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    forget_pinned()


def at_home(person: int, *, level: int = 1) -> Client:
    client = browser(person)
    Session.objects.update(level=level, level_at=AT)
    return client


def form(number: str, **differs: Any) -> dict[str, Any]:
    return {
        "number": number, "services": [RENEW], "purpose": "I am abroad", "each": "5,000", "total": "١٠٠٠٠",
        "most_uses": "2", "from_on-day": "1", "from_on-month": "3", "from_on-year": "2026", "until_on-day": "31",
        "until_on-month": "3", "until_on-year": "2026", "once": "k1", **differs,
    }  # fmt: skip


def sign_and_send(client: Client, values: dict[str, Any], patch: pytest.MonkeyPatch, *, path: str = "new") -> Any:
    """Send the second page as a browser does whose passkey has signed the text that it shows."""

    def read(request: Any, text: str, *, at: Any) -> str:
        return signed(Account.objects.get(id=request.account.id).person_id, text, at=at)

    patch.setattr(signatures, "read_signature", read)
    return client.post(f"/en/delegations/{path}/", {**values, "step": "sign", "signature": "{}"})


def delegates_ref(client: Client) -> str:
    """The reference by which the delegate names the principal's daughter."""
    page = page_of(client.get(f"{SERVICE}?for=others"))
    found = re.search(r'href="[^"]*\?for=([a-z2-7]{16})"[^>]*>[^<]*for Karim Haddad', page)
    assert found is not None, page[:3000]
    return found[1]


def file_by_hand(client: Client, ref: str) -> Any:
    client.post(f"{SERVICE}q/quarters/?for={ref}", {"quarters": "4"})
    key = re.search(r'name="key" value="([^"]+)"', page_of(client.get(f"{SERVICE}check/?for={ref}")))
    assert key is not None
    return client.post(f"{SERVICE}check/?for={ref}", {"key": key[1], "terms": "yes"})


def test_karim_offers_and_majed_accepts_after_reading_it_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    karim, who = karim_and_lina()[0], majed()
    his = at_home(karim, level=3)

    asked = page_of(his.post("/en/delegations/new/", form(number_of(who))))
    assert "What you will sign" in asked
    assert "5,000 SAR" in asked
    sent = sign_and_send(his, form(number_of(who)), monkeypatch)
    row = Delegation.objects.get()
    theirs = at_home(who)
    inbox = page_of(theirs.get("/en/delegations/"))
    read = page_of(theirs.get(f"/en/delegations/{row.public_id}/"))
    answered = theirs.post(f"/en/delegations/{row.public_id}/answer/", {"says": "yes"})

    assert (sent.status_code, sent["Location"]) == (303, "/en/delegations/?done=given")
    assert (row.each, row.total, row.most_uses) == (Decimal(5000), Decimal(10000), 2)
    assert "Offered to you" in inbox
    assert "Karim Haddad" in inbox
    for words in ("What you can do", "Renew", "5,000", "10,000", "You cannot pass it on", "I am abroad"):
        assert words in read, words
    assert answered["Location"].endswith("done=accepted")
    assert Delegation.objects.get().state == "accepted"


def test_a_number_of_nobody_is_answered_as_a_number_of_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    karim, who = karim_and_lina()[0], majed()
    client = at_home(karim, level=3)

    somebody = sign_and_send(client, form(number_of(who)), monkeypatch)
    nobody = sign_and_send(client, form("1000000000", once="k2"), monkeypatch)
    page = page_of(client.get("/en/delegations/"))

    assert (somebody.status_code, somebody["Location"]) == (nobody.status_code, nobody["Location"])
    assert "Majed" not in page
    assert page.count("Waiting to be accepted") == 2


def test_a_sign_in_that_is_not_sure_enough_is_asked_for_more_and_loses_nothing() -> None:
    karim, who = karim_and_lina()[0], majed()
    client = at_home(karim, level=2)

    sent = client.post("/en/delegations/new/", form(number_of(who)))
    back = page_of(client.get("/en/delegations/new/"))

    assert sent["Location"] == "/en/step-up/?level=3&next=%2Fen%2Fdelegations%2Fnew%2F"
    for kept in ('value="5,000"', f'value="{RENEW}" checked', f'value="{number_of(who)}"', "sign-in by passkey"):
        assert kept in back, kept
    assert not Delegation.objects.exists()


def test_without_a_signature_nothing_is_given_and_the_text_stays_to_be_signed() -> None:
    karim, who = karim_and_lina()[0], majed()
    client = at_home(karim, level=3)

    for signature in ("", "{}"):
        page = page_of(client.post("/en/delegations/new/", form(number_of(who), step="sign", signature=signature)), 422)
        assert "What you will sign" in page
        assert 'name="purpose" value="I am abroad"' in page
    changed = page_of(client.post("/en/delegations/new/", form(number_of(who), step="edit")))

    assert 'value="I am abroad"' in changed
    assert not Delegation.objects.exists()


def test_every_mistake_of_the_form_is_said_beside_its_field_and_what_was_typed_stays() -> None:
    client = at_home(karim_and_lina()[0], level=3)

    page = page_of(
        client.post(
            "/en/delegations/new/",
            form("12", services=[], purpose="", each="no", total="-1", most_uses="0", **{"until_on-year": "2030"}),
        ),
        422,
    )

    for name in ("number", "services", "purpose", "each", "total", "most_uses", "until_on"):
        assert f'href="#{name}"' in page, name
    assert 'value="no"' in page


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_delegate_files_pays_and_follows_with_both_names_on_every_page(
    lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (karim, _lina), who = karim_and_lina(), majed()
    given(karim, who)
    client = at_home(who)
    ref = delegates_ref(client)
    service = SERVICE.replace("/en/", f"/{lang}/")
    names = ("Karim Haddad", "Majed Al-Qahtani") if lang == "en" else ("كريم حداد", "ماجد القحطاني")

    pages = [page_of(client.get(f"{service}{way}?for={ref}")) for way in ("", "q/quarters/")]
    client.post(f"{service}q/quarters/?for={ref}", {"quarters": "4"})
    pages.append(page_of(client.get(f"{service}check/?for={ref}")))
    filed = file_by_hand(client, ref)
    case = Case.objects.get()
    pages += [page_of(client.get(f"/{lang}/cases/{case.public_id}/{way}")) for way in ("", "pay/")]

    for number, page in enumerate(pages):
        banner = re.search(r'class="acting-for".*?</div>', page, re.DOTALL)
        assert banner is not None, number
        assert all(name in banner[0] for name in names), (number, banner[0])
        assert "31" in banner[0], number
    assert filed["Location"] == f"/en/cases/{case.public_id}/?filed=yes"
    assert (case.applicant_id, case.filed_by) == (karim, who)
    assert not DelegateDraft.objects.exists()
    assert client.get(f"/en/bills/{Bill.objects.get().public_id}/").status_code == 404


def test_a_delegate_pays_from_the_principals_deposit_without_seeing_how_much_it_holds() -> None:
    (karim, _lina), who = karim_and_lina(), majed()
    given(karim, who)
    ledger.top_up(actor=SYSTEM, at=AT, person_id=karim, amount=Decimal(7777), provider_reference="p", idempotency="top")
    client = at_home(who)
    file_by_hand(client, delegates_ref(client))
    case = Case.objects.get().public_id

    page = page_of(client.get(f"/en/cases/{case}/pay/"))
    paid = client.post(f"/en/cases/{case}/pay/", {"by": "deposit"})

    assert "7,777" not in page
    assert "4,800" in page
    assert paid.status_code == 303
    assert Case.objects.get().state == "approved"
    done = page_of(client.get(f"/en/cases/{case}/"))
    assert "Documents issued" not in done
    assert "Withdraw" not in done


def test_a_delegate_back_from_the_bank_is_told_to_wait_for_its_word_and_not_to_pay_again() -> None:
    (karim, _lina), who = karim_and_lina(), majed()
    given(karim, who)
    client = at_home(who)
    file_by_hand(client, delegates_ref(client))
    case, bill = Case.objects.get().public_id, Bill.objects.get().public_id
    by_delegation = Actor("person", who, on_behalf_of=karim)
    ledger.begin_card_payment(actor=by_delegation, at=AT, bill_public_id=bill, provider_session="visit")

    back = page_of(client.get(f"/en/cases/{case}/?looks=0"))
    patient = page_of(client.get(f"/en/cases/{case}/?looks=999"))
    ledger.record_decline(actor=SYSTEM, at=AT, provider_session="visit")
    declined = page_of(client.get(f"/en/cases/{case}/?looks=1"))

    assert "If you have paid, do not pay again" in back
    assert f'http-equiv="refresh" content="1;url=/en/cases/{case}/?looks=1"' in back
    assert "See the bill and pay" not in back
    assert 'http-equiv="refresh"' not in patient
    assert "The bank declined the payment" in declined
    assert "See the bill and pay" in declined
    assert "do not pay again" not in page_of(client.get(f"/en/cases/{case}/"))


def test_revocation_takes_effect_on_a_page_that_is_open() -> None:
    (karim, _lina), who = karim_and_lina(), majed()
    held = given(karim, who)
    client = at_home(who)
    ref = delegates_ref(client)
    client.post(f"{SERVICE}q/quarters/?for={ref}", {"quarters": "4"})
    key = re.search(r'name="key" value="([^"]+)"', page_of(client.get(f"{SERVICE}check/?for={ref}")))
    assert key is not None

    at_home(karim).post(f"/en/delegations/{held.public_id}/revoke/")
    late = client.post(f"{SERVICE}check/?for={ref}", {"key": key[1], "terms": "yes"})

    assert late.status_code == 404
    assert not Case.objects.exists()


def test_a_page_left_open_beyond_the_last_day_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    (karim, _lina), who = karim_and_lina(), majed()
    given(karim, who, until_on=ON)
    client = at_home(who)
    ref = delegates_ref(client)
    client.post(f"{SERVICE}q/quarters/?for={ref}", {"quarters": "4"})

    later = AT + timedelta(hours=20)
    monkeypatch.setattr(clock, "now", lambda: later)
    Session.objects.update(last_seen_at=later, expires_at=later + timedelta(hours=1))
    late = client.post(f"{SERVICE}check/?for={ref}", {"key": "x", "terms": "yes"})

    assert late.status_code == 404
    assert not Case.objects.exists()


def test_after_the_end_the_delegate_sees_only_that_it_was_filed() -> None:
    (karim, _lina), who = karim_and_lina(), majed()
    held = given(karim, who)
    client = at_home(who)
    file_by_hand(client, delegates_ref(client))
    case = Case.objects.get().public_id
    at_home(karim).post(f"/en/delegations/{held.public_id}/revoke/")

    page = page_of(client.get(f"/en/cases/{case}/"))

    assert "The delegation has ended" in page
    assert case in page
    assert "Lina" not in page
    assert "Karim" not in page
    assert client.get(f"/en/cases/{case}/pay/").status_code == 404
    assert client.post(f"/en/cases/{case}/correct/").status_code == 404


def test_the_principal_sees_who_sent_it_and_what_each_delegate_did() -> None:
    (karim, _lina), who = karim_and_lina(), majed()
    given(karim, who)
    theirs = at_home(who)
    file_by_hand(theirs, delegates_ref(theirs))
    case = Case.objects.get().public_id
    his = at_home(karim)

    ledger_page, case_page = page_of(his.get("/en/delegations/")), page_of(his.get(f"/en/cases/{case}/"))

    assert f"/en/cases/{case}/" in ledger_page
    assert "Majed Al-Qahtani" in ledger_page
    assert f"{PRICE:,}" in ledger_page
    assert "Sent on your behalf" in case_page
    assert "Majed Al-Qahtani" in case_page
    assert "Withdraw the request" in case_page
    assert his.get(f"/en/cases/{case}/withdraw/").status_code == 200


def test_a_delegate_cannot_answer_object_or_withdraw_in_the_principals_request() -> None:
    (karim, _lina), who = karim_and_lina(), majed()
    given(karim, who)
    client = at_home(who)
    file_by_hand(client, delegates_ref(client))
    case = Case.objects.get().public_id

    for way in ("withdraw", "object", "answer"):
        assert client.post(f"/en/cases/{case}/{way}/", {"says": "yes", "reason": "x"}).status_code == 404, way
    assert Case.objects.get().state == "open"


def test_the_principals_reference_is_of_no_use_to_the_delegate_and_the_other_way_round() -> None:
    (karim, _lina), who = karim_and_lina(), majed()
    given(karim, who)
    theirs, his = at_home(who), at_home(karim)
    ref = delegates_ref(theirs)

    assert his.get(f"{SERVICE}?for={ref}").status_code == 404
    assert his.get(f"{SERVICE}start/?for={ref}").status_code == 404
    assert at_home(majed()).get(f"{SERVICE}?for={ref}").status_code == 404


def test_nobody_acts_for_another_without_having_chosen_it() -> None:
    (karim, _lina), who = karim_and_lina(), majed()
    given(karim, who)
    client = at_home(who)

    started = client.get(f"{SERVICE}start/")

    assert started["Location"] == SERVICE


def test_the_way_out_of_a_refusal_is_not_a_link_into_the_principals_affairs() -> None:
    (karim, lina), who = karim_and_lina(), majed()
    given(karim, who)
    client = at_home(who)
    ref = delegates_ref(client)
    register("UPDATE passports_passport SET expires_on = '2025-01-01' WHERE person_id = %s", lina)

    page = page_of(client.get(f"{SERVICE}?for={ref}"))

    assert "You cannot use this service yet" in page
    links = set(re.findall(r"\?for=([a-z2-7]{16})", page))
    assert links <= {ref}


def test_only_the_two_sides_open_a_delegation() -> None:
    karim, who = karim_and_lina()[0], majed()
    made = offered(karim, who)
    stranger = at_home(majed())

    for way, method in (("", "get"), ("answer/", "post"), ("revoke/", "post")):
        answer = getattr(stranger, method)(f"/en/delegations/{made.public_id}/{way}", {"says": "yes"})
        assert answer.status_code == 404, way
    his = at_home(karim)
    assert his.post(f"/en/delegations/{made.public_id}/answer/", {"says": "yes"}).status_code == 404
    assert Delegation.objects.get().state == "offered"


VISIT = {
    "agency": "civil", "purpose": "to collect my card", "from_on-day": "1", "from_on-month": "3",
    "from_on-year": "2026", "until_on-day": "3", "until_on-month": "3", "until_on-year": "2026",
}  # fmt: skip


def paper(client: Client, number: str, key: str) -> Delegation:
    values = {**VISIT, "number": number, "name": "Majed Al-Qahtani", "once": key}
    with pytest.MonkeyPatch.context() as patch:
        made = sign_and_send(client, values, patch, path="visit")
    assert made.status_code == 303, page_of(made, made.status_code)
    return Delegation.objects.latest("id")


@pytest.mark.parametrize("known", [True, False])
def test_a_paper_for_a_branch_is_checked_by_anybody_with_masked_names(known: bool) -> None:
    karim, who = karim_and_lina()[0], majed()
    number = number_of(who) if known else "1000000000"
    row = paper(at_home(karim, level=3), number, "v1")

    page = page_of(Client().post("/en/delegations/check/", {"number": row.public_id, "code": row.check_code.lower()}))

    assert "The delegation holds" in page
    for words in ("K*** H***", "M*** A***", number[-4:], "to collect my card", "Civil affairs", "3 March 2026"):
        assert words in page, words
    for secret in ("Karim", "Majed", "Haddad", number):
        assert secret not in page, secret


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE delegation_delegation SET state = 'revoked'", "has revoked it"),
        ("UPDATE delegation_delegation SET from_on = '2026-02-01', until_on = '2026-02-28'", "term has ended"),
        ("UPDATE delegation_delegation SET from_on = '2026-03-02'", "has not begun"),
        ("UPDATE people_person SET died_on = '2026-02-28'", "death of one of its sides"),
    ],
)
def test_a_paper_that_does_not_hold_says_why(change: str, says: str) -> None:
    karim, who = karim_and_lina()[0], majed()
    row = paper(at_home(karim, level=3), number_of(who), "v1")
    register(change)

    page = page_of(Client().post("/en/delegations/check/", {"number": row.public_id, "code": row.check_code}))

    assert "does not hold" in page
    assert says in page


def test_a_wrong_code_and_an_unknown_number_are_answered_alike_and_not_for_ever() -> None:
    karim, who = karim_and_lina()[0], majed()
    row = paper(at_home(karim, level=3), number_of(who), "v1")
    client = Client()

    wrong = client.post("/en/delegations/check/", {"number": row.public_id, "code": "22222222"})
    unknown = client.post("/en/delegations/check/", {"number": "5999999999", "code": "22222222"})

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    said = [re.findall(r"No delegation has[^<]*", answer.content.decode()) for answer in (wrong, unknown)]
    assert said[0] == said[1] != []
    tries = [
        client.post("/en/delegations/check/", {"number": row.public_id, "code": "22222222"}).status_code
        for _ in range(20)
    ]
    assert tries[-1] == 429


def test_the_one_named_on_a_paper_does_not_open_the_principals_page_of_it() -> None:
    karim, who = karim_and_lina()[0], majed()
    row = paper(at_home(karim, level=3), number_of(who), "v1")

    assert at_home(who).get(f"/en/delegations/{row.public_id}/").status_code == 404
    assert row.check_code not in page_of(at_home(who).get("/en/delegations/"))
    assert row.check_code in page_of(at_home(karim).get(f"/en/delegations/{row.public_id}/"))


def test_actor_principal_is_oneself_unless_one_acts_for_another() -> None:
    assert Actor("person", 1).principal == 1
    assert Actor("person", 1, on_behalf_of=2).principal == 2

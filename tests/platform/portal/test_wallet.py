"""The wallet's pages: what they show, in how few statements, and that nobody ever sees another's document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from tayseer.audit.contract import SYSTEM, Actor
from tayseer.documents import actions, queries
from tayseer.documents.sharing import actions as sharing
from tayseer.identity.middleware import COOKIE
from tayseer.notices.queries import unread_count
from tayseer.portal.views import wallet
from tayseer.portal.wallet_reading import wallet_of
from tayseer.registries.queries import in_charge_of
from tayseer.services.common.personas import dependant
from tayseer.site import clock
from tests.platform.portal.person_cast import AT, ON, actor_of, browser, family_member, page_of
from tests.platform.portal.wallet_cast import issued, somebody

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


def statements_of(visitor: Client, address: str) -> list[str]:
    """Every statement of a request after the one that reads the session."""
    visitor.get(address)
    with CaptureQueriesContext(connection) as seen:
        page_of(visitor.get(address))
    made = [one["sql"] for one in seen.captured_queries]
    assert "identity_session" in made[0]
    return made[1:]


def test_the_list_is_one_statement_after_the_session() -> None:
    noura = somebody()
    issued(noura)
    family_member(noura, dependant())

    assert len(statements_of(browser(noura), "/ar/wallet/")) == 1


def test_the_first_reading_of_ones_own_document_is_three_statements_after_the_session() -> None:
    """The document, the messages that wait, and the page that is kept for the readings to come."""
    noura = somebody()
    document = issued(noura)

    assert len(statements_of(browser(noura), f"/ar/wallet/{document.public_id}/")) <= 3


def test_what_the_page_of_a_document_needs_is_computed_without_any_statement() -> None:
    document = issued(somebody())

    with CaptureQueriesContext(connection) as seen:
        parts = wallet.document_page_parts(document, "ar", at=AT)

    assert seen.captured_queries == []
    assert parts["document"] is document
    assert "<svg" in parts["qr_svg"]


@pytest.mark.parametrize("past", [False, True])
def test_the_one_statement_of_the_list_finds_what_the_plain_queries_find(past: bool) -> None:
    noura = somebody()
    child = family_member(noura, dependant())
    for code in ("driving-licence", "vehicle-registration", "criminal-record"):
        issued(noura, code)
    issued(child, "birth-certificate")
    issued(somebody(), "passport", number="A12345678")
    ended = issued(noura, "loss-report")
    actions.revoke(actor=SYSTEM, at=AT, public_id=ended.public_id, reason="superseded")

    found = wallet_of(actor=actor_of(noura), on=ON, past=past)

    plain = queries.wallet(actor=actor_of(noura), on=ON, in_charge_of=in_charge_of(noura), past=past)
    assert {card.public_id for card in found.cards} == {one.public_id for one in plain}
    assert len(plain) == (1 if past else 4)
    by_id = {one.public_id: one for one in plain}
    for card in found.cards:
        same = by_id[card.public_id]
        for name in (
            "type",
            "title",
            "agency",
            "number",
            "person_id",
            "names",
            "issued_at",
            "expires_at",
            "expires_on",
        ):
            assert getattr(card, name) == getattr(same, name)
        assert (card.status, card.status_reason) == (same.status, same.status_reason)
    assert found.unread == unread_count(actor=actor_of(noura))


def test_nobody_but_a_person_has_a_wallet() -> None:
    issued(somebody())

    for actor in (SYSTEM, Actor("officer", 1, agency="traffic"), Actor("person", None)):
        assert wallet_of(actor=actor, on=ON).cards == ()


def test_cards_stand_in_the_order_in_which_people_need_them_and_ones_own_come_first() -> None:
    noura = somebody()
    child = family_member(noura, dependant())
    issued(child, "national-id")
    for code in ("criminal-record", "vehicle-registration", "driving-licence", "national-id"):
        issued(noura, code)

    found = wallet_of(actor=actor_of(noura), on=ON)

    assert [card.type for card in found.cards] == [
        "national-id", "driving-licence", "vehicle-registration", "criminal-record", "national-id",
    ]  # fmt: skip
    assert [card.person_id for card in found.cards] == [noura] * 4 + [child]


@pytest.mark.parametrize(
    ("page", "post"),
    [("", False), ("share/", False), ("share/", True), ("shares/", False), ("wrong/", False)],
)
@pytest.mark.parametrize("lang", ["ar", "en"])
def test_s17_no_page_of_a_document_opens_for_anybody_else(page: str, post: bool, lang: str) -> None:
    document = issued(somebody())
    stranger = browser(somebody())
    address = f"/{lang}/wallet/{document.public_id}/{page}"

    answer = stranger.post(address) if post else stranger.get(address)

    assert answer.status_code == 404
    assert "Noura" not in answer.content.decode()
    assert document.number not in answer.content.decode()


def test_a_share_of_another_person_cannot_be_revoked_through_ones_own_document() -> None:
    noura, salim = somebody(), somebody()
    hers, his = issued(noura), issued(salim)
    share, secret = sharing.create_share(
        actor=actor_of(noura), at=AT, document=hers, recipient="A landlord", purpose="A lease", scope="whole",
        lasts=sharing.contract.LONGEST, views=1, idempotency="one",
    )  # fmt: skip

    answer = browser(salim).post(f"/en/wallet/{his.public_id}/shares/{share.public_id}/revoke/")

    assert answer.status_code == 404
    assert sharing.open_share(at=AT, secret=secret).refused == ""


def test_even_when_the_query_goes_wrong_another_persons_document_is_held_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    document = issued(somebody())
    salim = browser(somebody())
    monkeypatch.setattr(wallet.queries, "document_for", lambda **_: document)

    answer = salim.get(f"/en/wallet/{document.public_id}/")

    assert answer.status_code == 404
    assert "held back" in caplog.text


def test_a_document_leaves_only_to_its_holder() -> None:
    document = issued(somebody())

    assert wallet.certainly_of(document, {document.person_id}) is document
    with pytest.raises(Http404):
        wallet.certainly_of(document, {document.person_id + 1, None})


def test_a_session_that_ended_shows_nothing() -> None:
    noura = somebody()
    document = issued(noura)
    visitor = browser(noura)
    visitor.cookies[COOKIE] = "another token"

    answer = visitor.get(f"/ar/wallet/{document.public_id}/")

    assert answer.status_code == 302
    assert "/sign-in/" in answer["Location"]


def test_a_suspended_document_says_since_when_and_why_and_cannot_be_shared() -> None:
    noura = somebody()
    document = issued(noura)
    actions.suspend(actor=SYSTEM, at=AT, public_id=document.public_id, reason="تأخر الفحص الطبي")
    visitor = browser(noura)

    card = page_of(visitor.get("/ar/wallet/"))
    whole = page_of(visitor.get(f"/en/wallet/{document.public_id}/"))
    form = page_of(visitor.get(f"/en/wallet/{document.public_id}/share/"))

    assert "wallet-is-suspended" in card
    assert "موقوفة منذ" in card
    assert "تأخر الفحص الطبي" in card
    assert "Suspended since" in whole
    assert f"/en/wallet/{document.public_id}/share/" not in whole
    assert "cannot be shared now" in form


def test_a_revoked_and_an_expired_document_look_apart_and_say_what_they_are() -> None:
    noura = somebody()
    newer = issued(noura, "loss-report")
    actions.revoke(actor=SYSTEM, at=AT, public_id=newer.public_id, reason="superseded")
    issued(noura, "travel-permit", at=AT.replace(month=1), expires_on=ON.replace(month=2))

    page = page_of(browser(noura).get("/en/wallet/?show=past"))

    assert "wallet-is-revoked" in page
    assert "A newer document took its place." in page
    assert "wallet-is-expired" in page
    assert "It has not held since" in page


def test_an_internal_reason_without_words_is_never_shown() -> None:
    noura = somebody()
    document = issued(noura)
    actions.suspend(actor=SYSTEM, at=AT, public_id=document.public_id, reason="registry.flag_17")

    assert "flag_17" not in page_of(browser(noura).get(f"/en/wallet/{document.public_id}/"))


def test_the_page_of_a_document_has_its_code_as_picture_and_as_text_and_all_that_can_be_done() -> None:
    noura = somebody()
    document = issued(noura)

    page = page_of(browser(noura).get(f"/en/wallet/{document.public_id}/"))

    assert 'role="img"' in page
    assert document.check_code in page
    for part in ("paper.pdf", "share/", "shares/", "wrong/"):
        assert part in page


def test_the_card_hides_the_number_and_the_page_shows_it() -> None:
    noura = somebody()
    document = issued(noura)
    visitor = browser(noura)

    assert document.number not in page_of(visitor.get("/en/wallet/"))
    assert document.number in page_of(visitor.get(f"/en/wallet/{document.public_id}/"))


def test_an_error_in_a_document_leads_to_the_service_that_puts_it_right() -> None:
    noura = somebody()
    document = issued(noura, "national-id", number="1012345678")

    page = page_of(browser(noura).get(f"/en/wallet/{document.public_id}/wrong/"))

    assert "/en/services/civil/edit-english-name/" in page
    assert document.check_code in page


def test_every_service_that_corrects_a_document_is_in_the_catalogue() -> None:
    from tayseer.documents.types import TYPES
    from tayseer.portal.views.wallet_wrong import _CORRECTED_BY
    from tayseer.services import catalogue

    assert set(_CORRECTED_BY) <= set(TYPES)
    assert {code for codes in _CORRECTED_BY.values() for code in codes} <= set(catalogue())


def test_the_number_of_unread_messages_stands_in_the_navigation_of_the_list() -> None:
    noura = somebody()
    document = issued(noura)
    _, secret = sharing.create_share(
        actor=actor_of(noura), at=AT, document=document, recipient="A landlord", purpose="A lease", scope="whole",
        lasts=sharing.contract.LONGEST, views=1, idempotency="one",
    )  # fmt: skip
    browser(noura).post(f"/en/shared/{secret}/")

    assert re.search(r'class="count">1<', page_of(browser(noura).get("/en/wallet/")))


def test_a_date_inside_arabic_words_is_isolated_and_kept_in_one_piece() -> None:
    noura = somebody()
    document = issued(noura, "family-record")

    page = page_of(browser(noura).get(f"/ar/wallet/{document.public_id}/"))

    assert '<bdi dir="ltr" class="nowrap">2015-08-30</bdi>' in page
    assert "\u2066" not in page

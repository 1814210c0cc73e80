"""Showing a document to somebody by a link: what its reader sees, how it ends, and what its owner is told."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tayseer.audit.contract import SYSTEM
from tayseer.documents import actions
from tayseer.documents import queries as document_queries
from tayseer.documents.models import IssuedDocument
from tayseer.documents.sharing.models import Share
from tayseer.notices.queries import inbox
from tayseer.site import clock
from tests.platform.portal.person_cast import AT, actor_of, browser, page_of
from tests.platform.portal.wallet_cast import issued, somebody

pytestmark = pytest.mark.django_db


class Watch:
    """A clock that the test moves."""

    at: datetime = AT


@pytest.fixture(autouse=True)
def watch(monkeypatch: pytest.MonkeyPatch) -> type[Watch]:
    monkeypatch.setattr(Watch, "at", AT)
    monkeypatch.setattr(clock, "now", lambda: Watch.at)
    return Watch


class Holder:
    """Somebody with a driving licence and a browser, who shares it."""

    def __init__(self, lang: str = "en") -> None:
        self.id, self.lang = somebody(), lang
        self.document = issued(self.id)
        self.client = browser(self.id)
        self.page = f"/{lang}/wallet/{self.document.public_id}/"

    def post(self, **given: Any) -> Any:
        asked = {
            "recipient": "Oasis Real Estate", "purpose": "A lease in Al Malaz", "scope": "whole", "lasts": "1d",
            "views": "2", "code": "", "once": "form",
        }  # fmt: skip
        return self.client.post(f"{self.page}share/", asked | given)

    def link(self, **given: Any) -> str:
        """The address of a new link, read off the page that shows it once."""
        found = re.search(r"/(?:ar|en)/shared/[\w-]{43}/", page_of(self.post(**given)))
        assert found
        return found[0]

    def links(self) -> str:
        return page_of(self.client.get(f"{self.page}shares/"))


def test_a_link_shows_the_document_and_is_refused_when_replayed_after_its_last_view() -> None:
    holder = Holder()
    link = holder.link(views="2")
    reader = Client()

    first, second = page_of(reader.post(link)), page_of(reader.post(link))
    replayed = reader.post(link)

    for page in (first, second):
        assert "Valid document" in page
        assert "Noura Saad Alqahtani" in page
        assert holder.document.number in page
    assert "1 opening is left" in first
    assert "the last time" in second
    ended = page_of(replayed, 410)
    assert "This link has been used" in ended
    assert "Noura" not in ended
    assert "استُعمل هذا الرابط" in page_of(Client().post(link.replace("/en/", "/ar/", 1)), 410)


def test_looking_at_the_cover_uses_nothing_up_and_tells_nothing_of_the_document() -> None:
    holder = Holder()
    link = holder.link(views="1")

    covers = [page_of(Client().get(link)) for _ in range(5)]

    assert Share.objects.get().views_used == 0
    for told in ("Noura", "نورة", holder.document.number, "Oasis", "lease", "Driving"):
        assert told not in covers[0]
    assert "Valid document" in page_of(Client().post(link))


def test_pages_of_a_link_are_kept_by_nobody_and_name_their_address_to_nobody() -> None:
    holder = Holder()
    link = holder.link(views="1")
    reader = Client()

    cover = reader.get(link)
    others = (reader.post(link), reader.post(link), reader.get("/en/shared/unknown/"))

    for answer in (cover, *others):
        assert answer["Cache-Control"] == "no-store"
        assert "noindex" in answer["X-Robots-Tag"]
    assert {answer["Referrer-Policy"] for answer in others} == {"no-referrer"}
    assert cover["Referrer-Policy"] == "strict-origin"


def test_a_view_is_counted_for_the_form_of_the_cover_alone() -> None:
    link = Holder().link(views="1")
    reader = Client(enforce_csrf_checks=True)

    assert reader.post(link).status_code == 403
    [token] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page_of(reader.get(link)))
    assert "Valid document" in page_of(reader.post(link, {"csrfmiddlewaretoken": token}))


def test_the_link_is_shown_once_and_never_found_again() -> None:
    holder = Holder()
    link = holder.link()
    secret = link.split("/")[3]

    assert secret not in holder.links()
    assert secret not in page_of(holder.client.get(holder.page))
    assert "made already" in page_of(holder.post(), 422)
    assert Share.objects.count() == 1


def test_a_link_for_the_name_and_validity_tells_no_more() -> None:
    holder = Holder()
    page = page_of(Client().post(holder.link(scope="minimal")))

    assert "Noura Saad Alqahtani" in page
    assert "Driving licence" in page
    assert holder.document.number not in page
    for value in ("1098765432", "1990", "qr-picture", holder.document.check_code):
        assert value not in page


def test_a_link_for_chosen_facts_shows_these_and_no_others() -> None:
    holder = Holder()
    page = page_of(Client().post(holder.link(scope="chosen", facts=["licence_class"])))
    assert "The name, whether it holds, Class" in holder.links()

    assert "Class" in page
    assert "Blood group" not in page
    assert "1098765432" not in page


def test_no_link_gives_away_the_code_by_which_a_document_could_be_shown_without_it() -> None:
    holder = Holder()

    page = page_of(Client().post(holder.link(scope="whole")))

    assert holder.document.check_code not in page
    assert "qr-picture" not in page


def test_a_link_with_an_opening_code_asks_for_it_and_locks_after_three_wrong_ones() -> None:
    holder = Holder()
    link = holder.link(code="4821", views="5")
    reader = Client()

    assert 'name="code"' in page_of(reader.get(link))
    assert "Enter the opening code" in page_of(reader.post(link), 422)
    assert "You have 2 tries left" in page_of(reader.post(link, {"code": "1111"}), 422)
    assert "You have 1 try left" in page_of(reader.post(link, {"code": "2222"}), 422)
    assert "This link is locked" in page_of(reader.post(link, {"code": "3333"}), 410)
    assert "This link is locked" in page_of(reader.post(link, {"code": "4821"}), 410)
    assert "Locked after wrong codes" in holder.links()


def test_an_opening_code_may_be_typed_in_arabic_digits() -> None:
    holder = Holder()
    link = holder.link(code="٤٨٢١")

    assert "Valid document" in page_of(Client().post(link, {"code": "٤٨٢١"}))


def test_a_revoked_link_shows_nothing_from_that_moment_on() -> None:
    holder = Holder()
    link = holder.link(views="20")
    page_of(Client().post(link))
    address = re.search(rf"{holder.page}shares/\w+/revoke/", holder.links())
    assert address

    done = holder.client.post(address[0], follow=True)

    assert "The link is revoked" in page_of(done)
    assert "The holder has revoked this link" in page_of(Client().get(link), 410)
    assert "The holder has revoked this link" in page_of(Client().post(link), 410)


def test_a_link_past_its_term_shows_nothing(watch: type[Watch]) -> None:
    link = Holder().link(lasts="1h", views="20")

    watch.at = AT + timedelta(hours=1)

    assert "The term of this link has ended" in page_of(Client().get(link), 410)
    assert "The term of this link has ended" in page_of(Client().post(link), 410)


@pytest.mark.parametrize("secret", ["x" * 43, "x" * 64, "x" * 65, "%D9%85", "..", "a b"])
def test_a_link_that_was_never_made_is_not_found(secret: str) -> None:
    for answer in (Client().get(f"/ar/shared/{secret}/"), Client().post(f"/ar/shared/{secret}/")):
        assert answer.status_code == 404


def test_the_owner_hears_of_the_first_view_and_only_of_that() -> None:
    holder = Holder()
    link = holder.link(views="3")

    for _ in range(3):
        page_of(Client().post(link))

    [message] = inbox(actor=actor_of(holder.id))
    assert "Oasis Real Estate" in message.body.en
    assert "Oasis Real Estate" in message.body.ar
    assert message.link == f"/wallet/{holder.document.public_id}/shares/"
    assert page_of(holder.client.get(f"/en{message.link}"))


def test_the_owner_sees_every_view_and_every_refusal_with_its_moment(watch: type[Watch]) -> None:
    holder = Holder()
    link = holder.link(views="2")
    for minutes in (5, 65, 70):
        watch.at = AT + timedelta(minutes=minutes)
        Client().post(link)
    watch.at = AT

    page = holder.links()

    assert "12:05 pm" in page
    assert "1:05 pm" in page
    assert re.search(r"Attempts refused:\s*<bdi[^>]*>1<", page)
    assert "It was shown to whoever holds the link" in page
    assert "It was not shown" in page


def test_a_shared_document_that_was_revoked_is_shown_as_revoked() -> None:
    holder = Holder()
    link = holder.link()
    actions.revoke(actor=SYSTEM, at=AT, public_id=holder.document.public_id, reason="superseded")

    page = page_of(Client().post(link))

    assert "Revoked document" in page
    assert "do not accept it" in page
    assert "Valid document" not in page


def test_a_shared_document_whose_signature_is_broken_shows_nothing_of_itself() -> None:
    holder = Holder()
    link = holder.link()
    cose = bytearray(document_queries.cose_of(document=holder.document))
    cose[-1] ^= 1
    IssuedDocument.objects.filter(public_id=holder.document.public_id).update(cose=bytes(cose))

    page = page_of(Client().post(link))

    assert "could not be proven" in page
    assert "Noura" not in page


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"recipient": ""}, "recipient"),
        ({"purpose": "x" * 161}, "purpose"),
        ({"scope": "chosen"}, "facts"),
        ({"lasts": "2y"}, "lasts"),
        ({"views": "21"}, "views"),
        ({"views": "many"}, "views"),
        ({"views": "²"}, "views"),
        ({"code": "12"}, "code"),
    ],
)
def test_a_form_beyond_the_limits_comes_back_with_what_was_typed_and_what_is_wrong(
    lang: str, given: dict[str, str], field: str
) -> None:
    holder = Holder(lang)

    page = page_of(holder.post(**given), 422)

    assert f'id="{field}-error"' in page
    assert f'href="#{field}"' in page
    assert "Oasis Real Estate" in page or field == "recipient"
    assert Share.objects.count() == 0


def test_what_the_owner_writes_is_shown_as_text_and_never_as_markup() -> None:
    holder = Holder()
    link = holder.link(recipient="<b>Bank</b>", purpose="<script>alert(1)</script>")

    for page in (page_of(Client().post(link)), holder.links()):
        assert "<b>Bank" not in page
        assert "<script>alert" not in page
        assert "&lt;b&gt;Bank" in page


def test_links_are_not_tried_out_from_one_address_without_end() -> None:
    link = Holder().link(views="20")
    reader = Client()

    answers = [reader.get(f"/en/shared/{'x' * 40}{number:03d}/").status_code for number in range(40)]

    assert answers.count(404) == 30
    assert answers[-1] == 429
    assert "Too many attempts" in page_of(reader.get(link), 429)


def test_a_share_is_made_only_by_a_form_of_this_site() -> None:
    holder = Holder()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = holder.client.cookies

    answer = strict.post(f"{holder.page}share/", {"recipient": "A", "purpose": "B", "scope": "whole", "views": "1"})

    assert answer.status_code == 403
    assert Share.objects.count() == 0

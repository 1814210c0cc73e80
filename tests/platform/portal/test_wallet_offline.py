"""What a device may keep of the wallet: one's own signed documents, and one page that is the same for everybody."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client, override_settings

from tayseer.audit.contract import SYSTEM
from tayseer.audit.queries import activity
from tayseer.documents import actions
from tayseer.identity import middleware
from tayseer.portal.views import wallet_offline
from tayseer.portal.wallet_words import owner_mark
from tayseer.services.common.personas import dependant
from tayseer.site import clock
from tayseer.ui.environment import static
from tests.platform.portal.person_cast import AT, actor_of, browser, family_member, page_of
from tests.platform.portal.wallet_cast import issued, somebody

pytestmark = pytest.mark.django_db

COPY, STATUS = "/en/wallet/on-device/copy/", "/en/wallet/on-device/status/"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


def told(answer: Any) -> dict[str, Any]:
    return dict(json.loads(page_of(answer)))


def test_a_copy_holds_ones_own_living_documents_signed_and_in_both_languages() -> None:
    noura = somebody()
    licence, card = issued(noura), issued(noura, "national-id")
    issued(family_member(noura, dependant()), "birth-certificate")
    gone = issued(noura, "loss-report")
    actions.revoke(actor=SYSTEM, at=AT, public_id=gone.public_id, reason="superseded")

    answer = browser(noura).post(COPY)

    copy = told(answer)
    assert [one["id"] for one in copy["documents"]] == [card.public_id, licence.public_id]
    kept = copy["documents"][1]
    assert kept["signed"] == licence.qr_text
    assert kept["words"]["ar"]["title"] == "رخصة قيادة"
    assert kept["words"]["en"]["title"] == "Driving licence"
    assert kept["state"] == "valid"
    assert "no-store" in answer["Cache-Control"]


def test_taking_a_copy_stands_in_the_audit_for_each_document() -> None:
    noura = somebody()
    documents = {issued(noura).public_id, issued(noura, "national-id").public_id}

    browser(noura).post(COPY)

    taken = [one for one in activity(actor=actor_of(noura)) if one.action == "document.downloaded"]
    assert {one.object for one in taken} == documents
    assert {tuple(one.fields) for one in taken} == {("offline",)}


def test_a_check_says_how_every_document_stands_now_and_nothing_else() -> None:
    noura = somebody()
    licence, card = issued(noura), issued(noura, "national-id")
    issued(somebody(), "passport")
    actions.revoke(actor=SYSTEM, at=AT, public_id=card.public_id, reason="superseded")

    check = told(browser(noura).post(STATUS))

    assert check["states"] == {licence.public_id: "valid", card.public_id: "revoked"}
    assert set(check) == {"owner", "at", "states"}


@pytest.mark.parametrize("address", [COPY, STATUS])
def test_a_copy_is_given_to_a_form_of_this_site_and_to_somebody_signed_in_alone(address: str) -> None:
    noura = somebody()
    issued(noura)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser(noura).cookies

    assert strict.post(address).status_code == 403
    assert strict.get(address).status_code == 405
    assert Client().post(address).status_code == 302


def test_a_device_that_was_called_shared_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    noura = somebody()
    issued(noura)
    visitor = browser(noura)
    real = middleware.queries.signed_in

    class OnSharedDevice:
        def __init__(self, session: Any) -> None:
            self.session = session

        shared_device = True

        def __getattr__(self, name: str) -> Any:
            return getattr(self.session, name)

    def shared(**asked: Any) -> Any:
        found = real(**asked)
        return None if found is None else replace(found, session=OnSharedDevice(found.session))

    monkeypatch.setattr(middleware.queries, "signed_in", shared)

    assert visitor.post(COPY).status_code == 404
    assert "This is a shared device" in page_of(visitor.get("/en/wallet/on-device/"))
    # An empty mark fits no copy, so the script removes one that an earlier session kept.
    assert 'data-wallet-owner=""' in page_of(visitor.get("/en/wallet/"))


def test_the_mark_of_a_copy_tells_persons_apart_and_says_nothing_of_them() -> None:
    assert owner_mark(4101) != owner_mark(4102)
    assert owner_mark(4101) == owner_mark(4101)
    assert re.fullmatch(r"[0-9a-f]{32}", owner_mark(4101))


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_page_that_a_worker_keeps_is_the_same_for_everybody(lang: str) -> None:
    noura = somebody()
    issued(noura)
    address = f"/{lang}/wallet/on-device/shell/"

    hers, strangers = browser(noura).get(address), Client().get(address)

    without_nonce = [re.sub(r'nonce="[^"]*"', "", page_of(one)) for one in (hers, strangers)]
    assert without_nonce[0] == without_nonce[1]
    for personal in ("sign-out", "csrfmiddlewaretoken", "Noura", "نورة"):
        assert personal not in without_nonce[0]
    assert not strangers.cookies


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_worker_keeps_that_page_and_its_files_and_nothing_else(lang: str) -> None:
    answer = Client().get(f"/{lang}/wallet/worker.js")

    text = page_of(answer)
    [assets] = re.findall(r"const ASSETS = (\[.*\]);", text)
    assert json.loads(assets) == sorted(static(name) for name in wallet_offline.ASSETS)
    assert f'const SHELL = "/{lang}/wallet/on-device/shell/"' in text
    assert 'credentials: "omit"' in text
    assert text.count("cache.put") == 1
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"


def test_the_worker_changes_when_a_file_that_it_keeps_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    before = page_of(Client().get("/ar/wallet/worker.js"))

    monkeypatch.setattr(wallet_offline, "static", lambda name: f"/static/new-{name}")

    versions = [
        re.findall(r'KIND \+ "(\w+)"', text) for text in (before, page_of(Client().get("/ar/wallet/worker.js")))
    ]
    assert versions[0] != versions[1]


def test_an_installation_that_offers_no_copies_clears_those_that_were_kept() -> None:
    noura = somebody()
    issued(noura)
    visitor = browser(noura)

    with override_settings(TAYSEER_OFFLINE_WALLET=False):
        worker = page_of(Client().get("/en/wallet/worker.js"))
        page = page_of(visitor.get("/en/wallet/on-device/"))
        copy = visitor.post(COPY)

    assert "unregister" in worker
    assert "deleteDatabase" in worker
    assert "cache.put" not in worker
    assert "not offered" in page
    assert copy.status_code == 404


def test_the_page_of_the_copy_says_without_script_what_else_there_is() -> None:
    page = page_of(browser(somebody()).get("/en/wallet/on-device/"))

    assert "needs JavaScript" in page
    assert re.search(r"<div class=\"stack\" data-needs-script hidden>", page)

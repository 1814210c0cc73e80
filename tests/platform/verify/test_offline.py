"""What the server gives to the check that works without a network: the same to everybody, held to this site alone."""

import hashlib
import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client, RequestFactory

from tayseer.audit import logs
from tayseer.audit.contract import SYSTEM
from tayseer.audit.merkle import leaf_hash
from tayseer.documents import actions, claims, cose, issuance, queries, statuslist, trust
from tayseer.documents.keystore import jwk
from tayseer.kit.text import Text
from tayseer.site import clock
from tayseer.verify import offline, proofs, words
from tayseer.verify.vocabulary import vocabulary
from tests.platform.documents import samples
from tests.platform.documents.samples import NOON
from tests.platform.verify.forged import entered, issued

pytestmark = pytest.mark.django_db
BASE = "/{}/verify/offline/"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def got(client: Client, name: str = "", lang: str = "ar") -> Any:
    return client.get(BASE.format(lang) + name)


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_page_carries_the_pinned_roots_and_no_inline_script(client: Client, lang: str) -> None:
    issued()

    page = got(client, lang=lang)

    text = page.content.decode()
    assert words.OFFLINE["camera_open"].in_(lang) in text
    pinned = json.loads(re.search(r"data-roots=\"([^\"]+)\"", text)[1].replace("&#34;", '"').replace("&quot;", '"'))
    assert pinned == [{"kid": kid, **jwk(key)} for kid, key in trust.pinned_roots().items()]
    assert re.findall(r"<script(?![^>]*\ssrc=)", text) == []
    assert "'unsafe-inline'" not in page["Content-Security-Policy"]
    assert "connect-src 'self'" in page["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in page["Content-Security-Policy"]


def test_the_page_names_the_log_that_it_asks_for_proofs(client: Client) -> None:
    entry = entry_of(issued())

    page = got(client).content.decode()

    proof, checkpoint = (re.search(rf'data-{name}="([^"]+)"', page)[1] for name in ("proof", "checkpoint"))
    answer = client.get(proof, {"leaf": leaf_hash(entry).hex()})
    assert proofs.is_logged(answer.content, entry=entry, trust=trust.current())
    assert client.get(checkpoint).content.decode() == logs.latest(logs.DOCUMENTS)
    assert client.get(proof, {"leaf": entry.hex()}).status_code == 404


def test_the_worker_has_a_policy_that_keeps_it_on_this_site(client: Client) -> None:
    for name in ("reader.js", "service.js"):
        answer = got(client, name)

        assert answer["Content-Type"].startswith("text/javascript")
        assert answer["Content-Security-Policy"] == offline.WORKER_POLICY
        assert answer["Cache-Control"] == "no-cache"
        assert "//" not in answer.content.decode()


def test_the_service_worker_keeps_the_page_its_scripts_and_nothing_else(client: Client) -> None:
    text = got(client, "service.js").content.decode()

    shell = json.loads(re.search(r"SHELL = (.*);", text)[1])
    assert shell[0] == "/ar/verify/offline/"
    assert any(one.endswith(".wasm") for one in shell)
    assert any("/verify/log." in one for one in shell)
    assert [one for one in shell if "/verify/effort" in one or "/verify/camera" in one] == []
    assert [one for one in shell if not one.startswith(("/ar/verify/offline/", "/static/"))] == []
    assert [one for one in shell if client.get(one).status_code != 200] == []


def test_the_service_worker_is_another_when_the_roots_are(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    issued()
    before = got(client, "service.js").content

    monkeypatch.setattr(trust, "pinned_roots", dict)

    assert got(client, "service.js").content != before


def test_an_operator_can_end_it_in_every_browser_that_kept_it(client: Client, settings: Any) -> None:
    settings.TAYSEER_OFFLINE_CHECK = False

    script = got(client, "service.js").content.decode()

    assert "SHELL" not in script
    address = re.search(r"importScripts\(\"([^\"]+)\"\)", script)[1]
    assert "registration.unregister()" in b"".join(client.get(address)).decode()


def test_the_manifest_says_where_the_application_begins_and_ends(client: Client) -> None:
    for lang, direction in (("ar", "rtl"), ("en", "ltr")):
        manifest = got(client, "app.webmanifest", lang)

        said = manifest.json()
        assert manifest["Content-Type"] == "application/manifest+json"
        assert (said["lang"], said["dir"], said["display"]) == (lang, direction, "standalone")
        assert said["scope"] == said["start_url"] == BASE.format(lang)
        assert client.get(said["icons"][0]["src"]).status_code == 200


def test_the_lists_are_named_whole_and_can_be_fetched(client: Client) -> None:
    document = issued()

    found = got(client, "lists.json").json()

    assert found["now"] == int(NOON.timestamp())
    assert client.get(found["trust"]).status_code == 200
    assert list(found["lists"]) == [statuslist.uri_of(code) for code in queries.status_list_codes()]
    for uri, path in found["lists"].items():
        statuslist.read(client.get(path).content, uri=uri, trust=trust.current())
    assert document.number not in json.dumps(found)


def test_the_log_answers_for_an_entry_and_tells_nothing_more(client: Client) -> None:
    entry = f"{entry_of(samples.issued()).hex()}"

    waiting = got(client, f"log/{entry}").json()
    entered(at=NOON)

    assert waiting == {"state": "pending"}
    assert got(client, f"log/{entry}").json() == {"state": "logged"}
    assert got(client, f"log/{'0' * 64}").json() == {"state": "absent"}
    assert got(client, "log/short").status_code == 404
    assert issuance.state_of(bytes(32), at=NOON) == "absent"


def test_asking_the_log_again_and_again_is_stopped(client: Client) -> None:
    answers = [got(client, f"log/{number:064x}").status_code for number in range(offline.LOG_QUESTIONS_PER_MINUTE + 1)]

    assert answers[-2:] == [200, 429]


def test_both_languages_have_the_same_words(client: Client) -> None:
    arabic, english = (got(client, "words.json", lang).json() for lang in ("ar", "en"))

    assert _shape(arabic) == _shape(english)
    assert arabic == json.loads(json.dumps(vocabulary("ar")))
    placeholders = {name: set(re.findall(r"\{\w+\}", text)) for name, text in arabic["page"].items()}
    assert placeholders == {name: set(re.findall(r"\{\w+\}", text)) for name, text in english["page"].items()}


def test_whoever_is_signed_in_is_not_on_the_page_that_browsers_keep(rf: RequestFactory) -> None:
    request = rf.get(BASE.format("en"))
    request.lang, request.account = "en", SimpleNamespace(names=Text("نورة", "Noura"), officer=False)

    page = offline.page(request, "en").content.decode()

    assert "Check without a network" in page
    assert "Noura" not in page
    assert "sign-out" not in page


def test_a_revocation_is_in_the_next_list_that_is_fetched(client: Client) -> None:
    document = issued()
    reference = _status(document)
    path = got(client, "lists.json").json()["lists"][reference.uri]
    client.get(path)

    actions.revoke(actor=SYSTEM, at=NOON, public_id=document.public_id, reason="holder.left")
    actions.publish_status_list(at=NOON, code=path.rpartition("/")[2])

    found = statuslist.read(client.get(path).content, uri=reference.uri, trust=trust.current())
    assert found.status(reference.index) == "revoked"


def entry_of(document: Any) -> bytes:
    return hashlib.sha256(cose.parse(queries.cose_of(document=document)).to_be_signed).digest()


def _status(document: Any) -> Any:
    return claims.read(cose.parse(queries.cose_of(document=document)).payload).status


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shape(item) for name, item in value.items() if name != "lang"}
    return [_shape(item) for item in value] if isinstance(value, list) else type(value).__name__

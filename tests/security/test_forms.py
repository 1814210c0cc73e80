"""What a page and its forms must carry, and what must not get through them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from tayseer.audit.contract import Actor
from tayseer.casework import actions as casework
from tayseer.casework.models import Case
from tayseer.notices.models import Message
from tests.security import routes
from tests.security.routes import WHO
from tests.security.scene import AT, ON, Scene, account_of, browser_of, officer_at, rename

pytestmark = pytest.mark.django_db

PROGRAMS = ("api/", "openid/", ".well-known/", "payments/", "relief/messages")
#: The page that checks without a network is kept by the browser and says its own policy; its tests stand with it.
KEPT_OFFLINE = "<lang>/verify/offline/"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202ecba"
ELSEWHERE = (
    "https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "javascript:alert(1)",
    "///evil.example", "/\t/evil.example", "/ar/\r\nSet-Cookie: a=b", "evil.example", "http:evil.example",
)  # fmt: skip


# Forms of other sites


@pytest.mark.parametrize("who", ["a person", "an officer"])
def test_no_address_takes_a_form_without_the_token_of_its_page(who: str, scene: Scene) -> None:
    client = browser_of(account_of(scene.karim) if who == "a person" else scene.nasser.id, strict=True)
    before = scene.state()

    taken = [
        address
        for address in WHO
        if not address.startswith(PROGRAMS) and client.post(scene.path(address, "en")).status_code != 403
    ]

    assert taken == []
    assert scene.state() == before


def test_a_form_with_the_token_of_its_page_is_taken(scene: Scene) -> None:
    client = browser_of(account_of(scene.karim), strict=True)
    path = scene.path("<lang>/cases/<public_id>/withdraw/", "en")
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(path).content.decode())
    assert found is not None

    answer = client.post(path, {"csrfmiddlewaretoken": found[1]})

    assert answer.status_code == 303
    assert Case.objects.get(public_id=scene.things["cases"]).state == "withdrawn"


def test_the_cookie_of_a_browser_opens_nothing_of_the_api(scene: Scene) -> None:
    client = browser_of(account_of(scene.karim))

    assert client.get("/api/v1/cases").status_code == 401
    assert client.post(f"/api/v1/cases/{scene.things['cases']}/withdraw").status_code == 401


def test_a_picture_or_link_on_another_site_signs_nobody_out(scene: Scene) -> None:
    client = browser_of(account_of(scene.karim))

    assert client.get("/ar/sign-out/").status_code == 405
    assert client.get("/ar/account/").status_code == 200


# Ways out


@pytest.mark.parametrize("written", ELSEWHERE)
def test_no_form_leads_to_another_site(written: str) -> None:
    # The link to the display settings carries the address on, as a value that is looked at again there.
    onward = re.compile(r"/(?:ar|en)/(?:display|sign-in)/\?next=")
    for path in ("/en/display/", "/en/sign-in/"):
        for answer in (Client().post(path, {"next": written}), Client().get(f"{path}?next={quote(written)}")):
            page = answer.content.decode()
            ways = [answer.headers.get("Location", ""), *re.findall(r'href="([^"]*)"', page)]
            ways += re.findall(r'name="next" value="([^"]*)"', page)
            assert [way for way in ways if re.search("evil|javascript:", way) and not onward.match(way)] == []


def test_a_line_break_in_what_is_sent_starts_no_header_of_the_answer() -> None:
    answer = Client().get("/en/", headers={"x-request-id": "12345678\r\nSet-Cookie: a=b"})

    assert "\n" not in answer["X-Request-ID"]
    assert "Set-Cookie" not in answer.headers


def test_the_other_language_is_the_same_page_with_what_was_asked(scene: Scene) -> None:
    page = browser_of(account_of(scene.karim)).get("/ar/cases/?show=ended").content.decode()

    assert 'href="/en/cases/?show=ended"' in page


# What every page carries


def pages(scene: Scene) -> list[tuple[str, Any]]:
    """Every page that Karim, or the officer, can read."""
    karim, nasser = browser_of(account_of(scene.karim)), browser_of(scene.nasser.id)
    shown = []
    for address, who in WHO.items():
        if address == KEPT_OFFLINE:
            continue
        client = nasser if who in {routes.OFFICER, routes.UNIT} else karim
        answer = client.get(scene.path(address, "ar"))
        if answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html"):
            shown.append((address, answer))
    return shown


def test_every_page_keeps_scripts_frames_and_caches_of_others_out(scene: Scene) -> None:
    shown = pages(scene)

    for address, answer in shown:
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy.replace("'wasm-unsafe-eval'", "" if address == KEPT_OFFLINE else "unsafe"), (
            address
        )
        assert "default-src 'none'" in policy, address
        assert "frame-ancestors 'none'" in policy, address
        assert answer["X-Content-Type-Options"] == "nosniff", address
        assert answer["Referrer-Policy"] == "same-origin", address
        assert "no-store" in answer.headers.get("Cache-Control", ""), address
    assert len(shown) > 35


def test_no_page_has_a_script_or_style_that_the_policy_would_stop(scene: Scene) -> None:
    found = []
    for address, answer in pages(scene):
        page = answer.content.decode()
        nonce = re.search(r"'nonce-([^']+)'", answer["Content-Security-Policy"])
        assert nonce is not None, address
        found += [(address, tag) for tag in re.findall(r"<[a-z][^>]*\s(?:style|on[a-z]+)=[^>]*>", page)]
        found += [
            (address, tag)
            for tag in re.findall(r"<(?:script|style)\b[^>]*>", page)
            if "src=" not in tag and f'nonce="{nonce[1]}"' not in tag and "application/ld+json" not in tag
        ]

    assert found == []


def test_no_cookie_is_read_by_scripts_or_sent_by_forms_of_other_sites(scene: Scene) -> None:
    client = browser_of(account_of(scene.karim))
    client.get("/en/account/mobile/")
    client.post("/en/account/mobile/", {"mobile": "0502223334"})
    client.get(scene.path("<lang>/cases/<public_id>/withdraw/", "en"))
    given = {name: cookie for name, cookie in client.cookies.items() if name != "tayseer_session"}

    assert set(given) == {"tayseer_csrf", "tayseer_mobile_attempt"}
    assert all(cookie["httponly"] and cookie["samesite"] == "Lax" for cookie in given.values())


def test_over_tls_the_cookies_of_signing_in_never_travel_in_the_clear(scene: Scene) -> None:
    client = browser_of(account_of(scene.karim))

    answer = client.post("/en/account/mobile/", {"mobile": "0502223334"}, secure=True)

    assert answer.cookies["tayseer_mobile_attempt"]["secure"]


# What is typed


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/en/sign-in/", {"number": "10\x00", "password": "x"}),
        ("/en/verify/", {"number": "1\x00", "code": "2\x00"}),
        ("/en/verify/", {"text": "HC1:\x00"}),
        ("/en/services/?q=%00", None),
        ("/en/office/?service=%00", None),
        ("/en/office/cases/?q=%00", None),
        ("/en/office/cases/%00/", None),
        ("/en/cases/?before=%00", None),
        ("/en/inbox/?before=%00", None),
        ("/en/documents/%00/paper.pdf", None),
        ("/api/v1/cases/%00", None),
        ("/api/v1/services?q=%00", None),
    ],
)
@pytest.mark.parametrize("who", ["a person", "an officer"])
def test_a_nul_is_refused_before_it_reaches_the_database(
    path: str, form: dict[str, str] | None, who: str, scene: Scene
) -> None:
    client = browser_of(account_of(scene.karim) if who == "a person" else scene.nasser.id)

    answer = client.get(path) if form is None else client.post(path, form)

    assert answer.status_code == 400


def test_what_people_write_is_text_on_every_page_that_shows_it() -> None:
    salim, case, _ = rename(first_name_en="Saleem")
    Case.objects.filter(public_id=case).update(subject_ar=HOSTILE, subject_en=HOSTILE)
    clerk = officer_at("civil/names")
    assert clerk.officer is not None
    casework.return_for_correction(
        actor=Actor("officer", clerk.id), officer=clerk.officer, public_id=case, reason=HOSTILE,
        questions=("rest_en",), at=AT, on=ON,
    )  # fmt: skip
    client, desk = browser_of(account_of(salim)), browser_of(clerk.id)
    shown = [
        client.get(f"/{lang}/{path}") for lang in ("ar", "en") for path in ("", "cases/", "inbox/", f"cases/{case}/")
    ]
    shown += [desk.get(f"/{lang}/office/{path}") for lang in ("ar", "en") for path in ("", f"cases/{case}/")]
    typed = [
        client.post(f"/en/cases/{case}/correct/", {"rest_en": HOSTILE}),
        desk.post(f"/en/office/cases/{case}/decision/", {"reason": HOSTILE, "decision": HOSTILE, "ground": HOSTILE}),
        desk.get("/en/office/cases/", {"q": HOSTILE}),
        client.get("/en/services/", {"q": HOSTILE}),
        Client().post("/en/sign-in/", {"number": HOSTILE, "password": ""}),
        Client().post("/en/verify/", {"number": HOSTILE}),
        Client().post("/en/verify/", {"text": HOSTILE}),
        client.post("/en/bills/top-up/", {"amount": HOSTILE}),
    ]

    assert any("&lt;script&gt;alert" in answer.content.decode() for answer in shown)
    for answer in [*shown, *typed]:
        assert answer.status_code in {200, 422}, answer.request["PATH_INFO"]
        assert "<script>alert" not in answer.content.decode(), answer.request["PATH_INFO"]
        assert "<img src=x" not in answer.content.decode(), answer.request["PATH_INFO"]


def test_marks_that_turn_writing_round_stay_within_what_was_written() -> None:
    salim, case, _ = rename()
    clerk = officer_at("civil/names")
    assert clerk.officer is not None
    casework.decide(
        actor=Actor("officer", clerk.id), officer=clerk.officer, public_id=case, approve=False, reason="a\u202eb",
        at=AT, on=ON,
    )  # fmt: skip
    shown = [
        browser_of(account_of(salim)).get(f"/ar/cases/{case}/"),
        browser_of(clerk.id).get(f"/ar/office/cases/{case}/"),
    ]

    for answer in shown:
        around = re.findall(r"([^>]*)a\u202eb([^<]*)", answer.content.decode())
        assert around
        assert {"".join(text).strip() for text in around} == {""}
    assert not any("\u202e" in message.ar_body + message.en_body for message in Message.objects.all())

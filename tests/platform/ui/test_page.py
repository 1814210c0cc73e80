"""The frame of every page: language, direction, the ways out and in, and what it must say."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines
from django.test import Client, RequestFactory

from tayseer.kit.text import Text

PAGE = """
{%% extends "ui/layout/page.html" %%}
%s
{%% block title %%}t{%% endblock %%}
{%% block content %%}<p>{{ lang }}</p>{%% endblock %%}
"""

NOURA = SimpleNamespace(names=Text(ar="نورة الحربي", en="Noura Al-Harbi"))


def render(
    path: str, head: str = "", account: Any = None, cookies: dict[str, str] | None = None, **context: Any
) -> str:
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies or {})
    request.lang = "en" if path.startswith("/en/") else "ar"  # type: ignore[attr-defined]
    request.account = account  # type: ignore[attr-defined]
    made = engines["jinja2"].env.from_string(PAGE % head)
    return str(made.render(request=request, csrf_input="", **context))


@pytest.mark.parametrize(("lang", "direction"), [("ar", "rtl"), ("en", "ltr")])
def test_the_page_names_its_language_and_direction_and_tells_its_blocks(lang: str, direction: str) -> None:
    html = render(f"/{lang}/services/")

    assert f'<html lang="{lang}" dir="{direction}"' in html
    assert f"<p>{lang}</p>" in html


def test_switching_the_language_keeps_the_page_and_its_query() -> None:
    html = render("/ar/services/passports/renew/?for=p2&step=3")

    assert 'href="/en/services/passports/renew/?for=p2&amp;step=3" lang="en" hreflang="en"' in html


def test_the_first_link_skips_to_the_content() -> None:
    html = render("/ar/")

    assert html.index('href="#main"') < html.index('href="/ar/')
    assert 'id="main"' in html


@pytest.mark.parametrize(
    ("lang", "words"),
    [("ar", "منصة تجريبية، وليست موقعًا حكوميًا"), ("en", "Demonstration, not a government site")],
)
def test_every_page_says_that_this_is_a_demonstration(lang: str, words: str) -> None:
    assert words in render(f"/{lang}/")


def test_a_stranger_is_offered_to_sign_in_and_a_person_their_own_pages() -> None:
    stranger, noura = render("/ar/"), render("/ar/", account=NOURA)

    assert "/ar/sign-in/" in stranger
    assert "/ar/wallet/" not in stranger
    assert "/ar/wallet/" in noura
    assert "نورة الحربي" in noura
    assert 'method="post" action="/ar/sign-out/"' in noura


def test_the_entry_a_page_belongs_to_is_marked_once() -> None:
    html = render("/en/cases/", head='{% set here = "cases" %}', account=NOURA)

    assert html.count('aria-current="page"') == 1
    assert '<a href="/en/cases/" aria-current="page">' in html


def test_unread_messages_are_counted_in_words_too() -> None:
    html = render("/en/", account=NOURA, unread=3)

    assert '<span class="count">3<span class="visually-hidden"> unread</span></span>' in html


def test_officers_see_their_own_navigation() -> None:
    html = render("/ar/office/", head='{% set area = "office" %}', account=SimpleNamespace(name="ماجد"))

    assert "/ar/office/cases/" in html
    assert "/ar/wallet/" not in html


@pytest.mark.parametrize(("lang", "words"), [("ar", "<title>خطأ: t"), ("en", "<title>Error: t")])
def test_the_title_of_a_page_with_errors_starts_with_the_word(lang: str, words: str) -> None:
    assert words in render(f"/{lang}/", failed=True)


def test_acting_for_another_person_is_said_on_the_page_with_the_way_back() -> None:
    html = render("/ar/", acting={"name": "سلمان الحربي", "back_href": "/ar/acting/end/"})

    assert "أنت تعمل الآن بالنيابة عن" in html
    assert 'href="/ar/acting/end/"' in html


def test_the_frame_loads_nothing_from_another_site_and_has_no_inline_script_or_style() -> None:
    html = render("/ar/", account=SimpleNamespace(name="نورة"))

    assert "//" not in html.replace("<!doctype", "")
    assert "<style" not in html
    assert " style=" not in html
    assert html.count("<script") == 1


@pytest.mark.parametrize(
    ("cookie", "classes"), [("150.simple", "text-150 simple"), ("999.x", "text-100"), ("", "text-100")]
)
def test_the_text_size_of_the_cookie_is_on_the_page(cookie: str, classes: str) -> None:
    assert f'class="{classes}"' in render("/ar/", cookies={"tayseer_display": cookie})


class TestDisplaySettings:
    """The page where the reader chooses the size of the text without JavaScript."""

    def test_the_choice_is_kept_in_a_cookie_and_leads_back(self, client: Client) -> None:
        answer = client.post("/en/display/", {"size": "125", "view": "simple", "next": "/en/services/?q=car"})

        assert answer.status_code == 302
        assert answer["Location"] == "/en/services/?q=car"
        assert answer.cookies["tayseer_display"].value == "125.simple"

    @pytest.mark.parametrize(
        "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
    )
    def test_it_never_leads_to_another_site(self, client: Client, wanted: str) -> None:
        answer = client.post("/en/display/", {"size": "125", "next": wanted})

        assert answer["Location"] == "/en/"

    def test_an_unknown_size_is_the_normal_one(self, client: Client) -> None:
        answer = client.post("/ar/display/", {"size": "900"})

        assert answer.cookies["tayseer_display"].value == "100.full"

    def test_an_unknown_language_is_not_found(self, client: Client) -> None:
        assert client.get("/fr/display/").status_code == 404

    @pytest.mark.parametrize("lang", ["ar", "en"])
    def test_the_page_is_a_plain_form(self, client: Client, lang: str) -> None:
        answer = client.get(f"/{lang}/display/")

        assert answer.status_code == 200
        assert b'name="size"' in answer.content
        assert b'name="csrfmiddlewaretoken"' in answer.content


class TestGallery:
    """The page that shows all components to those who build."""

    @pytest.mark.parametrize("lang", ["ar", "en"])
    def test_it_shows_every_component_in_both_languages(self, client: Client, settings: Any, lang: str) -> None:
        settings.DEBUG = True

        answer = client.get(f"/{lang}/gallery/")

        assert answer.status_code == 200
        page = answer.content.decode()
        assert 'id="verdict-shown"' in page
        assert "لا يمكنك تجديد الإقامة بعد" in page
        assert "You cannot renew the permit yet" in page

    def test_it_is_not_there_in_production(self, client: Client, settings: Any) -> None:
        settings.DEBUG = settings.TAYSEER_DEMO = False

        assert client.get("/ar/gallery/").status_code == 404

    def test_an_unknown_component_is_not_found(self, client: Client, settings: Any) -> None:
        settings.DEBUG = True

        assert client.get("/ar/gallery/carousel/").status_code == 404

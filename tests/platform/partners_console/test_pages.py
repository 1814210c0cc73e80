"""The developers' pages tell what the code does, in both languages; and the quick start does what it says."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request

import pytest
from django.test import Client, override_settings

from tayseer.demo.roll import PEOPLE
from tayseer.kit.records import STEPS
from tayseer.partners import problems
from tayseer.partners.console import quick_start
from tayseer.partners.openid.scopes import SCOPES
from tayseer.services.common.personas import citizen
from tests.platform.openid.conftest import Time, Visitor, query_of
from tests.platform.partners_console.conftest import Office
from tests.support.stored import store

pytestmark = pytest.mark.django_db
PAGES = ("", "quick-start/", "scopes/", "errors/", "notices/")


def page(path: str, lang: str = "en") -> str:
    answer = Client().get(f"/{lang}/developers/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_everybody_reads_every_page_in_both_languages(path: str, lang: str) -> None:
    assert 'aria-current="page"' in page(path, lang)


def test_scopes_and_errors_are_those_of_the_code() -> None:
    kinds = [kind.name for kind in vars(problems).values() if isinstance(kind, problems.Kind)]

    assert [name for name in SCOPES if name not in page("scopes/")] == []
    assert [name for name in kinds if f"urn:tayseer:problem:{name}" not in page("errors/")] == []


def test_made_up_people_are_named_in_a_demonstration_alone() -> None:
    number = next(one.number for one in PEOPLE if not one.is_officer)

    with override_settings(TAYSEER_DEMO=True):
        assert number in page("quick-start/")
    with override_settings(TAYSEER_DEMO=False):
        assert number not in page("quick-start/")


@override_settings(TAYSEER_DEMO=True)
def test_the_quick_start_signs_somebody_in(
    office: Office, time: Time, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    monkeypatch.setattr(quick_start, "KEY", tmp_path / "key.pem")
    monkeypatch.setattr(quick_start.time, "time", time.now.timestamp)
    app = office.app(jwks={"keys": [quick_start.public_jwk()]}, uri=quick_start.CALLBACK).client.id
    salim = Visitor(store(STEPS["person"], citizen()), time).sign_in()
    opened: list[str] = []

    def urlopen(asked: Request, timeout: float) -> io.BytesIO:
        assert timeout
        path, headers = urlsplit(asked.full_url).path, dict(asked.header_items())
        if asked.data is None:
            return io.BytesIO(Client().get(path, headers=headers).content)
        form = {"content_type": "application/x-www-form-urlencoded"}
        answer = Client().post(path, asked.data, **form)
        assert answer.status_code < 300, answer.content
        return io.BytesIO(answer.content)

    def answer_of_the_browser() -> dict[str, str]:
        target = salim.browser.get(opened[0].removeprefix(quick_start.ISSUER)).headers["Location"]
        return query_of(salim.chooses(target, "allow").headers["Location"])

    monkeypatch.setattr(quick_start, "urlopen", urlopen)
    monkeypatch.setattr(quick_start.webbrowser, "open", opened.append)
    monkeypatch.setattr(quick_start, "answer_of_the_browser", answer_of_the_browser)

    quick_start.main(app)

    said = capsys.readouterr().out
    shared = json.loads(said.partition("Shared: ")[2])
    assert '"acr": "urn:tayseer:loa:1"' in said
    assert shared == {"sub": json.loads(said.partition("Signed in: ")[2].partition("\nShared")[0])["sub"]}


def test_the_program_is_given_whole_with_the_address_of_this_installation() -> None:
    with override_settings(TAYSEER_PUBLIC_URL="https://tayseer.example"):
        program = page("quick_start.py")

    compile(program, "quick_start.py", "exec")
    assert 'ISSUER = "https://tayseer.example"' in program
    assert "noqa" not in program

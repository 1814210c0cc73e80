"""The form with number and check code: work for programs that guess, a few free checks for browsers without scripts."""

import base64
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import altcha
import pytest
from django.test import Client

from tayseer.site import clock
from tayseer.verify import answers, effort
from tayseer.verify.effort import Effort
from tests.platform.documents.samples import NOON
from tests.platform.verify.forged import issued

pytestmark = pytest.mark.django_db
NOBODY = {"number": "0000000000", "code": "AAAAAAAA"}


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def handed_in(client: Client, lang: str = "en", **form: Any) -> Any:
    return client.post(f"/{lang}/verify/", form)


def given(client: Client) -> dict[str, Any]:
    answer = client.get("/en/verify/", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def solved(challenge: dict[str, Any], **change: Any) -> str:
    """What a browser sends for a challenge; `change` replaces parts of the challenge's parameters."""
    found = altcha.solve_challenge(altcha.Challenge.from_dict(challenge))
    assert found is not None
    said = {**challenge, "parameters": {**challenge["parameters"], **change}}
    return encoded({"challenge": said, "solution": found.to_dict()})


def encoded(said: Any) -> str:
    return base64.b64encode(json.dumps(said).encode()).decode()


def words_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def use_up(client: Client) -> None:
    """Check as often as an hour allows a browser without scripts."""
    for _ in range(answers.LOOKUPS_WITHOUT_EFFORT):
        assert handed_in(client, **NOBODY).status_code == 422


def test_a_solution_opens_the_form_when_the_free_checks_are_used_up(client: Client) -> None:
    document = issued()
    use_up(client)

    found = handed_in(client, number=document.number, code=document.check_code, effort=solved(given(client)))

    assert found.status_code == 200
    assert "Valid document" in words_of(found)


def test_without_one_a_browser_has_a_few_checks_an_hour_and_then_another_hour(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_up(client)
    refused = handed_in(client, **NOBODY)
    later = NOON + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert refused.status_code == 429
    assert handed_in(client, **NOBODY).status_code == 422


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("Turn it on and send again", "the file or a picture of the code", "wait an hour")),
        ("ar", ("شغّله ثم أعد الإرسال", "بملف الوثيقة أو بصورة رمزها", "انتظر ساعة")),
    ],
)
def test_it_then_says_what_to_do_and_loses_nothing_that_was_typed(client: Client, lang: str, said: Any) -> None:
    document = issued()
    use_up(client)

    page = handed_in(client, lang, number=document.number, code="ab cd-2345")

    assert [one for one in said if one not in words_of(page)] == []
    text = page.content.decode()
    assert f'value="{document.number}"' in text
    assert 'value="ab cd-2345"' in text
    assert document.names.en not in text


def test_the_other_ways_ask_for_no_work(client: Client) -> None:
    document = issued()
    use_up(client)

    assert handed_in(client, text=document.qr_text).status_code == 200


def test_a_solution_counts_once(client: Client) -> None:
    solution = solved(given(client))

    first = handed_in(client, **NOBODY, effort=solution)
    again = handed_in(client, **NOBODY, effort=solution)

    assert "No document has this number" in words_of(first)
    assert again.status_code == 422
    assert "was used before" in words_of(again)


def test_the_same_solution_in_another_spelling_is_no_other_one() -> None:
    solution = solved(effort.challenge(at=NOON))
    spaced = json.dumps(json.loads(base64.b64decode(solution)), indent=1)

    assert effort.judged(solution, at=NOON) == Effort.MADE
    assert effort.judged(base64.b64encode(spaced.encode()).decode(), at=NOON) == Effort.REFUSED
    assert effort.judged(solution.rstrip("=") + "!!==", at=NOON) == Effort.REFUSED


def test_a_solution_holds_until_its_challenge_ends() -> None:
    kept, late = (solved(effort.challenge(at=NOON)) for _ in range(2))

    assert effort.judged(kept, at=NOON + effort.LIFE - timedelta(seconds=1)) == Effort.MADE
    assert effort.judged(late, at=NOON + effort.LIFE) == Effort.REFUSED


def test_an_expired_solution_is_told_to_be_sent_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    solution, later = solved(given(client)), NOON + effort.LIFE
    monkeypatch.setattr(clock, "now", lambda: later)

    page = handed_in(client, "ar", **NOBODY, effort=solution)

    assert page.status_code == 422
    assert "أعد الإرسال كما هو" in words_of(page)
    assert 'value="AAAAAAAA"' in page.content.decode()


def test_a_solution_of_another_form_or_another_installation_is_refused(settings: Any) -> None:
    settings.SECRET_KEY = "another installation"
    foreign = solved(effort.challenge(at=NOON))
    settings.SECRET_KEY = "this installation"
    other = altcha.create_challenge(
        effort.ALGORITHM, 1, counter=1, data={"form": "another", "until": int(NOON.timestamp()) + 60},
        hmac_secret=effort._secret("challenge"), hmac_key_secret=effort._secret("key"),
    ).to_dict()  # fmt: skip

    assert effort.judged(foreign, at=NOON) == Effort.REFUSED
    assert effort.judged(solved(other), at=NOON) == Effort.REFUSED


@pytest.mark.parametrize(
    "change",
    [
        {"cost": 1}, {"keyPrefix": "00"}, {"data": {"form": effort.FORM, "until": 2**40}}, {"expiresAt": 1},
        {"keySignature": None}, {"nonce": "00" * 16}, {"algorithm": "SHA-256"},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_no_part_of_a_challenge_can_be_made_easier(change: dict[str, Any]) -> None:
    assert effort.judged(solved(effort.challenge(at=NOON), **change), at=NOON) == Effort.REFUSED


SENT: dict[str, Callable[[dict[str, Any]], str]] = {
    "words": lambda _: "please",
    "not ascii": lambda _: "حل",
    "no JSON": lambda _: base64.b64encode(b"{").decode(),
    "a list": lambda _: encoded([]),
    "a number": lambda _: encoded(5),
    "nothing in it": lambda _: encoded({}),
    "no solution": lambda challenge: encoded({"challenge": challenge}),
    "the challenge alone": encoded,
    "a wrong key": lambda challenge: encoded(
        {"challenge": challenge, "solution": {"counter": 60, "derivedKey": "00" * 32}}
    ),
    "only the prefix": lambda challenge: encoded(
        {"challenge": challenge, "solution": {"counter": 60, "derivedKey": challenge["parameters"]["keyPrefix"]}}
    ),
    "a key of null": lambda challenge: encoded(
        {"challenge": challenge, "solution": {"counter": None, "derivedKey": None}}
    ),
    "no signature": lambda challenge: encoded(
        {"challenge": {"parameters": challenge["parameters"]}, "solution": {"counter": 1, "derivedKey": ""}}
    ),
    "nested": lambda _: base64.b64encode(b"[" * 2_000).decode(),
    "too long": lambda challenge: solved(challenge) + "A" * 4_096,
}


@pytest.mark.parametrize("name", SENT)
def test_whatever_else_is_sent_is_refused_and_breaks_nothing(client: Client, name: str) -> None:
    sent = SENT[name](given(client))

    page = handed_in(client, **NOBODY, effort=sent)

    assert page.status_code == 422
    assert "is too old, or was used before" in words_of(page)


def test_a_refused_solution_uses_up_no_free_check(client: Client) -> None:
    for _ in range(answers.LOOKUPS_WITHOUT_EFFORT + 1):
        handed_in(client, **NOBODY, effort="please")

    assert handed_in(client, **NOBODY).status_code == 422


def test_an_empty_field_uses_up_neither_work_nor_a_free_check(client: Client) -> None:
    solution = solved(given(client))
    for form in ({"number": "1", "code": ""}, {"number": "", "code": "A"}):
        handed_in(client, **form, effort=solution)

    assert "No document has this number" in words_of(handed_in(client, **NOBODY, effort=solution))


def test_a_wrong_code_and_no_such_document_answer_alike_with_work_done(client: Client) -> None:
    document = issued()
    tries = ({"number": document.number, "code": "AAAAAAAA"}, NOBODY)

    wrong, nobody = (handed_in(client, **form, effort=solved(given(client))) for form in tries)

    assert wrong.status_code == nobody.status_code == 422
    assert _told(wrong, document.number) == _told(nobody, NOBODY["number"])


def test_a_challenge_is_signed_for_this_form_kept_by_nobody_and_not_given_without_end(client: Client) -> None:
    answer = client.get("/ar/verify/", headers={"Accept": "application/json"})

    said = answer.json()["parameters"]
    assert answer["Cache-Control"] == "no-store"
    assert said["data"] == {"form": effort.FORM, "until": _seconds(NOON + effort.LIFE)}
    assert (said["algorithm"], said["cost"]) == (effort.ALGORITHM, effort.ROUNDS)
    codes = [
        client.get("/en/verify/", headers={"Accept": "application/json"}).status_code
        for _ in range(answers.CHALLENGES_PER_MINUTE)
    ]
    assert codes[-2:] == [200, 429]


def test_a_browser_that_opens_the_page_gets_the_page(client: Client) -> None:
    page = client.get("/en/verify/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})

    assert "Check a document" in words_of(page)
    assert "you may check by number" in words_of(page)


def _told(response: Any, number: str) -> str:
    return words_of(response).replace(number, "")


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())

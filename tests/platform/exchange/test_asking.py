"""A question to an agency: signed both ways, no more told than asked, and every bad day ends in a plain word."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from tayseer.exchange import asking, conf, signing, xroad
from tayseer.exchange.asking import Question, UnableToAsk, ask, member_of
from tayseer.exchange.contract import DrivingMedical, HealthInsurance
from tayseer.exchange.sources import SOURCES
from tayseer.exchange.xroad import Asked

if TYPE_CHECKING:
    from tests.platform.exchange.conftest import Outside

COVER, FITNESS = SOURCES[HealthInsurance], SOURCES[DrivingMedical]
ON = date(2026, 11, 25)
NUMBER = "2000000014"
COUNCIL = "health-insurance"


def question(source: object = COVER, *, number: str = NUMBER) -> Question:
    return Question(source, number, ON, "residency/renew-iqama-family", "k3m9")


def insured(until: str) -> dict[str, object]:
    return {"kind": "health_insurance", "key": NUMBER, "valid_until": until}


def test_the_agency_says_until_when_it_holds(outside: Outside) -> None:
    outside.know(insured("2027-03-01"))

    answer = ask(question(), at=signing.real_now())

    assert (answer.known, answer.holds, answer.valid_until) == (True, True, date(2027, 3, 1))
    assert signing.real_now() - answer.attested_at < timedelta(minutes=1)


def test_somebody_whom_the_agency_does_not_know_is_an_answer_too(outside: Outside) -> None:
    answer = ask(question(), at=signing.real_now())

    assert (answer.known, answer.holds, answer.valid_until) == (False, False, None)


def test_where_rules_need_no_more_only_whether_it_holds_is_learnt(outside: Outside) -> None:
    outside.know({"kind": "driving_medical", "key": NUMBER, "valid_until": "2027-03-01"})

    answer = ask(question(FITNESS), at=signing.real_now())

    assert answer.holds
    assert answer.valid_until is None
    assert answer.values == {}


@pytest.mark.parametrize(("weather", "problem"), [("silent", "silent"), ("failing", "broken"), ("forged", "forged")])
def test_a_bad_day_ends_in_a_plain_word(outside: Outside, weather: str, problem: str) -> None:
    outside.know(insured("2027-03-01"))
    outside.weather.change(COUNCIL, weather)

    with pytest.raises(UnableToAsk) as failure:
        ask(question(), at=signing.real_now())

    assert failure.value.problem == problem


def test_a_slow_answer_within_the_time_is_taken(outside: Outside, settings: object) -> None:
    settings.TAYSEER_AGENCIES_TIMEOUT = 4.0
    outside.know(insured("2027-03-01"))
    outside.weather.change(COUNCIL, "slow")

    assert ask(question(), at=signing.real_now()).holds


def test_an_earlier_answer_sent_again_is_not_believed(outside: Outside) -> None:
    outside.know(insured("2027-03-01"))
    ask(question(), at=signing.real_now())
    outside.know(insured("2026-01-01"))
    outside.weather.change(COUNCIL, "replayed")

    with pytest.raises(UnableToAsk) as failure:
        ask(question(), at=signing.real_now())

    assert failure.value.problem == "forged"


def test_another_agency_s_key_does_not_sign_for_the_council(outside: Outside) -> None:
    outside.know(insured("2027-03-01"))
    keys = conf.data() / signing.KEYS
    (keys / "agency-health-insurance.pub.pem").write_bytes((keys / "agency-labour.pub.pem").read_bytes())

    with pytest.raises(UnableToAsk) as failure:
        ask(question(), at=signing.real_now())

    assert failure.value.problem == "forged"


def test_nobody_there_is_silence(outside: Outside, settings: object) -> None:
    settings.TAYSEER_AGENCIES_URL = "http://127.0.0.1:9"

    with pytest.raises(UnableToAsk) as failure:
        ask(question(), at=signing.real_now())

    assert failure.value.problem == "silent"


def test_an_answer_from_the_future_is_not_taken(outside: Outside) -> None:
    outside.know(insured("2027-03-01"))

    with pytest.raises(UnableToAsk, match="future"):
        ask(question(), at=signing.real_now() - timedelta(hours=1))


def sent(
    outside: Outside, *, headers: dict[str, str] | None = None, covers: tuple[str, ...] = xroad.COVERED
) -> httpx.Response:
    """A question sent by hand, so that it can be wrong."""
    query = {"number": NUMBER, "on": "2026-11-25", "purpose": "trial"}
    url = outside.address + xroad.path_of(member_of(COVER), COVER.service, **query)
    asked = xroad.headers_of(Asked(conf.client(), question().message_id))
    signed = signing.sign_request(signer=conf.signer(), method="GET", url=url, headers=asked, covers=covers)
    return httpx.get(url, headers={**signed, **(headers or {})}, trust_env=False)


def test_the_agency_refuses_a_signature_that_covers_less_than_the_names(outside: Outside) -> None:
    assert sent(outside).status_code == 404
    assert sent(outside, covers=()).status_code == 401


def test_the_agency_refuses_names_changed_on_the_way(outside: Outside) -> None:
    assert sent(outside, headers={"X-Road-Issue": "another-case"}).status_code == 401


def test_the_agency_refuses_a_question_heard_before(outside: Outside) -> None:
    first = sent(outside)
    again = httpx.get(first.request.url, headers=first.request.headers, trust_env=False)

    assert again.status_code == 401


def test_a_question_is_tried_twice_and_no_more(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    outside.weather.change(COUNCIL, "failing")
    tries = []
    once = asking._ask_once
    monkeypatch.setattr(asking, "_ask_once", lambda *args, **more: tries.append(1) or once(*args, **more))

    with pytest.raises(UnableToAsk):
        ask(question(), at=signing.real_now())

    assert len(tries) == asking.ATTEMPTS

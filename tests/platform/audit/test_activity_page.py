"""The page of who looked at my data: each line at once, in plain words, with its proof and a way to ask."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from tayseer.audit import questions
from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM, Actor
from tayseer.audit.merkle import leaf_hash
from tayseer.audit.models import Event, Leaf, Question
from tayseer.audit.queries import event_asked_about, open_questions, proof_of, question
from tayseer.audit.questions import QuestionNotFound, UnableToAsk
from tayseer.kit.records import STEPS
from tayseer.services.common.personas import citizen
from tayseer.site import clock, logkeeping
from tests.platform.portal.person_cast import AT, browser, page_of
from tests.support.stored import store

pytestmark = pytest.mark.django_db

FAISAL = Actor("officer", 3_104_077, "Faisal, the clerk", agency="traffic", unit="objections", role="clerk")
HIND = Actor("officer", 41, "Hind, of the privacy office", agency="privacy", unit="questions", role="clerk")


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch, settings, tmp_path) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    settings.TAYSEER_DATA = tmp_path
    logkeeping.earlier_keys.cache_clear()


@pytest.fixture
def sara() -> int:
    return store(STEPS["person"], citizen(account=None))


def looked_at(person: int, **more) -> UUID:
    record(
        **{
            "actor": FAISAL,
            "action": "office.record.opened",
            "at": AT,
            "subject": person,
            "purpose": "counter-help",
            "case": "k3jd72hs92kd",
            "fields": ("residency.iqama",),
            **more,
        }
    )
    return Event.objects.latest("recorded_at").id


def test_s05_an_officers_look_appears_at_once_with_unit_role_purpose_and_case(sara: int) -> None:
    visitor = browser(sara)
    event = looked_at(sara)

    page = page_of(visitor.get("/en/activity/"))

    for words in ("An officer opened your record", "General Department of Traffic", "Objections", "Clerk"):
        assert words in page
    assert "To help you, present or on the phone" in page
    assert "k3jd72hs92kd" in page
    assert f"/en/activity/{event}/" in page
    assert "3104077" not in page


@pytest.mark.parametrize(
    ("actor", "ar", "en"),
    [
        (FAISAL, "شاشة الموظف في جهته", "The officer&#39;s screen at the agency"),
        (Actor("agency", 9, "a bank", agency="traffic"), "ربط آلي بين الأنظمة", "A link between systems"),
        (Actor("person", 77, "her son", on_behalf_of=78), "وكيل ينوب عن غيره", "A delegate acting for another"),
        (SYSTEM, "تلقائيًا، من غير تدخل أحد", "Automatically, by nobody&#39;s hand"),
    ],
)
def test_a_line_says_by_which_way_it_was_done(sara: int, actor: Actor, ar: str, en: str) -> None:
    visitor = browser(sara)
    event = looked_at(sara, actor=actor)

    assert ar in page_of(visitor.get(f"/ar/activity/{event}/"))
    assert en in page_of(visitor.get(f"/en/activity/{event}/"))


def test_a_line_of_somebody_else_is_not_found(sara: int) -> None:
    other = store(STEPS["person"], citizen(account=None))
    event = looked_at(other)
    visitor = browser(sara)

    assert visitor.get(f"/en/activity/{event}/").status_code == 404
    assert visitor.post(f"/en/activity/{event}/", {"text": "Why was this opened?"}).status_code == 404
    assert visitor.get(f"/en/activity/{event}/proof.json").status_code == 404
    assert visitor.get(f"/en/activity/{UUID(int=0)}/").status_code == 404
    assert Client().get(f"/en/activity/{event}/")["Location"].startswith("/en/sign-in/")


def test_the_proof_comes_within_seconds_and_recomputes_to_the_leaf(sara: int) -> None:
    visitor = browser(sara)
    event = looked_at(sara)
    assert "The proof is made within seconds" in page_of(visitor.get(f"/en/activity/{event}/"))
    assert visitor.get(f"/en/activity/{event}/proof.json").status_code == 404

    logkeeping.run_audit()

    assert "Download the proof" in page_of(visitor.get(f"/en/activity/{event}/"))
    answer = visitor.get(f"/en/activity/{event}/proof.json")
    given = json.loads(answer.content)
    assert leaf_hash(given["entry"].encode()) == bytes(Leaf.objects.get(event_id=event).hash)
    assert given["disclosed"]["subject"]["value"] == str(sara)
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_proof_of_a_look_hides_the_officer_and_that_of_ones_own_act_shows_oneself(sara: int) -> None:
    look = looked_at(sara)
    own = looked_at(sara, actor=Actor("person", sara))
    logkeeping.run_audit()
    me = Actor("person", sara)

    assert "actor" not in proof_of(actor=me, event_id=look).disclosed
    assert proof_of(actor=me, event_id=own).disclosed["actor"]["value"] == str(sara)
    assert proof_of(actor=FAISAL, event_id=look) is None


def test_a_question_goes_to_the_privacy_office_and_its_answer_comes_back(sara: int) -> None:
    visitor = browser(sara)
    event = looked_at(sara)

    sent = visitor.post(f"/en/activity/{event}/", {"text": "I had no business there. Why was it opened?"})

    assert (sent.status_code, sent["Location"]) == (303, f"/en/activity/{event}/#question")
    assert "Waiting for an answer" in page_of(visitor.get(f"/en/activity/{event}/"))
    assert "You asked; no answer yet" in page_of(visitor.get("/en/activity/"))
    [waiting] = open_questions(actor=HIND)
    assert (waiting.event_id, waiting.text) == (event, "I had no business there. Why was it opened?")
    about = event_asked_about(actor=HIND, public_id=waiting.public_id)
    assert about is not None
    assert about.agency == "traffic"

    told = questions.answer_question(
        actor=HIND, public_id=waiting.public_id, answer="Your objection was studied there.", at=AT
    )

    assert told == sara
    assert open_questions(actor=HIND) == []
    page = page_of(visitor.get(f"/en/activity/{event}/"))
    assert "Your objection was studied there." in page
    assert "The privacy office answered" in page_of(visitor.get("/en/activity/"))


def test_asking_and_answering_are_lines_of_the_record_themselves(sara: int) -> None:
    event = looked_at(sara)
    public_id = questions.ask_about(
        actor=Actor("person", sara), event_id=event, text="Why was it opened, please?", at=AT
    )

    questions.answer_question(actor=HIND, public_id=public_id, answer="It was a mistake; sorry.", at=AT)

    page = page_of(browser(sara).get("/ar/activity/?show=all"))
    assert "سألت مكتب الخصوصية عن اطلاع" in page
    assert "أجاب مكتب الخصوصية عن سؤالك" in page


def test_nobody_but_the_privacy_office_sees_or_answers_questions(sara: int) -> None:
    event = looked_at(sara)
    me = Actor("person", sara)
    public_id = questions.ask_about(actor=me, event_id=event, text="Why was it opened, please?", at=AT)

    for actor in (FAISAL, me, SYSTEM, Actor("agency", 5, agency="privacy")):
        assert open_questions(actor=actor) == []
        assert question(actor=actor, public_id=public_id) is None
        assert event_asked_about(actor=actor, public_id=public_id) is None
        with pytest.raises(QuestionNotFound):
            questions.answer_question(actor=actor, public_id=public_id, answer="Never mind, please.", at=AT)
    with pytest.raises(QuestionNotFound):
        questions.answer_question(actor=HIND, public_id="unknown", answer="Never mind, please.", at=AT)


@pytest.mark.parametrize(
    ("text", "ar", "en"),
    [
        ("why?", "عشرة أحرف على الأقل", "at least 10 characters"),
        ("x" * 1001, "أطول من 1000 حرف", "longer than 1,000 characters"),
        ("why was \u202eit opened", "محارف خفية", "hidden characters"),
    ],
)
def test_a_question_that_says_nothing_or_too_much_is_sent_back_with_its_words(
    sara: int, text: str, ar: str, en: str
) -> None:
    visitor = browser(sara)
    event = looked_at(sara)

    assert ar in page_of(visitor.post(f"/ar/activity/{event}/", {"text": text}), 422)
    page = page_of(visitor.post(f"/en/activity/{event}/", {"text": text}), 422)

    assert en in page
    assert not Question.objects.exists()


def test_what_one_did_oneself_is_nothing_to_ask_about(sara: int) -> None:
    own = looked_at(sara, actor=Actor("person", sara))
    visitor = browser(sara)

    assert "Ask about this line" not in page_of(visitor.get(f"/en/activity/{own}/"))
    assert visitor.post(f"/en/activity/{own}/", {"text": "Why did I do this?"}).status_code == 422


def test_one_line_is_asked_about_once_and_ten_a_day(sara: int) -> None:
    me = Actor("person", sara)
    events = [looked_at(sara) for _ in range(11)]
    ask = "Why was it opened, please?"
    for event in events[:10]:
        questions.ask_about(actor=me, event_id=event, text=ask, at=AT)

    with pytest.raises(UnableToAsk, match="ten questions"):
        questions.ask_about(actor=me, event_id=events[10], text=ask, at=AT + timedelta(hours=23))
    with pytest.raises(UnableToAsk, match="asked about this line already"):
        questions.ask_about(actor=me, event_id=events[0], text=ask, at=AT + timedelta(days=2))
    assert questions.ask_about(actor=me, event_id=events[10], text=ask, at=AT + timedelta(days=2))


def test_an_answer_is_given_once(sara: int) -> None:
    event = looked_at(sara)
    public_id = questions.ask_about(
        actor=Actor("person", sara), event_id=event, text="Why was it opened, please?", at=AT
    )
    questions.answer_question(actor=HIND, public_id=public_id, answer="It was a mistake; sorry.", at=AT)

    with pytest.raises(UnableToAsk, match="answered already"):
        questions.answer_question(actor=HIND, public_id=public_id, answer="It was no mistake.", at=AT)

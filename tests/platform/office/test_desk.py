"""The desk: whose work is on it, in which order, page by page; finding a case; the figures."""

from __future__ import annotations

import pytest

from tayseer.casework import actions as casework
from tayseer.office import queries
from tests.platform.office.conftest import file_name_change

pytestmark = pytest.mark.django_db


def cases_on(page) -> list[str]:
    return [line.case for line in page.lines]


def test_the_desk_is_paged_by_a_key_and_shows_each_case_once(nasser, time) -> None:
    filed = []
    for number in range(5):
        filed.append(file_name_change(time, key=f"k{number}").public_id)
        time.forward(hours=1)

    first = queries.desk(officer=nasser.officer, limit=2)
    second = queries.desk(officer=nasser.officer, limit=2, after=first.following)
    third = queries.desk(officer=nasser.officer, limit=2, after=second.following)

    assert cases_on(first) + cases_on(second) + cases_on(third) == filed
    assert third.following == ""


def test_cases_due_at_the_same_moment_are_neither_lost_nor_shown_twice(nasser, time) -> None:
    filed = {file_name_change(time, key=f"k{number}").public_id for number in range(4)}

    first = queries.desk(officer=nasser.officer, limit=3)
    second = queries.desk(officer=nasser.officer, limit=3, after=first.following)

    assert sorted(cases_on(first) + cases_on(second)) == sorted(filed)


@pytest.mark.parametrize("key", ["nonsense", "2026-03-01~x", "~", "2026-03-01T09:00:00+00:00~a\x00b"])
def test_a_key_that_is_none_begins_anew(key, nasser, name_case) -> None:
    assert cases_on(queries.desk(officer=nasser.officer, after=key)) == [name_case.public_id]


def test_the_desk_narrows_to_mine_nobodys_and_overdue(nasser, time, browser) -> None:
    taken, free = file_name_change(time, key="k1"), file_name_change(time, key="k2")
    browser(nasser).post(f"/ar/office/cases/{taken.public_id}/assignment/", {"to": "me"})
    on_time = queries.desk(officer=nasser.officer, late_at=time.at)
    time.forward(days=30)

    assert cases_on(queries.desk(officer=nasser.officer, show="mine")) == [taken.public_id]
    assert cases_on(queries.desk(officer=nasser.officer, show="free")) == [free.public_id]
    assert cases_on(on_time) == []
    assert len(queries.desk(officer=nasser.officer, late_at=time.at).lines) == 2
    counts = queries.desk_counts(officer=nasser.officer, at=time.at)
    assert (counts.every, counts.mine, counts.free, counts.late) == (2, 1, 1, 2)


def test_a_supervisor_of_an_agency_sees_every_unit_and_no_other_agency(khadija, name_case, objection_case) -> None:
    assert cases_on(queries.desk(officer=khadija.officer)) == [name_case.public_id]


def test_what_a_clerk_left_too_long_goes_to_the_supervisor(nasser, khadija, name_case, time) -> None:
    time.forward(days=30)
    [turn] = name_case.turns
    casework.run_out(turn_id=turn.id, at=time.at, on=time.on)

    assert cases_on(queries.desk(officer=nasser.officer)) == []
    assert cases_on(queries.desk(officer=khadija.officer, show="raised")) == [name_case.public_id]


@pytest.mark.parametrize(
    ("lang", "words"),
    [("ar", ("قائمة العمل", "الأحوال المدنية: الأسماء", "تعديل الاسم بالإنجليزية", "الانتظار: يومان", "متأخر")),
     ("en", ("Work list", "Civil affairs: names", "Edit the name in English", "waiting 2 days", "late"))],
)  # fmt: skip
def test_the_desk_speaks_both_languages(lang, words, nasser, name_case, browser, time) -> None:
    time.forward(days=2)
    early = browser(nasser).get(f"/{lang}/office/").content.decode()
    time.forward(days=10)
    late = browser(nasser).get(f"/{lang}/office/").content.decode()

    assert all(word in early for word in words[:4])
    assert words[4] in late


def test_a_filter_with_no_case_left_says_so(nasser, name_case, browser) -> None:
    page = browser(nasser).get("/en/office/?late=1").content.decode()

    assert "There is no case in this part of the list now." in page


@pytest.mark.parametrize("written", ["{id}", " {ID} "])
def test_a_case_of_the_unit_is_found_by_its_reference(written, nasser, name_case, browser) -> None:
    reference = written.format(id=name_case.public_id, ID=name_case.public_id.upper())

    answer = browser(nasser).get("/en/office/cases/", {"q": reference})

    assert answer["Location"] == f"/en/office/cases/{name_case.public_id}/"


def test_a_reference_of_another_unit_is_not_found(abeer, name_case, browser) -> None:
    answer = browser(abeer).get("/en/office/cases/", {"q": name_case.public_id})

    assert answer.status_code == 422
    assert "Your unit has no case of this number" in answer.content.decode()


def test_figures_count_what_waits_and_what_was_decided(nasser, time, browser) -> None:
    nassers = browser(nasser)
    decided = [file_name_change(time, key=f"k{number}") for number in range(3)]
    file_name_change(time, key="waits")
    for case, hours, decision in zip(decided, (2, 4, 100), ("approve", "refuse", "refuse"), strict=True):
        time.forward(hours=hours)
        nassers.post(
            f"/ar/office/cases/{case.public_id}/decision/", {"decision": decision, "reason": "كما يظهر في الجواز."}
        )
    time.forward(days=6)

    [names] = queries.figures(officer=nasser.officer, at=time.at)
    page = nassers.get("/en/office/reports/").content.decode()

    assert (names.queue, names.waiting, names.overdue) == ("civil/names", 1, 1)
    assert (names.approved, names.refused, names.returned) == (0, 1, 0)
    assert names.median is not None
    assert names.median.total_seconds() == 106 * 3600
    assert "Civil affairs: names" in page
    assert '<bdi dir="ltr">106</bdi>' in page


def test_a_queue_without_decisions_has_no_median(khadija, name_case, browser) -> None:
    page = browser(khadija).get("/ar/office/reports/").content.decode()

    assert "الأحوال المدنية: المواليد" in page
    assert "–" in page

"""A sheet is one page of plain words in both languages, and says what the service and the law say."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tayseer.insight import sheets
from tayseer.insight.wording import counted
from tayseer.services import catalogue

if TYPE_CHECKING:
    from pathlib import Path

RENEW = catalogue()["residency/renew-iqama-family"]


def test_it_names_every_rule_with_its_basis_in_both_languages() -> None:
    ar, en = sheets.sheet(RENEW, lang="ar"), sheets.sheet(RENEW, lang="en")

    for rule in RENEW.allowed_when:
        assert f"{rule.en} [{rule.code}] — {rule.basis}" in en
        assert rule.ar in ar


def test_without_a_day_every_dated_value_is_told_and_with_one_only_that_day_s() -> None:
    always = sheets.sheet(RENEW, lang="en")
    then = sheets.sheet(RENEW, lang="en", on=date(2019, 1, 1))

    assert "100 SAR from 2017-07-01" in always
    assert "400 SAR from 2020-07-01" in always
    assert "Dependant's levy: 200 SAR" in then
    assert "400 SAR" not in then.partition("## Worked examples")[0]


def test_a_page_is_the_same_on_any_day() -> None:
    assert sheets.page(RENEW) == sheets.page(RENEW)
    assert "Cost" in sheets.page(RENEW)
    assert "الرسوم" in sheets.page(RENEW)


@pytest.mark.parametrize("code", list(catalogue()))
def test_no_sheet_holds_what_a_reader_cannot_read(code: str) -> None:
    page = sheets.page(catalogue()[code])

    assert not re.search(r"object at 0x|<class|Constant\(|Fact\(|\bNone\b|a computed value", page)
    assert page.count("\u2066") + page.count("\u2068") == page.count("\u2069")


@pytest.mark.parametrize("code", list(catalogue()))
def test_latin_text_in_the_arabic_sheet_stands_in_an_isolate(code: str) -> None:
    arabic = sheets.sheet(catalogue()[code], lang="ar")

    bare = re.sub("[\u2066\u2068][^\u2069]*\u2069", "", arabic)

    assert re.findall(r"[A-Za-z]{2,}.*", bare) == []


def test_a_changed_sheet_is_stale_until_it_is_written_and_one_of_no_service_is_taken_away(tmp_path: Path) -> None:
    sheets.write(tmp_path)
    page = tmp_path / "residency" / "renew-iqama-family.md"
    page.write_text("changed", encoding="utf-8")
    (tmp_path / "residency" / "gone.md").write_text("old", encoding="utf-8")

    assert sheets.stale(tmp_path) == ["residency/gone.md", "residency/renew-iqama-family.md"]

    sheets.write(tmp_path)

    assert sheets.stale(tmp_path) == []
    assert not (tmp_path / "residency" / "gone.md").exists()


@pytest.mark.parametrize(
    ("number", "ar", "en"),
    [
        (1, "يوم واحد", "1 day"),
        (2, "يومان", "2 days"),
        (3, "\u20663\u2069 أيام", "3 days"),
        (11, "\u206611\u2069 يومًا", "11 days"),
        (100, "\u2066100\u2069 يوم", "100 days"),
        (103, "\u2066103\u2069 أيام", "103 days"),
    ],
)
def test_days_are_counted_by_each_language_s_grammar(number: int, ar: str, en: str) -> None:
    assert (counted(number, "days").ar, counted(number, "days").en) == (ar, en)

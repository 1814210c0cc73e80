"""Every legal basis reads in Arabic as well as in English."""

from __future__ import annotations

import re
import tomllib

import pytest

from tayseer.kit.text import LEFT_TO_RIGHT_ISOLATE, POP_ISOLATE, isolate
from tayseer.law import LAW
from tayseer.law.bases import WORDS, basis_text
from tayseer.services import catalogue
from tests.support import repository

TEMPLATE = (repository.ROOT / "tools" / "new_service.py").read_text("utf-8")
BASES = sorted(
    {*re.findall(r'basis="([^"]+)"', TEMPLATE)}
    | {service.basis for service in catalogue().values()}
    | {rule.basis for service in catalogue().values() for rule in service.allowed_when}
    | {line.basis for values in LAW.agencies.values() for value in values.values() for line in value.lines}
)
_ISOLATE = re.compile(f"{LEFT_TO_RIGHT_ISOLATE}([^{POP_ISOLATE}]*){POP_ISOLATE}")
_LATIN = re.compile(r"[A-Za-z]")
_NUMBER_OR_CODE = re.compile(r"[A-Z]{1,3}-[0-9]+|[0-9][0-9,.]*")


def _segments() -> list[tuple[str, str]]:
    sections = tomllib.loads((repository.ROOT / WORDS).read_text("utf-8"))
    return [pair for section in sections.values() for pair in section.items()]


@pytest.mark.parametrize("basis", BASES)
def test_every_basis_reads_in_arabic(basis: str) -> None:
    text = basis_text(basis)
    outside = _ISOLATE.sub("", text.ar)

    assert text.en == basis
    assert re.search(r"[\u0621-\u064a]{2}", outside), text.ar
    assert not re.search(r"[A-Za-z0-9,;]", outside), text.ar
    assert all(_NUMBER_OR_CODE.fullmatch(run) for run in _ISOLATE.findall(text.ar)), text.ar


@pytest.mark.parametrize("basis", BASES)
def test_every_number_and_code_of_a_basis_stands_in_its_arabic_or_is_spelled_out(basis: str) -> None:
    codes = re.findall(r"[A-Z]{1,3}-[0-9]+", basis)
    years = re.findall(r"\b20[0-9]{2}\b", basis)

    shown = _ISOLATE.findall(basis_text(basis).ar)

    assert [run for run in shown if _LATIN.search(run)] == codes
    assert [run for run in shown if re.fullmatch(r"20[0-9]{2}", run)] == years


def test_articles_items_years_and_codes_follow_their_forms() -> None:
    text = basis_text("Civil Status by-law, art. 45, titles; Platform terms, item 4; PDU-1 and PDU-2: year 2019")

    assert text.ar == (
        f"اللائحة التنفيذية لنظام الأحوال المدنية، المادة {isolate('45')}، الألقاب؛ شروط استخدام المنصة، البند "
        f"{isolate('4')}؛ {isolate('PDU-1')} و{isolate('PDU-2')}: سنة {isolate('2019')}"
    )


def test_the_longest_segment_wins_over_the_shorter_ones_it_begins_with() -> None:
    assert basis_text("Traffic Law, extension of the payment deadline").ar == "نظام المرور، تمديد مهلة السداد"
    assert basis_text("Visa fees table; sources conflict, the later reading is taken").ar == (
        "جدول رسوم التأشيرات؛ اختلفت المصادر، وأُخذ بالأحدث"
    )


def test_capitals_make_no_difference() -> None:
    assert basis_text("residence fees table").ar == basis_text("Residence fees table").ar


def test_no_basis_is_no_words() -> None:
    assert basis_text("").ar == ""


@pytest.mark.parametrize(
    ("basis", "unknown"),
    [
        ("Traffic Law, parking on the moon, art. 3", "parking on the moon"),
        ("Traffic Laws", "Traffic Laws"),
        ("Traffic Law, art. 75 or so", "art. 75 or so"),
        ("Traffic Law, lower-1", "lower-1"),
    ],
)
def test_an_unknown_segment_is_named_with_the_place_to_add_it(basis: str, unknown: str) -> None:
    with pytest.raises(LookupError) as raised:
        basis_text(basis)

    assert f'holds "{unknown}"' in str(raised.value)
    assert WORDS in str(raised.value)
    assert (repository.ROOT / WORDS).is_file()


def test_every_segment_with_arabic_is_used_by_some_basis() -> None:
    whole = "\n".join(BASES).casefold()

    assert [segment for segment, _ in _segments() if segment.casefold() not in whole] == []


def test_no_segment_has_two_translations() -> None:
    names = [segment.casefold() for segment, _ in _segments()]

    assert len(names) == len(set(names))

"""Days, amounts and counts read as a careful editor would write them, in both languages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tayseer.ui import words


def test_a_day_is_written_in_both_calendars() -> None:
    on = date(2027, 3, 3)

    assert words.day_both_words(on, "en") == "3 March 2027 (24 Ramadan 1448)"
    assert words.day_both_words(on, "ar") == "3 مارس 2027 (24 رمضان 1448)"


def test_a_converted_hijri_day_outside_the_sure_years_says_that_it_is_approximate() -> None:
    on = date(1984, 5, 20)

    assert words.day_both_words(on, "ar") == "20 مايو 1984 (19 شعبان 1404 تقريبًا)"
    assert words.day_both_words(on, "en") == "20 May 1984 (about 19 Shaban 1404)"


@pytest.mark.parametrize("on", [date(1901, 1, 1), date(2090, 1, 1)])
def test_outside_the_table_only_the_gregorian_day_is_written(on: date) -> None:
    assert words.day_both_words(on, "en") == words.day_words(on, "en")


def test_a_day_is_marked_up_with_its_machine_form_and_its_own_direction() -> None:
    drawn = words.day_both(date(2027, 3, 3), "ar")

    assert drawn == '<time datetime="2027-03-03" dir="rtl">3 مارس 2027 (24 رمضان 1448)</time>'


@pytest.mark.parametrize(
    ("hour", "ar", "en"), [(21, "12:05 ص", "12:05 am"), (9, "12:05 م", "12:05 pm"), (11, "2:05 م", "2:05 pm")]
)
def test_a_moment_is_told_in_riyadh_time(hour: int, ar: str, en: str) -> None:
    at = datetime(2027, 3, 2, hour, 5, tzinfo=UTC)

    assert words.moment_words(at, "ar").endswith(f"، {ar}")
    assert words.moment_words(at, "en").endswith(f", {en}")


def test_a_moment_late_in_the_utc_evening_falls_on_the_next_day_in_riyadh() -> None:
    assert words.moment_words(datetime(2027, 3, 2, 21, 5, tzinfo=UTC), "en") == "3 March 2027, 12:05 am"


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        words.moment_words(datetime(2027, 3, 2, 9, 5), "en")  # noqa: DTZ001


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0", "0"),
        ("300", "300"),
        ("300.00", "300"),
        ("1250.5", "1,250.50"),
        ("-80.255", "-80.26"),
        ("1e6", "1,000,000"),
    ],
)
def test_an_amount_shows_thousands_and_shows_halalas_only_where_there_are_some(amount: str, written: str) -> None:
    assert words.amount_words(Decimal(amount)) == written


def test_money_is_isolated_from_the_arabic_text_around_it() -> None:
    drawn = words.money(Decimal(1250), "ar")

    assert drawn == '<span class="nowrap"><bdi dir="ltr">1,250</bdi> ريال</span>'


def test_money_as_a_float_is_refused() -> None:
    with pytest.raises(TypeError, match="Decimal, not float"):
        words.money_words(12.5, "en")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("n", "written"),
    [
        (1, "يوم واحد"),
        (2, "يومان"),
        (3, "3 أيام"),
        (10, "10 أيام"),
        (11, "11 يومًا"),
        (99, "99 يومًا"),
        (100, "100 يوم"),
        (102, "102 يوم"),
        (103, "103 أيام"),
        (111, "111 يومًا"),
        (0, "0 يوم"),
    ],
)
def test_arabic_counts_take_the_right_one_of_six_forms(n: int, written: str) -> None:
    assert words.counted(n, "day", "ar") == written


def test_english_counts_take_one_of_two_forms() -> None:
    assert [words.counted(n, "day", "en") for n in (0, 1, 2, 1000)] == ["0 days", "1 day", "2 days", "1,000 days"]


@pytest.mark.parametrize("noun", sorted(words.NOUNS))
def test_every_noun_has_a_form_for_every_number_in_both_languages(noun: str) -> None:
    for lang in ("ar", "en"):
        written = [words.counted(n, noun, lang) for n in (0, 1, 2, 3, 11, 100)]

        assert all(written)
        assert "{n}" not in "".join(written)


def test_values_are_isolated_and_escaped() -> None:
    assert words.ltr("2027-03-03") == '<bdi dir="ltr">2027-03-03</bdi>'
    assert words.ltr("<b>") == '<bdi dir="ltr">&lt;b&gt;</bdi>'
    assert words.auto("نورة <script>") == '<bdi dir="auto">نورة &lt;script&gt;</bdi>'
    assert words.plain_ltr("0555") == "\u20660555\u2069"


def test_digits_of_three_scripts_become_latin_and_go_back() -> None:
    assert words.digits("٠٥٥۵۱۲3") == "0555123"
    assert words.digits("2027", "arab") == "٢٠٢٧"

"""The clock of a demonstration moves forward only, for every process at once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tayseer.site import clock


@pytest.fixture
def demo(settings, tmp_path):
    settings.TAYSEER_DEMO = True
    settings.TAYSEER_DATA = tmp_path
    return settings


def test_ten_days_later_it_is_ten_days_later(demo):
    before = clock.now()

    clock.advance(timedelta(days=10))

    assert timedelta(days=10) <= clock.now() - before < timedelta(days=10, minutes=1)


def test_two_moves_add_up(demo):
    clock.advance(timedelta(hours=1))

    assert clock.advance(timedelta(hours=2)) == 3 * 3600
    assert clock.offset() == 3 * 3600


def test_it_never_goes_back(demo):
    with pytest.raises(clock.UnableToMoveClock, match="forward only"):
        clock.advance(timedelta(seconds=-1))


def test_outside_a_demonstration_it_cannot_be_moved_and_an_old_offset_counts_for_nothing(demo):
    clock.advance(timedelta(days=400))
    demo.TAYSEER_DEMO = False

    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)  # noqa: TID251 - compared with the real clock
    with pytest.raises(clock.UnableToMoveClock, match="only in a demonstration"):
        clock.advance(timedelta(days=1))


def test_the_day_in_riyadh_begins_three_hours_before_the_day_in_utc():
    assert clock.today(datetime(2026, 3, 1, 20, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert clock.today(datetime(2026, 3, 1, 21, 0, tzinfo=UTC)) == date(2026, 3, 2)

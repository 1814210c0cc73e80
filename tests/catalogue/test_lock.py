"""The lock keeps every published definition, is only added to, and notices what changed."""

from datetime import date
from pathlib import Path

import pytest

from tayseer.insight import lock
from tayseer.services import catalogue

DAY = date(2026, 11, 25)
RENEW = "residency/renew-iqama-family"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A lock of the catalogue as it stands."""
    made = tmp_path / lock.NAME
    lock.write(made, on=DAY)
    return made


def test_every_service_is_published_once(path: Path) -> None:
    assert [one.code for one in lock.read(path)] == list(catalogue())
    assert list(lock.stale(path)) == []


def test_a_definition_that_changed_since_is_named(path: Path) -> None:
    now = lock.digests()[RENEW]
    path.write_text(path.read_text("utf-8").replace(now, "0" * 64), "utf-8")

    [(code, text)] = lock.stale(path)

    assert code == RENEW
    assert "has changed since it was published" in text


def test_publishing_again_adds_a_line_and_keeps_the_old_one(path: Path) -> None:
    now = lock.digests()[RENEW]
    path.write_text(path.read_text("utf-8").replace(now, "0" * 64), "utf-8")

    assert lock.write(path, on=date(2026, 12, 1)) == [RENEW]

    assert [(one.day, one.digest) for one in lock.read(path) if one.code == RENEW] == [
        (DAY, "0" * 64),
        (date(2026, 12, 1), now),
    ]


def test_with_nothing_new_nothing_is_written(path: Path) -> None:
    before = path.read_bytes()

    assert lock.write(path, on=date(2026, 12, 1)) == []
    assert path.read_bytes() == before


def test_a_service_that_is_gone_is_named(path: Path) -> None:
    with path.open("a", encoding="utf-8") as lines:
        lines.write(f"2026-01-01 civil/renew-nothing {'1' * 64}\n")

    [(code, text)] = lock.stale(path)

    assert code == "civil/renew-nothing"
    assert "gone" in text


def test_a_broken_line_is_told_with_its_number(path: Path) -> None:
    path.write_text("yesterday civil/renew-id\n", "utf-8")

    with pytest.raises(lock.UnableToReadLock, match="Line 1"):
        lock.read(path)

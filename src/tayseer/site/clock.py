"""The only place that reads the clock; a demonstration may move it forward."""

import os
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

RIYADH = ZoneInfo("Asia/Riyadh")


class UnableToMoveClock(Exception):
    """The clock may only go forward, and only in a demonstration."""


def now() -> datetime:
    """The moment, in UTC; in a demonstration, moved forward by the offset kept in the data folder."""
    moment = datetime.now(UTC)  # noqa: TID251 - the one place where the clock is read
    return moment + timedelta(seconds=offset()) if settings.TAYSEER_DEMO else moment


def today(at: datetime | None = None) -> date:
    """The day in Riyadh at a moment (now, when none is given)."""
    return (at or now()).astimezone(RIYADH).date()


def offset() -> int:
    """By how many seconds this demonstration runs ahead of the real clock."""
    path = _offset_file()
    try:
        changed = os.stat(path).st_mtime_ns  # noqa: PTH116 - hot: called on every request
    except FileNotFoundError:
        return 0
    if _seen.get(path, (0, 0))[0] != changed:
        _seen[path] = (changed, int(path.read_text(encoding="ascii").strip() or 0))
    return _seen[path][1]


def advance(by: timedelta) -> int:
    """Move a demonstration's clock forward; gives the whole offset in seconds.

    Raises:
        UnableToMoveClock: outside a demonstration, or backwards: what was recorded must not come to lie in the future.
    """
    if not settings.TAYSEER_DEMO:
        message = "The clock moves only in a demonstration. Start with TAYSEER_DEMO=1."
        raise UnableToMoveClock(message)
    seconds = int(by.total_seconds())
    if seconds < 0:
        message = "The clock moves forward only, or recorded events would lie in the future."
        raise UnableToMoveClock(message)
    total = offset() + seconds
    path = _offset_file()
    draft = path.with_suffix(".draft")
    draft.write_text(f"{total}\n", encoding="ascii")
    draft.replace(path)
    return total


def _offset_file() -> Path:
    return _beside(settings.TAYSEER_DATA)


@lru_cache(maxsize=8)
def _beside(data: Path) -> Path:
    return Path(data) / "clock-offset"


_seen: dict[Path, tuple[int, int]] = {}

"""Choosing a visit: a branch, then a day, then a time, each a plain link or radio button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tayseer.kit.formats import day_text
from tayseer.registries.appointments.slots import BRANCHES, free_slots, read_slot
from tayseer.ui.words import WEEKDAYS, w

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True)
class SlotChoice:
    """What the page of visits shows: branches and days as links, and the times of the day in view."""

    branches: list[dict[str, object]]
    days: list[dict[str, object]]
    times: list[dict[str, str]]
    day: str


def choice_of(query: Mapping[str, str], *, kept: str, on: date, lang: str) -> SlotChoice:
    """The branch and day asked for in the address, else those of the visit kept, else the first that are free."""
    held = read_slot(kept) if kept else None
    branch = query.get("branch", "")
    if branch not in BRANCHES:
        branch = kept.partition(" ")[0] if held is not None else next(iter(BRANCHES))
    free = free_slots(on=on, branch=branch)
    days = list(dict.fromkeys(slot.day for slot in free))
    wanted = query.get("day", "") or ("" if held is None else held.day.isoformat())
    day = next((one for one in days if one.isoformat() == wanted), days[0] if days else None)
    keep = {name: query[name] for name in ("for", "back") if query.get(name)}
    times = [{"value": slot.code, "label": _clock(slot.time, lang)} for slot in free if slot.day == day]
    return SlotChoice(
        branches=[
            {"title": name.in_(lang), "href": f"?{urlencode({**keep, 'branch': code})}", "current": code == branch}
            for code, name in BRANCHES.items()
        ],
        days=[
            {
                "title": f"{WEEKDAYS[lang][one.weekday()]} {day_text(one).in_(lang).partition(' (')[0]}",
                "href": f"?{urlencode({**keep, 'branch': branch, 'day': one.isoformat()})}",
                "current": one == day,
            }
            for one in days
        ],
        times=times,
        day="" if day is None else f"{WEEKDAYS[lang][day.weekday()]} {day_text(day).in_(lang)}",
    )


def _clock(time: str, lang: str) -> str:
    hour, _, minute = time.partition(":")
    morning = int(hour) < 12  # noqa: PLR2004 noon
    shown = f"{(int(hour) - 1) % 12 + 1}:{minute}"
    return w(lang, f"\u2066{shown}\u2069 {'ص' if morning else 'م'}", f"{shown} {'am' if morning else 'pm'}")

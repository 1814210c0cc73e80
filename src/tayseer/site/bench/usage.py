"""Processor time and memory of running programs, read from /proc."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from tayseer.site.bench.figures import Used

_TICK = os.sysconf("SC_CLK_TCK")
# Places in /proc/PID/stat after the closing bracket of the name.
_PARENT, _TIMES = 1, slice(11, 15)


@dataclass(frozen=True)
class Reading:
    """How much processor time the parts had used at a moment."""

    moment: float
    seconds: dict[str, float]
    machine: float


def read(parts: dict[str, int]) -> Reading:
    """The processor seconds used so far by each part: the process of that number and all below it.

    Children that have ended count with the parent that waited for them.
    """
    children = _children()
    seconds = {part: sum(_seconds(process) for process in _tree(root, children)) for part, root in parts.items()}
    return Reading(time.monotonic(), seconds, _busy_seconds())


def since(before: Reading, parts: dict[str, int]) -> dict[str, Used]:
    """What each part has used since a reading, and the memory it holds now; ``others`` is all else on the machine."""
    now = read(parts)
    passed = max(now.moment - before.moment, 1e-6)
    children = _children()
    found = {
        part: Used(
            cores=round((now.seconds[part] - before.seconds[part]) / passed, 3),
            memory_mb=round(sum(_memory_mb(process) for process in _tree(root, children)), 1),
        )
        for part, root in parts.items()
    }
    ours = sum(one.cores for one in found.values())
    others = (now.machine - before.machine) / passed - ours
    return found | {"others": Used(max(0.0, round(others, 3)), 0.0)}


def _busy_seconds() -> float:
    """Processor seconds that the whole machine has spent on something since it started."""
    user, nice, system, _idle, _wait, irq, soft, steal, *_ = _numbers(Path("/proc/stat"))
    return (user + nice + system + irq + soft + steal) / _TICK


def _numbers(path: Path) -> list[int]:
    return [int(word) for word in path.read_text(encoding="ascii").split("\n", 1)[0].split()[1:]]


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            stat = _stat(int(folder.name))
            if stat:
                found.setdefault(int(stat[_PARENT]), []).append(int(folder.name))
    return found


def _tree(root: int, children: dict[int, list[int]]) -> list[int]:
    found, waiting = [], [root]
    while waiting:
        process = waiting.pop()
        found.append(process)
        waiting.extend(children.get(process, []))
    return found


def _stat(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _seconds(process: int) -> float:
    stat = _stat(process)
    return sum(int(ticks) for ticks in stat[_TIMES]) / _TICK if stat else 0.0


def _memory_mb(process: int) -> float:
    """What the process holds, pages shared with others counted in part, so that sums are true."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)

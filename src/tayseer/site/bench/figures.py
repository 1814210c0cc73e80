"""What a benchmark found: rounds, their bound, the ratio between them, and how both are printed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Used:
    """Processor time and memory of one part during a measurement; ``cores`` is processor seconds per second."""

    cores: float
    memory_mb: float


@dataclass(frozen=True)
class Round:
    """One round: what was reached, what the bound reached beside it, and what went wrong.

    ``value`` and ``bound`` have the figure's unit. Latencies are milliseconds as the load generator saw them.
    """

    value: float
    bound: float | None = None
    errors: int = 0
    p50_ms: float | None = None
    p99_ms: float | None = None
    used: Mapping[str, Used] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """Everything measured under one name.

    ``higher`` says whether more is better; the ratio is the part of the bound that was reached either way, so that 1 is
    the bound itself. ``what`` says what one unit of work does, ``bound`` what the bound is, and ``notes`` what a reader
    must know to believe the figure.
    """

    name: str
    unit: str
    what: str
    bound: str
    rounds: tuple[Round, ...]
    higher: bool = True
    clients: int = 1
    notes: tuple[str, ...] = ()

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return median(one.value for one in self.rounds)

    @property
    def spread(self) -> float:
        """The distance between the best and the worst round, as a part of the median."""
        values = [one.value for one in self.rounds]
        return (max(values) - min(values)) / self.value if self.value else 0.0

    @property
    def errors(self) -> int:
        """Failures in all rounds together; anything but nought spoils the figure."""
        return sum(one.errors for one in self.rounds)

    @property
    def bound_value(self) -> float | None:
        """The median of the bound's rounds."""
        return middle([one.bound for one in self.rounds])

    @property
    def ratio(self) -> float | None:
        """The median of the rounds' ratios: both halves of a round ran within seconds of each other."""
        return middle([self.ratio_of(one) for one in self.rounds])

    def ratio_of(self, one: Round) -> float | None:
        """The part of the bound that one round reached; ``None`` without a bound."""
        if not one.bound or not one.value:
            return None
        return one.value / one.bound if self.higher else one.bound / one.value

    @property
    def p50_ms(self) -> float | None:
        """The median of the rounds' medians, in milliseconds."""
        return middle([one.p50_ms for one in self.rounds])

    @property
    def p99_ms(self) -> float | None:
        """The median of the rounds' 99th percentiles, in milliseconds."""
        return middle([one.p99_ms for one in self.rounds])

    @property
    def used(self) -> dict[str, Used]:
        """Processor and memory by part: the median of the rounds."""
        parts = {part for one in self.rounds for part in one.used}
        return {
            part: Used(
                cores=median(one.used[part].cores for one in self.rounds if part in one.used),
                memory_mb=median(one.used[part].memory_mb for one in self.rounds if part in one.used),
            )
            for part in sorted(parts)
        }


def middle(values: Sequence[float | None]) -> float | None:
    """The median of the values that are known; ``None`` when none is."""
    known = [value for value in values if value is not None]
    return median(known) if known else None


def as_data(figure: Figure) -> dict[str, Any]:
    """The figure as JSON: the sums first, then every round."""
    return {
        "name": figure.name,
        "value": round(figure.value, 4),
        "unit": figure.unit,
        "higher_is_better": figure.higher,
        "spread": round(figure.spread, 4),
        "bound": None if figure.bound_value is None else round(figure.bound_value, 4),
        "bound_is": figure.bound,
        "ratio": None if figure.ratio is None else round(figure.ratio, 4),
        "errors": figure.errors,
        "p50_ms": figure.p50_ms,
        "p99_ms": figure.p99_ms,
        "clients": figure.clients,
        "used": {part: asdict(used) for part, used in figure.used.items()},
        "what": figure.what,
        "notes": list(figure.notes),
        "rounds": [asdict(one) | {"ratio": figure.ratio_of(one)} for one in figure.rounds],
    }


def as_text(figure: Figure) -> str:
    """The figure for a reader, a few lines."""
    ratio = "" if figure.ratio is None else f"   ratio {figure.ratio:.3f}"
    lines = [f"{figure.name}: {shown(figure.value)} {figure.unit}, spread {figure.spread:.0%}{ratio}"]
    if figure.bound_value is not None:
        lines.append(f"  bound    {shown(figure.bound_value)} {figure.unit}: {figure.bound}")
    tail = f"{figure.clients} at a time" if figure.clients > 1 else "one at a time"
    latency = "" if figure.p50_ms is None else f", p50 {figure.p50_ms:.1f} ms"
    latency += "" if figure.p99_ms is None else f", p99 {figure.p99_ms:.1f} ms"
    lines.append(f"  errors   {figure.errors}, {tail}{latency}, rounds {len(figure.rounds)}")
    if figure.used:
        lines.append(f"  used     {', '.join(_used(figure, part, one) for part, one in figure.used.items())}")
    lines.extend(f"  note     {note}" for note in figure.notes)
    return "\n".join(lines)


def _used(figure: Figure, part: str, used: Used) -> str:
    """Cores, the processor time of one request (which a busy machine changes least), and memory."""
    counted = figure.unit.endswith("/s") and figure.value and part != "others"
    each = f" ({used.cores / figure.value * 1000:.2f} ms each)" if counted else ""
    memory = f" {used.memory_mb:,.0f} MB" if used.memory_mb else ""
    return f"{part} {used.cores:.2f} cores{each}{memory}"


def shown(value: float) -> str:
    """A value with as many places as it deserves."""
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 3  # noqa: PLR2004 - sizes at which a place more tells nothing
    return f"{value:,.{places}f}"

"""Fine-line drawings for paper: woven bands and rosettes, computed, so that every agency has its own and owns it."""

from collections.abc import Iterable
from functools import cache
from math import cos, pi, sin

_BAND_POINTS = 260
_ROSETTE_POINTS = 360


@cache
def band(colour: str, *, width: int = 2100, height: int = 220, seed: int = 5) -> str:
    """Return an SVG of a woven band; the same seed always gives the same lines."""
    lines = []
    for strand in range(11):
        phase = strand * pi / 11
        points = []
        for step in range(_BAND_POINTS + 1):
            x = width * step / _BAND_POINTS
            turn = 2 * pi * step / _BAND_POINTS
            swell = 0.62 + 0.30 * sin(seed * turn + phase / 2)
            y = height / 2 + height * 0.46 * swell * sin(7 * turn + phase) * cos(1.5 * turn - phase / 3)
            points.append((x, y))
        lines.append(_path(points))
    return _svg(lines, colour, width, height, line=0.7, opacity=0.32)


@cache
def rosette(colour: str, *, size: int = 1000, petals: int = 12) -> str:
    """Return an SVG of a rosette: nested closed curves around an open centre."""
    lines = []
    middle = size / 2
    for ring in range(14):
        radius = size * (0.20 + 0.017 * ring)
        depth = size * 0.040
        points = []
        for step in range(_ROSETTE_POINTS + 1):
            turn = 2 * pi * step / _ROSETTE_POINTS
            reach = radius + depth * sin(petals * turn + ring * 2 * pi / 7)
            points.append((middle + reach * cos(turn), middle + reach * sin(turn)))
        lines.append(_path(points) + "Z")
    return _svg(lines, colour, size, size, line=1.0, opacity=0.9)


@cache
def seal(colour: str, *, size: int = 400) -> str:
    """Return an SVG of the small star that stands in place of an emblem: two woven eight-pointed outlines."""
    middle, lines = size / 2, []
    for turn_by in (0.0, pi / 8, pi / 16):
        for scale in (0.47, 0.43, 0.30):
            points = []
            for corner in range(16):
                reach = size * scale * (1.0 if corner % 2 == 0 else 0.72)
                turn = turn_by + corner * pi / 8
                points.append((middle + reach * cos(turn), middle + reach * sin(turn)))
            lines.append(_path(points) + "Z")
    return _svg(lines, colour, size, size, line=2.6, opacity=1)


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _svg(paths: list[str], colour: str, width: int, height: int, *, line: float, opacity: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><path d="{"".join(paths)}" '
        f'fill="none" stroke="{colour}" stroke-width="{line}" stroke-opacity="{opacity}"/></svg>'
    )

"""The drawing of measures over time: points, marks and words, placed in a box of 360 × 220. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from math import floor, log10

from rxapp.core.clock import paris_date
from rxapp.core.i18n import number, short_date

WIDTH, HEIGHT = 360, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 348, 12, 190
MOST_POINTS = 240
"""Most points of a line: of more, the highest and the lowest of each stretch of time are drawn."""
_STEPS = (1, 2, 2.5, 5, 10)

Point = tuple[datetime, Decimal]


@dataclass(frozen=True, slots=True)
class Tick:
    """A word beside an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One measure."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """One series: its points joined, and a dot for each while there are few."""

    points: str
    dots: list[Dot] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn; ``lines`` is empty when there is nothing to draw. ``label``: the drawing in one sentence."""

    label: str = ""
    lines: list[Line] = field(default_factory=list)
    levels: list[Tick] = field(default_factory=list)
    days: list[Tick] = field(default_factory=list)


def draw(series: Sequence[Sequence[Point]], *, lang: str, label: str) -> Chart:
    """Each series as a line, all on the same axes. Points in any order."""
    points = [point for line in series for point in line]
    if not points:
        return Chart()
    first, last = min(at for at, _value in points), max(at for at, _value in points)
    levels = _levels(float(min(value for _at, value in points)), float(max(value for _at, value in points)))
    low, high = levels[0], levels[-1]
    span = (last - first).total_seconds()

    def x(at: datetime) -> float:
        share = (at - first).total_seconds() / span if span else 0.5
        return round(LEFT + share * (RIGHT - LEFT), 1)

    def y(value: float) -> float:
        return round(BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP), 1)

    lines = []
    for line in series:
        placed = [Dot(x(at), y(float(value))) for at, value in _thinned(sorted(line))]
        dots = placed if len(placed) <= MOST_POINTS // 4 else []
        lines.append(Line(" ".join(f"{dot.x},{dot.y}" for dot in placed), dots))
    step = levels[1] - levels[0]
    digits = max(0, -floor(log10(step))) + (step * 10 ** max(0, -floor(log10(step))) % 1 > 0)
    return Chart(
        label,
        lines,
        [Tick(y(level), number(level, lang, digits)) for level in levels],
        [Tick(x(at), short_date(paris_date(at), lang)) for at in ([first, last] if span else [first])],
    )


def _levels(low: float, high: float) -> list[float]:
    """Three to seven round levels around what is drawn."""
    span = high - low or max(abs(high) * 0.1, 1)
    rough = span / 4
    scale = 10 ** floor(log10(rough))
    step = next(round(one * scale, 10) for one in _STEPS if one * scale >= rough * 0.999)
    start = floor(low / step)
    levels = [round(start * step, 10)]
    while levels[-1] < high or len(levels) < 2:
        levels.append(round((start + len(levels)) * step, 10))
    return levels


def _thinned(line: Sequence[Point]) -> list[Point]:
    """All of it, or the lowest and the highest of each stretch of time, in their order."""
    if len(line) <= MOST_POINTS:
        return list(line)
    first, last = line[0][0], line[-1][0]
    stretch = (last - first) / (MOST_POINTS // 2)
    kept: dict[int, list[Point]] = {}
    for point in line:
        place = min(int((point[0] - first) / stretch), MOST_POINTS // 2 - 1)
        kept.setdefault(place, []).append(point)
    ends = ({min(held, key=lambda one: one[1]), max(held, key=lambda one: one[1])} for held in kept.values())
    return sorted(point for both in ends for point in both)

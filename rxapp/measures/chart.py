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
NAMES, NAME = 28, 12
"""Room that names of curves take at the right, and the height of one."""
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
class Outline:
    """One curve behind the measures, and its name where it ends."""

    points: str
    name: Tick
    x: float


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn; ``lines`` is empty when there is nothing to draw. ``label``: the drawing in one sentence.

    ``behind``: curves to compare with, the middle one in the middle; ``area``: what lies between the first and the last of them;
    ``legend``: what they are, or why there are none; ``right``: where the axis of time ends.
    """

    label: str = ""
    lines: list[Line] = field(default_factory=list)
    levels: list[Tick] = field(default_factory=list)
    days: list[Tick] = field(default_factory=list)
    behind: list[Outline] = field(default_factory=list)
    area: str = ""
    legend: str = ""
    right: float = RIGHT


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve to compare with: its name and its points, in order of time."""

    name: str
    points: Sequence[tuple[datetime, float]]


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What stands behind the measures, drawn from ``first`` to ``last``. ``told``: where the last measure stands, in words."""

    first: datetime | None = None
    last: datetime | None = None
    curves: Sequence[Curve] = ()
    legend: str = ""
    told: str = ""


NOTHING = Backdrop()


@dataclass(frozen=True, slots=True)
class _Box:
    """The axes: which instant and which value is where."""

    first: datetime
    last: datetime
    low: float
    high: float
    right: float

    def x(self, at: datetime) -> float:
        span = (self.last - self.first).total_seconds()
        share = (at - self.first).total_seconds() / span if span else 0.5
        return round(LEFT + share * (self.right - LEFT), 1)

    def y(self, value: float) -> float:
        return round(BOTTOM - (value - self.low) / (self.high - self.low) * (BOTTOM - TOP), 1)


def draw(series: Sequence[Sequence[Point]], *, lang: str, label: str, backdrop: Backdrop = NOTHING) -> Chart:
    """Each series as a line, all on the same axes, in front of what they are compared with. Points in any order."""
    points = [point for line in series for point in line]
    if not points:
        return Chart()
    first = backdrop.first or min(at for at, _value in points)
    last = backdrop.last or max(at for at, _value in points)
    values = [float(value) for _at, value in points] + [value for curve in backdrop.curves for _at, value in curve.points]
    levels = _levels(min(values), max(values))
    box = _Box(first, last, levels[0], levels[-1], RIGHT - NAMES if backdrop.curves else RIGHT)
    lines = []
    for line in series:
        placed = [Dot(box.x(at), box.y(float(value))) for at, value in _thinned(sorted(line))]
        dots = placed if len(placed) <= MOST_POINTS // 4 else []
        lines.append(Line(_joined(placed), dots))
    step = levels[1] - levels[0]
    digits = max(0, -floor(log10(step))) + (step * 10 ** max(0, -floor(log10(step))) % 1 > 0)
    behind, area = _behind(box, backdrop.curves)
    return Chart(
        label=f"{label} {backdrop.told}".strip(),
        lines=lines,
        levels=[Tick(box.y(level), number(level, lang, digits)) for level in levels],
        days=[Tick(box.x(at), short_date(paris_date(at), lang)) for at in ([first, last] if first != last else [first])],
        behind=behind,
        area=area,
        legend=backdrop.legend,
        right=box.right,
    )


def _joined(placed: Sequence[Dot]) -> str:
    return " ".join(f"{dot.x},{dot.y}" for dot in placed)


def _behind(box: _Box, curves: Sequence[Curve]) -> tuple[list[Outline], str]:
    """The curves, from the lowest to the highest, with their names; and what lies between the outer ones."""
    if not curves:
        return [], ""
    placed = [[Dot(box.x(at), box.y(value)) for at, value in curve.points] for curve in curves]
    heights = _apart([dots[-1].y for dots in placed])
    named = zip(curves, placed, heights, strict=True)
    outlines = [Outline(_joined(dots), Tick(y, curve.name), round(dots[-1].x + 5, 1)) for curve, dots, y in named]
    return outlines, _joined([*placed[0], *reversed(placed[-1])])


def _apart(heights: Sequence[float]) -> list[float]:
    """Heights of names, each above the one before it, far enough apart to be read and inside the drawing."""
    told, middle = list(heights), len(heights) // 2
    for place in range(middle + 1, len(told)):
        told[place] = min(told[place], told[place - 1] - NAME)
    for place in range(middle - 1, -1, -1):
        told[place] = max(told[place], told[place + 1] + NAME)
    shift = max(0.0, NAME / 2 - told[-1]) - max(0.0, told[0] - BOTTOM)
    return [round(height + shift, 1) for height in told]


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

"""One figure: what Carnet does, what the bare thing does, the ratio, and what is asked of it."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One row of the table. `floor` and `ratio` are "" for what stands alone; `reached` is None when nothing is asked."""

    name: str
    ours: str
    floor: str = ""
    ratio: str = ""
    target: str = ""
    reached: bool | None = None


@dataclass(frozen=True)
class Target:
    """A bound on a figure, itself included: `most` or at least `least`."""

    least: float | None = None
    most: float | None = None

    def met(self, value: float) -> bool:
        """Whether `value` is within the bound."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def shown(self, digits: int = 2) -> str:
        """The bound as the table prints it."""
        return f"≥ {self.least:.{digits}f}" if self.least is not None else f"≤ {self.most:.{digits}f}"


def beside(
    name: str, ours: Sequence[float], floor: Sequence[float], unit: str, target: Target | None = None, digits: int = 2
) -> Figure:
    """The medians of a measure and of its floor, both in `unit`; the target bounds ours ÷ floor."""
    ratio = statistics.median(ours) / statistics.median(floor)
    return Figure(
        name,
        _spread(ours, unit, digits),
        _spread(floor, unit, digits),
        f"{ratio:.2f}",
        target.shown() if target else "",
        target.met(ratio) if target else None,
    )


def round_by_round(
    name: str, ours: Sequence[float], floor: Sequence[float], unit: str, target: Target | None = None, digits: int = 2
) -> Figure:
    """As `beside`, for measures taken `in_turn` that jump between two paces: the target bounds the median of each round's ratio.

    The ratio of the two medians, which such a jump throws about, is shown after it.
    """
    ratio = statistics.median(mine / bare for mine, bare in zip(ours, floor, strict=True))
    medians = statistics.median(ours) / statistics.median(floor)
    return Figure(
        name,
        _spread(ours, unit, digits),
        _spread(floor, unit, digits),
        f"{ratio:.2f} (of medians {medians:.2f})",
        target.shown() if target else "",
        target.met(ratio) if target else None,
    )


def alone(name: str, taken: Sequence[float], unit: str = "", target: Target | None = None, digits: int = 2) -> Figure:
    """The median of a measure that has no floor."""
    reached = target.met(statistics.median(taken)) if target else None
    return Figure(name, _spread(taken, unit, digits), target=target.shown(digits) if target else "", reached=reached)


def _spread(taken: Sequence[float], unit: str, digits: int) -> str:
    """The median and its unit, with the middle half of the values when there are enough of them."""
    shown = f"{statistics.median(taken):.{digits}f} {unit}".rstrip()
    if len(taken) < 4:
        return shown
    low, _, high = statistics.quantiles(taken, n=4)
    return f"{shown} ({low:.{digits}f}–{high:.{digits}f})"


def in_turn(rounds: int, *measures: Callable[[], float], warm: int = 1) -> list[list[float]]:
    """What each measure gave, each as often first, and as often after each other: what else the machine does, and what one leaves
    behind (pages, caches) for the next, falls on all of them alike.
    """
    taken: list[list[float]] = [[] for _ in measures]
    for turn in range(warm + rounds):
        for place in order(turn, len(measures)):
            taken[place].append(measures[place]())
    return [column[warm:] for column in taken]


def order(turn: int, count: int) -> list[int]:
    """Whose turn it is, one after the other: a row of a Latin square balanced for what one leaves to the next (Williams)."""
    zigzag = [(step + 1) // 2 if step % 2 else (count - step // 2) % count for step in range(count)]
    row = [(place + turn) % count for place in zigzag]
    return row[::-1] if turn // count % 2 else row


def load() -> float:
    """How many processes wanted a processor over the last minute: above this machine's count, figures suffer."""
    return os.getloadavg()[0]


def table(figures: Sequence[Figure]) -> str:
    """The figures as lines of equal columns."""
    verdict = {True: "ok", False: "short", None: ""}
    rows = [("figure", "ours", "floor", "ratio", "target", "")]
    rows += [(f.name, f.ours, f.floor, f.ratio, f.target, verdict[f.reached]) for f in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)

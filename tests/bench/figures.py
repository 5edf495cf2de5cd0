"""One figure: what Carnet does, what the bare thing does, the ratio, and what is asked of it."""

from __future__ import annotations

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


def beside(name: str, ours: float, floor: float, unit: str, target: Target | None = None, digits: int = 2) -> Figure:
    """A figure beside its floor, both in `unit`; the target bounds ours ÷ floor."""
    ratio = ours / floor
    return Figure(
        name,
        f"{ours:.{digits}f} {unit}",
        f"{floor:.{digits}f} {unit}",
        f"{ratio:.2f}",
        target.shown() if target else "",
        target.met(ratio) if target else None,
    )


def alone(name: str, ours: float, unit: str = "", target: Target | None = None, digits: int = 2) -> Figure:
    """A figure that has no floor."""
    shown = f"{ours:.{digits}f} {unit}".rstrip()
    return Figure(name, shown, target=target.shown(digits) if target else "", reached=target.met(ours) if target else None)


def in_turn(rounds: int, *measures: Callable[[], float], warm: int = 1) -> list[float]:
    """The median of each measure, taken A B C A B C…, so that what else the machine does falls on all of them alike."""
    taken = [[measure() for measure in measures] for _ in range(warm + rounds)][warm:]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def table(figures: Sequence[Figure]) -> str:
    """The figures as lines of equal columns."""
    verdict = {True: "ok", False: "short", None: ""}
    rows = [("figure", "ours", "floor", "ratio", "target", "")]
    rows += [(f.name, f.ours, f.floor, f.ratio, f.target, verdict[f.reached]) for f in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)

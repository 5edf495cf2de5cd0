"""Growth curves by the LMS method (Cole and Green, Statistics in Medicine 11:1305-1319, 1992): from L, M and S at an age to the
value that a share of children stays under. Pure; the numbers of the tables come from `growth_tables`.
"""

from __future__ import annotations

from bisect import bisect, bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, isfinite, log1p
from statistics import NormalDist

PERCENTILES = (3, 15, 50, 85, 97)
"""What is drawn: of a hundred children of that age and sex, so many are under the curve."""
SCORES = tuple(NormalDist().inv_cdf(percent / 100) for percent in PERCENTILES)
"""The same as standard deviations from the median."""
POINTS = 60
"""Parts of a curve; where two tables join it has two points more."""
_ROUNDED = 1e-9
"""Years by which the age of a row may be off: files have ten digits."""
_NONE = 1e-12
"""A power under which the formula is its limit, the logarithm."""
_WIDEST = 2.0
"""Standard deviations up to which a row must have a value."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table. ``age``: years; ``power``, ``median``, ``spread``: the L, M and S of its distribution."""

    age: float
    power: float
    median: float
    spread: float

    @property
    def is_sound(self) -> bool:
        """Whether it gives a value for each score that is drawn."""
        numbers = (self.age, self.power, self.median, self.spread)
        told = all(isfinite(number) for number in numbers) and self.age >= 0 and self.median > 0 and self.spread > 0
        return told and abs(self.power) * self.spread * _WIDEST < 1

    def at(self, score: float) -> float:
        """The value that lies ``score`` standard deviations from the median."""
        reach = self.spread * score
        return self.median * exp(log1p(self.power * reach) / self.power if abs(self.power) > _NONE else reach)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of rising age, at least two."""

    rows: tuple[Row, ...]

    def row(self, age: float) -> Row:
        """The row of an age, drawn straight between those of the table; outside it the first or the last."""
        place = bisect_left(self.rows, age, key=lambda row: row.age)
        if place in (0, len(self.rows)):
            return self.rows[min(place, len(self.rows) - 1)]
        before, after = self.rows[place - 1], self.rows[place]
        share = (age - before.age) / (after.age - before.age)

        def between(low: float, high: float) -> float:
            return low + share * (high - low)

        return Row(
            age,
            between(before.power, after.power),
            between(before.median, after.median),
            between(before.spread, after.spread),
        )


@dataclass(frozen=True, slots=True)
class Growth:
    """The tables of one measure and one sex, the youngest first: each serves up to its last age, then the next."""

    tables: tuple[Table, ...]

    @property
    def last_age(self) -> float:
        """Years until which there are curves."""
        return self.tables[-1].rows[-1].age

    def row(self, age: float) -> Row | None:
        """The row of an age, None before birth and after the last table."""
        if age < 0:
            return None
        return next((table.row(age) for table in self.tables if age <= table.rows[-1].age + _ROUNDED), None)

    def ages(self, first: float, last: float) -> list[float]:
        """Ages at which curves are drawn, within what the tables have; both sides of where two tables join."""
        low, high = max(first, 0.0), min(last, self.last_age)
        if low > high:
            return []
        even = [low + (high - low) * part / POINTS for part in range(POINTS + 1)]
        ends = [table.rows[-1].age for table in self.tables[:-1]]
        joins = [age for end in ends for age in (end, end + 2 * _ROUNDED) if low < age < high]
        return sorted({*even, *joins})

    def curves(self, first: float, last: float) -> list[list[tuple[float, float]]]:
        """One curve for each of `PERCENTILES` between two ages: (age, value); empty when the tables have neither."""
        rows = [(age, row) for age in self.ages(first, last) if (row := self.row(age)) is not None]
        return [[(age, row.at(score)) for age, row in rows] for score in SCORES] if rows else []


def place_of(row: Row, value: float) -> int:
    """How many of the curves of an age a value has reached: 0 to 5."""
    return bisect([row.at(score) for score in SCORES], value)


def growth_of(tables: Sequence[Sequence[Row]]) -> Growth:
    """The tables put together. Raises ValueError when they are none: two rows at least, sound, ages that rise."""
    for rows in tables:
        if len(rows) < 2 or not all(row.is_sound for row in rows):
            raise ValueError("a table with fewer than two rows, or with one that gives no value")
        if any(after.age <= before.age for before, after in pairwise(rows)):
            raise ValueError("a table whose ages do not rise")
    ends = [rows[-1].age for rows in tables]
    if not ends or any(after <= before for before, after in pairwise(ends)):
        raise ValueError("tables that do not follow each other")
    return Growth(tuple(Table(tuple(rows)) for rows in tables))

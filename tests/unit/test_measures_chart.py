"""The drawing of measures: inside its box, round levels, few points."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rxapp.measures import chart
from rxapp.measures.chart import Chart, draw

START = datetime(2020, 1, 1, tzinfo=UTC)
POINTS = st.lists(st.tuples(st.integers(0, 5_000_000), st.integers(1, 3_000_000)), min_size=1, max_size=12)
"""Minutes after the start and tenths of a unit."""


def test_nothing_is_drawn_of_nothing() -> None:
    assert draw([[], []], lang="fr", label="x") == Chart()


def test_one_measure_is_a_dot_in_the_middle() -> None:
    drawn = draw([[(START, Decimal(72))]], lang="fr", label="Poids")
    (line,) = drawn.lines
    assert [dot.x for dot in line.dots] == [(chart.LEFT + chart.RIGHT) / 2]
    assert [day.label for day in drawn.days] == ["01/01/2020"]


def test_levels_are_round_and_in_the_readers_language() -> None:
    drawn = draw([[(START, Decimal("3.4")), (START + timedelta(days=70), Decimal("5.2"))]], lang="fr", label="Poids")
    assert [level.label for level in drawn.levels] == ["3", "3,5", "4", "4,5", "5", "5,5"]
    assert [day.label for day in drawn.days] == ["01/01/2020", "11/03/2020"]


@given(POINTS)
def test_everything_is_inside_the_box(told: list[tuple[int, int]]) -> None:
    points = [(START + timedelta(minutes=minutes), Decimal(value) / 10) for minutes, value in told]
    drawn = draw([points], lang="fr", label="x")
    for dot in drawn.lines[0].dots:
        assert chart.LEFT <= dot.x <= chart.RIGHT
        assert chart.TOP <= dot.y <= chart.BOTTOM
    assert 2 <= len(drawn.levels) <= 8
    assert len({level.label for level in drawn.levels}) == len(drawn.levels)


def test_of_many_the_ends_of_each_stretch_are_drawn() -> None:
    many = [(START + timedelta(hours=hour), Decimal(70 + hour % 7)) for hour in range(5_000)]
    (line,) = draw([many], lang="fr", label="x").lines
    assert len(line.points.split()) <= chart.MOST_POINTS
    heights = {point.split(",")[1] for point in line.points.split()}
    assert len(heights) == 2, "the highest and the lowest"
    assert line.dots == []

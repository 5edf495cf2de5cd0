"""Growth curves: the method, tables that join, and what is read of an installed package."""

from __future__ import annotations

import sys
from math import exp
from pathlib import Path
from statistics import NormalDist

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from rxapp.cli.data import doctor
from rxapp.measures import growth_tables
from rxapp.measures.growth import PERCENTILES, POINTS, SCORES, Row, growth_of, place_of
from rxapp.measures.growth_tables import PACKAGE, Tables, tables
from tests.growth import afresh, curves, installed, made_up, no_curves

__all__ = ["afresh", "curves", "no_curves"]

NUMBERS = {
    "power": st.floats(-2.5, 2.5, allow_nan=False),
    "median": st.floats(0.5, 200, allow_nan=False),
    "spread": st.floats(0.01, 0.19, allow_nan=False),
}
ROWS = st.builds(Row, age=st.just(1.0), **NUMBERS)
SCORE = st.floats(-2, 2, allow_nan=False)


@pytest.mark.parametrize(
    ("power", "median", "spread", "score", "value"),
    [
        (1, 50, 0.04, 2, 54),  # L of 1: the normal distribution
        (1, 50, 0.04, -1, 48),
        (0, 10, 0.1, 1, 10 * exp(0.1)),  # L of 0: the logarithm is normal
        (-1, 10, 0.1, 1, 10 / 0.9),
        (2, 10, 0.1, 1, 10 * 1.2**0.5),
        (0.3487, 3.3464, 0.14602, -2, 2.459),  # boys at birth as the WHO publishes them: -2, -1, 1 and 2 deviations
        (0.3487, 3.3464, 0.14602, -1, 2.881),
        (0.3487, 3.3464, 0.14602, 1, 3.859),
        (0.3487, 3.3464, 0.14602, 2, 4.419),
    ],
)
def test_a_value_at_a_score(power: float, median: float, spread: float, score: float, value: float) -> None:
    assert Row(0.0, power, median, spread).at(score) == pytest.approx(value, abs=6e-4)


def test_the_curves_are_shares_of_the_normal_distribution() -> None:
    assert [round(score, 4) for score in SCORES] == [-1.8808, -1.0364, 0.0, 1.0364, 1.8808]
    assert [round(NormalDist().cdf(score) * 100, 6) for score in SCORES] == list(PERCENTILES)


@given(ROWS, SCORE, SCORE)
def test_a_higher_score_is_a_higher_value_and_half_are_under_the_median(row: Row, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert row.is_sound
    assert row.at(0) == row.median
    assert row.at(low) <= row.at(high)
    if high - low > 1e-6:
        assert row.at(low) < row.at(high)


@given(st.floats(-1e-4, 1e-4, allow_nan=False), SCORE)
def test_it_is_even_where_the_power_comes_to_nothing(power: float, score: float) -> None:
    assert Row(0, power, 10, 0.15).at(score) == pytest.approx(Row(0, 0, 10, 0.15).at(score), rel=1e-4)


@given(ROWS, st.floats(0.1, 300, allow_nan=False))
def test_a_value_stands_where_it_is_drawn(row: Row, value: float) -> None:
    drawn = [row.at(score) for score in SCORES]
    place = place_of(row, value)
    assert all(curve <= value for curve in drawn[:place])
    assert all(curve > value for curve in drawn[place:])


BABIES = [Row(0.0, 1, 50, 0.04), Row(2.0, 1, 88, 0.04)]
CHILDREN = [Row(2.1, 1, 87, 0.04), Row(5.0, 1, 110, 0.04)]


def test_between_two_rows_it_goes_straight_and_each_table_serves_to_its_end() -> None:
    growth = growth_of([BABIES, CHILDREN])
    told = {age: growth.row(age) for age in (-0.1, 0.0, 1.0, 2.0, 2.05, 2.1, 5.0, 5.1)}
    medians = {age: row and row.median for age, row in told.items()}
    assert medians == {-0.1: None, 0.0: 50, 1.0: 69, 2.0: 88, 2.05: 87, 2.1: 87, 5.0: 110, 5.1: None}
    assert growth.last_age == 5.0


def test_both_sides_of_a_join_are_drawn() -> None:
    growth = growth_of([BABIES, CHILDREN])
    (_low, _less, middle, _more, _high) = growth.curves(1.9, 2.3)
    assert [value for age, value in middle if 2.0 <= age < 2.001] == [88, 87]
    assert len(growth.curves(0.0, 1.0)[0]) == POINTS + 1


@given(st.floats(-3, 8, allow_nan=False), st.floats(0, 8, allow_nan=False))
def test_curves_are_in_order_of_age_and_never_cross(first: float, span: float) -> None:
    growth = growth_of([BABIES, CHILDREN])
    drawn = growth.curves(first, first + span)
    assert bool(drawn) == (first <= 5.0 and first + span >= 0)
    for curve in drawn:
        ages = [age for age, _value in curve]
        assert ages == sorted(ages)
        assert 0 <= ages[0] <= ages[-1] <= 5.0
    for points in zip(*drawn, strict=True):
        values = [value for _age, value in points]
        assert values == sorted(set(values))


@pytest.mark.parametrize(
    "tables",
    [
        [],
        [[]],
        [BABIES[:1]],
        [BABIES[::-1]],
        [CHILDREN, BABIES],
        [BABIES, BABIES],
        [[BABIES[0], BABIES[0]]],
        [[BABIES[0], Row(1.0, 1, 0.0, 0.04)]],
        [[BABIES[0], Row(1.0, 1, 70, -0.04)]],
        [[BABIES[0], Row(1.0, 1, float("nan"), 0.04)]],
        [[BABIES[0], Row(1.0, 30, 70, 0.04)]],
        [[Row(-1.0, 1, 50, 0.04), BABIES[1]]],
    ],
)
def test_tables_that_give_no_value_are_none(tables: list[list[Row]]) -> None:
    with pytest.raises(ValueError, match="table"):
        growth_of(tables)


def test_installed_tables_are_read_and_the_package_is_never_run(curves: Tables) -> None:
    assert set(curves.held) == {(kind, sex) for kind in ("poids", "taille", "crane") for sex in "MF"}
    assert (curves.source[: len(PACKAGE)], curves.trouble) == (PACKAGE, "")
    assert curves.held["poids", "M"].row(0.0).median == 3.5
    assert curves.held["poids", "F"].row(0.0).median == 2.5
    assert [int(curves.held[kind, "F"].last_age) for kind in ("poids", "taille", "crane")] == [10, 19, 5]
    assert PACKAGE not in sys.modules
    assert tables() is curves, "read once"


def test_nothing_installed_is_no_curve(no_curves: None) -> None:
    assert tables() == Tables()


def _but(part: int, path: tuple[object, ...], value: object) -> list[object]:
    files = made_up()
    place: object = files[part]["measurement"]
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return files


@pytest.mark.parametrize(
    "files",
    [
        [],
        made_up()[:2],
        ["", "", ""],
        ["{", "{}", "[]"],
        [[], [], []],
        [{"measurement": []}] * 3,
        ["[" * 200_000] * 3,
        _but(0, ("weight",), {}),
        _but(1, ("height", "male"), None),
        _but(2, ("height", "female", 0), {"age": 5}),
        _but(2, ("height", "female", 0, "M"), "tall"),
        _but(0, ("ofc", "male", 0, "S"), 0),
        _but(0, ("ofc", "male"), "rows"),
    ],
)
def test_files_in_another_shape_are_said_and_nothing_is_drawn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, afresh: None, files: list[object]
) -> None:
    installed(monkeypatch, tmp_path, files)
    told = tables()
    assert (dict(told.held), told.source) == ({}, "")
    assert told.trouble


def test_a_file_beyond_all_bounds_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, afresh: None) -> None:
    place = installed(monkeypatch, tmp_path)
    with (place / growth_tables.FILES[0]).open("a") as file:
        file.write(" " * growth_tables.MOST_BYTES)
    assert tables().trouble == "ValueError"


@pytest.mark.parametrize(
    ("files", "words"),
    [(None, "growth curves: missing"), (made_up(), f"growth curves: {PACKAGE}"), ([[], [], []], "growth curves: not understood")],
)
def test_doctor_says_whether_they_are_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, afresh: None, files: list[object] | None, words: str
) -> None:
    monkeypatch.setenv("RXAPP_DATA_DIR", str(tmp_path / "data"))
    if files is None:
        monkeypatch.setitem(sys.modules, PACKAGE, None)
    else:
        installed(monkeypatch, tmp_path, files)
    (line,) = [one for one in CliRunner().invoke(doctor).output.splitlines() if "growth curves" in one]
    assert words in line.replace("absentes / ", "").replace("illisibles / ", "")
    assert line.startswith("✓"), "nothing that must be done"


# What the WHO publishes: kind, sex, age in years, L, M, S. Birth, one year (day 365), 5 years and a month, 10 and 19 years.
PUBLISHED = [
    ("poids", "M", 0.0, 0.3487, 3.3464, 0.14602),
    ("poids", "F", 0.0, 0.3809, 3.2322, 0.14171),
    ("taille", "M", 0.0, 1, 49.8842, 0.03795),
    ("taille", "F", 0.0, 1, 49.1477, 0.0379),
    ("crane", "M", 0.0, 1, 34.4618, 0.03686),
    ("crane", "F", 0.0, 1, 33.8787, 0.03496),
    ("poids", "M", 10.0, -0.6764, 31.1586, 0.16305),
    ("poids", "F", 10.0, -0.5958, 31.8578, 0.17262),
    ("taille", "M", 19.0, 1, 176.5432, 0.04134),
    ("taille", "F", 19.0, 1, 163.1548, 0.04009),
]


@pytest.mark.skipif(not tables().held, reason="rcpchgrowth is not installed (requirements-growth.lock)")
@pytest.mark.parametrize(("kind", "sex", "age", "power", "median", "spread"), PUBLISHED)
def test_the_installed_tables_say_what_the_who_publishes(
    afresh: None, kind: str, sex: str, age: float, power: float, median: float, spread: float
) -> None:
    row = tables().held[kind, sex].row(age)
    assert (row.power, row.median, row.spread) == (power, median, spread)


@pytest.mark.skipif(not tables().held, reason="rcpchgrowth is not installed (requirements-growth.lock)")
def test_the_installed_tables_join_where_children_stand_up_and_where_the_reference_takes_over(afresh: None) -> None:
    height = tables().held["taille", "M"]
    lying, standing = height.row(730 / 365.25), height.row(731 / 365.25)
    assert lying.median - standing.median == pytest.approx(0.7, abs=0.05)
    weight = tables().held["poids", "F"]
    assert weight.row(1856 / 365.25).median == 18.389
    assert weight.row(61 / 12).median == pytest.approx(18.2579, abs=1e-4)
    assert [int(tables().held[kind, "M"].last_age) for kind in ("poids", "taille", "crane")] == [10, 19, 5]

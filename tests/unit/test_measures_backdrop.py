"""What stands behind a child's measures: for whom, over what time, in which words, and where it is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.measures import chart
from rxapp.measures.backdrop import LEAST, behind
from rxapp.measures.chart import NOTHING, Backdrop, draw
from rxapp.measures.growth import Row, growth_of

BORN, TODAY = date(2020, 11, 20), date(2026, 11, 27)
BABY = [Row(0.0, -0.2, 3.5, 0.12), Row(2.0, -0.2, 12.5, 0.12)]
CHILD = [Row(2.1, -0.2, 12.6, 0.12), Row(10.0, -0.2, 31, 0.12)]
HELD = {("poids", sex): growth_of([BABY, CHILD]) for sex in "MF"}
WEIGHT = {"kind": "poids", "sex": "M", "born": BORN, "today": TODAY, "lang": "fr"}
LEGEND = "Courbes de croissance de l’OMS : 3e, 15e, 50e, 85e et 97e percentiles. Elles ne posent aucun diagnostic."
SOURCE = "Source : Organisation mondiale de la santé, normes de 2006 jusqu’à 5 ans, référence de 2007 ensuite."


def measured(*told: tuple[int, str], born: date = BORN) -> list[tuple[datetime, Decimal]]:
    """Days of age and kilograms."""
    birth = datetime(born.year, born.month, born.day, 9, tzinfo=UTC)
    return [(birth + timedelta(days=days), Decimal(value)) for days, value in told]


POINTS = measured((0, "3.4"), (400, "10"), (2200, "20.1"))


def told(**changed: object) -> Backdrop:
    return behind(changed.pop("held", HELD), **{**WEIGHT, "points": POINTS, **changed})


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_child_has_five_curves_from_the_first_to_the_last_measure() -> None:
    seen = told()
    assert [curve.name for curve in seen.curves] == ["3e", "15e", "50e", "85e", "97e"]
    assert (seen.first, seen.last) == (POINTS[0][0], POINTS[-1][0])
    assert plain(seen.legend) == f"{LEGEND} {SOURCE}"
    assert [curve.name for curve in told(lang="en").curves] == ["3rd", "15th", "50th", "85th", "97th"]
    for curve in seen.curves:
        days = [at for at, _value in curve.points]
        assert abs(days[0] - seen.first) < timedelta(seconds=1)
        assert abs(days[-1] - seen.last) < timedelta(seconds=1)


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "tension"},
        {"kind": "tour_taille"},
        {"points": []},
        {"born": date(2007, 11, 27)},
        {"born": date(1979, 3, 1)},
    ],
)
def test_others_have_none_and_no_word_of_it(changed: dict[str, object]) -> None:
    assert told(**changed) == NOTHING


def test_who_is_not_yet_nineteen_still_has_words() -> None:
    assert told(born=date(2007, 11, 28)) != NOTHING


def test_without_tables_one_sentence_says_so() -> None:
    words = "Les courbes de croissance de l’OMS ne sont pas installées dans ce Carnet : seules les mesures sont tracées."
    seen = told(held={})
    assert Backdrop(legend=plain(seen.legend)) == Backdrop(legend=words)
    assert seen == Backdrop(legend=seen.legend)
    assert told(held={}, kind="tension") == told(held={}, born=date(1979, 3, 1)) == NOTHING


@pytest.mark.parametrize("sex", ["", "X"])
def test_without_a_known_sex_one_sentence_says_so(sex: str) -> None:
    seen = told(sex=sex)
    words = "Sans le sexe, qui n’est pas connu ici, les courbes de croissance de l’OMS ne peuvent pas être montrées."
    assert seen == Backdrop(legend=words)
    drawn = draw([POINTS], lang="fr", label="Poids.", backdrop=seen)
    assert drawn == replace(draw([POINTS], lang="fr", label="Poids."), legend=words)


def test_where_the_curves_end_before_the_measures_it_is_said() -> None:
    born = date(2012, 1, 1)
    days = [3500, 4200]
    seen = told(born=born, points=measured(*((day, "33") for day in days), born=born))
    assert plain(seen.legend) == f"{LEGEND} Pour cette mesure, l’OMS n’en publie pas après 10 ans. {SOURCE}"
    assert seen.curves[0].points[-1][0] < seen.last - timedelta(days=500)
    assert seen.told == ""
    seen = told(born=born, points=measured((4200, "41"), born=born))
    assert plain(seen.legend) == "L’OMS ne publie pas de courbe de croissance pour cette mesure après 10 ans."
    assert seen.curves == ()


def test_one_measure_is_drawn_over_some_weeks() -> None:
    seen = told(points=POINTS[:1])
    assert seen.last - seen.first == LEAST
    drawn = draw([POINTS[:1]], lang="fr", label="x", backdrop=seen)
    assert [day.label for day in drawn.days] == ["20/11/2020", "15/01/2021"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("1.5", "sous le 3e percentile"),
        ("2.9", "entre le 3e et le 15e percentile"),
        ("3.3", "entre le 15e et le 50e percentile"),
        ("3.7", "entre le 50e et le 85e percentile"),
        ("4.2", "entre le 85e et le 97e percentile"),
        ("6", "au-dessus du 97e percentile"),
    ],
)
def test_where_the_last_measure_stands_is_in_the_words_of_the_drawing(value: str, words: str) -> None:
    points = measured((0, value))
    drawn = draw([points], lang="fr", label="Poids : 1 mesure.", backdrop=told(points=points))
    assert drawn.label.startswith("Poids : 1 mesure. La dernière mesure est ")
    assert words in drawn.label


def test_a_chart_with_nothing_behind_is_as_it_was() -> None:
    drawn = draw([POINTS], lang="fr", label="Poids.")
    assert (drawn.behind, drawn.area, drawn.legend, drawn.right) == ([], "", "", chart.RIGHT)
    assert drawn.label == "Poids."


def _places(points: str) -> list[tuple[float, float]]:
    return [tuple(float(one) for one in point.split(",")) for point in points.split()]


AGES = st.lists(st.tuples(st.integers(0, 2500), st.integers(5, 900)), min_size=1, max_size=5)


@given(AGES)
def test_curves_and_their_names_are_inside_the_box_and_apart(told_days: list[tuple[int, int]]) -> None:
    points = measured(*sorted((days, str(Decimal(value) / 10)) for days, value in told_days))
    drawn = draw([points], lang="fr", label="x", backdrop=told(points=points))
    places = [place for curve in drawn.behind for place in _places(curve.points)] + _places(drawn.area)
    assert all(chart.LEFT <= x <= drawn.right and chart.TOP <= y <= chart.BOTTOM for x, y in places)
    assert all(chart.LEFT <= dot.x <= drawn.right for dot in drawn.lines[0].dots)
    heights = [curve.name.at for curve in drawn.behind]
    assert all(above <= below - chart.NAME + 0.11 for below, above in pairwise(heights))
    assert heights[0] <= chart.BOTTOM + 0.1
    assert heights[-1] >= chart.NAME / 2 - 0.1
    assert all(drawn.right < curve.x <= drawn.right + 6 for curve in drawn.behind)

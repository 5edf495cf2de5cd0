"""Growth curves behind the measures of a child of the family, on a real database."""

from __future__ import annotations

import pytest

from rxapp.measures import views
from rxapp.measures.chart import Chart
from rxapp.measures.growth_tables import Tables
from tests.accounts import refused
from tests.agenda import Home, home
from tests.growth import afresh, curves, no_curves
from tests.measures import Measures

__all__ = ["afresh", "curves", "home", "no_curves"]


@pytest.fixture
def measures(home: Home) -> Measures:
    return Measures(home)


def charted(measures: Measures, person: str, kind: str = "poids", **given: object) -> Chart:
    return measures.home.look(views.charted, person_id=person, kind=kind, **given)


def test_a_child_is_drawn_in_front_of_the_curves_of_their_age(measures: Measures, curves: Tables) -> None:
    for day, weight in (("10/06/2018", "5"), ("04/05/2020", "12,6"), ("04/11/2026", "27")):
        measures.add("poids", weight, person=measures.leo, day=day)
    drawn = charted(measures, measures.leo)
    assert [one.name.label for one in drawn.behind] == ["3e", "15e", "50e", "85e", "97e"]
    assert drawn.legend.startswith("Courbes de croissance de l’OMS")
    assert "La dernière mesure est entre le" in drawn.label
    assert drawn.levels[0].label == "0", "the axis takes in what is behind"
    recent = charted(measures, measures.leo, period="1a")
    assert len(recent.lines[0].dots) == 1
    assert len(recent.behind) == 5
    assert charted(measures, measures.leo, lang="en").behind[0].name.label == "3rd"


def test_other_kinds_and_grown_ups_have_none(measures: Measures, curves: Tables) -> None:
    measures.add("pouls", "90", person=measures.leo)
    measures.add("poids", "62")
    for drawn in (charted(measures, measures.leo, "pouls"), charted(measures, measures.nadia.person_id)):
        assert len(drawn.lines) == 1
        assert (drawn.behind, drawn.area, drawn.legend) == ([], "", "")


def test_no_measure_is_no_chart_and_no_word(measures: Measures, curves: Tables) -> None:
    assert charted(measures, measures.leo) == Chart()


def test_without_the_tables_the_chart_is_the_same_but_for_them_and_says_so(measures: Measures, no_curves: None) -> None:
    measures.add("taille", "126", person=measures.leo)
    drawn = charted(measures, measures.leo, "taille")
    assert (len(drawn.lines), drawn.behind) == (1, [])
    assert "ne sont pas installées" in drawn.legend


def test_curves_tell_a_stranger_nothing(measures: Measures, curves: Tables) -> None:
    measures.add("poids", "27", person=measures.leo)
    assert refused(lambda: charted(measures, measures.leo, actor=measures.stranger)).code == "introuvable"


def test_what_a_minor_keeps_moves_no_curve(measures: Measures, curves: Tables) -> None:
    person, zoe = measures.zoe.person_id, measures.zoe
    measures.add("taille", "160", actor=zoe, day="20/11/2026")
    before = charted(measures, person, "taille")
    measures.add("taille", "150", actor=zoe, day="02/01/2024", secret=True)
    assert charted(measures, person, "taille") == before
    assert charted(measures, person, "taille", actor=zoe) != before

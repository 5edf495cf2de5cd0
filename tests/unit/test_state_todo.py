"""What the few cards of the dashboard say, in few words."""

from __future__ import annotations

import pytest

from rxapp.state.todo import brief, with_whose


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Vaccin hexavalent (diphtérie, tétanos, polio, coqueluche, Hib, hépatite B), dose 1", "Vaccin hexavalent, dose 1"),
        ("Examen du 9e mois (2e certificat)", "Examen du 9e mois"),
        ("Examen bucco-dentaire annuel", "Examen bucco-dentaire annuel"),
    ],
)
def test_what_stands_in_brackets_is_left_to_the_calendar(title: str, said: str) -> None:
    assert brief(title) == said


def test_whose_it_is_in_each_language() -> None:
    assert with_whose("Inès", "Examen du 3e mois", "fr") == "Inès\u00a0: Examen du 3e mois"
    assert with_whose("Inès", "Examination during the 3rd month", "en") == "Inès: Examination during the 3rd month"
    assert with_whose("", "Examen du 3e mois", "fr") == "Examen du 3e mois"

"""Errors: a code and its words, never a person's data in a trace."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rxapp.core import errors
from rxapp.core.errors import DomainError, declare, message

declare(
    {
        "essai.mots": "Valable jusqu’au {day}, vu le {at}, réessayez dans {wait}.",
        "essai.cote": "{points} points",
        "essai.nombre": ("Il reste {n} essai.", "Il reste {n} essais."),
    }
)


def test_words_in_both_languages():
    assert message(DomainError("introuvable"), "fr") == "Introuvable."
    assert message("introuvable", "en") == "Not found."


def test_dates_and_durations_are_written_out():
    error = DomainError("essai.mots", day=date(2026, 11, 1), at=datetime(2026, 11, 23, 9, tzinfo=UTC))
    words = message(error, "fr", wait=timedelta(seconds=30))
    assert words == (
        "Valable jusqu’au dimanche 1er novembre 2026, vu le 23 novembre 2026 à 10\u00a0h\u00a000, réessayez dans 30 secondes."
    )


@pytest.mark.parametrize(("n", "words"), [(0, "Il reste 0 essai."), (1, "Il reste 1 essai."), (2, "Il reste 2 essais.")])
def test_a_number_chooses_its_form(n: int, words: str):
    assert message("essai.nombre", "fr", n=n) == words


def test_what_follows_is_said_after_it():
    error = DomainError("introuvable", DomainError("essai.nombre", n=2))
    assert (error.code, message(error, "fr")) == ("introuvable", "Introuvable. Il reste 2 essais.")


def test_large_numbers_are_grouped():
    assert message("essai.cote", "fr", points=50_000) == "50\u202f000 points"
    assert message("essai.cote", "en", points=50_000) == "50,000 points"


def test_a_code_has_one_meaning():
    declare({"introuvable": "Introuvable."})
    with pytest.raises(ValueError, match="introuvable"):
        declare({"introuvable": "Autre chose."})


def test_an_unknown_code_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        message("inconnu.au.bataillon", "fr")


def test_parameters_never_reach_a_trace():
    error = DomainError("introuvable", name="Camille Martin")
    assert "Camille" not in repr(error) + str(error)


def test_what_is_declared_cannot_be_changed_from_outside():
    with pytest.raises(TypeError):
        errors.declared()["introuvable"] = "x"

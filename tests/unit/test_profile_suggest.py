"""Words to choose from: found in either language, said in the reader's, and read in the other's."""

from __future__ import annotations

import pytest

from rxapp.core.i18n import LANGUAGES
from rxapp.profile.parts import BY_CODE, PARTS, details_of, title_of
from rxapp.profile.suggest import MOST, OWN_LISTS, in_language, suggest, words_of_list


@pytest.mark.parametrize(
    ("name", "typed", "lang", "first"),
    [
        ("maladies", "diab", "fr", "Diabète de type 1"),
        ("maladies", "diab", "en", "Gestational diabetes"),
        ("maladies", "type 2", "en", "Type 2 diabetes"),
        ("maladies", "diabete de type 2", "en", "Type 2 diabetes"),
        ("maladies", "heart", "en", "Heart failure"),
        ("maladies", "high blood", "fr", "Hypertension artérielle"),
        ("allergenes", "peanut", "en", "Peanut"),
        ("allergenes", "oeuf", "en", "Egg"),
        ("operations", "hip", "en", "Hip replacement"),
        ("aides", "deamb", "fr", "Déambulateur"),
        ("handicaps", "malv", "en", "Visually impaired"),
    ],
)
def test_words_are_found_in_either_language_and_said_in_the_reader_s(name: str, typed: str, lang: str, first: str) -> None:
    assert suggest(name, typed, lang)[0] == first


@pytest.mark.parametrize("typed", ["", "a", "zzz", "  "])
def test_nothing_is_guessed(typed: str) -> None:
    assert suggest("maladies", typed, "en") == ()
    assert suggest("autre", "diab", "en") == ()


def test_a_list_is_short() -> None:
    assert len(suggest("maladies", "ma", "fr")) <= MOST
    assert suggest("maladies", "cancer", "fr", limit=2) == ("Cancer colorectal", "Cancer de la peau")


@pytest.mark.parametrize("name", OWN_LISTS)
def test_each_line_is_one_thing_in_each_language(name: str) -> None:
    lines = words_of_list(name)
    for lang in LANGUAGES:
        assert all(line[lang] for line in lines)
        assert len({line[lang].casefold() for line in lines}) == len(lines)
    for line in lines:  # a word that means something else in the other language would be read wrongly
        for lang in LANGUAGES:
            assert {in_language(name, line[one], lang) for one in LANGUAGES} == {line[lang]}


def test_every_list_that_is_asked_for_is_there() -> None:
    asked = {field.list for part in PARTS for field in part.fields if field.list}
    assert asked == {"medicaments", *OWN_LISTS}


def test_what_was_chosen_is_read_in_the_other_language_and_what_was_typed_stays() -> None:
    disease = BY_CODE["maladies"]
    assert title_of(disease, {"maladie": "Diabète de type 2"}, "en") == "Type 2 diabetes"
    assert title_of(disease, {"maladie": "type 2 diabetes"}, "fr") == "Diabète de type 2"
    assert title_of(disease, {"maladie": "diabète de type 2"}, "fr") == "diabète de type 2"
    assert title_of(disease, {"maladie": "Diabète de type 2 depuis peu"}, "en") == "Diabète de type 2 depuis peu"
    assert details_of(BY_CODE["traitements"], {"medicament": "X", "pourquoi": "Goutte"}, "en") == [("What for", "Gout")]
    family = {"lien": "mere", "maladie": "Stroke"}
    assert title_of(BY_CODE["famille"], family, "fr").endswith("Accident vasculaire cérébral (AVC)")

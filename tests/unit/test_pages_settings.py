"""The pages of settings: nothing moves while they wake, nothing lies over what one copies, one thing has one name in English."""

import re
from pathlib import Path

import pytest

from rxapp.core import i18n
from rxapp.pages import emporter, parametres, second_facteur

ROOT = Path(__file__).parents[2]
CSS = (ROOT / "assets/carnet.css").read_text(encoding="utf-8")


def test_what_leaves_the_index_is_hidden_from_the_first_paint_on() -> None:
    index = str(parametres._index())
    for who, mark in ((parametres.PATIENTS, "of-patients"), (parametres.TOLD, "of-told")):
        theirs = [where for _words, where, whose in parametres._PLACES if whose == who]
        assert len(re.findall(rf'"{mark}"', index)) == len(theirs) > 0
    assert "[data-role] .of-patients,[data-role=operator] .of-told{display:none}" in CSS


@pytest.mark.parametrize("shown", [second_facteur._codes, second_facteur._setup, emporter._ready])
def test_nothing_lies_over_what_one_copies(shown) -> None:
    assert "to-copy" in str(shown())
    assert "body:has(.to-copy) .said-briefly{position:absolute" in CSS


@pytest.mark.parametrize(
    ("french", "others"),
    [
        (r"\bidentifiants? (Carnet|ou|est|n’est|ne pourra)|votre identifiant|identifiant\.$", "username|identifier|login"),
        ("clés? d’accès", "access key|security key|that key"),
        ("codes? de secours", "backup code|emergency code"),
        ("carnet d’un enfant|carnet de l’enfant", "notebook|booklet"),
        ("se connecter|connectez-vous", "log in|sign on"),
        ("déconnecte", "log out|sign off"),
        ("retirer l’invitation", "take the invitation back"),
        ("exploitant", "administrator"),
        ("^agenda|(un|l’|mon |ni )agenda", "the calendar|my calendar"),
        ("aidants?\\b", "carer|caregiver"),
    ],
)
def test_one_thing_has_one_name_in_english(french: str, others: str) -> None:
    for source, words in i18n.catalogue("en").entries.items():
        if re.search(french, source, re.IGNORECASE):
            assert not re.search(rf"\b({others})\b", " ".join([words] if isinstance(words, str) else words), re.IGNORECASE), (
                source
            )

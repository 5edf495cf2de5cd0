"""The pages of settings: nothing moves while they wake, nothing lies over what one copies, one thing has one name in English."""

import re
from pathlib import Path

import pytest

from rxapp.core import i18n
from rxapp.pages import emporter, fermeture, parametres, proches, second_facteur

ROOT = Path(__file__).parents[2]
CSS = (ROOT / "assets/carnet.css").read_text(encoding="utf-8")


def words(component: object) -> str:
    """A component as it is written, its letters in clear."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda sign: chr(int(sign[1], 16)), str(component))


def test_what_leaves_the_index_is_hidden_from_the_first_paint_on() -> None:
    index = str(parametres._index())
    for who, mark in ((parametres.PATIENTS, "of-patients"), (parametres.TOLD, "of-told")):
        theirs = [where for _words, where, whose in parametres._PLACES if whose == who]
        assert len(re.findall(rf'"{mark}"', index)) == len(theirs) > 0
    assert "[data-role] .of-patients,[data-role=operator] .of-told{display:none}" in CSS


def test_each_page_of_the_settings_is_offered_once_and_by_its_whole_row() -> None:
    page, pages = words(parametres.page()), words(parametres._pages())
    for where in ("acces", "proches", "aidants", "emporter", "fermer"):
        assert page.count(f'"/parametres/{where}"') == pages.count(f'"/parametres/{where}"') == 1
    assert pages.count("doc-title") == pages.count("doc-row") == 5
    assert "of-patients" in pages


def test_of_a_closing_that_waits_only_what_is_done_already_is_said_done() -> None:
    """Appointments and drafts are given up once the account closes (`farewell.LATER`), orders and help at once."""

    for said in (words(fermeture._changed()), words(fermeture._orders())):
        assert "Ce que vous" not in said
        assert "Une commande annulée" in said
    assert "Pour vos rendez-vous et vos brouillons, votre choix attend la fermeture" in words(fermeture._changed())
    page = words(fermeture.page())
    assert "tant que le compte n’est pas fermé" in page
    assert "jusqu’au dernier jour" not in page


def test_a_parent_reads_that_the_child_has_an_account_of_their_own() -> None:
    page = words(proches.page())
    for said in ("a son propre compte", "une copie faite par vous ne le contient pas", "garde son propre compte"):
        assert said in page
    assert "à minuit" not in page
    assert page.count("à 0\u00a0h (heure de Paris)") >= 5


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

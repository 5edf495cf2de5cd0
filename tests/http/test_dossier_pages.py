"""The address of one document shows the shape of its page before any script, and nothing of anybody."""

import pytest

from rxapp.api.screens import Screens
from rxapp.build import SCREENS

SHAPE = 'class="bone bone-page"'


@pytest.fixture(scope="module")
def screens() -> Screens:
    return Screens(SCREENS, websocket="ws://localhost:3000", demo=True)


def test_one_document_gets_the_stand_in(screens: Screens) -> None:
    page = screens.page("/dossier/0123456789abcdef", language="fr")
    assert page == screens.page("/dossier/document", language="fr")
    html = page.plain.decode()
    assert html.count("<h1") == 1
    assert SHAPE in html
    assert 'isSpaMode":false' in html


def test_the_list_says_in_its_first_paint_what_can_be_done(screens: Screens) -> None:
    french = screens.page("/dossier", language="fr").plain.decode()
    english = screens.page("/dossier", language="en").plain.decode()
    assert "Ajouter un document" in french
    assert "Rechercher dans le dossier" in french
    assert "Add a document" in english
    assert "Search the record" in english


def test_an_unknown_depth_gets_no_document_page(screens: Screens) -> None:
    assert SHAPE not in screens.page("/dossier/a/b", language="fr").plain.decode()

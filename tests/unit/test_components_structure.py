"""The components say what assistive tools and the guards of the house rely on."""

import reflex as rx

from rxapp.components import buttons, feedback, forms, layout, lists
from rxapp.components.icons import SHAPES, icon
from rxapp.components.profil import section_lines
from rxapp.components.text import _
from rxapp.components.uploader import uploader
from rxapp.profile.sheets import Section


class Bench(rx.State):
    """The smallest state a page could bring."""

    error: str = ""
    text: str = ""
    section: Section = Section("", "", ())

    @rx.event
    def act(self) -> None:
        """Nothing to do."""

    @rx.event
    def take(self, value: str) -> None:
        """Nothing to do."""

    @rx.event
    def kept(self, ids: list[str]) -> None:
        """Nothing to do."""


ITEMS = [
    layout.NavItem(_("Accueil"), "/accueil", "house", "a"),
    layout.NavItem(_("Dossier"), "/dossier", "folder-open", "d"),
]


def _page() -> str:
    return str(layout.shell(layout.page_head(_("Dossier")), items=ITEMS, here="/dossier", status=Bench.text))


def test_a_page_has_its_landmarks_once() -> None:
    page = _page()
    for element in ('"main"', '"h1"', '"header"', '"nav"', '"footer"'):
        assert page.count(f"jsx({element}") == 1, element
    assert page.count('role:"status"') == 1
    assert 'href:"#contenu"' in page
    assert 'id:"contenu"' in page


def test_a_public_page_has_its_landmarks_once() -> None:
    page = str(layout.public(rx.el.h1("Carnet")))
    for element in ('"main"', '"h1"', '"header"', '"footer"'):
        assert page.count(f"jsx({element}") == 1, element
    assert page.count('role:"status"') == 1
    assert "/idle.js" not in page
    assert "/session/fin" not in page


def test_navigation_says_where_one_is() -> None:
    assert _page().count('"aria-current":"page"') == 1


def test_signing_out_is_posted_by_the_browser() -> None:
    form = str(forms.native_form(rx.el.button("x"), action="/session/fin"))
    assert form.startswith('jsx("form",{action:"/session/fin",method:"post"}')
    assert "onSubmit" not in form
    assert 'action:"/session/fin"' in _page()


def test_a_field_is_linked_to_its_label_hint_and_error() -> None:
    field = str(forms.field(_("Identifiant"), "identifiant", hint=_("Aide"), error=Bench.error))
    assert 'htmlFor:"identifiant"' in field
    assert '"aria-describedby":"identifiant-erreur identifiant-aide"' in field
    assert 'id:"identifiant-erreur"' in field
    assert 'id:"identifiant-aide"' in field
    assert '"aria-invalid":' in field


def test_a_password_is_linked_like_any_field() -> None:
    field = str(forms.password(_("Mot de passe"), new=True))
    assert 'htmlFor:"mot_de_passe"' in field
    assert '["autoComplete"] : "new-password"' in field
    assert '["aria-describedby"] : "mot_de_passe-erreur"' in field


def test_icons_are_silent() -> None:
    assert '"aria-hidden":"true"' in str(icon("plus"))
    assert all(shape.startswith("M") for shape in SHAPES.values())


def test_a_download_leaves_the_router_alone() -> None:
    assert str(buttons.link_button("PDF", "/api/documents/x", native=True)).startswith('jsx("a",')
    assert "ReactRouterLink" in str(buttons.link_button("Dossier", "/dossier"))


def test_an_error_notice_is_said_at_once_and_others_wait() -> None:
    assert 'role:"alert"' in str(feedback.notice("x", kind="error"))
    assert 'role:"alert"' not in str(feedback.notice("x", kind="done"))


def test_a_document_row_opens_as_a_whole() -> None:
    row = str(lists.doc_row("Bilan", "/dossier/1", meta=["12 novembre", ""]))
    assert 'className:"doc-title"' in row
    assert 'to:"/dossier/1"' in row


def test_the_parts_of_the_browser_come_from_our_files() -> None:
    parts = rx.fragment(
        uploader(Bench.text, on_done=Bench.kept),
        lists.search_box(_("Rechercher"), on_search=Bench.take),
        feedback.undo_bar(Bench.text, on_undo=Bench.act, on_expire=Bench.act),
        feedback.dialog("Question", id="q", open=True, on_close=Bench.act),
        forms.focus_wrong_field(Bench.error),
    )
    libraries = {name for name in parts._get_all_imports() if name.startswith("$/public/")}
    assert libraries == {
        "$/public/ui/uploader.js",
        "$/public/ui/search.js",
        "$/public/ui/undo.js",
        "$/public/ui/modal.js",
        "$/public/ui/guide.js",
        "$/public/ui/i18n.js",
    }


def test_a_form_sends_what_its_own_boxes_hold_whatever_other_form_has_boxes_of_the_same_name() -> None:
    boxes = (forms.field("Mot", "mot", large=True), forms.field("Code", "code"), forms.select("Jour", "jour", [("1", "Lundi")]))
    assert rx.el.form(*boxes, on_submit=Bench.act)._get_form_refs() == {}


def test_a_line_of_a_profile_has_no_colon_of_its_own() -> None:
    """What is said of a name has one already: « Aide ou appareil : … »."""
    drawn = str(section_lines(Bench.section))
    assert "strong" in drawn
    assert "u00b7" in drawn

"""`/dossier/[document]`: one document, what it shows, its details, and the form that changes them."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import button, link, link_button
from rxapp.components.documents import page_bone, page_picture, plain_text
from rxapp.components.feedback import dialog, empty_state, notice
from rxapp.components.forms import field, focus_wrong_field, select
from rxapp.components.icons import icon
from rxapp.components.islands import Addressed, Turned
from rxapp.components.lists import facts, turns
from rxapp.components.text import _
from rxapp.pages.document_access import who_opens
from rxapp.pages.document_contester import dispute, dispute_dialog
from rxapp.pages.frame import signed_in
from rxapp.state.document import DocumentState as State
from rxapp.state.document_access import DocumentAccessState
from rxapp.state.dossier import DossierState

_row = State.detail.row


def _addressed(shown: rx.Component, waiting: rx.Component) -> rx.Component:
    return Addressed.create(shown, id=State.shown, waiting=waiting)


def _way_back() -> rx.Component:
    """To the list as it was."""
    inside = rx.fragment(icon("arrow-left"), rx.el.span(_("Retour au dossier")))
    return link(inside, DossierState.address, class_name="way-back")


def _title() -> rx.Component:
    """The one h1: it stays the same element while its words come, so that the focus stays on it."""
    words = rx.cond(State.missing, _("Introuvable"), _row.title)
    return _addressed(rx.fragment(words), rx.fragment(_("Document")))


def _lead() -> rx.Component:
    known = rx.cond(
        State.missing,
        rx.fragment(),
        rx.fragment(rx.el.span(_row.act_date_label), rx.el.span(_row.category_label), rx.el.span(_row.kind_label)),
    )
    return rx.el.p(_addressed(known, rx.el.span("\u00a0")), class_name="soft dots")


def _acts() -> rx.Component:
    return rx.el.div(
        link_button(
            _("Télécharger"), "/api/documents/" + _row.id, kind="primary", icon_name="download", native=True, download=True
        ),
        rx.cond(_row.changeable, button(_("Modifier"), icon_name="pencil", on_click=State.edit(State.shown))),
        rx.cond(State.may_share, link_button(_("Partager"), "/dossier/partager?document=" + _row.id)),
        rx.el.div(button(_("Imprimer"), icon_name="printer", custom_attrs={"data-print": ""}), class_name="hide-touch"),
        rx.cond(_row.removable, button(_("Supprimer"), kind="danger", icon_name="trash-2", on_click=State.remove(State.shown))),
        class_name="row acts",
    )


def _preview() -> rx.Component:
    pages = rx.el.ol(rx.foreach(State.sheets, lambda sheet: rx.el.li(page_picture(sheet.src, sheet.alt))), class_name="pages")
    onward = turns(previous=State.previous_sheets, following=State.next_sheets, first=State.first_sheets)
    return rx.match(
        State.detail.preview,
        ("image", rx.fragment(pages, onward)),
        (
            "text",
            rx.cond(
                State.text != "",
                plain_text(State.text),
                notice(_("L’aperçu de ce document n’a pas pu être préparé. Vous pouvez toujours le télécharger.")),
            ),
        ),
        notice(_("Ce document n’a pas d’aperçu. Téléchargez-le pour l’ouvrir sur votre appareil.")),
    )


def _facts() -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("Détails")),
        facts(
            (_("Date de l’acte"), _row.act_date_label),
            (_("Catégorie"), _row.category_label),
            (_("Type de fichier"), _row.kind_label),
            (_("Taille"), _row.size_label),
            (_("Provenance"), _row.author_label),
            (_("Reçu le"), State.detail.received_label),
            (_("Nom du fichier"), State.detail.file_name),
        ),
        rx.el.details(
            rx.el.summary(_("Empreinte du fichier")),
            rx.el.p(_("SHA-256 : le même fichier donne toujours la même empreinte."), class_name="soft small"),
            rx.el.code(State.detail.sha256, class_name="digest"),
        ),
        class_name="doc-facts",
    )


def _secret() -> rx.Component:
    """For a minor of 16 or more: what their parents see of this document. From 18 on: who does not see what they kept."""
    kept = notice(
        _("Vous gardez ce document pour vous."),
        rx.el.p(_("Vos parents ne le voient pas : ni ici, ni en cherchant, ni dans un nombre, ni dans l’historique.")),
        rx.el.div(button(_("Le montrer à mes parents"), on_click=State.keep(State.shown, False)), class_name="row"),
        kind="done",
    )
    shown = rx.el.div(
        rx.el.p(
            _(
                "Vos parents voient ce document. Si vous le gardez pour vous, ils ne le verront plus ; ce que l’historique, un "
                "message ou une commande en ont déjà dit reste."
            ),
            class_name="soft",
        ),
        rx.el.div(button(_("Garder pour moi"), on_click=State.keep(State.shown, True)), class_name="row"),
        class_name="stack",
    )
    grown = notice(
        _("Vous gardez ce document pour vous depuis vos 16 ou 17 ans."),
        rx.el.p(
            _("Ni vos aidants ni les professionnels ne le voient, même en urgence, sauf qui l’a déposé ou l’a reçu de vous.")
        ),
        rx.el.div(button(_("Ne plus le garder pour moi"), on_click=State.keep(State.shown, False)), class_name="row"),
        kind="done",
    )
    usual = rx.cond(State.detail.grown, grown, rx.cond(_row.secret, kept, shown))
    return rx.cond(State.detail.may_keep, rx.cond(_row.made, rx.cond(_row.secret, _alone(), _read_by_others()), usual))


def _alone() -> rx.Component:
    """For whom Carnet made something: who does not see it until they show it."""
    return notice(
        _("Vous gardez ce document pour vous."),
        rx.el.p(_("Ni vos aidants ni les professionnels ne le voient, même en urgence, sauf qui l’a reçu de vous.")),
        rx.el.div(button(_("Ne plus le garder pour moi"), on_click=State.keep(State.shown, False)), class_name="row"),
        kind="done",
    )


def _read_by_others() -> rx.Component:
    """For whom Carnet made something and who shows it: it may be kept to oneself again."""
    words = _(
        "Qui lit votre dossier voit ce document. Gardez-le pour vous, et personne d’autre ne l’y verra, sauf qui l’a déjà reçu "
        "de vous, dans un message ou par un lien."
    )
    kept = rx.el.div(button(_("Garder pour moi"), on_click=State.keep(State.shown, True)), class_name="row")
    return rx.el.div(rx.el.p(words, class_name="soft"), kept, class_name="stack")


def _made() -> rx.Component:
    """Why there is no pencil, and where it says what holds today."""
    words = _(
        "Il dit ce qui valait ce jour-là : personne ne peut le modifier. La page « Aidants » dit si l’aide est toujours en cours."
    )
    there = link(_("Voir la page « Aidants »"), "/parametres/aidants", class_name="alone")
    return rx.cond(_row.made, notice(_row.author_label, rx.el.p(words), rx.el.p(there)))


def _filed() -> rx.Component:
    """Why there is neither a pencil nor a bin."""
    words = _("Ce document vous a été envoyé : il se lit et se télécharge, et personne ne peut le modifier ni le supprimer.")
    return rx.cond(_row.filed, notice(_row.author_label, rx.el.p(words), dispute()))


def _document() -> rx.Component:
    return rx.el.div(
        _acts(),
        rx.el.div(
            _filed(),
            _made(),
            _secret(),
            rx.cond(State.detail.warning != "", notice(State.detail.warning, kind="todo")),
            rx.cond(
                _row.note != "",
                rx.el.section(rx.el.h2(_("Note")), rx.el.p(_row.note, class_name="kept-lines"), class_name="doc-note"),
            ),
            rx.cond(
                State.about.length() > 0,
                rx.el.section(
                    rx.el.h2(_("Dans le profil médical")),
                    rx.el.ul(rx.foreach(State.about, lambda one: rx.el.li(link(one.title, one.href))), class_name="bullets"),
                    class_name="doc-note",
                ),
            ),
            _preview(),
            rx.cond(DocumentAccessState.shown == State.shown, who_opens()),
            class_name="doc-main",
        ),
        _facts(),
        class_name="doc-page",
    )


def _missing() -> rx.Component:
    return empty_state(
        _("Ce document n’est pas dans votre dossier"),
        _("Il a peut-être été supprimé, ou l’adresse n’est pas complète."),
        link_button(_("Retour au dossier"), "/dossier", kind="primary", icon_name="arrow-left"),
    )


def _skeleton() -> rx.Component:
    return rx.el.div(rx.el.div(class_name="bone bone-acts acts"), page_bone(), class_name="doc-page")


def _changed_elsewhere() -> rx.Component:
    """What the document has become; what was typed is still in the form."""
    return notice(
        _("Ce document vient d’être modifié ailleurs. Voici ce qu’il est devenu :"),
        rx.el.ul(
            rx.el.li(_row.title),
            rx.el.li(_row.act_date_label),
            rx.el.li(_row.category_label),
            rx.cond(_row.note != "", rx.el.li(_row.note, class_name="kept-lines")),
        ),
        rx.el.p(_("Ce que vous avez écrit est toujours dans le formulaire. Enregistrez de nouveau pour garder vos changements.")),
        kind="todo",
        role="alert",
    )


def _edit_form() -> rx.Component:
    return rx.el.form(
        field(_("Titre"), "titre", default_value=State.draft.title, error=State.errors["titre"], max_length=200),
        field(
            _("Date de l’acte"),
            "date",
            default_value=State.draft.date,
            hint=_("Jour, mois, année. Exemple : 26/11/2026"),
            error=State.errors["date"],
            max_length=20,
            auto_complete="off",
        ),
        select(
            _("Catégorie"), "categorie", State.categories, default_value=State.draft.category, error=State.errors["categorie"]
        ),
        field(_("Note"), "note", default_value=State.draft.note, large=True, required=False, max_length=2000),
        rx.el.div(
            button(_("Enregistrer"), kind="primary", type="submit"),
            button(_("Fermer"), on_click=State.close),
            class_name="row",
        ),
        on_submit=State.save(State.shown),
        no_validate=True,
        class_name="stack",
        key=State.edition,
        # The browser's own checks would speak another language than the page: the server says what is wrong.
        custom_attrs={"noValidate": True},
    )


def _edit_dialog() -> rx.Component:
    inside = rx.fragment(
        rx.cond(State.stale, _changed_elsewhere()),
        rx.cond(State.words.kind == "error", notice(State.words.text, kind="error")),
        _edit_form(),
        focus_wrong_field(State.attempt),
    )
    opened = {"open": State.editing, "on_close": State.close}
    return dialog(_("Modifier les détails"), rx.cond(State.editing, inside), id="modifier", **opened)


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    return signed_in(
        rx.el.div(
            rx.cond(State.missing, rx.fragment(), _way_back()),
            layout.page_head(_title(), _lead()),
            class_name="doc-head",
        ),
        _addressed(rx.cond(State.missing, _missing(), _document()), _skeleton()),
        _edit_dialog(),
        dispute_dialog(_row.author_label),
        Turned.create(),
        here="/dossier",
    )

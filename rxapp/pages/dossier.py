"""`/dossier`: the documents of the open record, by year; search and filters are in the address."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import button, link, link_button
from rxapp.components.documents import document_row
from rxapp.components.feedback import empty_state, skeleton_rows, undo_bar
from rxapp.components.forms import checkbox
from rxapp.components.islands import Soon, Turned
from rxapp.components.lists import address_filter, excerpt, search_box, tools, turns, year_group
from rxapp.components.text import _
from rxapp.components.uploader import record_uploader
from rxapp.pages.frame import signed_in
from rxapp.state.dossier import DossierState as State

_LOADED = (State.shown_for != "") & (State.shown_for == State.subject)


def _lead() -> rx.Component:
    """Whose record, how much it holds; one line even before it is known, so that nothing moves."""
    return rx.el.p(
        rx.cond(
            _LOADED,
            rx.fragment(rx.el.span(State.subject_label), rx.el.span(State.record_label)),
            rx.el.span("\u00a0"),
        ),
        class_name="soft dots",
    )


def _tools() -> rx.Component:
    return tools(
        search_box(_("Rechercher dans le dossier")),
        address_filter(_("Catégorie"), "categorie", _("Toutes les catégories"), State.categories),
        address_filter(_("Année"), "annee", _("Toutes les années"), State.years),
        address_filter(_("Auteur"), "auteur", _("Tous les auteurs"), State.authors),
    )


def _secret() -> rx.Component:
    """For a minor of 16 or more, before what they add is there for their parents to see."""
    words = _("Garder pour moi ce que j’ajoute : mes parents ne le voient pas")
    return checkbox(words, "", checked=State.keeping, on_change=State.keep_secret)


def _row(row: rx.Var) -> rx.Component:
    delete = button(
        rx.fragment(_("Supprimer"), rx.el.span(" ", row.title, class_name="hush")),
        kind="quiet",
        # Rows move up under the pointer: a double click must not delete two of them.
        on_click=State.remove(row.id).throttle(1000),
    )
    # What somebody else filed is nobody's to delete, what others added no helper's.
    return document_row(row, rx.cond(row.removable, delete, rx.fragment()), rx.cond(State.narrowed, excerpt(State.said[row.id])))


def _found() -> rx.Component:
    """How many match, said aloud while one types; and the way back to everything."""
    return rx.el.div(
        rx.el.p(
            rx.cond(State.narrowed, State.found_label, ""),
            # The empty page says the same to the eye.
            class_name=rx.cond(State.nothing_found, "hush", ""),
            custom_attrs={"aria-live": "polite"},
        ),
        rx.cond(State.narrowed & ~State.nothing_found, link(_("Effacer les filtres"), "/dossier")),
        rx.cond(State.first_page != "", link(_("Revenir au début"), State.first_page)),
        class_name="row found",
    )


def _year(group: rx.Var) -> rx.Component:
    """The rows of one screen, then the others: fifty drawn in one go are four times the wait."""
    first, rest = group.rows[: group.first], group.rows[group.first :]
    return year_group(group.year, rx.foreach(first, _row), Soon.create(rx.foreach(rest, _row)))


def _list() -> rx.Component:
    return rx.el.div(
        rx.foreach(State.years_shown, _year),
        turns(previous=State.previous_page, following=State.next_page),
        rx.el.p(_("Espace utilisé : {espace}", espace=State.storage_label), class_name="soft small more"),
    )


def _empty() -> rx.Component:
    return rx.cond(
        State.may_add,
        empty_state(
            _("Ce dossier attend son premier document"),
            _(
                "Ajoutez une ordonnance, un résultat d’analyse, la photo d’un carnet de vaccination : par le bouton, en déposant "
                "des fichiers n’importe où sur cette page, ou en les collant."
            ),
        ),
        empty_state(_("Aucun document dans ce dossier"), _("Votre aide permet de les voir, pas d’en ajouter.")),
    )


def _nothing_found() -> rx.Component:
    return empty_state(
        _("Aucun document ne correspond"),
        _("Essayez un autre mot, ou moins de filtres."),
        link_button(_("Effacer les filtres"), "/dossier"),
    )


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    return signed_in(
        layout.page_head(
            _("Dossier"),
            _lead(),
            rx.cond(State.may_add, record_uploader(State.subject, on_done=State.added, secret=State.keeping)),
            # There before it is known, so that nothing moves; only a helper has it taken away.
            rx.cond(~_LOADED | State.may_share, link_button(_("Partager"), "/dossier/partages")),
            purpose=_("Les documents de santé de ce dossier, chiffrés et rangés par année."),
        ),
        rx.cond(_LOADED & State.may_hide, _secret()),
        rx.el.div(
            rx.cond(_LOADED & State.is_empty, rx.fragment(), _tools()),
            rx.cond(
                _LOADED,
                rx.cond(
                    State.is_empty,
                    _empty(),
                    rx.fragment(_found(), rx.cond(State.nothing_found, _nothing_found(), _list())),
                ),
                rx.el.div(skeleton_rows(6), class_name="year-bone"),
            ),
            class_name="record",
        ),
        Turned.create(),
        here="/dossier",
        undo=undo_bar(
            State.undo_text,
            on_undo=State.take_back,
            on_expire=State.too_late,
            seconds=State.undo_seconds,
            what=State.undo_key,
        ),
    )

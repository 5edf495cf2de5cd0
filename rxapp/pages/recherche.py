"""`/recherche`: one search in all that one sees of the open record; what is typed is in the address."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import link
from rxapp.components.feedback import empty_state, skeleton_rows
from rxapp.components.lists import doc_row, excerpt, search_box
from rxapp.components.text import Text, _
from rxapp.pages.frame import signed_in
from rxapp.state.recherche import RechercheState as State

_LOADED = (State.shown_for != "") & (State.shown_for == State.subject)


def _lead() -> rx.Component:
    return rx.el.p(rx.cond(_LOADED, State.subject_label, "\u00a0"), class_name="soft")


def _hit(hit: rx.Var, shape: str) -> rx.Component:
    return doc_row(
        hit.title,
        hit.href,
        meta=(hit.when, hit.what, hit.who),
        thumbnail=hit.thumbnail,
        shape=shape,
        note=excerpt(hit.pieces),
    )


def _group(title: Text, shape: str, group: rx.Var, everything: Text, older: tuple[Text, ...] = ()) -> rx.Component:
    """The hits of one room. everything: words of the way to its own list; older: of the way to what is past or put away."""
    ways = [rx.cond(group.all != "", link(everything, group.all))]
    ways += [rx.cond(group.older != "", link(words, group.older)) for words in older]
    return rx.cond(
        group.hits.length() > 0,
        rx.el.section(
            rx.el.h2(title),
            rx.el.div(
                rx.el.ul(rx.foreach(group.hits, lambda hit: _hit(hit, shape))),
                rx.el.div(*ways, class_name="row found"),
            ),
            class_name="year",
        ),
    )


def _found() -> rx.Component:
    return rx.el.div(
        _group(_("Documents"), "file-text", State.documents, _("Tous les documents trouvés")),
        _group(_("Profil"), "user-round", State.entries, ""),
        _group(
            _("Messages"), "mail", State.conversations, _("Toutes les conversations trouvées"), (_("Celles qui sont archivées"),)
        ),
        _group(_("Agenda"), "calendar", State.appointments, _("Tous ceux à venir"), (_("Tous ceux qui sont passés"),)),
    )


def _nothing() -> rx.Component:
    return empty_state(
        _("Rien ne correspond"),
        _("Essayez un autre mot, ou le début d’un mot."),
    )


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    return signed_in(
        layout.page_head(
            _("Rechercher"),
            _lead(),
            purpose=_(
                "Un médicament, un médecin, une date, un mot d’un compte rendu. La recherche lit les documents et leur texte, le "
                "profil médical, les messages et l’agenda, et rien ne sort de Carnet."
            ),
        ),
        rx.el.div(
            rx.el.div(search_box(_("Rechercher dans tout le carnet"), first=True), class_name="tools"),
            rx.el.div(
                rx.el.p(
                    State.found_label,
                    class_name=rx.cond(State.nothing_found, "hush", ""),
                    custom_attrs={"aria-live": "polite"},
                ),
                class_name="row found",
            ),
            rx.cond(State.waiting_label != "", rx.el.p(State.waiting_label, class_name="soft")),
            rx.cond(
                _LOADED,
                rx.cond(State.query == "", rx.fragment(), rx.cond(State.nothing_found, _nothing(), _found())),
                rx.el.div(skeleton_rows(3), class_name="year-bone"),
            ),
            class_name="record",
        ),
        here="/recherche",
    )

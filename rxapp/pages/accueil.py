"""`/accueil`: the dashboard. It shows what is true so far; the life line and what is to do come with the agenda."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import button, link
from rxapp.components.documents import document_row
from rxapp.components.feedback import empty_state, skeleton_rows
from rxapp.components.text import _
from rxapp.components.uploader import record_uploader
from rxapp.pages.frame import signed_in
from rxapp.state.accueil import AccueilState as State


def _newest() -> rx.Component:
    rows = rx.foreach(State.newest, lambda row: document_row(row))
    return rx.el.section(
        rx.el.div(rx.el.h2(_("Derniers documents")), link(_("Tout le dossier"), "/dossier"), class_name="row between"),
        rx.el.ul(rows, class_name="rows"),
    )


def _empty() -> rx.Component:
    return empty_state(
        _("Ce dossier attend son premier document"),
        _("Une ordonnance, un résultat d’analyse, la photo d’un carnet de vaccination : ajoutez ce que vous avez sous la main."),
    )


def _people() -> rx.Component:
    """The people of the family, one gesture from each record."""

    def one(person: rx.Var) -> rx.Component:
        opened = rx.el.span(_("Dossier ouvert"), class_name="soft")
        other = button(_("Ouvrir son dossier"), on_click=State.choose_person(person.id))
        return rx.el.li(
            rx.el.div(rx.el.h3(person.label), rx.el.p(person.age_label, class_name="soft")),
            rx.cond(person.id == State.subject, opened, other),
            class_name="line",
        )

    return rx.el.section(
        rx.cond(
            State.people.length() > 1,
            rx.fragment(rx.el.h2(_("Votre famille")), rx.el.ul(rx.foreach(State.people, one), class_name="lines")),
        ),
        rx.el.p(
            _("Un enfant a reçu une lettre ?"),
            " ",
            link(_("Ajouter son carnet"), "/activation"),
            class_name="soft",
        ),
        class_name="stack",
    )


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    return signed_in(
        layout.page_head(
            _("Accueil"),
            State.subject_label,
            record_uploader(State.subject, on_done=State.added),
        ),
        rx.cond(State.ready, rx.cond(State.is_empty, _empty(), _newest()), skeleton_rows(3)),
        rx.cond(State.ready, _people()),
        here="/accueil",
    )

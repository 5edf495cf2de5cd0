"""`/accueil`: what is yours to do, the life line of each person of the family with what comes next, what is new."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import link, link_button
from rxapp.components.documents import document_row
from rxapp.components.feedback import empty_state, notice, skeleton_rows
from rxapp.components.lifeline import YEAR, life_line_bone, life_lines
from rxapp.components.text import _, _n
from rxapp.components.todo import todo_cards
from rxapp.components.uploader import record_uploader
from rxapp.pages.frame import signed_in
from rxapp.state.accueil import AccueilState as State


def _todo() -> rx.Component:
    """At most three cards, most urgent first; nothing when nothing is to be done."""

    return rx.cond(
        State.todo.length() > 0,
        rx.el.section(rx.el.h2(_("À vous")), todo_cards(State.todo), class_name="stack"),
    )


def _unread() -> rx.Component:
    """What professionals or the health insurance wrote and is not read yet."""
    words = _n("{n} conversation non lue", "{n} conversations non lues", State.new_messages)
    return rx.cond(
        State.new_messages > 0,
        notice(words, link(_("Lire"), "/messages?vue=non-lus&personne=" + State.subject, class_name="alone")),
    )


def _lines() -> rx.Component:
    """What comes next for each person of the family."""
    child = rx.el.p(_("Un enfant a reçu une lettre ?"), " ", link(_("Ajouter son carnet"), "/activation"), class_name="soft")
    title = rx.cond(State.family.length() > 1, _("Votre famille"), _("La frise"))
    opening = {"opened": State.subject, "on_open": State.choose_person}
    return rx.el.div(life_lines(State.lines, title=title, level=YEAR, **opening), child, class_name="stack")


def _newest() -> rx.Component:
    rows = rx.foreach(State.newest, lambda row: document_row(row))
    return rx.el.section(
        rx.el.div(
            rx.el.h2(_("Derniers documents")),
            link(_("Tout le dossier"), "/dossier?personne=" + State.subject),
            class_name="row between",
        ),
        rx.el.ul(rows, class_name="rows"),
    )


def _empty() -> rx.Component:
    return empty_state(
        _("Ce dossier attend son premier document"),
        _("Une ordonnance, un résultat d’analyse, la photo d’un carnet de vaccination : ajoutez ce que vous avez sous la main."),
    )


def _closing() -> rx.Component:
    """A closing that waits is seen where one arrives, with the way to call it off."""
    own = notice(
        _("Votre compte se fermera au plus tard le {date}.", date=State.closing_label),
        rx.el.p(link(_("Voir pourquoi, ou garder mon compte"), "/parametres/fermer")),
        kind="todo",
    )
    announced = notice(
        State.announced_words,
        rx.el.p(link(_("Voir qui le demande, ou m’y opposer"), "/parametres/proches")),
        kind="todo",
    )
    return rx.fragment(rx.cond(State.closing_label, own), rx.cond(State.announced_words, announced))


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    known = rx.el.div(
        _closing(),
        _todo(),
        _unread(),
        _lines(),
        rx.cond(State.is_empty, _empty(), _newest()),
        class_name="stack stack-wide",
        key="page",
    )
    # Another element than the page itself: made from the same one, what is below would seem to move.
    waiting = rx.el.div(life_line_bone(2), skeleton_rows(3), class_name="stack", key="attente")
    return signed_in(
        layout.page_head(
            _("Accueil"),
            State.subject_label,
            rx.el.div(
                record_uploader(State.subject, on_done=State.added),
                link_button(_("Ajouter un rendez-vous"), "/agenda?ajouter=1&personne=" + State.subject, icon_name="calendar"),
                class_name="row",
            ),
            purpose=_("Ce qui vous attend, vous et vos proches, et pourquoi."),
        ),
        rx.cond(State.loaded, known, waiting),
        here="/accueil",
    )

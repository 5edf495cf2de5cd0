"""What is printed of an order: the label of its bag, and the sheet one prepares from."""

from __future__ import annotations

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.buttons import button
from rxapp.components.lists import facts
from rxapp.components.officine_order import hold_words, left_of, secrecy
from rxapp.components.pharmacy import promised_on
from rxapp.components.text import _, _n
from rxapp.pages.officine_order import shared, wishes
from rxapp.state.officine_order import OfficineOrderState as State

_detail = State.detail
_row = State.detail.row


def print_button() -> rx.Component:
    """Prints the page (`assets/keys.js`)."""
    return button(_("Imprimer"), kind="primary", icon_name="printer", custom_attrs={"data-print": "", "data-act": "i"})


def label() -> rx.Component:
    """The label of a bag: whose, which, when; nothing of what is in it."""
    lines = rx.el.p(
        rx.el.span(_n("{n} ligne", "{n} lignes", _row.lines)),
        rx.cond(_row.waiting > 0, rx.el.span(_n("{n} ligne attend", "{n} lignes attendent", _row.waiting))),
        class_name="dots",
    )
    return rx.el.div(
        rx.el.p(_row.number, class_name="label-number"),
        rx.el.p(_row.person_name, class_name="label-name"),
        rx.cond(promised_on(_row) != "", rx.el.p(_("Promise : {moment}", moment=promised_on(_row)))),
        rx.cond(_row.lines > 0, lines),
        rx.el.p(_row.pharmacy_name, class_name="soft"),
        class_name="label-paper",
        key="etiquette",
    )


def _line(line: Var) -> rx.Component:
    return rx.el.li(
        rx.el.span(class_name="tick", custom_attrs={"aria-hidden": "true"}),
        rx.el.div(
            rx.el.p(rx.el.strong(line.drug), " ", rx.el.span(line.status_label, class_name="tag")),
            rx.cond(line.words != "", rx.el.p(line.words)),
            left_of(line),
            rx.cond(line.reason != "", rx.el.p(hold_words(line.reason), class_name="soft")),
            rx.cond(line.part != "", rx.el.p(_("Disponible :"), " ", line.part)),
            rx.cond(line.expected_label != "", rx.el.p(_("Attendu :"), " ", line.expected_label)),
            rx.match(
                line.answer,
                ("accepted", rx.el.p(rx.el.strong(_("À délivrer : {nom}", nom=line.replacement)))),
                ("declined", rx.el.p(_("Refusé par la personne : {nom}", nom=line.replacement))),
                rx.cond(line.replacement != "", rx.el.p(_("Proposé, réponse attendue : {nom}", nom=line.replacement))),
            ),
            rx.cond(line.note != "", rx.el.p(line.note, class_name="soft")),
        ),
        class_name="sheet-line",
    )


def sheet() -> rx.Component:
    """The sheet one prepares from: for whom and as of when, the lines with a box to tick, what is asked, the papers behind."""
    none = rx.el.p(_("Aucune ligne n’est saisie : préparez d’après l’ordonnance elle-même."))
    whose = facts(
        (_("Pharmacie"), _row.pharmacy_name),
        (_("Personne"), _row.person_name),
        (_("Date de naissance"), _detail.born_label),
        (_("À jour le"), State.as_of),
    )
    return rx.el.div(
        secrecy(_row),
        whose,
        rx.el.section(
            rx.el.h2(_("Lignes")),
            rx.cond(_detail.lines.length() > 0, rx.el.ul(rx.foreach(_detail.lines, _line)), none),
            class_name="stack",
        ),
        shared(),
        rx.el.section(rx.el.h2(_("Demandes")), wishes(), class_name="stack"),
        rx.el.section(
            rx.el.h2(_("Ordonnances envoyées")),
            rx.el.ul(rx.foreach(State.papers, lambda one: rx.el.li(one.title)), class_name="bullets"),
            class_name="stack",
        ),
        class_name="stack stack-wide sheet-paper",
        key="fiche",
    )

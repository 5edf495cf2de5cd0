"""What a patient's messages are made of beside `conversation.py`: whom one may write to, who takes part, documents to join."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.buttons import button, link, link_button
from rxapp.components.conversation import conversation_row
from rxapp.components.icons import icon
from rxapp.components.islands import Search
from rxapp.components.lists import current, tag
from rxapp.components.text import _


def listed_row(one: Var) -> rx.Component:
    """One conversation in the list. `one`: a var of `row`, `href`, `here`."""
    row = one.row
    marks = (
        rx.cond(row.information, tag(_("Information")), rx.fragment()),
        rx.cond(row.pieces, tag(_("Document joint")), rx.fragment()),
        rx.cond(row.hidden, tag(_("Gardée pour vous")), rx.fragment()),
        rx.cond(row.archived, tag(_("Archivée")), rx.fragment()),
    )
    return conversation_row(row, one.href, title=row.names, names="", is_current=one.here, marks=marks, first=row.first)


def away(until: Var[str]) -> rx.Component:
    """Until when a professional is away, and what becomes of what is written meanwhile; nothing for "", when they are there."""
    told = rx.el.p(tag(_("Absence jusqu’au {date}", date=until), "soon"), " ", _("Votre message attendra son retour."))
    return rx.cond(until != "", told, rx.fragment())


def choice_row(choice: Var) -> rx.Component:
    """One professional of the directory: whether they may be written to, and why not. `choice`: `card`, `chosen`, `href`."""
    card = choice.card
    words = rx.cond(choice.chosen, _("Choisi"), _("Choisir"))
    named = rx.fragment(words, rx.el.span(" : ", card.name, class_name="hush"))
    take = link_button(named, choice.href, custom_attrs=current(choice.chosen))
    return rx.el.li(
        rx.el.div(
            rx.el.h2(card.name),
            rx.el.p(card.kind_label, class_name="soft"),
            rx.cond(card.accepts, rx.el.p(card.who_label), rx.el.p(card.why_not)),
            away(card.away_until),
            class_name="stack-small",
        ),
        rx.cond(choice.href != "", take, rx.fragment()),
        class_name=rx.cond(choice.chosen, "line paper-row paper-chosen", "line paper-row"),
        key=card.id,
    )


def recipient(card: Var) -> rx.Component:
    """Somebody to whom a new message goes, and what is to be known before writing."""
    return rx.el.li(
        rx.el.p(rx.el.strong(card.name), rx.el.span(card.kind_label, class_name="soft"), class_name="dots"),
        rx.cond(card.accepts, rx.fragment(), rx.el.p(card.why_not)),
        away(card.away_until),
        key=card.id,
    )


def taking_part(one: Var, *, on_block: Any, on_unblock: Any, may_block: Any = True) -> rx.Component:
    """A professional of a conversation, and hearing from them no more, for whom that is to choose."""
    named = {"class_name": "hush"}
    block = button(rx.fragment(_("Bloquer"), rx.el.span(" ", one.name, **named)), kind="quiet", on_click=on_block(one.id))
    unblock = button(rx.fragment(_("Débloquer"), rx.el.span(" ", one.name, **named)), on_click=on_unblock(one.id))
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.strong(one.name),
                rx.el.span(one.kind_label, class_name="soft"),
                rx.cond(one.for_label != "", rx.el.span(one.for_label, class_name="soft"), rx.fragment()),
                class_name="dots",
            ),
            rx.cond(
                one.blocked,
                rx.el.p(
                    _(
                        "Bloqué : vous ne recevez plus rien de ce correspondant. "
                        "Le débloquer lui montre aussi ce qui s’est écrit entre-temps."
                    )
                ),
                rx.fragment(),
            ),
        ),
        rx.cond(may_block, rx.cond(one.blocked, unblock, block)),
        class_name="line",
        key=one.id,
    )


def to_add(cards: Var, query: Var, *, more: Var, on_search: Any, on_add: Any) -> rx.Component:
    """Professionals who may take part too. `cards`: a var of `ProfessionalCard`s; more: there are others to look for by name."""
    label = _("Chercher un nom")
    attributes = {"id": "qui-ajouter", "name": "qui-ajouter", "aria-label": label, "placeholder": label}

    def one(card: Var) -> rx.Component:
        named = rx.fragment(_("Ajouter"), rx.el.span(" ", card.name, class_name="hush"))
        return rx.el.li(
            rx.el.div(
                rx.el.p(rx.el.strong(card.name), rx.el.span(card.kind_label, class_name="soft"), class_name="dots"),
                rx.cond(card.accepts, rx.fragment(), rx.el.p(card.why_not)),
                away(card.away_until),
            ),
            rx.cond(card.accepts, button(named, on_click=on_add(card.id)), rx.fragment()),
            class_name="line",
            key=card.id,
        )

    none = rx.el.p(_("Aucun autre professionnel de ce nom."), class_name="soft")
    return rx.el.div(
        Search.create(input=attributes, value=query, on_search=on_search),
        rx.cond(cards.length() > 0, rx.el.ul(rx.foreach(cards, one), class_name="lines"), none),
        rx.cond(more, rx.el.p(_("D’autres se trouvent par leur nom."), class_name="soft"), rx.fragment()),
        class_name="stack",
    )


def papers(found: Var, query: Var, *, on_search: Any, on_attach: Any, on_detach: Any) -> rx.Component:
    """Documents of the record to join. `found`: a var of `row` (a `DocumentRow`) and `chosen`."""
    label = _("Chercher un document du dossier")
    attributes = {"id": "piece", "name": "piece", "aria-label": label, "placeholder": label}

    def one(paper: Var) -> rx.Component:
        row, named = paper.row, {"class_name": "hush"}
        join = button(rx.fragment(_("Joindre"), rx.el.span(" ", row.title, **named)), on_click=on_attach(row.id))
        leave = button(rx.fragment(_("Ne pas joindre"), rx.el.span(" ", row.title, **named)), on_click=on_detach(row.id))
        return rx.el.li(
            rx.el.div(
                rx.el.p(rx.el.strong(row.title)), rx.el.p(row.act_date_label, ", ", row.category_label, class_name="doc-meta")
            ),
            rx.cond(paper.chosen, leave, join),
            class_name="line",
            key=row.id,
        )

    none = rx.el.p(_("Aucun document du dossier ne dit cela."), class_name="soft")
    return rx.el.div(
        Search.create(input=attributes, value=query, on_search=on_search),
        rx.cond(found.length() > 0, rx.el.ul(rx.foreach(found, one), class_name="lines"), none),
        class_name="stack",
    )


def way_back(words: Any, href: Any, *, beside: bool = False) -> rx.Component:
    """Back to the list as it was. beside: a wide screen shows the list beside, and needs no way back."""
    return link(
        rx.fragment(icon("arrow-left"), rx.el.span(words)), href, class_name="way-back only-pane" if beside else "way-back"
    )

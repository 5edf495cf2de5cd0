"""The counter: a card, a column, the shape of a column while it comes."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars.base import Var
from reflex_components_core.react_router.dom import ReactRouterLink

from rxapp.components.buttons import button, link
from rxapp.components.icons import icon
from rxapp.components.lists import tag
from rxapp.components.text import Text, _


def _shown(words: Var, component: rx.Component) -> rx.Component:
    return rx.cond(words != "", component, rx.fragment())


def _marks(card: Var) -> rx.Component:
    """What stands out of an order on the board."""
    return rx.el.p(
        rx.cond(card.fresh, tag(_("Nouvelle"), "todo"), rx.fragment()),
        rx.cond(card.late, tag(_("En retard"), "todo"), rx.fragment()),
        rx.cond(card.asked, tag(_("Attend une réponse"), "soon"), rx.fragment()),
        rx.cond(card.question, tag(_("Question")), rx.fragment()),
        rx.cond(card.secret, tag(_("Secrète")), rx.fragment()),
        _shown(card.waiting, rx.el.span(card.waiting, class_name="tag")),
        class_name="labels",
    )


def ticket(card: Var, on_move: Any) -> rx.Component:
    """One order on the board: the whole card opens it, its button makes the next move. on_move: of (id, version, move)."""
    facts = rx.el.p(
        rx.el.span(card.since),
        _shown(card.lines, rx.el.span(card.lines)),
        class_name="doc-meta dots",
    )
    words = rx.match(card.move, ("receive", _("Prendre")), ("prepare", _("Préparer")), _("Prête"))
    act = button(
        words,
        on_click=on_move(card.id, card.version, card.move),
        custom_attrs={"data-act": "s", "aria-describedby": "n-" + card.id},
    )
    hand = link(_("Remettre"), card.href, class_name="btn", custom_attrs={"data-act": "s", "aria-describedby": "n-" + card.id})
    return rx.el.li(
        ReactRouterLink.create(
            rx.el.span(card.number, class_name="ticket-number"),
            " ",
            rx.el.span(card.name),
            to=card.href,
            id="n-" + card.id,
            class_name="ticket-title",
        ),
        _marks(card),
        facts,
        _shown(
            card.promised, rx.el.p(icon("clock"), rx.el.span(_("Promise : {moment}", moment=card.promised)), class_name="informs")
        ),
        rx.match(card.move, ("", rx.fragment()), ("hand_over", hand), act),
        class_name=rx.cond(card.fresh, "ticket ticket-new", "ticket"),
        custom_attrs={"data-card": card.id},
        key=card.id,
    )


def column(title: Text, word: str, shown: Var, on_move: Any) -> rx.Component:
    """One column of the board, at most as many cards as were sent; the rest behind « Voir la suite »."""
    cards = rx.el.ul(rx.foreach(shown.cards, lambda card: ticket(card, on_move)), class_name="tickets")
    none = rx.el.p(_("Rien dans cette colonne."), class_name="soft small")
    return rx.el.section(
        column_title(title, word, shown.count.to_string()),
        rx.cond(shown.cards.length() > 0, cards, none),
        _shown(shown.more, rx.el.div(link(_("Voir la suite"), shown.more, class_name="btn"))),
        class_name="column",
        custom_attrs={"aria-labelledby": f"colonne-{word}", "data-column": word},
    )


def column_title(title: Text, word: str, count: Text) -> rx.Component:
    """The name of a column and how many orders it holds."""
    return rx.el.h2(rx.el.span(title), " ", rx.el.span(count, class_name="column-count"), id=f"colonne-{word}")


def column_bone(title: Text, word: str) -> rx.Component:
    """The shape of a column while it comes."""

    def bone() -> rx.Component:
        lines = (rx.el.div(class_name="bone bone-long"), rx.el.div(class_name="bone bone-short"))
        return rx.el.li(*lines, class_name="ticket")

    return rx.el.section(
        column_title(title, word, "\u00a0"),
        rx.el.ul(bone(), bone(), class_name="tickets", custom_attrs={"aria-hidden": "true"}),
        class_name="column",
        custom_attrs={"aria-labelledby": f"colonne-{word}"},
    )


def column_chip(title: Text, shown: Var, is_current: Var[bool]) -> rx.Component:
    """The way to a column alone, with its count."""
    return ReactRouterLink.create(
        rx.el.span(title),
        " ",
        rx.el.span(rx.cond(shown.href != "", shown.count.to_string(), "\u00a0"), class_name="column-count"),
        to=rx.cond(shown.href != "", shown.href, "/officine"),
        class_name="chip",
        custom_attrs={"aria-current": rx.cond(is_current, "true", Var("undefined"))},
    )

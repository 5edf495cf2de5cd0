"""The few cards of what is to be done, most urgent first."""

from __future__ import annotations

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.buttons import link_button
from rxapp.components.lists import mark_card


def todo_cards(cards: Var) -> rx.Component:
    """Cards of a var with `.mark` ("todo", "soon", "check"…), `.title`, `.when`, `.state_label`, `.href` and `.act_label`."""

    def one(card: Var) -> rx.Component:
        act = link_button(rx.fragment(card.act_label, rx.el.span(" : ", card.title, class_name="hush")), card.href)
        return mark_card(card.mark, card.title, card.when, act, state=card.state_label)

    return rx.el.div(rx.foreach(cards, one), class_name="cards")

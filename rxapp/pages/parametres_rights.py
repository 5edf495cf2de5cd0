"""The part of `/parametres` on refusals: all of them in one place, each refused or taken back at once."""

from __future__ import annotations

import reflex as rx

from rxapp.components.buttons import link
from rxapp.components.lists import part
from rxapp.components.text import _
from rxapp.pages.frame import once_patient
from rxapp.state.rights import RightsState as State


def refusals() -> rx.Component:
    """What one allows of one's record; what is refused of messages and notifications is just below."""

    def one(right: rx.Var) -> rx.Component:
        box = rx.el.input(
            type="checkbox",
            role="switch",
            checked=right.allowed,
            on_change=lambda wanted: State.switch(right.code, wanted),
            custom_attrs={"aria-describedby": f"droit-{right.code}"},
        )
        return rx.el.li(
            rx.el.div(
                rx.el.label(box, rx.el.span(right.label), class_name="check"),
                rx.el.p(right.sentence, id=f"droit-{right.code}", class_name="soft"),
            ),
            class_name="line",
        )

    return part(
        "refus",
        _("Ce que j’accepte, ce que je refuse"),
        rx.el.p(_("À tout moment, sans dire pourquoi. Chaque changement vaut tout de suite."), class_name="soft"),
        once_patient(State.rights, rx.el.ul(rx.foreach(State.rights, one), class_name="lines"), State.load, 10),
        rx.el.ul(
            rx.el.li(
                link(_("En urgence : le SAMU, les autres professionnels, les documents masqués"), "/parametres/acces#urgences")
            ),
            rx.el.li(link(_("Messages de prévention : tous, ou campagne par campagne"), "#messages-prevention")),
            rx.el.li(link(_("Notifications : par sorte et par canal"), "#notifications")),
            class_name="text",
        ),
    )

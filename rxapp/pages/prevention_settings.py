"""The part of `/parametres` on prevention messages: one line for oneself and each child, refused or received."""

from __future__ import annotations

import reflex as rx

from rxapp.components.buttons import button, link
from rxapp.components.lists import part, tag
from rxapp.components.text import _
from rxapp.pages.frame import once_patient
from rxapp.state.prevention_settings import PreventionSettingsState as State


def messages_part() -> rx.Component:
    """All messages about a person, on or off at once; campaign by campaign on `/prevention`."""

    def one(person: rx.Var) -> rx.Component:
        name = rx.el.span(" : ", person.label, class_name="hush")
        stop = button(rx.fragment(_("Tout refuser"), name), on_click=State.stop(person.id))
        resume = button(rx.fragment(_("Accepter de nouveau"), name), on_click=State.resume(person.id))
        return rx.el.li(
            rx.el.div(
                rx.el.p(rx.el.strong(person.label)),
                rx.cond(person.refused, tag(_("Refusé")), rx.el.p(_("Vous les recevez"), class_name="soft")),
                link(
                    rx.fragment(_("Choisir campagne par campagne"), name),
                    f"/prevention?onglet=choix&personne={person.id}",
                    class_name="alone",
                ),
            ),
            rx.cond(person.refused, resume, stop),
            class_name="line",
        )

    return part(
        "messages-prevention",
        _("Messages de prévention"),
        rx.el.p(
            _("Refusez-les quand vous voulez, sans dire pourquoi. Le calendrier reste ; aucun professionnel ne voit vos refus."),
            class_name="soft",
        ),
        once_patient(State.receiving, rx.el.ul(rx.foreach(State.receiving, one), class_name="lines"), State.load, 2),
    )
